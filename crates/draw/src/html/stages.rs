//! How far each process is with a snapshot: it has not recorded, it records what its channels hold, it is done. Taken from the events
//! alone, of the whole run and not only of what is shown.

use std::collections::BTreeMap;

use snapshot::{Aim, Law};
use trace::model::{Event, What};

use crate::view::{Cut, View};

/// What the three stages are called.
pub(super) fn words(view: &View<'_>) -> [&'static str; 3] {
    match Law::aim_of(view.run.law()) {
        _ if view.run.foreign.is_some() => ["not yet recorded", "recorded", "recorded"],
        Aim::RecoveryLine => ["no checkpoint yet", "tentative", "permanent"],
        Aim::Checkpoints => ["no checkpoint yet", "checkpoint taken", "checkpoint taken"],
        Aim::GlobalState => ["not yet recorded", "recording channels", "done"],
    }
}

/// For each column the number of the event with which the process is done with a snapshot; `None` where it never is, or the file does
/// not tell.
pub(super) fn done(view: &View<'_>, cut: &Cut) -> Vec<Option<u64>> {
    let complete = view.snapshot(cut.snapshot).is_some_and(|of| of.completed_at.is_some());
    let lines = matches!(Law::aim_of(view.run.law()), Aim::RecoveryLine);
    let mut last = BTreeMap::new();
    let mut closed: BTreeMap<&str, usize> = BTreeMap::new();
    for event in &view.run.events {
        let (of, closes, ends) = match event.what {
            What::Record { snapshot, .. } | What::RecordMessage { snapshot, .. } => (snapshot, false, !lines),
            What::Close { snapshot, .. } => (snapshot, true, !lines),
            What::Permanent { snapshot } => (snapshot, false, true),
            _ => continue,
        };
        if of == cut.snapshot {
            *closed.entry(&event.proc).or_default() += usize::from(closes);
            if ends {
                last.insert(event.proc.as_str(), event.seq);
            }
        }
    }
    let is_done = |name: &str| {
        let incoming = view.run.header.config.channels.iter().filter(|channel| channel.to == name).count();
        lines || complete || (incoming > 0 && closed.get(name) == Some(&incoming))
    };
    view.processes.iter().map(|name| last.get(name).copied().filter(|_| is_done(name))).collect()
}

/// The number of the event that closed the record of each channel, by the name of the channel; `None` where none is recorded in a channel,
/// or the file does not tell when.
pub(super) fn closed<'a>(view: &View<'a>, cut: &Cut) -> Option<BTreeMap<&'a str, u64>> {
    let records_channels = matches!(Law::aim_of(view.run.law()), Aim::GlobalState) && !view.takes_lines;
    let closes = |event: &'a Event| match &event.what {
        What::Close { snapshot, channel } if *snapshot == cut.snapshot => Some((channel.as_str(), event.seq)),
        _ => None,
    };
    let told = records_channels && view.run.foreign.is_none();
    told.then(|| view.run.events.iter().filter_map(closes).collect())
}
