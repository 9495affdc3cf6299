//! A given schedule, action by action. Time is the number of actions performed.
//!
//! An action that is not enabled is an error; or, for who makes schedules out of pieces of others, it is passed over.

use super::{Next, Scheduler};
use crate::global_state::GlobalState;
use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};
use crate::protocol::Protocol;
use crate::schedule::{Action, Schedule};
use crate::system::{Offers, System};

/// Follows a list.
#[derive(Clone, Debug)]
pub struct Listed {
    actions: std::vec::IntoIter<Action>,
    taken: VirtualTime,
    /// Whether what is not enabled is passed over.
    skips: bool,
}

impl Listed {
    /// Follows this schedule from its beginning.
    #[must_use]
    pub fn new(schedule: Schedule) -> Self {
        Self { actions: schedule.0.into_iter(), taken: 0, skips: false }
    }

    /// Follows this schedule as far as it can be followed: an action that is not enabled when its turn comes is left out.
    #[must_use]
    pub fn where_enabled(schedule: Schedule) -> Self {
        Self { skips: true, ..Self::new(schedule) }
    }
}

impl<P: Protocol> Scheduler<P> for Listed {
    fn sent(&mut self, _: VirtualTime, _: ChannelId, _: MessageId) {}

    fn may_act(&mut self, _: VirtualTime, _: ProcessId, _: Offers) {}

    fn next(&mut self, system: &System<P>, state: &GlobalState<P::State, P::Message, MessageId>) -> Next {
        let skips = self.skips;
        let next = self.actions.find(|action| !skips || system.allows(state, *action));
        let Some(action) = next else { return Next::Nothing };
        self.taken += 1;
        Next::Action(self.taken, action)
    }

    fn has_more(&self) -> bool {
        self.actions.len() > 0
    }
}
