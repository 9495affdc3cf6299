//! A step as a value: what one event of a run did, whole.
//!
//! *An event at one process changes its state and at most the channels incident on it* (Chandy & Lamport 1985, section 2): so
//! a step is what it began with, and what it sent and showed. Whoever watches a run sees its steps one after another, each in the
//! same buffer. The effects are kept in the order in which the handler emitted them, because that order is part of what
//! algorithms promise (*before it sends anything else*), and files tell it. The state is not in it: who watches is given the state
//! that the step led to.

use crate::envelope::Envelope;
use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};
use crate::protocol::{Effect, Event, Protocol};

/// One step of a run, whose messages have identities `K`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Step<M, C, O, K = MessageId> {
    /// When.
    pub time: VirtualTime,
    /// Where.
    pub process: ProcessId,
    /// What it began with.
    pub cause: Cause<M, C, K>,
    /// For how many ticks the message that it received had waited since it was due; where messages have such times.
    pub waited: VirtualTime,
    /// What it sent, each message with its identity, and what it showed; in the order in which it did.
    pub effects: Vec<Effect<Envelope<M, K>, O>>,
}

/// What a step begins with.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Cause<M, C, K = MessageId> {
    /// A message was received.
    Receive {
        /// The channel it came from.
        channel: ChannelId,
        /// The message.
        message: Envelope<M, K>,
    },
    /// The process did something of its own accord.
    Internal(C),
}

/// A step of a protocol.
pub type StepOf<P, K = MessageId> =
    Step<<P as Protocol>::Message, <P as Protocol>::Command, <P as Protocol>::Observation, K>;

/// What a step of a protocol begins with.
pub type CauseOf<P, K = MessageId> = Cause<<P as Protocol>::Message, <P as Protocol>::Command, K>;

/// What a step of a protocol sent and showed.
pub(crate) type EffectsOf<P, K = MessageId> =
    Vec<Effect<Envelope<<P as Protocol>::Message, K>, <P as Protocol>::Observation>>;

impl<M, C, K> Cause<M, C, K> {
    /// The event that the process sees: identities are not for handlers.
    #[inline(always)]
    pub fn event(self) -> Event<M, C> {
        match self {
            Self::Receive { channel, message } => Event::Receive { channel, message: message.body },
            Self::Internal(command) => Event::Internal(command),
        }
    }
}

impl<M, C, O, K> Step<M, C, O, K> {
    /// The messages that it sent, in order.
    pub fn sends(&self) -> impl DoubleEndedIterator<Item = (ChannelId, &Envelope<M, K>)> {
        self.effects.iter().filter_map(|effect| match effect {
            Effect::Send(channel, message) => Some((*channel, message)),
            Effect::Observe(_) => None,
        })
    }

    /// What it showed, in order.
    pub fn observations(&self) -> impl DoubleEndedIterator<Item = &O> {
        self.effects.iter().filter_map(|effect| match effect {
            Effect::Send(..) => None,
            Effect::Observe(observation) => Some(observation),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_step_sent_and_what_it_showed_are_told_in_their_order() {
        let message = |id, body| Envelope { id: MessageId(id), body };
        let step: Step<&str, (), u8> = Step {
            time: 5,
            process: ProcessId(0),
            cause: Cause::Internal(()),
            waited: 0,
            effects: vec![
                Effect::Send(ChannelId(0), message(7, "m")),
                Effect::Observe(1),
                Effect::Send(ChannelId(1), message(8, "marker")),
                Effect::Observe(2),
            ],
        };
        let sent = [(ChannelId(0), &message(7, "m")), (ChannelId(1), &message(8, "marker"))];
        assert!(step.sends().eq(sent));
        assert!(step.observations().eq(&[1, 2]));
    }
}
