//! How far a run is, and where it cannot go on.

use crate::id::VirtualTime;
use crate::schedule::Action;
use crate::scheduler::{End, Halt};
use crate::step::Cause;

/// The scheduler chose an action that is not enabled. Only a given schedule can do that.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("step {number} of the schedule is not enabled")]
pub struct StepError {
    /// The place of the step in the run, from 1.
    pub number: u64,
    /// The action.
    pub action: Action,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clock {
    pub(super) now: VirtualTime,
    pub(super) steps: u64,
    /// How many of the steps were internal. They are counted, and not the receipts, because there are fewer of them where speed matters.
    pub(super) internal: u64,
    pub(super) observations: u64,
}

impl Clock {
    /// A step begins.
    #[inline(always)]
    pub(super) fn begin_step<M, C>(&mut self, time: VirtualTime, cause: &Cause<M, C>) {
        self.now = time;
        // Nobody counts to 2^64.
        self.steps = self.steps.wrapping_add(1);
        if matches!(cause, Cause::Internal(_)) {
            self.internal += 1;
        }
    }

    /// There is no next step: the run is at its end, or it was given what cannot be done.
    pub(super) fn halt(&mut self, halt: Halt) -> Result<End, StepError> {
        match halt {
            Halt::End(end) => Ok(end),
            Halt::NotEnabled(action) => {
                self.steps += 1;
                Err(StepError { number: self.steps, action })
            }
        }
    }
}
