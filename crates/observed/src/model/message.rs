//! A message as it is told of, and what can have gone wrong with one.

use sim_core::{MessageId, ProcessId};

use super::at::{At, Ends};
use super::records::Amounts;

/// A message: what its sending and its receipt tell of it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Message {
    /// Its identity; a message without one is known by its channel and its place there.
    pub name: Option<String>,
    /// Who sent it, as far as that is told.
    pub source: Option<ProcessId>,
    /// To whom.
    pub target: Option<ProcessId>,
    /// Its sending; absent if no line tells of it.
    pub sent: Option<At>,
    /// Its receipt.
    pub received: Option<At>,
    /// The snapshot for which it is; a message of the computation has none.
    pub control: Option<u64>,
    /// What it says.
    pub body: Option<String>,
    /// What it carries.
    pub carries: Option<Amounts>,
}

impl Message {
    /// The channel it is in, as far as both its ends are told.
    #[must_use]
    pub fn ends(&self) -> Option<Ends> {
        self.source.zip(self.target)
    }
}

/// What went wrong with an event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Incident {
    /// The process sent this, and nobody receives it: it is none of the messages of the run.
    Lost(Box<Message>),
    /// The message that was sent just before came twice: this is the second of the two.
    Again {
        /// The first.
        first: MessageId,
        /// The second.
        second: MessageId,
    },
    /// The process does nothing any more.
    Crashed,
}
