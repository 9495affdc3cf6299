//! Where the processes go back to, as `sim.recovery/1`.

use std::io::Write as _;

use indexmap::IndexMap;
use observed::lattice::Steps;
use observed::model::Arrow;
use observed::model::Run;
use observed::recovery::{self, Kind, Recovery};
use schemars::JsonSchema;
use serde::Serialize;
use sim_core::ProcessId;
use snapshot::oracle::{Overall, Verdict};
use trace::model;

use crate::cut::{Message, message};
use crate::failure::Failure;
use crate::output::Output;
use crate::scenario::tool;

/// Where the processes go back to.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Told {
    /// `sim.recovery/1`.
    schema: String,
    /// The program that wrote it.
    tool: model::Tool,
    /// What it comes to: whether nobody goes back further than to its newest checkpoint.
    verdict: model::Verdict,
    /// Who crashes.
    crashed: Vec<String>,
    /// Whether the newest checkpoints of those who crash, and what the others are now, are consistent; `null` when that is not known.
    consistent: Option<bool>,
    /// Why they are not, or why that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Who goes back further, one after the other.
    dominoes: Vec<Domino>,
    /// The recovery line: how many steps of each process are before it.
    line: IndexMap<String, u32>,
    /// Each process.
    processes: IndexMap<String, Process>,
    /// The messages of each channel that cross the line, and have to be sent again.
    again: IndexMap<String, Vec<Message>>,
}

/// A process that goes back because of a message.
#[derive(Debug, Serialize, JsonSchema)]
struct Domino {
    /// Who goes back.
    process: String,
    /// To which of its checkpoints; 0 is its beginning.
    to: usize,
    /// What it received and is not sent any more.
    message: Passed,
    /// The domino, from 1, that undid the sending; absent where it is undone by the crash alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<usize>,
}

/// Something that was sent and received.
#[derive(Debug, Serialize, JsonSchema)]
struct Passed {
    /// The message; absent where only clocks tell that something was known.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// Who sent it.
    from: String,
    /// Where its sending is told: a file and a line, or the number of an event.
    sent: String,
    /// Who received it.
    to: String,
    /// Where its receipt is told.
    received: String,
}

/// A process, and where it goes back to.
#[derive(Debug, Serialize, JsonSchema)]
struct Process {
    /// How many steps it has.
    steps: u32,
    /// Its checkpoint on the line; 0 is its beginning, `null` that it keeps its present state.
    at: Option<usize>,
    /// How many of its steps are undone.
    undone: u32,
    /// Its checkpoints, from the first on.
    checkpoints: Vec<Checkpoint>,
}

/// A checkpoint.
#[derive(Debug, Serialize, JsonSchema)]
struct Checkpoint {
    /// How many steps of the process are before it.
    steps: u32,
    /// For which snapshot it was recorded.
    snapshot: u64,
    /// Where that is told.
    place: String,
    /// Whether it is in no consistent set; `null` where there are too many to ask.
    useless: Option<bool>,
    /// A zigzag path from it to itself, if it is useless.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    cycle: Vec<Passed>,
}

pub(super) fn write(told: &Told, out: &mut Output) -> Result<(), Failure> {
    serde_json::to_writer_pretty(&mut *out, told).map_err(std::io::Error::from)?;
    Ok(writeln!(out)?)
}

pub(super) fn told(
    run: &Run,
    steps: &Steps,
    recovery: &Recovery<'_>,
    (crashed, verdict): (&[ProcessId], Overall),
) -> Told {
    let (consistent, reason) = match &recovery.at_start.consistent {
        Verdict::Holds => (Some(true), None),
        Verdict::Violated(violation) => (Some(false), Some(violation.reason.clone())),
        Verdict::Unknown(why) => (None, Some(why.clone())),
    };
    let names = || run.processes.iter().map(|process| process.name.clone());
    let channels = recovery.at_line.channels.iter();
    let again = channels
        .map(|(ends, messages)| (run.channel(*ends), messages.iter().map(|id| message(run, *id)).collect()));
    Told {
        schema: "sim.recovery/1".to_string(),
        tool: tool(),
        verdict: verdict.into(),
        crashed: crashed.iter().map(|process| run.name(*process).to_string()).collect(),
        consistent,
        reason,
        dominoes: recovery.dominoes.iter().map(|one| domino(run, one)).collect(),
        line: names().zip(recovery.at_line.cut.iter().copied()).collect(),
        processes: names().zip(run.process_ids().map(|id| process(run, steps, recovery, id))).collect(),
        again: again.collect(),
    }
}

fn domino(run: &Run, domino: &recovery::Domino) -> Domino {
    Domino {
        process: run.name(domino.process).to_string(),
        to: domino.to,
        message: passed(run, &domino.message),
        because: domino.because.map(|place| place + 1),
    }
}

fn passed(run: &Run, Arrow { from, to, message }: &Arrow) -> Passed {
    Passed {
        message: message.map(|id| run.called(id)),
        from: run.name(from.process).to_string(),
        sent: run.told_at(*from),
        to: run.name(to.process).to_string(),
        received: run.told_at(*to),
    }
}

fn process(run: &Run, steps: &Steps, recovery: &Recovery<'_>, id: ProcessId) -> Process {
    let (points, at) = (&recovery.points[id.index()], recovery.line[id.index()]);
    let all = steps.to[id.index()];
    let checkpoints = points.iter().enumerate().filter_map(|(place, point)| {
        let Kind::Checkpoint { snapshot, at } = point.kind else { return None };
        let useless = recovery.useless(id, place);
        Some(Checkpoint {
            steps: point.steps,
            snapshot,
            place: run.told_at(at),
            useless: recovery.useless.as_ref().map(|_| useless.is_some()),
            cycle: useless
                .iter()
                .flat_map(|useless| &useless.cycle)
                .map(|arrow| passed(run, arrow))
                .collect(),
        })
    });
    Process {
        steps: all,
        at: (points[at].kind != Kind::Present).then_some(at),
        undone: all - points[at].steps,
        checkpoints: checkpoints.collect(),
    }
}
