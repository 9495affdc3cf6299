//! A predicate as a conjunction of local ones, if it is one: then there is no need to look at the whole lattice.

use std::collections::BTreeMap;

use sim_core::ProcessId;

use super::Predicate;
use super::meaning::{About, Truth};

/// The part of each process, in the order of the processes.
pub(super) fn of(predicate: &Predicate) -> Option<Vec<Predicate>> {
    let mut of_each: BTreeMap<ProcessId, Truth> = BTreeMap::new();
    for part in parts(&predicate.truth) {
        let About { processes, channels } = part.about();
        let process = processes.first().filter(|_| processes.len() == 1 && channels.is_empty())?;
        let both = match of_each.remove(process) {
            Some(earlier) => Truth::And(Box::new(earlier), Box::new(part.clone())),
            None => part.clone(),
        };
        of_each.insert(*process, both);
    }
    let local = |(process, truth)| Predicate { truth, processes: vec![process] };
    (!of_each.is_empty()).then(|| of_each.into_iter().map(local).collect())
}

/// What all has to be so.
fn parts(truth: &Truth) -> Vec<&Truth> {
    match truth {
        Truth::And(one, other) => [parts(one), parts(other)].concat(),
        other => vec![other],
    }
}
