//! A file back into the format: JSON or JSONL, whichever it is.

use crate::digest::Digest;
use crate::json::{self, JsonError};
use crate::model::{Event, Footer, Header, Run, SCHEMA};

/// A run as a file has it.
#[derive(Clone, PartialEq, Debug)]
pub struct Saved {
    /// What was run.
    pub header: Header,
    /// Everything that happened, in order.
    pub events: Vec<Event>,
    /// What came of it; absent when the run was cut off.
    pub footer: Option<Footer>,
}

/// Why a text is not a saved run.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// It is not JSON, or not a run.
    #[error("line {line}: {source}")]
    Syntax {
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        source: JsonError,
    },
    /// It has another format.
    #[error("it has the schema '{0}', and this version reads '{SCHEMA}'")]
    Schema(String),
    /// A line is not where it can be.
    #[error("line {line}: {what}")]
    Order {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The events are not numbered 0, 1, 2, …
    #[error("event {expected} is missing: the next one is numbered {found}")]
    Gap {
        /// The number it should have.
        expected: u64,
        /// The number it has.
        found: u64,
    },
}

/// Reads a saved run.
///
/// # Errors
/// When the text is neither of the two forms, or of another version of the format.
pub fn read(text: &str) -> Result<Saved, ReadError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let first = text.lines().next().unwrap_or_default();
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    let saved = if is_line(first) { jsonl(text) } else { json(text) }?;
    for (expected, event) in (0..).zip(&saved.events) {
        if event.seq != expected {
            return Err(ReadError::Gap { expected, found: event.seq });
        }
    }
    Ok(saved)
}

/// The form and version of a text: all that is looked at before the rest.
#[derive(serde::Deserialize)]
struct Version {
    schema: String,
}

/// What a line of the JSONL form is.
#[derive(serde::Deserialize)]
struct Tag {
    r#type: Type,
}

#[derive(Clone, Copy, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Type {
    Run,
    Event,
    Result,
}

/// Whether a text is one line of the JSONL form: an object with a `type`.
fn is_line(text: &str) -> bool {
    serde_json::from_str::<serde_json::Value>(text).is_ok_and(|value| value.get("type").is_some())
}

fn json(text: &str) -> Result<Saved, ReadError> {
    let syntax = |source: JsonError| ReadError::Syntax { line: source.line, source };
    let version: Version = json::parse(text).map_err(syntax)?;
    check_schema(&version.schema)?;
    let Run { schema, tool, config, rng, outcome, snapshots, checks, transcript, events } =
        json::parse(text).map_err(syntax)?;
    Ok(Saved {
        header: Header { schema, tool, config, rng },
        events,
        footer: Some(Footer { outcome, snapshots, checks, transcript }),
    })
}

fn jsonl(text: &str) -> Result<Saved, ReadError> {
    let (mut header, mut events, mut footer) = (None, Vec::new(), None);
    let last = text.lines().count();
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        let syntax = |source| ReadError::Syntax { line, source };
        let order = |what| Err(ReadError::Order { line, what });
        let tag = match json::parse::<Tag>(text) {
            Ok(tag) => tag.r#type,
            // A run that was cut off in the middle of a line has all the lines before it.
            Err(error) if error.cut_off && header.is_some() && line == last => break,
            Err(source) => return Err(syntax(source)),
        };
        match tag {
            _ if footer.is_some() => return order("something after the result"),
            Type::Run if header.is_some() => return order("a second run in the same file"),
            Type::Run => header = Some(run_line(text, line)?),
            _ if header.is_none() => return order("expected a line of type 'run' first"),
            Type::Event => events.push(json::parse(text).map_err(syntax)?),
            Type::Result => footer = Some(json::parse(text).map_err(syntax)?),
        }
    }
    let header = header.ok_or(ReadError::Empty)?;
    Ok(Saved { header, events, footer })
}

/// The first line of the JSONL form; of another version nothing more is asked.
fn run_line(text: &str, line: usize) -> Result<Header, ReadError> {
    let syntax = |source| ReadError::Syntax { line, source };
    let version: Version = json::parse(text).map_err(syntax)?;
    check_schema(&version.schema)?;
    json::parse(text).map_err(syntax)
}

fn check_schema(schema: &str) -> Result<(), ReadError> {
    if schema == SCHEMA { Ok(()) } else { Err(ReadError::Schema(schema.to_string())) }
}

impl Saved {
    /// Whether the events are those that the file's digest was made of; `None` if it has none.
    #[must_use]
    pub fn digest_matches(&self) -> Option<bool> {
        let told = &self.footer.as_ref()?.outcome.digest;
        Some(Digest::of(&self.events) == *told)
    }
}
