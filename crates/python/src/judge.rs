//! Logs of other programs, judged: what [`observed`] finds, as data.

use std::collections::BTreeMap;
use std::path::Path;

use draw::Extent;
use observed::model::Run;
use observed::{Earlier, Judged, Judgement, Logs, history, sentence};
use serde::Serialize;
use snapshot::oracle::{Check, Verdict};

use crate::failure::Failure;
use crate::run::{Ran, word};
use crate::texts::load;

/// A log of so many events is drawn whole.
const SHORT: usize = 60;

/// What is said of a log.
#[derive(Serialize)]
struct Told {
    verdict: &'static str,
    processes: Vec<String>,
    events: usize,
    messages: usize,
    checks: Vec<Said>,
    faults: Vec<String>,
    snapshots: Vec<OfSnapshot>,
}

/// A check.
#[derive(Serialize)]
struct Said {
    name: String,
    ok: Option<bool>,
    claim: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    story: Vec<String>,
}

/// A snapshot.
#[derive(Serialize)]
struct OfSnapshot {
    id: u64,
    recorded: BTreeMap<String, String>,
    checks: Vec<Said>,
    too_late: Vec<TooLate>,
}

/// A process that recorded too late for the latest consistent cut that is not after this one.
#[derive(Serialize)]
struct TooLate {
    process: String,
    events: usize,
    before: String,
}

/// Judges logs, each by its name, with its text if it is no file.
pub(crate) fn judge(
    logs: &[(String, Option<String>)],
    pattern: Option<&str>,
    record: Option<&str>,
) -> Result<(String, Ran), Failure> {
    let mut read = Logs::new(pattern, record)?;
    let mut remarks = Vec::new();
    for (name, text) in logs {
        let loaded = text.is_none().then(|| load(Path::new(name))).transpose()?;
        let text = text.as_ref().or(loaded.as_ref()).expect("it was given or loaded");
        if let Some(line) = read.read(name, text)? {
            remarks.push(format!("the last line of '{name}', {line}, is cut off, and is left out"));
        }
    }
    let run = read.finish()?;
    let judgement = Judgement::of(&run);
    let told = told(&run, &judgement);
    let saved = history(&run, &judgement);
    let extent = if saved.events.len() <= SHORT { Extent::All } else { Extent::Snapshot };
    let ran = Ran::told(saved, judgement.verdict(), remarks, extent);
    Ok((serde_json::to_string(&told).expect("texts and numbers are JSON"), ran))
}

fn told(run: &Run, judgement: &Judgement) -> Told {
    let all = |checks: &[Check]| checks.iter().map(|check| said(run, check)).collect::<Vec<_>>();
    Told {
        verdict: word(judgement.verdict()),
        processes: run.processes.iter().map(|process| process.name.clone()).collect(),
        events: run.processes.iter().map(|process| process.events.len()).sum(),
        messages: run.messages.len(),
        checks: all(&judgement.checks),
        faults: run.incidents_in_words().collect(),
        snapshots: judgement
            .snapshots
            .iter()
            .map(|judged| of_snapshot(run, judged, all(&judged.checks)))
            .collect(),
    }
}

fn said(run: &Run, check: &Check) -> Said {
    let (ok, reason, story) = match &check.verdict {
        Verdict::Holds => (Some(true), None, Vec::new()),
        Verdict::Unknown(why) => (None, Some(why.clone()), Vec::new()),
        Verdict::Violated(violation) => {
            (Some(false), Some(violation.reason.clone()), violation.story.clone())
        }
    };
    Said { name: check.name.to_string(), ok, claim: sentence(run, check.name).to_string(), reason, story }
}

fn of_snapshot(run: &Run, judged: &Judged, checks: Vec<Said>) -> OfSnapshot {
    let recordings = &run.snapshots[&judged.snapshot].processes;
    let recorded = recordings
        .iter()
        .map(|(process, recordings)| (run.name(*process).to_string(), run.told_at(recordings[0].at)));
    let too_late = |earlier: &Earlier| TooLate {
        process: run.name(earlier.process).to_string(),
        events: earlier.events,
        before: run.told_at(earlier.before),
    };
    OfSnapshot {
        id: judged.snapshot,
        recorded: recorded.collect(),
        checks,
        too_late: judged.repair.iter().map(too_late).collect(),
    }
}
