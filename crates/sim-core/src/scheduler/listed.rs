//! A given schedule, action by action. Time is the number of actions performed.
//!
//! An action that is not enabled is an error; or, for who makes schedules out of pieces of others, it is passed over.

use super::queued::Queued;
use super::{Next, Scheduler};
use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};
use crate::protocol::{Effects, Protocol};
use crate::schedule::{Action, Schedule};
use crate::simulation::State;
use crate::system::{Offers, System, World};

/// Follows a list.
pub struct Listed<P: Protocol> {
    world: Queued<P>,
    actions: std::vec::IntoIter<Action>,
    taken: VirtualTime,
    /// Whether what is not enabled is passed over.
    skips: bool,
}

impl<P: Protocol> Listed<P> {
    /// Follows this schedule from its beginning.
    #[must_use]
    pub fn new(schedule: Schedule) -> Self {
        Self { world: Queued::default(), actions: schedule.0.into_iter(), taken: 0, skips: false }
    }

    /// Follows this schedule as far as it can be followed: an action that is not enabled when its turn comes is left out.
    #[must_use]
    pub fn where_enabled(schedule: Schedule) -> Self {
        Self { skips: true, ..Self::new(schedule) }
    }
}

impl<P: Protocol> World<P> for Listed<P> {
    fn at(&mut self, process: ProcessId) -> (&mut P::State, impl Effects<P::Message, P::Observation>) {
        self.world.at(process, |_| ())
    }
}

impl<P: Protocol> Scheduler<P> for Listed<P> {
    fn begin(&mut self, state: State<P>, sent: u64) {
        self.world = Queued { state, sent };
    }

    fn may_act(&mut self, _: ProcessId, _: Offers) {}

    fn next(&mut self, system: &System<P>) -> Next<P> {
        let (skips, state) = (self.skips, &self.world.state);
        let next = self.actions.find(|action| !skips || system.allows(state, *action));
        let Some(action) = next else { return Next::Nothing };
        self.taken += 1;
        self.world.pick(system, self.taken, action)
    }

    fn process(&self, process: ProcessId) -> &P::State {
        self.world.state.process(process)
    }

    fn sent(&self) -> u64 {
        self.world.sent
    }

    fn in_flight(&self, each: impl FnMut(ChannelId, MessageId, &P::Message)) {
        self.world.in_flight(each);
    }

    fn has_more(&self) -> bool {
        self.actions.len() > 0
    }
}
