//! What is on which side of a cut, and so what is in its channels.

use std::collections::BTreeMap;

use sim_core::MessageId;

use crate::cut::unsent;
use crate::lattice::{Cut, Steps};
use crate::model::{At, Ends, Message, Run};

/// On which side of a cut something is.
pub(super) struct Crossing<'a> {
    pub(super) steps: &'a Steps,
    pub(super) cut: &'a Cut,
}

impl Crossing<'_> {
    pub(super) fn is_before(&self, at: At) -> bool {
        self.steps.which(at).is_some_and(|(place, step)| step < self.cut[place] as usize)
    }

    /// Whether a message is received before the cut; one that is never received is not.
    pub(super) fn is_received(&self, message: &Message) -> bool {
        message.received.is_some_and(|at| self.is_before(at))
    }

    /// What was sent before the cut and not received before it.
    pub(super) fn channels(&self, run: &Run) -> BTreeMap<Ends, Vec<MessageId>> {
        let mut channels: BTreeMap<Ends, Vec<MessageId>> = BTreeMap::new();
        for (id, message) in run.all_messages().filter(|(_, message)| message.control.is_none()) {
            let is_sent = message.sent.is_some_and(|at| self.is_before(at));
            if let (Some(ends), true, false) = (message.ends(), is_sent, self.is_received(message)) {
                channels.entry(ends).or_default().push(id);
            }
        }
        for messages in channels.values_mut() {
            messages.sort_unstable_by_key(|id| run.message(*id).sent);
        }
        channels
    }

    /// What is received after the cut, and nobody tells when it was sent.
    pub(super) fn doubtful(&self, run: &Run) -> Vec<MessageId> {
        let doubtful = unsent(run).filter(|(_, message)| !self.is_received(message));
        doubtful.map(|(id, _)| id).collect()
    }
}
