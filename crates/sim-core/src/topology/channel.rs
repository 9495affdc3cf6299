//! One channel: its ends and its discipline.

use crate::id::ProcessId;

/// In which order a channel delivers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Order {
    /// First in, first out: the paper's assumption.
    #[default]
    Fifo,
    /// Any message in the channel may be the next one delivered.
    Unordered,
}

/// One channel: messages go from `source` to `target`, never back.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Channel {
    /// The process that sends on it.
    pub source: ProcessId,
    /// The process that receives from it.
    pub target: ProcessId,
    /// Its discipline.
    pub order: Order,
}
