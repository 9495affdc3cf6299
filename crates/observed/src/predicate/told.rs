//! The states of a process after each of its steps, as far as they are told.

use crate::lattice::Steps;
use crate::model::{Amounts, Run};

/// The state of a process after one of its steps, and what it holds then; as far as that is told.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Told<'a> {
    pub(super) state: Option<&'a str>,
    pub(super) holds: Option<&'a Amounts>,
}

/// What is told of the process at this place: at first, and after each step. A state lasts from a step to the next one.
pub(super) fn told<'a>(run: &'a Run, steps: &Steps, place: usize) -> Vec<Told<'a>> {
    let process = steps.processes[place];
    let mut told = vec![Told::default(); steps.of[place].len() + 1];
    let recordings = run.snapshots.values().filter_map(|snapshot| snapshot.processes.get(&process)).flatten();
    for recording in recordings {
        let after = &mut told[steps.before(place, recording.at)];
        after.state = after.state.or(recording.state.as_deref());
        after.holds = after.holds.or(recording.holds.as_ref());
    }
    told[0].holds = told[0].holds.or(run.processes[process.index()].began_with.as_ref());
    told
}
