//! *Conserved*: what no event creates or destroys is all there in the recorded global state, once. Each good is counted by itself.

use std::collections::BTreeMap;

use snapshot::oracle::{Claim, Verdict, Violation};

use crate::cut::Cut;
use crate::model::{Amounts, At, ChannelRecord, Incident, Run, Snapshot};

/// What is claimed of this run.
pub(crate) fn claim(run: &Run) -> Claim {
    let sentence = if run.goes_astray() {
        "what the processes began with is all recorded, once: without what was lost, and with what came twice"
    } else {
        "what the processes began with is all recorded, once"
    };
    Claim { name: "conserved", sentence }
}

/// Amounts of goods, added up.
pub type Sum = BTreeMap<String, i128>;

/// Whether there is anything to be said.
pub(crate) fn is_asked(run: &Run) -> bool {
    run.processes.iter().any(|process| process.began_with.is_some())
}

/// What can be said of it.
pub(crate) fn ask(run: &Run, snapshot: &Snapshot) -> Verdict {
    let cut = Cut::of(run, snapshot);
    let due = due(run, |at| cut.is_before(at) == Some(true));
    match recorded(run, snapshot).and_then(|recorded| Ok((due?, recorded))) {
        Err(why) => Verdict::Unknown(why),
        Ok((due, recorded)) => held_against(&due, &recorded),
    }
}

fn held_against(began: &Sum, recorded: &Sum) -> Verdict {
    let of = |sum: &Sum, good: &str| sum.get(good).copied().unwrap_or_default();
    let goods: std::collections::BTreeSet<_> = began.keys().chain(recorded.keys()).collect();
    let wrong = goods.into_iter().filter_map(|good| {
        let (began, recorded) = (of(began, good), of(recorded, good));
        let name = if good.is_empty() { String::new() } else { format!(" {good}") };
        (began != recorded).then(|| format!("{recorded}{name} in the recorded state, not {began}"))
    });
    let wrong: Vec<_> = wrong.collect();
    if wrong.is_empty() { Verdict::Holds } else { Violation::new(wrong.join("; ")).into() }
}

/// What is there after what is before: what all processes began with, without what was lost and with what came twice; else what is not told
/// of it.
pub(crate) fn due(run: &Run, is_before: impl Fn(At) -> bool) -> Result<Sum, String> {
    let mut sum = began_with(run)?;
    for (at, incident) in run.incidents.iter().filter(|(at, _)| is_before(**at)) {
        let (message, sign) = match incident {
            Incident::Lost(message) => (&**message, -1),
            Incident::Again { second, .. } => (run.message(*second), 1),
            Incident::Crashed => continue,
        };
        if message.control.is_some() {
            continue;
        }
        let not_told = || {
            format!("how much the message carries that went astray is not in the log ({})", run.told_at(*at))
        };
        for (good, amount) in message.carries.as_ref().ok_or_else(not_told)? {
            *sum.entry(good.clone()).or_default() += sign * i128::from(*amount);
        }
    }
    Ok(sum)
}

/// What all processes began with; else what is not told of it.
fn began_with(run: &Run) -> Result<Sum, String> {
    let mut sum = Sum::new();
    for process in &run.processes {
        let not_told = || format!("what {} began with is not in the log", process.name);
        add(&mut sum, process.began_with.as_ref().ok_or_else(not_told)?);
    }
    Ok(sum)
}

fn recorded(run: &Run, snapshot: &Snapshot) -> Result<Sum, String> {
    let mut sum = Sum::new();
    for process in run.process_ids() {
        let recording = snapshot.processes.get(&process).and_then(|recordings| recordings.first());
        let not_told = || format!("what {} held when it recorded is not in the log", run.name(process));
        add(&mut sum, recording.and_then(|recording| recording.holds.as_ref()).ok_or_else(not_told)?);
    }
    let by_name: BTreeMap<&str, Option<&Amounts>> = run
        .messages
        .iter()
        .filter_map(|message| Some((message.name.as_deref()?, message.carries.as_ref())))
        .collect();
    for ends in &run.channels {
        let record = snapshot.channels.get(ends).and_then(|records| records.first());
        let not_told = || format!("how much was recorded in {} is not in the log", run.channel(*ends));
        add_channel(&mut sum, record.ok_or_else(not_told)?, &by_name).ok_or_else(not_told)?;
    }
    Ok(sum)
}

/// What a channel's record carries: as it says, or as its messages do. Nothing, if that is not told.
fn add_channel(
    sum: &mut Sum,
    record: &ChannelRecord,
    by_name: &BTreeMap<&str, Option<&Amounts>>,
) -> Option<()> {
    if let Some(carries) = &record.carries {
        add(sum, carries);
        return Some(());
    }
    if let Some(names) = &record.messages {
        for name in names {
            add(sum, by_name.get(name.as_str()).copied().flatten()?);
        }
        return Some(());
    }
    let is_empty = record.count == Some(0) || record.bodies.as_ref().is_some_and(Vec::is_empty);
    is_empty.then_some(())
}

pub(crate) fn add(sum: &mut Sum, amounts: &Amounts) {
    amounts.iter().for_each(|(good, amount)| *sum.entry(good.clone()).or_default() += i128::from(*amount));
}
