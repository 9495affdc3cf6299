//! When something is so in a run: whether a [predicate](crate::Asked) held before its events, from which step on it held to the end, and
//! what went by before. It goes by what the trace says, and by no handler; which snapshot shows it, who asks compares with that.

use sim_core::{System, VirtualTime};

use crate::computation::{Asked, Computation, Underlying};
use crate::log::LogEvent;
use crate::rerun::{steps, told};

/// Since when a predicate holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Since {
    /// Before the first event.
    Before,
    /// Since this step: when it was, and the place of its first event.
    Step(VirtualTime, usize),
}

/// When a predicate holds in a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moments {
    /// Whether it holds at the end; nothing, if that is not known.
    pub at_end: Option<bool>,
    /// Since when it holds to the end, if it does.
    pub since: Option<Since>,
    /// How often it held for a time that ended.
    pub times: u64,
    /// The last of these: since when, and the step with which it ended.
    pub last: Option<(Since, Since)>,
    /// Of which moments it is not known, why.
    pub unknown: Option<String>,
}

/// When a predicate holds in a run that begins in `base`.
///
/// Takes the time of asking once a step.
pub fn moments<P: Computation>(
    system: &System<P>,
    asked: &Asked<P>,
    base: &Underlying<P>,
    events: &[LogEvent<P>],
) -> Moments {
    let mut moments = Moments { at_end: None, since: None, times: 0, last: None, unknown: None };
    let mut state = base.clone();
    moments.then(Since::Before, asked.holds(system, &state));
    let mut place = 0;
    for step in steps::<P>(events) {
        step.iter().for_each(|event| told::<P>(&mut state, event));
        moments.then(Since::Step(step[0].time, place), asked.holds(system, &state));
        place += step.len();
    }
    moments
}

impl Moments {
    /// What is so from now on.
    fn then(&mut self, now: Since, holds: Result<bool, String>) {
        match (self.since, &holds) {
            (None, Ok(true)) => self.since = Some(now),
            (Some(_), Ok(true)) | (None, _) => {}
            (Some(since), _) => {
                (self.times, self.last, self.since) = (self.times + 1, Some((since, now)), None);
            }
        }
        self.at_end = holds.as_ref().ok().copied();
        self.unknown = self.unknown.take().or(holds.err());
    }
}
