//! That something went wrong, as it is seen.

use sim_core::ChannelId;

use crate::id::SnapshotId;
use crate::wire::{Carries as _, Logged};

/// What went wrong in a step.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Incident<M> {
    /// The process sent this, and it never entered the channel: it is not among what the step sent, and has no number.
    Lost {
        /// The channel.
        channel: ChannelId,
        /// What would have been in it.
        message: Logged<M>,
    },
    /// What the process sent last, on this channel, enters it once more: the next that the step sends is the second of the two.
    Doubled {
        /// The channel.
        channel: ChannelId,
        /// What is in it twice.
        message: Logged<M>,
    },
    /// The process does nothing from now on.
    Crashed,
}

/// Tells, of what a process shows and sends, in its order, which is the second of a message that a channel doubled: nobody sent that.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Copies {
    next: bool,
}

impl Copies {
    /// This went wrong.
    pub(crate) const fn after<M>(&mut self, incident: &Incident<M>) {
        self.next = matches!(incident, Incident::Doubled { .. });
    }

    /// Whether what is sent now is such a second one.
    pub(crate) const fn is_copy(&mut self) -> bool {
        std::mem::replace(&mut self.next, false)
    }
}

impl<M: Clone> Incident<M> {
    /// What was lost or doubled, and where.
    #[must_use]
    pub const fn message(&self) -> Option<(ChannelId, &Logged<M>)> {
        match self {
            Self::Lost { channel, message } | Self::Doubled { channel, message } => Some((*channel, message)),
            Self::Crashed => None,
        }
    }

    /// What of the computation was sent and lost, and where.
    #[must_use]
    pub fn lost(&self) -> Option<(ChannelId, &M)> {
        match self {
            Self::Lost { channel, message } => Some((*channel, message.message()?)),
            Self::Doubled { .. } | Self::Crashed => None,
        }
    }

    /// The snapshot whose message it was, if it was one of the algorithm.
    #[must_use]
    pub fn snapshot(&self) -> Option<SnapshotId> {
        self.message().and_then(|(_, message)| message.control())
    }
}
