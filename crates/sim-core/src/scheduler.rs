//! Who decides which enabled action comes next, and when.
//!
//! A scheduler is told what becomes possible and picks; it can neither change the state nor break a channel's
//! discipline. [`Timed`] draws delays from a seed; [`Listed`] follows a given schedule; [`Ticked`] goes through the processes
//! at each tick of a clock; [`Uniform`] takes any of what is possible.

mod listed;
mod pending;
mod ticked;
mod timed;
mod uniform;

pub use listed::Listed;
pub use ticked::{Delays, TickRules, Ticked};
pub use timed::Timed;
pub use uniform::Uniform;

use crate::global_state::GlobalState;
use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};
use crate::protocol::Protocol;
use crate::schedule::Action;
use crate::system::{Offers, System};

/// Picks the next action.
pub trait Scheduler<P: Protocol> {
    /// A message has entered a channel.
    fn sent(&mut self, now: VirtualTime, channel: ChannelId, message: MessageId);

    /// A process offers at least one command. Told after each of its steps, however often it was told before.
    fn may_act(&mut self, now: VirtualTime, process: ProcessId, offers: Offers);

    /// The next action.
    fn next(&mut self, system: &System<P>, state: &GlobalState<P::State, P::Message, MessageId>) -> Next;

    /// Whether actions are still to come that it was given, one by one: a run is not over before they are carried out.
    #[inline]
    fn has_more(&self) -> bool {
        false
    }
}

/// What a scheduler picks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Next {
    /// This action, at this time, which is never earlier than the last one.
    Action(VirtualTime, Action),
    /// There is nothing left to do.
    Nothing,
    /// What is left to do is past the end of virtual time ([`MAX_TICKS`](crate::delay::MAX_TICKS)).
    OutOfTime,
}

/// A scheduler that is lent to a run, to be asked afterwards how it fared.
impl<P: Protocol, S: Scheduler<P>> Scheduler<P> for &mut S {
    fn sent(&mut self, now: VirtualTime, channel: ChannelId, message: MessageId) {
        S::sent(self, now, channel, message);
    }

    fn may_act(&mut self, now: VirtualTime, process: ProcessId, offers: Offers) {
        S::may_act(self, now, process, offers);
    }

    fn next(&mut self, system: &System<P>, state: &GlobalState<P::State, P::Message, MessageId>) -> Next {
        S::next(self, system, state)
    }

    fn has_more(&self) -> bool {
        S::has_more(self)
    }
}
