//! A given schedule, action by action. Time is the number of actions performed.

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
}

impl Listed {
    /// Follows this schedule from its beginning.
    #[must_use]
    pub fn new(schedule: Schedule) -> Self {
        Self { actions: schedule.0.into_iter(), taken: 0 }
    }
}

impl<P: Protocol> Scheduler<P> for Listed {
    fn sent(&mut self, _: VirtualTime, _: ChannelId, _: MessageId) {}

    fn may_act(&mut self, _: VirtualTime, _: ProcessId, _: Offers) {}

    fn next(&mut self, _: &System<P>, _: &GlobalState<P::State, P::Message, MessageId>) -> Next {
        let Some(action) = self.actions.next() else { return Next::Nothing };
        self.taken += 1;
        Next::Action(self.taken, action)
    }
}
