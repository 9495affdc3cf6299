//! Runs a system under a scheduler, and tells an observer what happens.
//!
//! The loop that every run shares: ask the scheduler, perform the step, pass on what the step sent. It writes no
//! trace itself; an [`Observer`] does, and what nobody asks for costs nothing.

use crate::global_state::{Envelope, GlobalState};
use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};
use crate::protocol::Protocol;
use crate::schedule::{Action, Schedule};
use crate::scheduler::{Next, Scheduler, Timed};
use crate::system::{Stepped, System, Witness};

/// The global state of a simulation: messages carry their identities.
pub type State<P> = GlobalState<<P as Protocol>::State, <P as Protocol>::Message, MessageId>;

/// When and where something happens.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Moment {
    /// The virtual time.
    pub time: VirtualTime,
    /// The process.
    pub process: ProcessId,
    /// How many messages had been sent when the step began: the step's own are numbered from there.
    pub messages: u64,
}

/// Sees everything that happens, in order, and can change nothing.
///
/// For each step: `chosen` and `before`, then `received` or `acted`, then `sent` and `observed` as the handler does them, `after`.
pub trait Observer<P: Protocol> {
    /// The scheduler has chosen the next action.
    #[inline]
    fn chosen(&mut self, _time: VirtualTime, _action: Action) {}
    /// A step is about to happen at `at.process`, which is in `state`.
    #[inline]
    fn before(&mut self, _at: Moment, _state: &P::State) {}
    /// The step receives this message.
    #[inline]
    fn received(&mut self, _at: Moment, _channel: ChannelId, _message: &Envelope<P::Message, MessageId>) {}
    /// The step is internal.
    #[inline]
    fn acted(&mut self, _at: Moment, _command: &P::Command) {}
    /// The step sends a message.
    #[inline]
    fn sent(&mut self, _at: Moment, _channel: ChannelId, _message: MessageId, _body: &P::Message) {}
    /// The step shows something.
    #[inline]
    fn observed(&mut self, _at: Moment, _observation: &P::Observation) {}
    /// The step is over; `state` is the global state after it.
    #[inline]
    fn after(&mut self, _at: Moment, _state: &State<P>) {}
}

/// Nobody watches.
impl<P: Protocol> Observer<P> for () {}

/// Writes down what the scheduler chose, so that the run can be made again without its seed.
impl<P: Protocol> Observer<P> for Schedule {
    fn chosen(&mut self, _: VirtualTime, action: Action) {
        self.0.push(action);
    }
}

/// Two watch, one after the other.
impl<P: Protocol, A: Observer<P>, B: Observer<P>> Observer<P> for (&mut A, &mut B) {
    #[inline]
    fn chosen(&mut self, time: VirtualTime, action: Action) {
        self.0.chosen(time, action);
        self.1.chosen(time, action);
    }

    #[inline]
    fn before(&mut self, at: Moment, state: &P::State) {
        self.0.before(at, state);
        self.1.before(at, state);
    }

    #[inline]
    fn received(&mut self, at: Moment, channel: ChannelId, message: &Envelope<P::Message, MessageId>) {
        self.0.received(at, channel, message);
        self.1.received(at, channel, message);
    }

    #[inline]
    fn acted(&mut self, at: Moment, command: &P::Command) {
        self.0.acted(at, command);
        self.1.acted(at, command);
    }

    #[inline]
    fn sent(&mut self, at: Moment, channel: ChannelId, message: MessageId, body: &P::Message) {
        self.0.sent(at, channel, message, body);
        self.1.sent(at, channel, message, body);
    }

    #[inline]
    fn observed(&mut self, at: Moment, observation: &P::Observation) {
        self.0.observed(at, observation);
        self.1.observed(at, observation);
    }

    #[inline]
    fn after(&mut self, at: Moment, state: &State<P>) {
        self.0.after(at, state);
        self.1.after(at, state);
    }
}

/// What came of asking for a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Advance {
    /// A step was performed.
    Performed,
    /// The scheduler has nothing left to do.
    Quiescent,
    /// The next step would be past the end of virtual time ([`MAX_TICKS`](crate::delay::MAX_TICKS)).
    OutOfTime,
}

/// The scheduler chose an action that is not enabled. Only a given schedule can do that.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("step {number} of the schedule is not enabled")]
pub struct StepError {
    /// The place of the step in the run, from 1.
    pub number: u64,
    /// The action.
    pub action: Action,
}

/// One run of a system.
#[derive(Debug)]
pub struct Simulation<'a, P: Protocol, S> {
    system: &'a System<P>,
    scheduler: S,
    state: State<P>,
    clock: Clock,
}

/// What the driver counts.
#[derive(Clone, Copy, Debug, Default)]
struct Clock {
    now: VirtualTime,
    steps: u64,
    messages: u64,
    observations: u64,
}

impl<'a, P: Protocol, S: Scheduler<P>> Simulation<'a, P, S> {
    /// A run from the initial state.
    pub fn new(system: &'a System<P>, scheduler: S) -> Self {
        let mut simulation =
            Self { system, scheduler, state: system.initial_state(), clock: Clock::default() };
        simulation.offer_all();
        simulation
    }

    /// A run from another state than the initial one. The messages in its channels are numbered channel by channel, and count
    /// as sent.
    pub fn from_state(system: &'a System<P>, scheduler: S, state: GlobalState<P::State, P::Message>) -> Self {
        let mut messages = 0;
        let mut number = |Envelope { id: (), body }| {
            messages += 1;
            Envelope { id: MessageId(messages - 1), body }
        };
        let channels = state.channels.into_iter();
        let channels = channels.map(|channel| channel.into_iter().map(&mut number).collect()).collect();
        let state = GlobalState { processes: state.processes, channels };
        let mut simulation = Self { system, scheduler, state, clock: Clock { messages, ..Clock::default() } };
        simulation.offer_all();
        simulation
    }

    /// The virtual time of the last step.
    #[must_use]
    pub const fn now(&self) -> VirtualTime {
        self.clock.now
    }

    /// How many events have happened: receipts, internal events, sends and observations.
    #[must_use]
    pub const fn events(&self) -> u64 {
        self.clock.steps + self.clock.messages + self.clock.observations
    }

    /// How many steps have been performed.
    #[must_use]
    pub const fn steps(&self) -> u64 {
        self.clock.steps
    }

    /// The present global state.
    #[must_use]
    pub const fn state(&self) -> &State<P> {
        &self.state
    }

    /// What picks the actions.
    #[must_use]
    pub const fn scheduler(&self) -> &S {
        &self.scheduler
    }

    /// The system that is run.
    #[must_use]
    pub const fn system(&self) -> &'a System<P> {
        self.system
    }

    /// Performs the next step.
    ///
    /// # Errors
    /// When the scheduler follows a given list and its next action is not enabled.
    #[inline(always)]
    pub fn step(&mut self, observer: &mut impl Observer<P>) -> Result<Advance, StepError> {
        let (time, action) = match self.scheduler.next(self.system, &self.state) {
            Next::Action(time, action) => (time, action),
            Next::Nothing => return Ok(Advance::Quiescent),
            Next::OutOfTime => return Ok(Advance::OutOfTime),
        };
        observer.chosen(time, action);
        self.clock.now = time;
        self.clock.steps += 1;
        let at = Moment { time, process: ProcessId(0), messages: self.clock.messages };
        let mut watch = Watch { at, scheduler: &mut self.scheduler, clock: &mut self.clock, observer };
        let Ok(Stepped { process, may_act }) = self.system.step(&mut self.state, action, &mut watch) else {
            return Err(StepError { number: self.clock.steps, action });
        };
        observer.after(Moment { process, ..at }, &self.state);
        if may_act {
            self.offer(time, process);
        }
        Ok(Advance::Performed)
    }

    /// Tells the scheduler what a process may do of its own accord. Apart, because most steps leave nothing of the kind.
    #[inline(never)]
    fn offer(&mut self, now: VirtualTime, process: ProcessId) {
        let offers = self.system.offers(process, self.state.process(process));
        self.scheduler.may_act(now, process, offers);
    }

    fn offer_all(&mut self) {
        for process in self.system.topology.processes() {
            self.offer(0, process);
        }
    }
}

impl<P: Protocol> Simulation<'_, P, Timed> {
    /// Begins anew with another seed, keeping the buffers.
    pub fn restart(&mut self, seed: u64) {
        self.scheduler.reseed(seed);
        self.system.reset(&mut self.state);
        self.clock = Clock::default();
        self.offer_all();
    }
}

/// Stands between a step and the observer: numbers the messages and tells the scheduler of them.
struct Watch<'a, S, O> {
    at: Moment,
    scheduler: &'a mut S,
    clock: &'a mut Clock,
    observer: &'a mut O,
}

impl<P: Protocol, S: Scheduler<P>, O: Observer<P>> Witness<P, MessageId> for Watch<'_, S, O> {
    #[inline(always)]
    fn begins(&mut self, process: ProcessId, state: &P::State) {
        self.at.process = process;
        self.observer.before(self.at, state);
    }

    #[inline(always)]
    fn receives(&mut self, _: ProcessId, channel: ChannelId, message: &Envelope<P::Message, MessageId>) {
        self.observer.received(self.at, channel, message);
    }

    #[inline(always)]
    fn acts(&mut self, _: ProcessId, command: &P::Command) {
        self.observer.acted(self.at, command);
    }

    #[inline(always)]
    fn sends(&mut self, _: ProcessId, channel: ChannelId, body: &P::Message) -> MessageId {
        let id = MessageId(self.clock.messages);
        self.clock.messages += 1;
        self.scheduler.sent(self.at.time, channel, id);
        self.observer.sent(self.at, channel, id, body);
        id
    }

    #[inline(always)]
    fn observes(&mut self, _: ProcessId, observation: P::Observation) {
        self.clock.observations += 1;
        self.observer.observed(self.at, &observation);
    }
}
