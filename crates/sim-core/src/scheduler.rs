//! Who decides which enabled action comes next, and when.
//!
//! A scheduler has the global state of its run in its keeping, is told what processes offer, and picks what happens next; the
//! [transition relation](crate::system) alone says what comes of it. [`Timed`] draws delays from a seed; [`Listed`] follows a
//! given schedule; [`Ticked`] goes through the processes at each tick of a clock; [`Uniform`] takes any of what is possible.

mod listed;
mod pending;
mod queued;
mod refused;
mod ticked;
mod timed;
mod uniform;

pub use listed::Listed;
pub use ticked::{Delays, TickRules, Ticked};
pub use timed::Timed;
pub use uniform::Uniform;

use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};
use crate::protocol::{Effects, Protocol};
use crate::schedule::Action;
use crate::simulation::{self, Clock, State, StepError, Waited};
use crate::step::CauseOf;
use crate::system::{Offers, System, World};

/// Picks the next step, and keeps the world in which it happens. Messages are numbered in the order of their sending.
pub trait Scheduler<P: Protocol>: World<P> {
    /// A run begins in this global state, in which these many messages have been sent.
    fn begin(&mut self, state: State<P>, sent: u64);

    /// A process offers at least one command. Told after each of its steps, however often it was told before.
    fn may_act(&mut self, process: ProcessId, offers: Offers);

    /// Picks the next step, and takes out what it begins with.
    fn next(&mut self, system: &System<P>) -> Next<P>;

    /// The state of one process.
    fn process(&self, process: ProcessId) -> &P::State;

    /// How many messages have been sent.
    fn sent(&self) -> u64;

    /// Goes through the messages that are in the channels, those of each channel in its order.
    fn in_flight(&self, each: impl FnMut(ChannelId, MessageId, &P::Message));

    /// Whether actions are still to come that it was given, one by one: a run is not over before they are carried out.
    #[inline]
    fn has_more(&self) -> bool {
        false
    }

    /// [`Simulation::wait`](crate::Simulation::wait) where nobody looks. A scheduler that is one of several passes it on to that one, so
    /// that the choice between them is not made at every step.
    ///
    /// # Errors
    /// When a given list is followed and its next action is not enabled.
    #[inline]
    fn wait(
        &mut self,
        system: &System<P>,
        clock: &mut Clock,
        events: u64,
        is_sign: impl Fn(&P::Message) -> bool,
    ) -> Result<Waited<P>, StepError>
    where
        Self: Sized,
    {
        simulation::wait(self, system, clock, events, is_sign)
    }
}

/// A scheduler that is lent to a run, to be asked afterwards how it fared.
impl<P: Protocol, S: Scheduler<P>> Scheduler<P> for &mut S {
    fn begin(&mut self, state: State<P>, sent: u64) {
        S::begin(self, state, sent);
    }

    fn may_act(&mut self, process: ProcessId, offers: Offers) {
        S::may_act(self, process, offers);
    }

    fn next(&mut self, system: &System<P>) -> Next<P> {
        S::next(self, system)
    }

    fn process(&self, process: ProcessId) -> &P::State {
        S::process(self, process)
    }

    fn sent(&self) -> u64 {
        S::sent(self)
    }

    fn in_flight(&self, each: impl FnMut(ChannelId, MessageId, &P::Message)) {
        S::in_flight(self, each);
    }

    fn has_more(&self) -> bool {
        S::has_more(self)
    }
}

impl<P: Protocol, W: World<P>> World<P> for &mut W {
    fn at(&mut self, process: ProcessId) -> (&mut P::State, impl Effects<P::Message, P::Observation>) {
        W::at(self, process)
    }
}

/// What a scheduler picks.
#[derive(Debug)]
pub enum Next<P: Protocol> {
    /// This action.
    Step(Picked<P>),
    /// This action, which is not enabled: what was given cannot be done.
    NotEnabled(Action),
    /// There is nothing left to do.
    Nothing,
    /// What is left to do is past the end of virtual time ([`MAX_TICKS`](crate::delay::MAX_TICKS)).
    OutOfTime,
}

/// A step that is about to happen.
#[derive(Clone, Debug)]
pub struct Picked<P: Protocol> {
    /// When: never earlier than the step before.
    pub time: VirtualTime,
    /// Which action it is.
    pub action: Action,
    /// Where it happens.
    pub process: ProcessId,
    /// What it begins with.
    pub cause: CauseOf<P>,
}
