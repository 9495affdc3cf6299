//! What was recorded, as the logs tell it.

use std::collections::BTreeMap;

use sim_core::ProcessId;

use super::at::{At, Ends, Place};

/// How much there is of each good, by its name; the usual one has none.
pub type Amounts = BTreeMap<String, i64>;

/// A snapshot.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Snapshot {
    /// The recordings of each process that recorded; more than one are one too many.
    pub processes: BTreeMap<ProcessId, Vec<Recording>>,
    /// The records of each channel that has one; more than one are one too many.
    pub channels: BTreeMap<Ends, Vec<ChannelRecord>>,
}

/// That a process recorded its state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recording {
    /// The event.
    pub at: At,
    /// The state, as it is written.
    pub state: Option<String>,
    /// What the process held.
    pub holds: Option<Amounts>,
}

/// What was recorded of a channel, in whichever of these ways; at least in one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChannelRecord {
    /// Where it is told.
    pub place: Place,
    /// The identities of its messages.
    pub messages: Option<Vec<String>>,
    /// What they say.
    pub bodies: Option<Vec<String>>,
    /// How many they are.
    pub count: Option<u64>,
    /// What they carry.
    pub carries: Option<Amounts>,
}
