//! *Channels*: the recorded state of each channel is what was sent there before its source recorded and not received before its target did
//! (Chandy & Lamport 1985, section 2). Held against identities where the record has them, else what the messages say, else how many they
//! are, else what they carry.

mod compared;

use std::collections::BTreeMap;

use sim_core::MessageId;
use snapshot::oracle::{Claim, Verdict, Violation};

use crate::cut::{Cut, unsent};
use crate::model::{Ends, Run, Snapshot};
use compared::{Expected, Found, compare};

/// What is claimed.
pub(crate) const CLAIM: Claim =
    Claim { name: "channels", sentence: "each channel holds just what was in flight across the cut" };

/// What can be said of it.
pub(crate) fn ask(run: &Run, snapshot: &Snapshot, cut: &Cut) -> Verdict {
    let mut expected = expected(run, cut);
    let mut unknown = None;
    let mut wrong = Vec::new();
    for (ends, records) in &snapshot.channels {
        if cut.recording(ends.0).is_none() || cut.recording(ends.1).is_none() {
            continue;
        }
        let expected = expected.remove(ends).unwrap_or_default();
        match compare(run, *ends, &records[0], &expected) {
            Found::Same => {}
            Found::Unknown(why) => unknown = unknown.or(Some(why)),
            Found::Different(why) => wrong.push(format!("{why} ({})", run.line(records[0].place))),
        }
    }
    let mut wrong = wrong.into_iter();
    if let Some(first) = wrong.next() {
        return Violation { reason: first, story: wrong.take(20).collect(), events: Vec::new() }.into();
    }
    if let Some(why) = unknown {
        return Verdict::Unknown(why);
    }
    let is_whole = cut.is_whole() && run.channels.iter().all(|ends| snapshot.channels.contains_key(ends));
    if is_whole { Verdict::Holds } else { Verdict::Unknown("the snapshot is not complete".into()) }
}

/// A message that was recorded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Recorded<'a> {
    /// One of the run.
    Known(MessageId),
    /// One of which nothing else is told.
    Unknown(&'a String),
}

/// The messages that were recorded in each channel: of a record that does not name them only if it is that of the messages that were there.
pub(crate) fn contents<'a>(
    run: &'a Run,
    snapshot: &'a Snapshot,
    cut: &Cut,
) -> BTreeMap<Ends, Vec<Recorded<'a>>> {
    let names = run.all_messages().filter_map(|(id, message)| Some((message.name.as_ref()?, id)));
    let names: BTreeMap<&String, MessageId> = names.collect();
    let named = |name| names.get(name).map_or(Recorded::Unknown(name), |id| Recorded::Known(*id));
    let mut expected = expected(run, cut);
    let recorded = snapshot.channels.iter().filter_map(|(ends, records)| {
        let (record, expected) = (records.first()?, expected.remove(ends).unwrap_or_default());
        let messages = match &record.messages {
            Some(messages) => messages.iter().map(named).collect(),
            None if matches!(compare(run, *ends, record, &expected), Found::Same) => {
                expected.messages.into_iter().map(Recorded::Known).collect()
            }
            None => return None,
        };
        Some((*ends, messages))
    });
    recorded.collect()
}

/// What was in flight across the cut, by channel, in the order of sending.
fn expected(run: &Run, cut: &Cut) -> BTreeMap<Ends, Expected> {
    let mut expected: BTreeMap<Ends, Expected> = BTreeMap::new();
    for (id, message) in run.all_messages().filter(|(_, message)| message.control.is_none()) {
        let sent = message.sent.and_then(|at| cut.is_before(at));
        if let (Some(ends), Some(true), Some(false)) = (message.ends(), sent, cut.is_received(message)) {
            expected.entry(ends).or_default().messages.push(id);
        }
    }
    for Expected { messages, .. } in expected.values_mut() {
        messages.sort_unstable_by_key(|id| run.message(*id).sent);
    }
    for (id, message) in unsent(run).filter(|(_, message)| cut.is_received(message) == Some(false)) {
        let target = message.received.map(|at| at.process);
        let possible =
            |ends: &&Ends| Some(ends.1) == target && message.source.is_none_or(|source| source == ends.0);
        for ends in run.channels.iter().filter(possible) {
            expected.entry(*ends).or_default().doubtful.push(id);
        }
    }
    expected
}
