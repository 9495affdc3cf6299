//! The rows of a saved run: of one without snapshots, whose messages of an algorithm are drawn as all others are.

use std::collections::BTreeMap;
use std::ops::Range;

use sim_core::{MessageId, ProcessId, Topology};
use trace::Saved;
use trace::model::{Astray, Event, What};

use super::rows::{Mark, Row};
use crate::extent::begins_step;
use crate::view::Became;
use crate::words;

/// The events of this range that are drawn: receipts, sends, and what is done without sending a message of the computation.
pub(super) fn rows(
    run: &Saved,
    topology: &Topology,
    range: Range<usize>,
    became: Option<&Became>,
) -> Vec<Row> {
    let names = topology.processes().map(|process| (topology.name(process), process));
    let (processes, condemned) = (names.collect::<BTreeMap<_, _>>(), condemned(run));
    let events = run.events[range].iter();
    let next = events.clone().skip(1).map(Some).chain([None]);
    let mut rows: Vec<Row> = Vec::new();
    let mut step = 0;
    let row = |(event, next): (&Event, Option<&Event>), step| {
        let process = *processes.get(event.proc.as_str())?;
        let other = |name: &str| processes.get(name).copied();
        let mark = mark(topology, (process, other), event, next)?;
        let since = became.filter(|became| became.event == event.seq);
        let from_here_on = since.map(|became| became.what.clone());
        let condemned = condemned.get(&event.seq).cloned().unwrap_or_default();
        let text = format!("{} {}", event.proc, told(event));
        Some(Row { time: event.t, process, mark, step, text, waits: "", condemned, from_here_on })
    };
    for (event, next) in events.zip(next) {
        if begins_step(&event.what) {
            step = rows.len();
        }
        rows.extend(row((event, next), step));
    }
    rows
}

/// How an event is drawn, if it is.
fn mark(
    topology: &Topology,
    (process, other): (ProcessId, impl Fn(&str) -> Option<ProcessId>),
    event: &Event,
    next: Option<&Event>,
) -> Option<Mark> {
    match &event.what {
        What::Send { msg, to, .. } => {
            topology.between(process, other(to)?).map(|channel| Mark::Send(MessageId(*msg), channel))
        }
        What::Recv { msg, from, .. } => {
            topology.between(other(from)?, process).map(|channel| Mark::Receive(MessageId(*msg), channel))
        }
        What::Internal { .. } => {
            let sends = |next: &Event| matches!(next.what, What::Send { snapshot: None, .. });
            (!next.is_some_and(sends)).then_some(Mark::Act)
        }
        What::Record { snapshot, before, .. } => Some(Mark::Record { snapshot: *snapshot, before: *before }),
        What::Lost(_) | What::Doubled(_) | What::Crashed => Some(Mark::Incident),
        What::RecordMessage { .. } | What::Close { .. } | What::Permanent { .. } => None,
    }
}

/// What happened, as the diagram of a run has it.
fn told(event: &Event) -> String {
    let named = |body: &str, control, tag| {
        format!("{body}{}", words::added_in_short(words::said(body, control, tag)))
    };
    match &event.what {
        What::Send { body, to, control, tag, .. } => format!("send {} to {to}", named(body, control, tag)),
        What::Recv { body, state, waited, snapshot, control, tag, .. } => {
            let state = if snapshot.is_none() { words::after(state) } else { String::new() };
            format!("recv {}{}{state}", named(body, control, tag), words::after_waiting(*waited))
        }
        What::Internal { command, .. } => command.clone(),
        What::Record { state, .. } => format!("record {}", words::state_in_words(state)),
        What::Lost(Astray { body, to, control, tag, .. }) => {
            format!("{} to {to} is lost", named(body, control, tag))
        }
        What::Doubled(Astray { body, to, control, tag, .. }) => {
            format!("{} to {to} comes twice", named(body, control, tag))
        }
        What::Crashed => "crashes".to_string(),
        What::RecordMessage { .. } | What::Close { .. } | What::Permanent { .. } => String::new(),
    }
}

/// The events that checks condemn, by their numbers, and the names of those checks.
fn condemned(run: &Saved) -> BTreeMap<u64, Vec<String>> {
    let mut condemned: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    let checks = run.footer.iter().flat_map(|footer| &footer.checks).filter(|check| check.ok == Some(false));
    for (check, event) in checks.flat_map(|check| check.events.iter().map(move |event| (check, *event))) {
        condemned.entry(event).or_default().push(check.name.clone());
    }
    condemned
}
