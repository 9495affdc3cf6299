//! What happened, as plain data: the events of a run in order.
//!
//! Written by whoever observes a run, never by a handler. A trace is a *linear extension* of happened-before: the
//! order in which one driver performed the events. What depends on what is the question of [`VectorClocks`](crate::VectorClocks).

use crate::envelope::Envelope;
use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};
use crate::protocol::{Effect, Protocol};
use crate::schedule::Action;
use crate::simulation::Observer;
use crate::step::{Cause, Step, StepOf};

/// One thing that happened at one process.
///
/// A step of the transition relation is one `Receive` or `Internal` event and the `Send`s and `Observe`s that follow
/// it, all of the same process and time.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TraceEvent<S, M, C, O> {
    /// When.
    pub time: VirtualTime,
    /// Where.
    pub process: ProcessId,
    /// What.
    pub what: Happening<S, M, C, O>,
}

/// What happened. `state` is the process's state after the step.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Happening<S, M, C, O> {
    /// A message was received: a step begins.
    Receive {
        /// The channel it came from.
        channel: ChannelId,
        /// Its identity.
        message: MessageId,
        /// What it says.
        body: M,
        /// The state after the step.
        state: S,
        /// For how many ticks it had waited since it was due.
        waited: VirtualTime,
    },
    /// The process did something of its own accord: a step begins.
    Internal {
        /// What it did.
        command: C,
        /// The state after the step.
        state: S,
    },
    /// The step sent a message.
    Send {
        /// The channel it entered.
        channel: ChannelId,
        /// Its identity.
        message: MessageId,
        /// What it says.
        body: M,
    },
    /// The step showed something.
    Observe(O),
}

impl<S, M, C, O> TraceEvent<S, M, C, O> {
    /// Whether a step begins with this event.
    #[must_use]
    pub const fn begins_step(&self) -> bool {
        matches!(self.what, Happening::Receive { .. } | Happening::Internal { .. })
    }
}

/// What a trace keeps of a process's state: all of it, or a part.
///
/// A layered protocol shows the state of its lower layer, so that a trace of the whole speaks of that layer alone.
pub trait Shows<S> {
    /// The part that is kept.
    fn shown(&self) -> &S;
}

impl<S> Shows<S> for S {
    #[inline]
    fn shown(&self) -> &S {
        self
    }
}

/// The events of a run, in order: an observer that writes everything down.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trace<S, M, C, O> {
    /// The events; an event's place is its sequence number.
    pub events: Vec<TraceEvent<S, M, C, O>>,
    /// Where in `events` the last step begins.
    last: usize,
}

impl<S, M, C, O> Default for Trace<S, M, C, O> {
    fn default() -> Self {
        Self { events: Vec::new(), last: 0 }
    }
}

impl<S, M, C, O> Trace<S, M, C, O> {
    /// Forgets everything, keeping the buffer.
    #[inline]
    pub fn clear(&mut self) {
        self.events.clear();
        self.last = 0;
    }

    /// The events of the last step.
    #[must_use]
    pub fn last_step(&self) -> &[TraceEvent<S, M, C, O>] {
        &self.events[self.last..]
    }
}

impl<S, M: Clone, C: Clone, O: Clone> Trace<S, M, C, O> {
    /// Writes down a step that led its process to this state.
    pub fn add(&mut self, step: &Step<M, C, O>, state: S) {
        self.add_as(step, state, M::clone, O::clone);
    }
}

impl<S, M, C: Clone, O> Trace<S, M, C, O> {
    /// Writes down a step that led its process to this state, with its messages and what it showed in other words.
    pub fn add_as<N, V>(
        &mut self,
        step: &Step<N, C, V>,
        state: S,
        message: impl Fn(&N) -> M,
        shown: impl Fn(&V) -> O,
    ) {
        let event = |what| TraceEvent { time: step.time, process: step.process, what };
        self.last = self.events.len();
        self.events.push(event(match &step.cause {
            Cause::Receive { channel, message: Envelope { id, body } } => {
                let (channel, waited) = (*channel, step.waited);
                Happening::Receive { channel, message: *id, body: message(body), state, waited }
            }
            Cause::Internal(command) => Happening::Internal { command: command.clone(), state },
        }));
        self.events.extend(step.effects.iter().map(|effect| {
            event(match effect {
                Effect::Send(channel, Envelope { id, body }) => {
                    Happening::Send { channel: *channel, message: *id, body: message(body) }
                }
                Effect::Observe(observation) => Happening::Observe(shown(observation)),
            })
        }));
    }
}

impl<P, S> Observer<P> for Trace<S, P::Message, P::Command, P::Observation>
where
    P: Protocol,
    P::State: Shows<S>,
    S: Clone,
{
    fn step(&mut self, _: Action, step: &StepOf<P>, after: &P::State) {
        self.add(step, after.shown().clone());
    }
}
