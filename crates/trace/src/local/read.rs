//! A log back from its text, up to its last complete line.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use super::line::{End, Event, Head, SCHEMA};
use crate::json;
use crate::model::{Fields, needed};

/// The log of one process.
#[derive(Clone, PartialEq, Debug)]
pub struct LocalLog {
    /// What people call it: the name of its file.
    pub name: String,
    /// Whose it is, and of what run.
    pub head: Head,
    /// What happened, in order.
    pub events: Vec<Event>,
    /// How it ended; absent when the process was killed.
    pub end: Option<End>,
}

/// Why a text is no log; `name` is its file's.
#[derive(Debug, thiserror::Error)]
#[error("{name}: {what}")]
pub struct LocalError {
    /// Which log.
    pub name: String,
    /// What is wrong with it.
    pub what: String,
}

/// What a line is.
#[derive(Deserialize)]
struct Tag {
    #[serde(deserialize_with = "json::word")]
    r#type: Type,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Type {
    Local,
    Event,
    End,
}

/// The version of a log: all that is looked at before the rest.
#[derive(Deserialize)]
struct Version {
    schema: String,
}

impl LocalLog {
    /// Reads a log, up to its last complete line.
    ///
    /// # Errors
    /// When the text is no log, or its events are not all there.
    pub fn read(name: &str, text: &str) -> Result<Self, LocalError> {
        let error = |what: String| LocalError { name: name.to_string(), what };
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        let mut lines = (1..).zip(whole.lines());
        let Some((_, first)) = lines.next() else {
            return Err(error("it has no complete line".to_string()));
        };
        let head = head(first).map_err(error)?;
        let mut log = Self { name: name.to_string(), head, events: Vec::new(), end: None };
        for (number, text) in lines {
            log.add(text).map_err(|what| error(format!("line {number}: {what}")))?;
        }
        Ok(log)
    }

    fn add(&mut self, text: &str) -> Result<(), String> {
        match parse::<Tag>(text)?.r#type {
            _ if self.end.is_some() => return Err("something after the end".to_string()),
            Type::Local => return Err("a second log in the same file".to_string()),
            Type::End => self.end = Some(parse(text)?),
            Type::Event => {
                let event: Event = parse(text)?;
                let expected = self.events.len() as u64;
                if event.seq != expected {
                    return Err(format!(
                        "event {expected} is missing: the next one is numbered {}",
                        event.seq
                    ));
                }
                self.events.push(event);
            }
        }
        Ok(())
    }
}

/// The first line; of another version nothing more is asked.
fn head(text: &str) -> Result<Head, String> {
    let at = |what: String| format!("line 1: {what}");
    if !parse::<Tag>(text).is_ok_and(|tag| tag.r#type == Type::Local) {
        return Err(at("expected a line of type 'local' first".to_string()));
    }
    let Version { schema } = parse(text).map_err(at)?;
    if schema != SCHEMA {
        return Err(format!("it has the schema '{schema}', and this version reads '{SCHEMA}'"));
    }
    parse(text).map_err(at)
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = Fields::deserialize(deserializer)?;
        Ok(Self { seq: fields.seq, ms: needed("ms", fields.ms)?, what: fields.what()? })
    }
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    json::parse(text).map_err(|error| error.to_string())
}
