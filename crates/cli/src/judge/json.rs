//! What is said of a log, as `sim.judge/1`.

use std::collections::BTreeMap;
use std::io::Write as _;

use observed::model::Run;
use observed::{Judged, Judgement};
use schemars::JsonSchema;
use serde::Serialize;
use snapshot::oracle::{Check, Verdict};
use snapshot::{Kept, OrderKept};
use trace::model;

use crate::failure::Failure;
use crate::output::Output;
use crate::scenario::tool;

/// What is said of a log.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Told {
    /// `sim.judge/1`.
    schema: String,
    /// The program that wrote it.
    tool: model::Tool,
    /// The verdict of all checks together.
    verdict: model::Verdict,
    /// The processes.
    processes: Vec<String>,
    /// How many events there are.
    events: usize,
    /// How many messages there are.
    messages: usize,
    /// What is said of the run as a whole.
    checks: Vec<Said>,
    /// The order that its channels kept; absent where there are no messages, and where the log is not that of a run.
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<Order>,
    /// What went wrong and the log says: a message that was lost or came twice, a process that crashed; each in words, with where it is told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    faults: Vec<String>,
    /// The snapshots.
    snapshots: Vec<OfSnapshot>,
}

/// A check.
#[derive(Debug, Serialize, JsonSchema)]
struct Said {
    /// What is claimed.
    name: String,
    /// Whether it holds; `null` when that cannot be said.
    ok: Option<bool>,
    /// Why it does not hold, or why that cannot be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// What happened, when more than the reason can be told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    story: Vec<String>,
}

/// The order that the channels kept. Messages of the algorithm count as all others.
#[derive(Debug, Serialize, JsonSchema)]
struct Order {
    /// Whether no message overtook another one in its channel.
    fifo: bool,
    /// Whether none was received before another one that was sent to the same process before it; `null` where nobody looked.
    causal: Option<bool>,
    /// The first message that overtook another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    overtaking: Option<TooEarly>,
    /// The first message that broke causal order.
    #[serde(skip_serializing_if = "Option::is_none")]
    violation: Option<TooEarly>,
}

/// A message that came too early.
#[derive(Debug, Serialize, JsonSchema)]
struct TooEarly {
    /// The message.
    message: String,
    /// Where it was received: a file and a line.
    at: String,
    /// The message that should have come before.
    before: String,
    /// How many came too early.
    times: u64,
}

/// A snapshot.
#[derive(Debug, Serialize, JsonSchema)]
struct OfSnapshot {
    /// Its number.
    snapshot: u64,
    /// Where each process recorded: a file and a line.
    recorded: BTreeMap<String, String>,
    /// What is said of it.
    checks: Vec<Said>,
    /// Who recorded too late for the latest consistent cut that is not after this one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    too_late: Vec<TooLate>,
}

/// A process that recorded too late.
#[derive(Debug, Serialize, JsonSchema)]
struct TooLate {
    /// The process.
    process: String,
    /// How many events too late.
    events: usize,
    /// What should have come after its recording: a file and a line.
    before: String,
}

pub(super) fn write(run: &Run, judgement: &Judgement, out: &mut Output) -> Result<(), Failure> {
    let told = Told {
        schema: "sim.judge/1".to_string(),
        tool: tool(),
        verdict: judgement.verdict().into(),
        processes: run.processes.iter().map(|process| process.name.clone()).collect(),
        events: run.processes.iter().map(|process| process.events.len()).sum(),
        messages: run.messages.len(),
        checks: judgement.checks.iter().map(said).collect(),
        order: judgement.order.map(|kept| order(run, kept)),
        faults: run.incidents_in_words().collect(),
        snapshots: judgement.snapshots.iter().map(|judged| of_snapshot(run, judged)).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &told).map_err(std::io::Error::from)?;
    Ok(writeln!(out)?)
}

fn said(check: &Check) -> Said {
    let name = check.name.to_string();
    match &check.verdict {
        Verdict::Holds => Said { name, ok: Some(true), reason: None, story: Vec::new() },
        Verdict::Unknown(why) => Said { name, ok: None, reason: Some(why.clone()), story: Vec::new() },
        Verdict::Violated(violation) => {
            let (reason, story) = (Some(violation.reason.clone()), violation.story.clone());
            Said { name, ok: Some(false), reason, story }
        }
    }
}

fn order(run: &Run, OrderKept { fifo, causal }: OrderKept) -> Order {
    let too_early = |kept| match kept {
        Kept::Whole => None,
        Kept::Broken { first: (message, before), count } => Some(TooEarly {
            message: run.called(message),
            at: run.message(message).received.map_or_else(String::new, |at| run.told_at(at)),
            before: run.called(before),
            times: count,
        }),
    };
    Order {
        fifo: fifo.is_whole(),
        causal: causal.map(Kept::is_whole),
        overtaking: too_early(fifo),
        violation: causal.and_then(too_early),
    }
}

fn of_snapshot(run: &Run, judged: &Judged) -> OfSnapshot {
    let recordings = &run.snapshots[&judged.snapshot].processes;
    let recorded = recordings
        .iter()
        .map(|(process, recordings)| (run.name(*process).to_string(), run.told_at(recordings[0].at)));
    let too_late = judged.repair.iter().map(|earlier| TooLate {
        process: run.name(earlier.process).to_string(),
        events: earlier.events,
        before: run.told_at(earlier.before),
    });
    OfSnapshot {
        snapshot: judged.snapshot,
        recorded: recorded.collect(),
        checks: judged.checks.iter().map(said).collect(),
        too_late: too_late.collect(),
    }
}
