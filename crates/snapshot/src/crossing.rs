//! What a cut leaves in a channel: the messages that were sent before its source recorded and not received before its target did.

use sim_core::{Envelope, MessageId, Queue};

/// How the cut crosses a channel.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Crossing<M> {
    /// How many messages had been sent on it when its source had recorded; [`NOT_YET`], before it has.
    pub(crate) sent: u64,
    /// One more than the highest number of those that had been received when its target had recorded; none, before it has.
    pub(crate) received: u64,
    /// Of a recovery line: how many had been received then.
    pub(crate) came: u64,
    /// What was sent before the source recorded and not received before the target did: all of it, once both have. A queue, since
    /// most channels hold one message or none.
    pub in_flight: Queue<Envelope<M, MessageId>>,
}

/// More messages than are ever sent on a channel: whatever is sent is sent before its source records.
pub(crate) const NOT_YET: u64 = u64::MAX;

impl<M> Default for Crossing<M> {
    fn default() -> Self {
        Self { sent: NOT_YET, received: 0, came: 0, in_flight: Queue::new() }
    }
}

impl<M> Crossing<M> {
    /// Whether nothing was received before the cut that was sent after it.
    #[must_use]
    pub const fn is_consistent(&self) -> bool {
        self.received <= self.sent
    }

    /// How many messages were sent before a consistent recovery line and not received before it.
    pub(crate) const fn across(&self) -> u64 {
        self.sent.saturating_sub(self.came)
    }

    pub(crate) fn clear(&mut self) {
        (self.sent, self.received, self.came) = (NOT_YET, 0, 0);
        self.in_flight.clear();
    }
}
