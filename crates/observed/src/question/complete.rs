//! *Complete*: every process recorded once, and every channel was recorded once, where the log tells of channels at all.
//!
//! What is not there may still come, after the end of the log. It is wrong only when nothing is left that it could come by: the log tells
//! of the algorithm's messages, and none is under way, nor a message from before the cut, nor has anything not been reached. Who crashed
//! takes nothing any more: what is under way to him does not come.

use std::collections::{BTreeMap, BTreeSet};

use sim_core::ProcessId;
use sim_core::words::some;
use snapshot::oracle::{Claim, Verdict, Violation};

use crate::cut::Cut;
use crate::model::{At, Incident, Message, Run, Snapshot};

/// What is claimed of this run.
pub(crate) fn claim(run: &Run) -> Claim {
    let sentence = if run.tells_of_channels() {
        "every process recorded, and every channel was recorded"
    } else {
        "every process recorded; of channels the log tells nothing"
    };
    Claim { name: "complete", sentence }
}

/// What can be said of it.
pub(crate) fn ask(run: &Run, (number, snapshot): (u64, &Snapshot), cut: &Cut) -> Verdict {
    if let Some(twice) = twice(run, snapshot) {
        return twice.into();
    }
    let Some(missing) = missing(run, snapshot) else { return Verdict::Holds };
    if let Some(never) = never(run, (number, snapshot)) {
        return never.into();
    }
    let control = run
        .messages
        .iter()
        .chain(run.lost().map(|(_, message)| message))
        .filter(|message| message.control == Some(number));
    let crashed: BTreeMap<_, _> =
        run.process_ids().filter_map(|process| Some((process, run.crash_of(process)?))).collect();
    let (mut is_told, mut under_way, mut in_vain) = (false, false, None);
    for message in control {
        is_told = true;
        if is_under_way(run, message) {
            match message.target.and_then(|target| crashed.get_key_value(&target)) {
                None => under_way = true,
                Some(to) => in_vain = in_vain.or(Some(to)),
            }
        }
    }
    if under_way {
        return Verdict::Unknown(format!("{missing} yet: messages of snapshot {number} are still under way"));
    }
    if !is_told || from_before_the_cut(run, (snapshot, &crashed), cut) || !is_reached(run, snapshot) {
        return Verdict::Unknown(format!("{missing}, as far as the log goes"));
    }
    let lost = run.lost().find(|(_, message)| message.control == Some(number));
    let lost = lost
        .map(|(at, message)| format!(": {} is lost ({})", run.message_in_words(message), run.told_at(at)));
    let lost = lost.unwrap_or_default();
    let but =
        in_vain.map(|(to, at)| format!(" but to {}, which crashed ({})", run.name(*to), run.told_at(*at)));
    let but = but.unwrap_or_default();
    Violation::new(format!("{missing}, and no message of snapshot {number} is under way{but}{lost}")).into()
}

/// Whether a message may still be received.
fn is_under_way(run: &Run, message: &Message) -> bool {
    let is_lost = message.sent.is_some_and(|at| matches!(run.incidents.get(&at), Some(Incident::Lost(_))));
    message.sent.is_some() && message.received.is_none() && !is_lost
}

/// What does not come any more: who did not record, and crashed.
fn never(run: &Run, (number, snapshot): (u64, &Snapshot)) -> Option<Violation> {
    let mut missing = run.process_ids().filter(|process| !snapshot.processes.contains_key(process));
    let crashed = missing.find_map(|process| Some((process, run.crash_of(process)?)));
    crashed.map(|(process, at)| {
        let (name, here) = (run.name(process), run.told_at(at));
        Violation::new(format!(
            "{name} did not record for snapshot {number}, and never will: it crashed ({here})"
        ))
    })
}

/// What was recorded more than once.
fn twice(run: &Run, snapshot: &Snapshot) -> Option<Violation> {
    let processes = snapshot.processes.iter().find(|(_, recordings)| recordings.len() > 1);
    let process = processes.map(|(process, recordings)| {
        let places: Vec<_> = recordings.iter().map(|recording| run.told_at(recording.at)).collect();
        format!("{} recorded its state {} times ({})", run.name(*process), places.len(), shown(&places))
    });
    let channel = || {
        let (ends, records) = snapshot.channels.iter().find(|(_, records)| records.len() > 1)?;
        let places: Vec<_> = records.iter().map(|record| run.line(record.place)).collect();
        Some(format!("{} was recorded {} times ({})", run.channel(*ends), places.len(), shown(&places)))
    };
    process.or_else(channel).map(Violation::new)
}

fn shown(places: &[String]) -> String {
    some(&places.iter().map(String::as_str).collect::<Vec<_>>())
}

/// What is not there, in words.
fn missing(run: &Run, snapshot: &Snapshot) -> Option<String> {
    let processes = run.process_ids().filter(|process| !snapshot.processes.contains_key(process));
    let processes: Vec<_> = processes.map(|process| run.name(process)).collect();
    if !processes.is_empty() {
        return Some(format!("{} did not record", some(&processes)));
    }
    if !run.tells_of_channels() {
        return None;
    }
    let channels = run.channels.iter().filter(|ends| !snapshot.channels.contains_key(ends));
    let channels: Vec<_> = channels.map(|ends| run.channel(*ends)).collect();
    let names: Vec<_> = channels.iter().map(String::as_str).collect();
    let is = if names.len() == 1 { "is" } else { "are" };
    (!names.is_empty()).then(|| format!("{} {is} not recorded, not even as empty", some(&names)))
}

/// Whether a message that was sent before the cut is still in a channel that is not recorded, to a process that may take it.
fn from_before_the_cut(
    run: &Run,
    (snapshot, crashed): (&Snapshot, &BTreeMap<ProcessId, At>),
    cut: &Cut,
) -> bool {
    run.messages.iter().any(|message| {
        let is_open = message
            .ends()
            .is_some_and(|ends| !snapshot.channels.contains_key(&ends) && !crashed.contains_key(&ends.1));
        let sent = message.sent.and_then(|at| cut.is_before(at));
        message.control.is_none() && message.received.is_none() && is_open && sent == Some(true)
    })
}

/// Whether channels lead from those that recorded to something that is missing.
fn is_reached(run: &Run, snapshot: &Snapshot) -> bool {
    let mut reached: BTreeSet<ProcessId> = snapshot.processes.keys().copied().collect();
    let mut ready: Vec<_> = reached.iter().copied().collect();
    while let Some(process) = ready.pop() {
        let from = (process, ProcessId(0))..=(process, ProcessId(u32::MAX));
        ready.extend(
            run.channels.range(from).map(|(_, target)| *target).filter(|target| reached.insert(*target)),
        );
    }
    let not_recorded = reached.iter().any(|process| !snapshot.processes.contains_key(process));
    let open =
        |ends: &(ProcessId, ProcessId)| reached.contains(&ends.0) && !snapshot.channels.contains_key(ends);
    not_recorded || run.channels.iter().any(open)
}
