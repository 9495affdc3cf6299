//! How many control messages each algorithm sends for a snapshot: data, by which the oracle counts. No algorithm is asked.
//!
//! The law of an algorithm that can be asked for by name stands [beside it](crate::algorithms).

use sim_core::{Channel, ProcessId};

/// The control messages of a snapshot: of each kind one on each channel of its rule, and no others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Law(pub &'static [Rule]);

/// One control message of this kind on each of these channels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rule {
    /// What the messages [are](crate::Extra::kind).
    pub kind: &'static str,
    /// Where there is one.
    pub on: On,
}

/// Some of the channels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum On {
    /// All of them.
    Each,
    /// Those from a process that started the snapshot.
    FromInitiator,
    /// Those to a process that started the snapshot.
    ToInitiator,
}

impl Law {
    /// One marker on each channel.
    pub const MARKERS: Self = Self(&[Rule { kind: "marker", on: On::Each }]);

    /// The rule for messages of this kind, if there may be any.
    pub(crate) fn rule(&self, kind: &str) -> Option<&'static Rule> {
        self.0.iter().find(|rule| rule.kind == kind)
    }
}

impl Rule {
    /// How many messages of the kind there are to be on a channel, where these processes started the snapshot.
    pub(super) fn due(&self, channel: Channel, initiators: &[ProcessId]) -> u32 {
        u32::from(match self.on {
            On::Each => true,
            On::FromInitiator => initiators.contains(&channel.source),
            On::ToInitiator => initiators.contains(&channel.target),
        })
    }
}
