//! The states of a process after each of its steps, as far as they are told.

use crate::lattice::Steps;
use crate::model::{Amounts, At, Run};

/// The state of a process after one of its steps, and what it holds then; as far as that is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Told<'a> {
    /// Its state.
    pub state: Option<&'a str>,
    /// What it holds.
    pub holds: Option<&'a Amounts>,
}

/// What is told of the process at this place: at first, and after each step. A state lasts from a step to the next one.
#[must_use]
pub fn told<'a>(run: &'a Run, steps: &Steps, place: usize) -> Vec<Told<'a>> {
    let id = steps.processes[place];
    let process = &run.processes[id.index()];
    let mut told = vec![Told::default(); steps.of[place].len() + 1];
    told[0] = Told { state: process.began_in.as_deref(), holds: process.began_with.as_ref() };
    for (index, event) in (0..).zip(&process.events) {
        let Some(after) = &event.after else { continue };
        let told: &mut Told<'_> = &mut told[steps.up_to(place, At { process: id, index })];
        told.state = told.state.or(after.state.as_deref());
        told.holds = told.holds.or(after.holds.as_ref());
    }
    let recorded = run.snapshots.values().filter_map(|snapshot| snapshot.processes.get(&id)).flatten();
    for recording in recorded {
        let told: &mut Told<'_> = &mut told[steps.up_to(place, recording.at)];
        told.holds = told.holds.or(recording.holds.as_ref());
    }
    told
}
