//! A step as a whole: what happens, and what the computation does upon it. For algorithms that are asked once a step.
//!
//! An algorithm changes nothing of what the computation does in a step. So the computation may handle its event first, and the algorithm
//! is shown what came of it together with what it was.

use std::fmt;

use sim_core::ChannelId;

use crate::id::SnapshotId;

/// What happens in a step.
#[derive(Clone, Copy, Debug)]
pub enum Happens<'a, M: ?Sized, T, C> {
    /// The process starts a snapshot.
    Initiate(SnapshotId),
    /// The computation does something of its own accord.
    Act,
    /// A message of the computation is received.
    Receive {
        /// The channel it came from.
        channel: ChannelId,
        /// The message.
        message: &'a M,
        /// What the algorithm added.
        tag: &'a T,
    },
    /// A message of the algorithm is received.
    Control {
        /// The channel it came from.
        channel: ChannelId,
        /// The snapshot that it is about.
        snapshot: SnapshotId,
        /// What it says besides.
        body: &'a C,
    },
}

/// A step, when the computation has done its part.
pub struct Whole<'a, S, M, T, C> {
    /// What happens.
    pub what: Happens<'a, M, T, C>,
    /// The state before a message was received, and as it prints.
    pub before: Option<(S, String)>,
    /// The state after the step, as it prints.
    pub state: String,
    /// What the computation sends, in order.
    pub sends: Vec<(ChannelId, M)>,
    /// Reads what a message prints as.
    pub read: &'a dyn Fn(&str) -> Option<M>,
}

impl<S: fmt::Debug, M: fmt::Debug, T: fmt::Debug, C: fmt::Debug> fmt::Debug for Whole<'_, S, M, T, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Whole").field(&self.what).field(&self.state).field(&self.sends).finish()
    }
}

impl<'a, S, M, T, C> Whole<'a, S, M, T, C> {
    /// The same for an algorithm with tags `U` and contents `D`.
    pub(crate) fn with<U, D>(
        self,
        of_tag: impl FnOnce(&'a T) -> &'a U,
        of_body: impl FnOnce(&'a C) -> &'a D,
    ) -> Whole<'a, S, M, U, D> {
        let Self { what, before, state, sends, read } = self;
        let what = match what {
            Happens::Initiate(snapshot) => Happens::Initiate(snapshot),
            Happens::Act => Happens::Act,
            Happens::Receive { channel, message, tag } => {
                Happens::Receive { channel, message, tag: of_tag(tag) }
            }
            Happens::Control { channel, snapshot, body } => {
                Happens::Control { channel, snapshot, body: of_body(body) }
            }
        };
        Whole { what, before, state, sends, read }
    }
}
