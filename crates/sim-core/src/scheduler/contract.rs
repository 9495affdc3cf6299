//! What a scheduler is, and what it picks.

use super::refused::Refusals;
use crate::global_state::State;
use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};
use crate::protocol::{Effects, Protocol};
use crate::schedule::Action;
use crate::step::CauseOf;
use crate::system::{Offers, System, World};

/// Picks the next step, and keeps the world in which it happens. Messages are numbered in the order of their sending.
pub trait Scheduler<P: Protocol>: World<P> {
    /// A run begins in this global state, in which these many messages have been sent.
    fn begin(&mut self, state: State<P>, sent: u64);

    /// A process offers at least one command. Told after each of its steps, however often it was told before.
    fn may_act(&mut self, process: ProcessId, offers: Offers);

    /// Picks the next step, and takes out what it begins with.
    ///
    /// # Errors
    /// When there is none, or what was given cannot be done.
    fn next(&mut self, system: &System<P>) -> Result<Picked<P>, Halt>;

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

    /// How much was refused up to now, of a protocol that refuses, where messages have times at which they are due.
    #[inline]
    fn refusals(&self) -> Option<Refusals> {
        None
    }

    /// For how long the message that the last step received had waited since it was due, where messages have times at which they are due.
    #[inline]
    fn waited(&self) -> VirtualTime {
        0
    }

    /// Learns what a process may do of its own accord. Apart, because most steps leave nothing of the kind.
    #[inline(never)]
    fn offer(&mut self, system: &System<P>, process: ProcessId) {
        let offers = system.offers(process, self.process(process));
        self.may_act(process, offers);
    }

    /// Does some work with it. A scheduler that is one of several lends that one, so that the choice between them is not made at
    /// every step.
    #[inline]
    fn lend<W: Work<P>>(&mut self, work: W) -> W::Output
    where
        Self: Sized,
    {
        work.with(self)
    }
}

/// What is done with a scheduler over many steps, compiled for each scheduler by itself.
pub trait Work<P: Protocol> {
    /// What comes of it.
    type Output;

    /// Does it.
    fn with<S: Scheduler<P>>(self, scheduler: &mut S) -> Self::Output;
}

/// Why there is no next step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Halt {
    /// The run is at its end.
    End(End),
    /// This action comes next, and is not enabled: what was given cannot be done.
    NotEnabled(Action),
}

/// How a run ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End {
    /// There is nothing left to do.
    Quiescent,
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

/// A scheduler that is lent to a run, to be asked afterwards how it fared.
impl<P: Protocol, S: Scheduler<P>> Scheduler<P> for &mut S {
    fn begin(&mut self, state: State<P>, sent: u64) {
        S::begin(self, state, sent);
    }

    fn may_act(&mut self, process: ProcessId, offers: Offers) {
        S::may_act(self, process, offers);
    }

    fn next(&mut self, system: &System<P>) -> Result<Picked<P>, Halt> {
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

    fn refusals(&self) -> Option<Refusals> {
        S::refusals(self)
    }

    fn waited(&self) -> VirtualTime {
        S::waited(self)
    }

    fn lend<W: Work<P>>(&mut self, work: W) -> W::Output {
        S::lend(self, work)
    }
}

impl<P: Protocol, W: World<P>> World<P> for &mut W {
    fn at(&mut self, process: ProcessId) -> (&mut P::State, impl Effects<P::Message, P::Observation>) {
        W::at(self, process)
    }
}
