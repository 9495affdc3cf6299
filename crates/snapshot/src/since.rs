//! Since when something is so in a run: whether a [predicate](crate::Asked) held before its events, and from which step on it held to the
//! end. It goes by what the trace says, and by no handler; which snapshot shows it, who asks compares with that.

use sim_core::{System, VirtualTime};

use crate::computation::{Asked, Computation, Underlying};
use crate::log::LogEvent;
use crate::rerun::{steps, told};

/// Since when a predicate holds that holds at the end of a run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Since {
    /// Before the first event.
    Before,
    /// Since this step: when it was, and the place of its first event.
    Step(VirtualTime, usize),
}

/// Since when a predicate holds in a run that begins in `base`; nothing, if it does not hold at the end, or nobody knows.
///
/// Takes the time of asking once a step.
pub fn since<P: Computation>(
    system: &System<P>,
    asked: &Asked<P>,
    base: &Underlying<P>,
    events: &[LogEvent<P>],
) -> Option<Since> {
    let holds = |state: &_| asked.holds(system, state) == Ok(true);
    let mut state = base.clone();
    let mut since = holds(&state).then_some(Since::Before);
    let mut place = 0;
    for step in steps::<P>(events) {
        step.iter().for_each(|event| told::<P>(&mut state, event));
        let now = Since::Step(step[0].time, place);
        since = holds(&state).then(|| since.unwrap_or(now));
        place += step.len();
    }
    since
}
