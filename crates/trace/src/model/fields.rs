//! An event as it is read: the fields of every kind side by side.
//!
//! A reader that first asks for the kind keeps the rest aside meanwhile, and has forgotten where it stood when it finds a mistake in
//! it. A field has one type, whatever the kind; those that the kind has not are not looked at.

use std::fmt;

use indexmap::IndexMap;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

use super::event::{Amounts, Astray, Event, Held, State, What};
use crate::json;

/// The fields of an event, of a run or of a log.
#[derive(Deserialize)]
pub(crate) struct Fields {
    pub(crate) seq: u64,
    t: Option<u64>,
    pub(crate) ms: Option<u64>,
    proc: Option<String>,
    #[serde(deserialize_with = "json::word")]
    kind: Kind,
    command: Option<String>,
    state: Option<State>,
    #[serde(default, deserialize_with = "json::once")]
    holds: Amounts,
    msg: Option<u64>,
    body: Option<String>,
    from: Option<String>,
    to: Option<String>,
    #[serde(default, deserialize_with = "json::once")]
    carries: Amounts,
    #[serde(default)]
    recorded: bool,
    #[serde(default)]
    waited: u64,
    #[serde(default)]
    before: bool,
    tag: Option<String>,
    control: Option<String>,
    snapshot: Option<u32>,
    channel: Option<String>,
    #[serde(default, deserialize_with = "json::once_or_null")]
    clock: Option<IndexMap<String, u64>>,
    lamport: Option<u64>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Internal,
    Recv,
    Send,
    Record,
    RecordMessage,
    Close,
    Permanent,
    Lost,
    Doubled,
    Crashed,
}

/// A field that this kind of event has.
pub(crate) fn needed<T, E: Error>(name: &'static str, field: Option<T>) -> Result<T, E> {
    field.ok_or_else(|| E::missing_field(name))
}

impl Fields {
    /// What happened.
    pub(crate) fn what<E: Error>(self) -> Result<What, E> {
        let Self { kind, command, state, holds, msg, body, from, to, snapshot, .. } = self;
        let Self { channel, control, tag, before, .. } = self;
        let held = || Ok(Held { state: needed("state", state)?, holds });
        Ok(match kind {
            Kind::Internal => What::Internal { command: needed("command", command)?, state: held()? },
            Kind::Recv => What::Recv {
                msg: needed("msg", msg)?,
                body: needed("body", body)?,
                from: needed("from", from)?,
                state: held()?,
                recorded: self.recorded,
                waited: self.waited,
                snapshot,
                control,
                tag,
            },
            Kind::Send => What::Send {
                msg: needed("msg", msg)?,
                body: needed("body", body)?,
                to: needed("to", to)?,
                carries: self.carries,
                snapshot,
                control,
                tag,
            },
            Kind::Record => What::Record { snapshot: needed("snapshot", snapshot)?, state: held()?, before },
            Kind::RecordMessage => What::RecordMessage {
                snapshot: needed("snapshot", snapshot)?,
                channel: needed("channel", channel)?,
                body: needed("body", body)?,
                msg,
            },
            Kind::Close => {
                What::Close { snapshot: needed("snapshot", snapshot)?, channel: needed("channel", channel)? }
            }
            Kind::Permanent => What::Permanent { snapshot: needed("snapshot", snapshot)? },
            Kind::Lost | Kind::Doubled => {
                let (body, to) = (needed("body", body)?, needed("to", to)?);
                let astray = Astray { body, to, carries: self.carries, snapshot, control, tag };
                if matches!(kind, Kind::Lost) { What::Lost(astray) } else { What::Doubled(astray) }
            }
            Kind::Crashed => What::Crashed,
        })
    }
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut fields = Fields::deserialize(deserializer)?;
        Ok(Self {
            seq: fields.seq,
            t: needed("t", fields.t)?,
            proc: needed("proc", fields.proc.take())?,
            clock: fields.clock.take(),
            lamport: fields.lamport,
            what: fields.what()?,
        })
    }
}

impl<'de> Deserialize<'de> for State {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberOrText)
    }
}

/// Reads a state.
struct NumberOrText;

impl Visitor<'_> for NumberOrText {
    type Value = State;

    fn expecting(&self, words: &mut fmt::Formatter<'_>) -> fmt::Result {
        words.write_str("a number that is whole and not negative, or text")
    }

    fn visit_u64<E: Error>(self, count: u64) -> Result<State, E> {
        Ok(State::Count(count))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<State, E> {
        Ok(State::Text(text.to_string()))
    }
}
