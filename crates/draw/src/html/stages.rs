//! How far each process is with a snapshot: it has not recorded, it has, it is done; and which channels are being recorded meanwhile. Each is so
//! at an event because of what had happened by then, in the whole run and not only in what is shown. What is known later only is not said earlier.

use std::collections::BTreeMap;

use snapshot::Aim;
use snapshot::oracle::Law;
use trace::model::{Channel, Event, What};

use crate::view::{Cut, View};

/// Algorithms whose processes record all that comes out of a channel from the recording of their state until the record of the channel ends:
/// with its `close`, or with the first control message of one of these kinds that comes there. The others tell message by message what
/// belongs to a channel, by colours and counts, so of a channel nothing can be said; nor can it of algorithms that are not known here.
const ENDED_BY: &[(&str, &[&str])] = &[
    ("chandy-lamport", &[]),
    ("abs-aligned", &[]),
    ("abs-at-least-once", &[]),
    ("abs-unaligned", &[]),
    ("inhibition", &[]),
    ("inhibition-hasty", &[]),
    ("spezialetti-kearns", &["marker"]),
    ("venkatesan", &["regular", "late"]),
];

const RECORDING: &str = "recording channels";

/// The kinds of control messages that end the record of a channel before its `close`; `None`, if it cannot be said of channels that they are
/// being recorded.
fn ended_by(view: &View<'_>) -> Option<&'static [&'static str]> {
    let is_it = |(algorithm, _): &&(&str, _)| *algorithm == view.run.header.config.algorithm;
    ENDED_BY.iter().find(is_it).map(|(_, kinds)| *kinds).filter(|_| view.run.foreign.is_none())
}

/// What the second stage is called while channels are being recorded.
pub(super) fn recording(view: &View<'_>) -> Option<&'static str> {
    ended_by(view).map(|_| RECORDING)
}

/// What the three stages are called. Who records channels until they are closed is done then.
pub(super) fn words(view: &View<'_>) -> [&'static str; 3] {
    match Law::aim_of(view.run.law()) {
        _ if view.run.foreign.is_some() => ["not yet recorded", "recorded", "recorded"],
        Aim::RecoveryLine => ["no checkpoint yet", "tentative", "permanent"],
        Aim::Checkpoints => ["no checkpoint yet", "checkpoint taken", "checkpoint taken"],
        Aim::GlobalState if ended_by(view).is_some_and(<[_]>::is_empty) => {
            ["not yet recorded", RECORDING, "done"]
        }
        Aim::GlobalState => ["not yet recorded", "recorded", "done"],
    }
}

/// For each column the number of the event with which the process is done with a snapshot; `None` where it never is, or the file does
/// not tell. It is done when the records of all channels into it are closed, by whomever, and nothing is recorded of it any more.
pub(super) fn done(view: &View<'_>, cut: &Cut) -> Vec<Option<u64>> {
    let lines = matches!(Law::aim_of(view.run.law()), Aim::RecoveryLine);
    let channels = &view.run.header.config.channels;
    let targets: BTreeMap<&str, &str> =
        channels.iter().map(|channel| (channel.id.as_str(), channel.to.as_str())).collect();
    let target = |channel: &str| targets.get(channel).copied();
    let mut last = BTreeMap::new();
    let mut open: BTreeMap<&str, usize> = BTreeMap::new();
    channels.iter().for_each(|channel| *open.entry(&channel.to).or_default() += 1);
    for event in &view.run.events {
        let (of, whose) = match &event.what {
            What::Record { snapshot, .. } if !lines => (snapshot, Some(event.proc.as_str())),
            What::Permanent { snapshot } if lines => (snapshot, Some(event.proc.as_str())),
            What::RecordMessage { snapshot, channel, .. } | What::Close { snapshot, channel } if !lines => {
                (snapshot, target(channel))
            }
            _ => continue,
        };
        let Some(whose) = whose.filter(|_| *of == cut.snapshot) else { continue };
        if matches!(event.what, What::Close { .. }) {
            open.entry(whose).and_modify(|open| *open = open.saturating_sub(1));
        }
        last.insert(whose, event.seq);
    }
    let is_done = |name: &str| lines || open.get(name).is_none_or(|open| *open == 0);
    view.processes.iter().map(|name| last.get(name).copied().filter(|_| is_done(name))).collect()
}

/// The number of the event with which the record of each channel ends, by the name of the channel; `None`, if it cannot be said of
/// channels that they are being recorded.
pub(super) fn ended<'a>(view: &View<'a>, cut: &Cut) -> Option<BTreeMap<&'a str, u64>> {
    let (kinds, config) = (ended_by(view)?, &view.run.header.config);
    let between = |ends: (&str, &str)| {
        let is_it = |channel: &&'a Channel| (channel.from.as_str(), channel.to.as_str()) == ends;
        config.channels.iter().find(is_it).map(|channel| channel.id.as_str())
    };
    let ends = |event: &'a Event| match &event.what {
        What::Close { snapshot, channel } if *snapshot == cut.snapshot => Some(channel.as_str()),
        What::Recv { snapshot: Some(snapshot), body, from, .. }
            if *snapshot == cut.snapshot && kinds.contains(&body.as_str()) =>
        {
            between((from, &event.proc))
        }
        _ => None,
    };
    let mut ended = BTreeMap::new();
    for event in &view.run.events {
        if let Some(channel) = ends(event) {
            ended.entry(channel).or_insert(event.seq);
        }
    }
    Some(ended)
}
