//! What processes and channels may be called: the part of [`Topology`](sim_core::Topology)'s rules that can be shown in
//! the file. The words are the topology's own.

use std::collections::{BTreeMap, BTreeSet};

use sim_core::TopologyError;
use snapshot::{Written, WrittenError};

use crate::spec::{Graph, Reading};
use crate::text::{Finding, Spanned, closest};

/// How many names a tip lists.
const LISTED: usize = 8;

/// Refuses names that are unusable or taken, or that nobody has.
pub(super) fn check(file: &Reading<'_>) -> Result<(), Finding> {
    let Some(Graph::Listed { .. }) = &file.spec.graph else { return Ok(()) };
    let processes = &file.processes;
    let mut names = BTreeSet::new();
    for process in processes {
        let name = process.get_ref();
        if name.is_empty() || name.contains(char::is_control) {
            return Err(refused(process, TopologyError::BadName(name.clone())));
        }
        if !names.insert(name.as_str()) {
            return Err(refused(process, TopologyError::DuplicateName(name.clone())));
        }
    }
    let known = |process: &Spanned<String>| {
        if names.contains(process.get_ref().as_str()) { Ok(()) } else { Err(unknown(process, processes)) }
    };
    let mut channels = BTreeMap::new();
    for entry in &file.channels {
        let [from, to] = entry.get_ref();
        known(from)?;
        known(to)?;
        let ends = (from.get_ref().as_str(), to.get_ref().as_str());
        if let Some(other) = channels.insert(format!("{}->{}", ends.0, ends.1), ends) {
            return Err(refused(entry, TopologyError::two_channels(other, ends)));
        }
    }
    file.initiators.iter().try_for_each(|initiator| can_start(initiator, &names, processes))
}

/// Whether an initiator, with or without a snapshot and a trigger of its own, is one of the processes.
fn can_start(
    initiator: &Spanned<String>,
    names: &BTreeSet<&str>,
    processes: &[Spanned<String>],
) -> Result<(), Finding> {
    match Written::read(initiator.get_ref(), |name| names.contains(name)) {
        Ok(_) => Ok(()),
        Err(WrittenError::NoProcess(_)) => Err(unknown(initiator, processes)),
        Err(error) => Err(Finding::new(initiator.span(), error.to_string())),
    }
}

#[allow(clippy::needless_pass_by_value, reason = "an error is made for this one call")]
fn refused<T>(entry: &Spanned<T>, error: TopologyError) -> Finding {
    Finding::new(entry.span(), error.to_string())
}

fn unknown(process: &Spanned<String>, processes: &[Spanned<String>]) -> Finding {
    let name = process.get_ref();
    let names = || processes.iter().map(|process| process.get_ref().as_str());
    let finding = Finding::new(process.span(), format!("there is no process '{name}'"));
    match closest(name, names()) {
        Some(meant) => finding.tip(format!("a similar name exists: '{meant}'")),
        None if processes.is_empty() || processes.len() > LISTED => finding,
        None => finding.tip(format!("the processes are {}", names().collect::<Vec<_>>().join(", "))),
    }
}
