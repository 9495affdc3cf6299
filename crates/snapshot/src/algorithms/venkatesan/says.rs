//! What the messages of the algorithm say.

use sim_core::ProcessId;

use crate::wire::{Extra, Note};

/// What a message of the algorithm says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Says {
    /// Down the tree from this root: record.
    Init(ProcessId),
    /// What comes behind it on this channel was sent after its sender recorded.
    Regular,
    /// The same, before the first message on a channel that was not used.
    Late,
    /// The regular has come.
    Ack,
    /// Up the tree: all that was sent from here down has come.
    Completed,
}

impl<M> Extra<M> for Says {
    fn print(&self) -> Note {
        Some(match self {
            Self::Init(root) => format!("init {}", root.0).into(),
            Self::Regular => "regular".into(),
            Self::Late => "late".into(),
            Self::Ack => "ack".into(),
            Self::Completed => "completed".into(),
        })
    }

    fn parse(note: Option<&str>, _: impl Fn(&str) -> Option<M>) -> Option<Self> {
        Some(match note? {
            "regular" => Self::Regular,
            "late" => Self::Late,
            "ack" => Self::Ack,
            "completed" => Self::Completed,
            init => Self::Init(ProcessId(init.strip_prefix("init ")?.parse().ok()?)),
        })
    }
}
