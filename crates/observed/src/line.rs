//! `sim.log/1`: what a line of a log may say. A line says one thing ([`Line::says`]); what else it has belongs to that, and what is not
//! known is ignored.

mod written;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use written::{Amount, Name, Text};

/// The name and version of the format.
pub const SCHEMA: &str = "sim.log/1";

/// A line of a log: one of the fields `log`, `send`, `recv`, `record`, `channel`, `init`, `crash` and `note`, and what belongs to it. The order of
/// the lines of a process is the order of its events; of the lines of different processes no order is assumed.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Line {
    /// `sim.log/1`: the line tells of the whole run. It may be left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
    /// With `log`: all processes; without it those that occur.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub processes: Option<Vec<String>>,
    /// With `log`: all channels, each as its source and its target; without it those that occur.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channels: Option<Vec<(String, String)>>,
    /// With `log`: that channels are to keep the order, so that a channel is recorded in the order of sending.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fifo: Option<bool>,

    /// The process; on every line but one with `log`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p: Option<String>,

    /// The process sends a message: its identity, unique in the run; `true` for one without, which is known by its place in its channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub send: Option<Name>,
    /// With `send`: to whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The process receives the message of this identity; `true` for one without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recv: Option<Name>,
    /// With `recv`: from whom; needed for a message without an identity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// With `send` or `recv`: it is a message of the algorithm, as a marker, for the snapshot of this number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control: Option<u64>,
    /// With `send`: what the message says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<Text>,
    /// With `send`: true if the channel lost the message, so that nobody receives it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost: Option<bool>,
    /// With `send`: true if this is the message of the process's line before once more, for the channel delivers it twice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub again: Option<bool>,

    /// The process records its state for the snapshot of this number: its cut falls just here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    /// With `record`: the state that is recorded. On any other line of what the process did: its state after that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<Text>,
    /// On a line of what the process did: how much of what is conserved it holds after that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holds: Option<Amount>,
    /// With `send`, `recv` or `note`: true if it belongs to the same step as the line of the process before it, so that nothing can
    /// fall between the two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same: Option<bool>,

    /// The record of the channel that comes from this process.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// With `channel`: the number of the snapshot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<u64>,
    /// With `channel`: to whom it leads; without it, to the process of the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub into: Option<String>,
    /// With `channel`: the identities of its messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub messages: Option<Vec<Text>>,
    /// With `channel`: what its messages say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bodies: Option<Vec<Text>>,
    /// With `channel`: how many messages it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// With `send`, `record` and `channel`: how much of what is conserved the message carries, the process holds, the channel has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,

    /// What the process began with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub init: Option<Init>,
    /// True: the process crashed, and does nothing any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crash: Option<bool>,
    /// Anything else that happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<serde_json::Value>,

    /// When it was, by the process's own clock; nothing follows from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub t: Option<serde_json::Number>,
    /// The vector clock of the event, by process; it is held against what follows from the log.
    #[serde(deserialize_with = "trace::json::once_or_null", skip_serializing_if = "Option::is_none")]
    pub vc: Option<IndexMap<String, u64>>,
}

/// What a process began with.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct Init {
    /// How much of what is conserved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// Its state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Text>,
}

/// The one thing that a line says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Says {
    /// What the whole run is.
    Log,
    /// A sending.
    Send,
    /// A receipt.
    Recv,
    /// A recording of a process.
    Record,
    /// The record of a channel.
    Channel,
    /// What a process began with.
    Init,
    /// A crash.
    Crash,
    /// Anything else.
    Note,
}

impl Line {
    /// The one thing that it says.
    ///
    /// # Errors
    /// When it says nothing, or two things; in words.
    pub fn says(&self) -> Result<Says, String> {
        let said = [
            ("log", self.log.is_some(), Says::Log),
            ("send", self.send.is_some(), Says::Send),
            ("recv", self.recv.is_some(), Says::Recv),
            ("record", self.record.is_some(), Says::Record),
            ("channel", self.channel.is_some(), Says::Channel),
            ("init", self.init.is_some(), Says::Init),
            ("crash", self.crash == Some(true), Says::Crash),
            ("note", self.note.is_some(), Says::Note),
        ];
        let mut said = said.into_iter().filter(|(_, is_said, _)| *is_said);
        match (said.next(), said.next()) {
            (None, _) => Err(
                "it says nothing; expected 'send', 'recv', 'record', 'channel', 'init', 'crash' or 'note'"
                    .into(),
            ),
            (Some((_, _, says)), None) => self.refuse_elsewhere(says).map(|()| says),
            (Some((one, ..)), Some((other, ..))) => Err(format!("it says both '{one}' and '{other}'")),
        }
    }

    /// Refuses what is said of a sending where there is none, and two such things that contradict each other.
    fn refuse_elsewhere(&self, says: Says) -> Result<(), String> {
        let words = [("lost", self.lost), ("again", self.again)];
        let said: Vec<_> = words.into_iter().filter_map(|(word, is_so)| is_so?.then_some(word)).collect();
        match said.as_slice() {
            [word, ..] if says != Says::Send => Err(format!("'{word}' belongs to a line with 'send'")),
            [one, other] => Err(format!("a message is not both '{one}' and '{other}'")),
            _ => Ok(()),
        }
    }
}
