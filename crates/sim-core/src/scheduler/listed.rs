//! A given schedule, action by action. Time is the number of actions performed.
//!
//! An action that is not enabled is an error; or, for who makes schedules out of pieces of others, it is passed over.

use super::contract::{End, Halt};
use super::queued::Picker;
use crate::global_state::State;
use crate::id::VirtualTime;
use crate::protocol::Protocol;
use crate::schedule::{Action, Schedule};
use crate::system::System;

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

impl<P: Protocol> Picker<P> for Listed {
    fn pick(&mut self, system: &System<P>, state: &State<P>) -> Result<(VirtualTime, Action), Halt> {
        let skips = self.skips;
        let next = self.actions.find(|action| !skips || system.allows(state, *action));
        let action = next.ok_or(Halt::End(End::Quiescent))?;
        self.taken += 1;
        Ok((self.taken, action))
    }

    fn has_more(&self) -> bool {
        self.actions.len() > 0
    }
}
