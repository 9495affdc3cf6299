//! The states of a process after each of its steps, as far as they are told.

use crate::lattice::Steps;
use crate::model::{Amounts, At, Run};

/// The state of a process after one of its steps, and what it holds then; as far as that is told.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Told<'a> {
    pub(super) state: Option<&'a str>,
    pub(super) holds: Option<&'a Amounts>,
}

/// What is told of the process at this place: at first, and after each step. A state lasts from a step to the next one.
pub(super) fn told<'a>(run: &'a Run, steps: &Steps, place: usize) -> Vec<Told<'a>> {
    let id = steps.processes[place];
    let process = &run.processes[id.index()];
    let mut told = vec![Told::default(); steps.of[place].len() + 1];
    let began = (0, &process.began);
    let after = |(index, state): (&u32, _)| (steps.up_to(place, At { process: id, index: *index }), state);
    for (has, state) in std::iter::once(began).chain(process.states.iter().map(after)) {
        let told: &mut Told<'_> = &mut told[has];
        told.state = told.state.or(state.text.as_deref());
        told.holds = told.holds.or(state.holds.as_ref());
    }
    told[0].holds = told[0].holds.or(process.began_with.as_ref());
    told
}
