//! What a cut leaves in a channel: the messages that were sent before its source recorded and not received before its target did.

use sim_core::{Envelope, MessageId};

/// How the cut crosses a channel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Crossing<M> {
    /// How many messages had been sent on it when its source had recorded.
    pub(crate) sent: Option<u64>,
    /// One more than the highest number of those that had been received when its target had recorded.
    pub(crate) received: Option<u64>,
    /// What was sent before the source recorded and not received before the target did: all of it, once both have.
    pub in_flight: Vec<Envelope<M, MessageId>>,
}

impl<M> Default for Crossing<M> {
    fn default() -> Self {
        Self { sent: None, received: None, in_flight: Vec::new() }
    }
}

impl<M> Crossing<M> {
    /// Whether nothing was received before the cut that was sent after it.
    #[must_use]
    pub fn is_consistent(&self) -> bool {
        self.received.zip(self.sent).is_none_or(|(received, sent)| received <= sent)
    }

    pub(crate) fn clear(&mut self) {
        (self.sent, self.received) = (None, None);
        self.in_flight.clear();
    }
}
