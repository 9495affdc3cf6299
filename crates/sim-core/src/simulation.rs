//! Runs a system under a scheduler, and shows an observer its steps.
//!
//! The loop that every run shares: ask the scheduler, perform the step, say what process may act. It writes no trace itself; an
//! [`Observer`] does. Where nobody looks, no step is put together ([`Simulation::wait`]).

mod clock;
mod observer;
mod wait;
mod watched;

use clock::Clock;
pub use clock::StepError;
pub use observer::Observer;
use wait::Unseen;
pub use wait::{First, Waited};
use watched::Watched;

use crate::envelope::Envelope;
use crate::global_state::{GlobalState, State};
use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};
use crate::protocol::{Effect, Protocol};
use crate::queue::Queue;
use crate::scheduler::{End, Picked, Scheduler, Timed};
use crate::step::{EffectsOf, Step, StepOf};
use crate::system::System;

/// What came of asking for a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Advance {
    /// A step was performed.
    Performed,
    /// There is no next step.
    Over(End),
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
            Ok(picked) => picked,
            Err(halt) => return self.clock.halt(halt).map(Advance::Over),
        };
        let step = self.shown(picked, observer);
        self.effects = step.effects;
        Ok(Advance::Performed)
    }

    /// Runs until a step shows something or sends a message that `is_sign`, or until as many events have happened.
    ///
    /// # Errors
    /// When the scheduler follows a given list and its next action is not enabled.
    pub fn wait<O: Observer<P>>(
        &mut self,
        events: u64,
        is_sign: impl Fn(&P::Message) -> bool,
        observer: &mut O,
    ) -> Result<Waited<P>, StepError> {
        if O::LOOKS {
            self.wait_looking(events, is_sign, observer)
        } else {
            let Self { system, clock, .. } = self;
            self.scheduler.lend(Unseen { system, clock, events, is_sign })
        }
    }

    fn wait_looking(
        &mut self,
        events: u64,
        is_sign: impl Fn(&P::Message) -> bool,
        observer: &mut impl Observer<P>,
    ) -> Result<Waited<P>, StepError> {
        let signs = |effect: &Effect<Envelope<P::Message, _>, _>| match effect {
            Effect::Send(_, message) => is_sign(&message.body),
            Effect::Observe(_) => true,
        };
        loop {
            let picked = match self.scheduler.next(self.system) {
                Ok(picked) => picked,
                Err(halt) => return self.clock.halt(halt).map(Waited::Over),
            };
            let before = self.process(picked.process).clone();
            let step = self.shown(picked, observer);
            if step.effects.iter().any(signs) {
                return Ok(Waited::Sign(First { step, before }));
            }
            self.effects = step.effects;
            if self.events() >= events {
                return Ok(Waited::Paused);
            }
        }
    }

    /// Performs a step and shows it.
    fn shown(&mut self, picked: Picked<P>, observer: &mut impl Observer<P>) -> StepOf<P> {
        let action = picked.action;
        let step = self.perform(picked);
        observer.step(action, &step, self.scheduler.process(step.process));
        step
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
            self.scheduler.offer(self.system, process);
        }
        let step = Step { time, process, cause, waited: self.scheduler.waited(), effects };
        self.clock.observations += step.observations().count() as u64;
        step
    }

    fn offer_all(&mut self) {
        for process in self.system.topology.processes() {
            self.scheduler.offer(self.system, process);
        }
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

#[cfg(test)]
mod tests;
