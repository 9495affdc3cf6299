//! What goes wrong in a run, because somebody wants to see what comes of it: a channel loses a message or delivers it twice, a process crashes.
//!
//! *A lost message never enters its channel.* When it was lost on its way nobody can tell, for nobody but its channel knew of it; so it is lost as it is
//! sent, in the step of its sender, and the state of a channel stays what the paper says: what was sent before the sender's cut, and
//! got in, less what was received. A message that is delivered twice enters its channel twice, one behind the other. A crashed process does nothing
//! any more and takes nothing; what is sent to it stays in the channel. Nothing recovers: what a crash costs those who go back is asked in
//! [`rollback`](crate::rollback).
//!
//! A [`Fault`] is what shall happen, and is data ([`written`] says how people write it); that it did is an [`Incident`], which oracles
//! and pictures see. Who makes it happen is a layer over the algorithm ([`Faulty`](crate::faulty::Faulty)), for the algorithm knows
//! nothing of it. Faults that a computation makes itself are its own affair (`lose` of the token ring).

mod chance;
mod incident;
pub(crate) mod written;

use std::sync::Arc;

use sim_core::{ChannelId, ProcessId, VirtualTime};

pub use chance::{Chance, Coins};
pub(crate) use incident::Copies;
pub use incident::Incident;

/// How many faults a run has at most.
pub const MAX_FAULTS: usize = 64;

/// How many messages a fault lets pass at most when it has begun. A step may send several on a channel, and without time any of them may be
/// the one; more than one step sends need not be passed, for it may as well begin later.
pub(crate) const MOST_PASSED: u8 = 3;

/// What goes wrong.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Harm {
    /// A channel loses a message.
    Drop(ChannelId),
    /// A channel delivers a message twice.
    Double(ChannelId),
    /// A process does nothing from then on.
    Crash(ProcessId),
}

/// When it does.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum When {
    /// With the n-th message that is sent on the channel, of the computation or of the algorithm; with the n-th step of the process. From 1.
    Nth(u64),
    /// With the n-th message of the algorithm that is sent on the channel, whatever its kind is called. From 1.
    Marker(u64),
    /// At this time: with the first message that is sent from then on.
    At(VirtualTime),
    /// With each message that is sent on the channel, by chance.
    Chance(Chance),
    /// Once, at any moment: a search tries all, a schedule says which, and a driver in virtual time draws one.
    Whenever,
}

/// One fault.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Fault {
    /// What goes wrong.
    pub harm: Harm,
    /// When.
    pub when: When,
}

/// The faults of a run, each known by its place.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Faults(Arc<[Fault]>);

impl Faults {
    /// These.
    #[must_use]
    pub fn new(faults: Vec<Fault>) -> Self {
        Self(faults.into())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All, each with its place.
    pub fn all(&self) -> impl Iterator<Item = (FaultId, Fault)> + '_ {
        (0..).map(FaultId).zip(self.0.iter().copied())
    }

    /// The one at this place.
    #[must_use]
    pub fn get(&self, FaultId(place): FaultId) -> Option<Fault> {
        self.0.get(place as usize).copied()
    }

    /// Whether something goes wrong by chance.
    #[must_use]
    pub fn by_chance(&self) -> bool {
        self.0.iter().any(|fault| matches!(fault.when, When::Chance(_)))
    }

    /// Whether a process may crash.
    #[must_use]
    pub fn crash(&self) -> bool {
        self.0.iter().any(|fault| matches!(fault.harm, Harm::Crash(_)))
    }
}

/// What is decided about the faults of a process, by whoever drives the run.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Fate {
    /// This one begins now; of the messages of its channel so many pass, and it befalls the next.
    Begins(FaultId, u8),
    /// Those that happen by chance do so by these coins.
    Falls(Coins),
}

/// The place of a fault among all of a run, from 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FaultId(pub u32);
