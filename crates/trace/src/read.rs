//! A file back into the format: JSON or JSONL, whichever it is.

#[cfg(test)]
mod tests;

use crate::json::{self, JsonError};
use crate::model::{Footer, Header, Run, SCHEMA};
use crate::saved::Saved;
use crate::told::Told;

/// A file that was read: the run in it, and what the file itself tells.
#[derive(Debug)]
pub struct Loaded {
    /// The run; what the file does not tell has its usual value.
    pub saved: Saved,
    /// What the file tells of what could be worked out.
    pub told: Told,
    /// The number of the last line, from 1, if it is cut off; it is left out.
    pub cut_off: Option<usize>,
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
    load(text).map(|loaded| loaded.saved)
}

/// Reads a saved run, and what the file tells of what could be worked out.
///
/// # Errors
/// When the text is neither of the two forms, or of another version of the format.
pub fn load(text: &str) -> Result<Loaded, ReadError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let first = text.lines().next().unwrap_or_default();
    if text.trim().is_empty() {
        return Err(ReadError::Empty);
    }
    let mut loaded = if is_line(first) { jsonl(text) } else { json(text) }?;
    name_channels(&mut loaded.saved.header);
    for (expected, event) in (0..).zip(&loaded.saved.events) {
        if event.seq != expected {
            return Err(ReadError::Gap { expected, found: event.seq });
        }
    }
    Ok(loaded)
}

/// A channel without a name has that of its ends.
fn name_channels(header: &mut Header) {
    for channel in header.config.channels.iter_mut().filter(|channel| channel.id.is_empty()) {
        channel.id = format!("{}->{}", channel.from, channel.to);
    }
}

/// The form and version of a text: all that is looked at before the rest.
#[derive(serde::Deserialize)]
struct Version {
    schema: String,
}

/// What a line of the JSONL form is.
#[derive(serde::Deserialize)]
struct Tag {
    #[serde(deserialize_with = "json::word")]
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

fn json(text: &str) -> Result<Loaded, ReadError> {
    let syntax = |source: JsonError| ReadError::Syntax { line: source.line, source };
    let version: Version = json::parse(text).map_err(syntax)?;
    check_schema(&version.schema)?;
    let Run { schema, tool, config, rng, outcome, snapshots, checks, transcript, events } =
        json::parse(text).map_err(syntax)?;
    let told: Told = json::parse(text).map_err(syntax)?;
    let footer = told.has_result().then_some(Footer { outcome, snapshots, checks, transcript });
    let saved = Saved { header: Header { schema, tool, config, rng }, events, footer, foreign: None };
    Ok(Loaded { saved, told, cut_off: None })
}

fn jsonl(text: &str) -> Result<Loaded, ReadError> {
    let (mut header, mut events, mut footer) = (None, Vec::new(), None);
    let (mut told, mut cut_off) = (Told::default(), None);
    let last = text.lines().count();
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        let syntax = |source| ReadError::Syntax { line, source };
        let order = |what| Err(ReadError::Order { line, what });
        let tag = match json::parse::<Tag>(text) {
            Ok(tag) => tag.r#type,
            // A run that was cut off in the middle of a line has all the lines before it.
            Err(error) if error.cut_off && header.is_some() && line == last => {
                cut_off = Some(line);
                break;
            }
            Err(source) => return Err(syntax(source)),
        };
        match tag {
            _ if footer.is_some() => return order("something after the result"),
            Type::Run if header.is_some() => return order("a second run in the same file"),
            Type::Run => {
                header = Some(run_line(text, line)?);
                told = json::parse(text).map_err(syntax)?;
            }
            _ if header.is_none() => return order("expected a line of type 'run' first"),
            Type::Event => events.push(json::parse(text).map_err(syntax)?),
            Type::Result => {
                footer = Some(json::parse(text).map_err(syntax)?);
                told = told.with_result(json::parse(text).map_err(syntax)?);
            }
        }
    }
    let header = header.ok_or(ReadError::Empty)?;
    Ok(Loaded { saved: Saved { header, events, footer, foreign: None }, told, cut_off })
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
