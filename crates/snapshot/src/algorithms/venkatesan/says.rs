//! What the messages of the algorithm say.

use sim_core::ProcessId;

use super::tree::Tree;
use crate::wire::{Extra, Note};

/// What a message of the algorithm says.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Says {
    /// Down this tree: record.
    Init(Tree),
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
            Self::Init(tree) => format!("init {}", tree.root().0).into(),
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
            init => Self::Init(Tree::from(ProcessId(init.strip_prefix("init ")?.parse().ok()?))),
        })
    }
}
