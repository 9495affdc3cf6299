//! What is said of any cut, whatever the form: how much there is, and the verdict.

use observed::global_state::GlobalState;
use observed::lattice::Steps;
use observed::model::Run;
use sim_core::words::counted;
use snapshot::oracle::{Check, Overall, overall};

/// What is said of the cut.
pub(super) fn check(state: &GlobalState<'_>) -> Check {
    Check { name: "consistent", verdict: state.consistent.clone() }
}

pub(super) fn verdict(state: &GlobalState<'_>) -> Overall {
    overall(&[check(state)])
}

/// What a step is, of this run.
pub(super) fn step_is(run: &Run) -> &'static str {
    if run.is_saved {
        "a step is what a process did at once: a receipt with all that it sends then, or something of its own"
    } else {
        "a step is a sending, a receipt or a note of the computation; recordings and control messages are none"
    }
}

/// How many steps there are: `16 steps of 3 processes`.
pub(super) fn counts(run: &Run, steps: &Steps) -> String {
    format!("{} of {}", counted(steps.count(), "step"), counted(run.processes.len(), "process"))
}
