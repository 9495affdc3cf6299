//! *Undisturbed*: every event of the underlying computation under the snapshot is one that it could do without.
//!
//! Every event of the computation is performed again in the order of the trace by the computation's own handlers, with
//! no algorithm around them. It must be enabled, send what the trace says it sent, and leave the process in the state
//! that the trace says; and the algorithm's own steps must leave the process's state alone. What a process was kept from
//! doing leaves no event, and is not seen here.

use sim_core::Happening;

use super::{Case, Verdict, Violation};
use crate::computation::Computation;
use crate::rerun::{rerun, steps};
use crate::window::Underlying;

/// The oracle's name.
pub const NAME: &str = "undisturbed";

pub(super) fn judge<P: Computation>(case: &Case<'_, P>, state: &mut Underlying<P>) -> Verdict {
    state.clone_from(case.evidence.base);
    let mut place = 0;
    for step in steps::<P>(case.evidence.events) {
        if let Err(why) =
            rerun(case.evidence.system, state, step).and_then(|()| left_as_told(case, state, step))
        {
            return Violation { reason: why, story: Vec::new(), events: vec![place] }.into();
        }
        place += step.len();
    }
    Verdict::Holds
}

fn left_as_told<P: Computation>(
    case: &Case<'_, P>,
    state: &Underlying<P>,
    step: &[crate::window::LogEvent<P>],
) -> Result<(), String> {
    let [cause, ..] = step else { return Ok(()) };
    match &cause.what {
        Happening::Receive { state: told, .. } | Happening::Internal { state: told, .. }
            if told != state.process(cause.process) =>
        {
            let (name, alone) =
                (case.evidence.system.topology.name(cause.process), state.process(cause.process));
            Err(format!("{name} has state {told} at t={}, but alone it would have {alone}", cause.time))
        }
        _ => Ok(()),
    }
}
