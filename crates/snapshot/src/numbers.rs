//! Which message is the n-th of its channel: found on the messages themselves, and kept as long as it can be asked for.
//!
//! Algorithms that work out what a channel held ask for it: Lai and Yang's, Acharya and Badrinath's.
//!
//! A process may record as the n-th of a channel what is in flight, and what came since it recorded its state. Both are forgotten
//! when it has closed the channel for all snapshots that it has recorded. Where messages have no numbers, nothing is kept of them.

use std::collections::BTreeMap;

use sim_core::{Cause, ChannelId, MessageId, ProcessId};

use crate::algorithm::{Recorded, Which};
use crate::computation::Computation;
use crate::layer::StepOver;
use crate::wire::Carries;

/// What says which message was recorded.
pub trait Names: Copy {
    /// The message, where the step receives this one.
    fn message(self, channel: ChannelId, received: Option<MessageId>, numbers: &Numbers)
    -> Option<MessageId>;
}

/// As an algorithm says it.
impl Names for Which {
    fn message(
        self,
        channel: ChannelId,
        received: Option<MessageId>,
        numbers: &Numbers,
    ) -> Option<MessageId> {
        match self {
            Self::Received => received,
            Self::Nth(nth) => numbers.find(channel, nth),
        }
    }
}

/// As a log says it.
impl Names for Option<MessageId> {
    fn message(self, _: ChannelId, _: Option<MessageId>, _: &Numbers) -> Option<MessageId> {
        self
    }
}

/// The messages that can be asked for.
#[derive(Clone, Debug, Default)]
pub struct Numbers {
    /// By channel, by number: which message, and whether it has been received.
    messages: BTreeMap<ChannelId, BTreeMap<u64, (MessageId, bool)>>,
    /// For how many snapshots each process has recorded its state.
    recorded: BTreeMap<ProcessId, u64>,
    /// For how many each channel was closed.
    closed: BTreeMap<ChannelId, u64>,
}

impl Numbers {
    /// The n-th message of a channel, if it is known.
    fn find(&self, channel: ChannelId, nth: u64) -> Option<MessageId> {
        self.messages.get(&channel)?.get(&nth).map(|(message, _)| *message)
    }

    /// A message with this number is in flight.
    pub(crate) fn sent(&mut self, channel: ChannelId, nth: Option<u64>, message: MessageId) {
        if let Some(nth) = nth {
            self.messages.entry(channel).or_default().insert(nth, (message, false));
        }
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        self.messages.clear();
        self.recorded.clear();
        self.closed.clear();
    }

    /// A step has happened.
    pub(crate) fn step<P: Computation, W: Carries<P::Message>, V>(&mut self, step: &StepOver<P, W, V>) {
        if !W::NUMBERED {
            return;
        }
        for (channel, message) in step.sends() {
            self.sent(channel, message.body.nth(), message.id);
        }
        for observation in step.observations() {
            match observation {
                Recorded::Process { .. } => *self.recorded.entry(step.process).or_default() += 1,
                Recorded::Closed { channel, .. } => *self.closed.entry(*channel).or_default() += 1,
                Recorded::Message { .. } | Recorded::Permanent { .. } | Recorded::Incident(_) => {}
            }
        }
        if let Cause::Receive { channel, message } = &step.cause
            && let Some(messages) = self.messages.get_mut(channel)
        {
            if let Some((_, received)) = message.body.nth().and_then(|nth| messages.get_mut(&nth)) {
                *received = true;
            }
            if self.recorded.get(&step.process) <= self.closed.get(channel) {
                messages.retain(|_, (_, received)| !*received);
            }
        }
    }
}
