//! What happens in a run that began again, written down as the first one was: its messages and times are counted on from there.

use sim_core::{Action, Cause, Effect, Envelope, Happening, MessageId, Observer, StepOf, VirtualTime};

use crate::computation::Computation;
use crate::layer::Act;
use crate::log::LogEvent;
use crate::wire::Wire;

/// The events of a run from a given state. Its first messages are those that were in the channels there, channel by channel.
#[derive(Debug)]
pub struct SecondLife<P: Computation> {
    /// The events so far.
    pub events: Vec<LogEvent<P>>,
    /// How many messages were sent before.
    sent: u64,
    /// When it began.
    since: VirtualTime,
}

impl<P: Computation> SecondLife<P> {
    /// One that begins now, after so many messages were sent.
    #[must_use]
    pub const fn new(sent: u64, since: VirtualTime) -> Self {
        Self { events: Vec::new(), sent, since }
    }

    fn id(&self, MessageId(id): MessageId) -> MessageId {
        MessageId(self.sent.saturating_add(id))
    }
}

impl<P: Computation> Observer<P> for SecondLife<P> {
    fn step(&mut self, _: Action, step: &StepOf<P>, after: &P::State) {
        let event =
            |what| LogEvent::<P> { time: self.since.saturating_add(step.time), process: step.process, what };
        let state = after.clone();
        let cause = event(match &step.cause {
            Cause::Receive { channel, message: Envelope { id, body } } => {
                let (channel, message, body) = (*channel, self.id(*id), Wire::bare(body.clone()));
                Happening::Receive { channel, message, body, state, waited: step.waited }
            }
            Cause::Internal(command) => {
                Happening::Internal { command: Act::Underlying(command.clone()), state }
            }
        });
        let sends = step.effects.iter().filter_map(|effect| match effect {
            Effect::Send(channel, Envelope { id, body }) => {
                let (channel, message, body) = (*channel, self.id(*id), Wire::bare(body.clone()));
                Some(event(Happening::Send { channel, message, body }))
            }
            Effect::Observe(()) => None,
        });
        let events: Vec<_> = std::iter::once(cause).chain(sends).collect();
        self.events.extend(events);
    }
}
