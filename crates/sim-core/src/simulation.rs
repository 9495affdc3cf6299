//! Runs a system under a scheduler, and shows an observer its steps.
//!
//! The loop that every run shares: ask the scheduler, perform the step, say what process may act. It writes no trace itself; an
//! [`Observer`] does. Where nobody looks, no step is put together ([`Simulation::wait`]).

mod wait;

pub(crate) use wait::wait;
pub use wait::{First, Waited};

use crate::global_state::{Envelope, GlobalState};
use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};
use crate::protocol::{Effect, Effects, Protocol};
use crate::queue::Queue;
use crate::schedule::{Action, Schedule};
use crate::scheduler::{Next, Picked, Scheduler, Timed};
use crate::step::{Cause, Step, StepOf};
use crate::system::{EffectsOf, System, World};

/// The global state of a simulation: messages carry their identities.
pub type State<P> = GlobalState<<P as Protocol>::State, <P as Protocol>::Message, MessageId>;

/// Sees the steps of a run, in order, and can change nothing.
pub trait Observer<P: Protocol> {
    /// Whether it looks at all. What nobody looks at is not put together.
    const LOOKS: bool = true;

    /// A step has happened: `action` was chosen, and `after` is the state to which it led its process.
    fn step(&mut self, action: Action, step: &StepOf<P>, after: &P::State);
}

/// Nobody watches.
impl<P: Protocol> Observer<P> for () {
    const LOOKS: bool = false;

    #[inline(always)]
    fn step(&mut self, _: Action, _: &StepOf<P>, _: &P::State) {}
}

/// Writes down what the scheduler chose, so that the run can be made again without its seed.
impl<P: Protocol> Observer<P> for Schedule {
    fn step(&mut self, action: Action, _: &StepOf<P>, _: &P::State) {
        self.0.push(action);
    }
}

/// An observer that is lent.
impl<P: Protocol, A: Observer<P>> Observer<P> for &mut A {
    const LOOKS: bool = A::LOOKS;

    #[inline]
    fn step(&mut self, action: Action, step: &StepOf<P>, after: &P::State) {
        A::step(self, action, step, after);
    }
}

/// Two watch, one after the other.
impl<P: Protocol, A: Observer<P>, B: Observer<P>> Observer<P> for (A, B) {
    const LOOKS: bool = A::LOOKS || B::LOOKS;

    #[inline]
    fn step(&mut self, action: Action, step: &StepOf<P>, after: &P::State) {
        self.0.step(action, step, after);
        self.1.step(action, step, after);
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
    clock: Clock,
    /// The buffer of the steps that are looked at.
    effects: EffectsOf<P>,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    now: VirtualTime,
    steps: u64,
    /// How many of the steps were internal. They are counted, and not the receipts, because there are fewer of them where speed matters.
    internal: u64,
    observations: u64,
}

impl<'a, P: Protocol, S: Scheduler<P>> Simulation<'a, P, S> {
    /// A run from the initial state.
    pub fn new(system: &'a System<P>, scheduler: S) -> Self {
        Self::begin(system, scheduler, system.initial_state(), 0)
    }

    /// A run from another state than the initial one. The messages in its channels are numbered channel by channel, and count
    /// as sent.
    pub fn from_state(system: &'a System<P>, scheduler: S, state: GlobalState<P::State, P::Message>) -> Self {
        let mut sent = 0;
        let mut number = |Envelope { id: (), body }| {
            sent += 1;
            Envelope { id: MessageId(sent - 1), body }
        };
        let channels = state.channels.into_iter();
        let channels = channels.map(|channel| channel.into_iter().map(&mut number).collect()).collect();
        Self::begin(system, scheduler, GlobalState { processes: state.processes, channels }, sent)
    }

    fn begin(system: &'a System<P>, mut scheduler: S, state: State<P>, sent: u64) -> Self {
        scheduler.begin(state, sent);
        let mut simulation = Self { system, scheduler, clock: Clock::default(), effects: Vec::new() };
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
    #[inline]
    pub fn events(&self) -> u64 {
        self.clock.steps + self.scheduler.sent() + self.clock.observations
    }

    /// How many steps have been performed.
    #[must_use]
    pub const fn steps(&self) -> u64 {
        self.clock.steps
    }

    /// How many of the steps were receipts.
    #[must_use]
    pub const fn receipts(&self) -> u64 {
        self.clock.steps - self.clock.internal
    }

    /// The present global state, put together.
    #[must_use]
    pub fn state(&self) -> State<P> {
        let topology = &self.system.topology;
        let processes = topology.processes().map(|process| self.process(process).clone()).collect();
        let mut channels: Vec<_> = topology.channels().iter().map(|_| Queue::new()).collect();
        self.in_flight(|channel, id, body| {
            channels[channel.index()].push_back(Envelope { id, body: body.clone() });
        });
        GlobalState { processes, channels }
    }

    /// Goes through the messages that are in the channels, those of each channel in its order.
    pub fn in_flight(&self, each: impl FnMut(ChannelId, MessageId, &P::Message)) {
        self.scheduler.in_flight(each);
    }

    /// The present state of one process.
    #[must_use]
    pub fn process(&self, process: ProcessId) -> &P::State {
        self.scheduler.process(process)
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
    pub fn step(&mut self, observer: &mut impl Observer<P>) -> Result<Advance, StepError> {
        let picked = match self.scheduler.next(self.system) {
            Next::Step(picked) => picked,
            Next::Nothing => return Ok(Advance::Quiescent),
            Next::OutOfTime => return Ok(Advance::OutOfTime),
            Next::NotEnabled(action) => return Err(self.clock.not_enabled(action)),
        };
        let action = picked.action;
        let step = self.perform(picked);
        observer.step(action, &step, self.scheduler.process(step.process));
        self.effects = step.effects;
        Ok(Advance::Performed)
    }

    /// Performs a step and puts it together, in the one buffer.
    fn perform(&mut self, Picked { time, process, cause, .. }: Picked<P>) -> StepOf<P> {
        self.clock.begin_step(time, &cause);
        let mut effects = std::mem::take(&mut self.effects);
        effects.clear();
        let event = cause.clone().event();
        let (sent, world) = (self.scheduler.sent(), &mut self.scheduler);
        let may_act =
            self.system.perform(&mut Watched { world, sent, effects: &mut effects }, process, event);
        if may_act {
            offer(self.system, &mut self.scheduler, process);
        }
        let step = Step { time, process, cause, effects };
        self.clock.observations += step.observations().count() as u64;
        step
    }

    fn offer_all(&mut self) {
        for process in self.system.topology.processes() {
            offer(self.system, &mut self.scheduler, process);
        }
    }
}

/// Tells the scheduler what a process may do of its own accord. Apart, because most steps leave nothing of the kind.
#[inline(never)]
fn offer<P: Protocol>(system: &System<P>, scheduler: &mut impl Scheduler<P>, process: ProcessId) {
    let offers = system.offers(process, scheduler.process(process));
    scheduler.may_act(process, offers);
}

impl Clock {
    #[inline(always)]
    fn begin_step<M, C>(&mut self, time: VirtualTime, cause: &Cause<M, C>) {
        self.now = time;
        // Nobody counts to 2^64.
        self.steps = self.steps.wrapping_add(1);
        if matches!(cause, Cause::Internal(_)) {
            self.internal += 1;
        }
    }

    fn not_enabled(&mut self, action: Action) -> StepError {
        self.steps += 1;
        StepError { number: self.steps, action }
    }
}

impl<P: Protocol> Simulation<'_, P, Timed<P>> {
    /// Begins anew with another seed, keeping the buffers.
    pub fn restart(&mut self, seed: u64) {
        self.scheduler.restart(self.system, seed);
        self.clock = Clock::default();
        self.offer_all();
    }
}

/// A world whose steps are written down.
struct Watched<'a, P: Protocol, W> {
    world: &'a mut W,
    /// How many messages were sent before the step: the step's own are numbered from there.
    sent: u64,
    effects: &'a mut EffectsOf<P>,
}

impl<P: Protocol, W: World<P>> World<P> for Watched<'_, P, W> {
    fn at(&mut self, process: ProcessId) -> (&mut P::State, impl Effects<P::Message, P::Observation>) {
        let (state, outlet) = self.world.at(process);
        (state, Written { outlet, sent: self.sent, effects: &mut *self.effects })
    }
}

/// The effects of a step, on their way and written down.
struct Written<'a, M, O, E> {
    outlet: E,
    sent: u64,
    effects: &'a mut Vec<Effect<Envelope<M, MessageId>, O>>,
}

impl<M: Clone, O: Clone, E: Effects<M, O>> Effects<M, O> for Written<'_, M, O, E> {
    fn send(&mut self, channel: ChannelId, body: M) {
        self.effects.push(Effect::Send(channel, Envelope { id: MessageId(self.sent), body: body.clone() }));
        self.sent += 1;
        self.outlet.send(channel, body);
    }

    fn observe(&mut self, observation: O) {
        self.effects.push(Effect::Observe(observation.clone()));
        self.outlet.observe(observation);
    }
}
