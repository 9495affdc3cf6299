//! A file that was read, in its other form: with what the file tells, and nothing that is only usual.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use crate::model::Event;
use crate::read::Loaded;
use crate::told::Told;
use crate::write::json_line;

/// The JSON form.
#[derive(Serialize)]
struct Whole<'a> {
    schema: &'a str,
    #[serde(flatten)]
    told: &'a Told,
    events: &'a [Event],
}

/// A line of the JSONL form.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'a> {
    Run {
        schema: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        tool: Option<&'a Value>,
        config: &'a Value,
        #[serde(skip_serializing_if = "Option::is_none")]
        rng: Option<&'a Value>,
    },
    Event(&'a Event),
    Result(&'a Told),
}

/// Writes the JSON form.
///
/// # Errors
/// When `out` cannot be written to.
pub fn json(out: &mut impl Write, loaded: &Loaded) -> io::Result<()> {
    let Loaded { saved, told, .. } = loaded;
    json_line(out, &Whole { schema: &saved.header.schema, told, events: &saved.events })
}

/// Writes the JSONL form.
///
/// # Errors
/// When `out` cannot be written to.
pub fn jsonl(out: &mut impl Write, loaded: Loaded) -> io::Result<()> {
    let Loaded { saved, told, .. } = loaded;
    let (tool, rng) = (told.tool.as_ref(), told.rng.as_ref());
    json_line(out, &Line::Run { schema: &saved.header.schema, tool, config: &told.config, rng })?;
    for event in &saved.events {
        json_line(out, &Line::Event(event))?;
    }
    if told.has_result() { json_line(out, &Line::Result(&told.result())) } else { Ok(()) }
}
