//! What was recorded, and what the judge says of it, as a saved run has it.

use snapshot::oracle::Verdict;
use trace::model::{self, ProcessState};

use super::numbers::Numbers;
use super::order::Ordered;
use super::values::held;
use crate::cut::Cut;
use crate::judge::{Judged, Judgement, sentence};
use crate::model::{Run, Snapshot};
use crate::question::channels;

/// The snapshots.
pub(super) fn snapshots(run: &Run, judgement: &Judgement, ordered: &Ordered) -> Vec<model::Snapshot> {
    let numbers = Numbers::of(run);
    let of = |judged: &Judged| {
        let snapshot = &run.snapshots[&judged.snapshot];
        let processes = processes(run, snapshot, ordered);
        let times = || processes.values().map(|state: &ProcessState| state.at);
        let is_complete =
            judged.checks.iter().any(|check| check.name == "complete" && check.verdict == Verdict::Holds);
        model::Snapshot {
            id: numbers.get(judged.snapshot),
            started_at: times().min().unwrap_or_default(),
            completed_at: times().max().filter(|_| is_complete),
            channels: channels(run, snapshot),
            checks: checks(run, &judged.checks, ordered),
            processes,
            ..model::Snapshot::default()
        }
    };
    judgement.snapshots.iter().map(of).collect()
}

fn processes(run: &Run, snapshot: &Snapshot, ordered: &Ordered) -> indexmap::IndexMap<String, ProcessState> {
    let recorded = snapshot.processes.iter().filter_map(|(process, recordings)| {
        let first = recordings.first()?;
        let event = ordered.number(first.at)?;
        let state = held(first.state.as_ref(), first.holds.as_ref(), true);
        Some((
            run.name(*process).to_string(),
            ProcessState { state, at: ordered.time(event), event, stays_at: None },
        ))
    });
    recorded.collect()
}

/// The messages of each channel whose record tells them, or is that of the messages which were there.
fn channels(run: &Run, snapshot: &Snapshot) -> indexmap::IndexMap<String, Vec<model::Message>> {
    let known = channels::contents(run, snapshot, &Cut::of(run, snapshot)).into_iter();
    let message = |name: &channels::Recorded<'_>| match name {
        channels::Recorded::Known(id) => model::Message {
            msg: Some(id.0),
            body: run.message(*id).body.clone().unwrap_or_default(),
            carries: model::Amounts::default(),
        },
        channels::Recorded::Unknown(name) => {
            model::Message { msg: None, body: (*name).clone(), carries: model::Amounts::default() }
        }
    };
    known.map(|(ends, messages)| (run.channel(ends), messages.iter().map(message).collect())).collect()
}

/// What the judge says, with the claim where it holds.
pub(super) fn checks(run: &Run, checks: &[snapshot::oracle::Check], ordered: &Ordered) -> Vec<model::Check> {
    let said = |check: &snapshot::oracle::Check| {
        let (ok, reason) = match &check.verdict {
            Verdict::Holds => (Some(true), sentence(run, check.name).to_string()),
            Verdict::Unknown(why) => (None, why.clone()),
            Verdict::Violated(violation) => (Some(false), violation.reason.clone()),
        };
        let violation = match &check.verdict {
            Verdict::Violated(violation) => Some(violation),
            _ => None,
        };
        let places = violation.iter().flat_map(|violation| &violation.events);
        let events = places.filter_map(|place| ordered.number(run.at(*place)?));
        model::Check {
            name: check.name.to_string(),
            ok,
            amounts: indexmap::IndexMap::new(),
            reason: Some(reason),
            story: violation.map(|violation| violation.story.clone()).unwrap_or_default(),
            events: events.collect(),
        }
    };
    checks.iter().map(said).collect()
}
