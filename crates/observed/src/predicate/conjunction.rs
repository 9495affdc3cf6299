//! A truth as a conjunction of local ones, if it is one: then there is no need to look at the whole lattice.

use std::collections::BTreeMap;

use sim_core::ProcessId;

use super::meaning::{About, Truth};

/// The part of each process, in the order of the processes.
pub(super) fn of(truth: &Truth) -> Option<BTreeMap<ProcessId, Truth>> {
    let mut of_each: BTreeMap<ProcessId, Truth> = BTreeMap::new();
    for part in parts(truth) {
        let About { processes, channels } = part.about();
        let process = processes.first().filter(|_| processes.len() == 1 && channels.is_empty())?;
        let both = match of_each.remove(process) {
            Some(earlier) => Truth::And(Box::new(earlier), Box::new(part.clone())),
            None => part.clone(),
        };
        of_each.insert(*process, both);
    }
    Some(of_each)
}

/// What all has to be so.
fn parts(truth: &Truth) -> Vec<&Truth> {
    match truth {
        Truth::And(one, other) => [parts(one), parts(other)].concat(),
        other => vec![other],
    }
}
