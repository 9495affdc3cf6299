//! What happened, as plain data: the events of a run in order.
//!
//! Written by whoever observes a run, never by a handler. A trace is a *linear extension* of happened-before: the
//! order in which one driver performed the events. What depends on what is [`causality`](crate::causality)'s question.

use crate::global_state::Envelope;
use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};
use crate::protocol::Protocol;
use crate::simulation::{Moment, Observer, State};

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
    /// Where in `events` the present step begins.
    step: usize,
    /// What the present step began with; it becomes an event when the state after the step is known.
    cause: Option<Cause<M, C>>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Cause<M, C> {
    Receive { channel: ChannelId, message: MessageId, body: M },
    Internal(C),
}

impl<S, M, C, O> Default for Trace<S, M, C, O> {
    fn default() -> Self {
        Self { events: Vec::new(), step: 0, cause: None }
    }
}

impl<S, M, C, O> Trace<S, M, C, O> {
    /// Forgets everything, keeping the buffer.
    #[inline]
    pub fn clear(&mut self) {
        self.events.clear();
        self.step = 0;
        self.cause = None;
    }

    /// The events of the last step.
    #[must_use]
    pub fn last_step(&self) -> &[TraceEvent<S, M, C, O>] {
        &self.events[self.step..]
    }
}

impl<P, S> Observer<P> for Trace<S, P::Message, P::Command, P::Observation>
where
    P: Protocol,
    P::State: Shows<S>,
    S: Clone,
{
    #[inline]
    fn before(&mut self, _: Moment, _: &P::State) {
        self.step = self.events.len();
    }

    #[inline]
    fn received(&mut self, _: Moment, channel: ChannelId, message: &Envelope<P::Message, MessageId>) {
        self.cause = Some(Cause::Receive { channel, message: message.id, body: message.body.clone() });
    }

    #[inline]
    fn acted(&mut self, _: Moment, command: &P::Command) {
        self.cause = Some(Cause::Internal(command.clone()));
    }

    #[inline]
    fn sent(&mut self, at: Moment, channel: ChannelId, message: MessageId, body: &P::Message) {
        let what = Happening::Send { channel, message, body: body.clone() };
        self.events.push(TraceEvent { time: at.time, process: at.process, what });
    }

    #[inline]
    fn observed(&mut self, at: Moment, observation: &P::Observation) {
        let what = Happening::Observe(observation.clone());
        self.events.push(TraceEvent { time: at.time, process: at.process, what });
    }

    #[inline]
    fn after(&mut self, at: Moment, state: &State<P>) {
        let state = state.process(at.process).shown().clone();
        let what = match self.cause.take().expect("a step begins with a receipt or a command") {
            Cause::Receive { channel, message, body } => Happening::Receive { channel, message, body, state },
            Cause::Internal(command) => Happening::Internal { command, state },
        };
        self.events.insert(self.step, TraceEvent { time: at.time, process: at.process, what });
    }
}
