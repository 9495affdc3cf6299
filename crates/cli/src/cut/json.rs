//! What is said of a cut, as `sim.cut/1`.

use std::io::Write as _;

use indexmap::IndexMap;
use observed::global_state::{self, Backward, GlobalState, Sum};
use observed::lattice::Steps;
use observed::model::Run;
use observed::model::{Amounts, At};
use schemars::JsonSchema;
use serde::Serialize;
use sim_core::MessageId;
use snapshot::oracle::Verdict;
use trace::model;

use super::said::verdict;
use crate::failure::Failure;
use crate::output::Output;
use crate::scenario::tool;

/// How many steps of each process are before a cut.
type Cut = IndexMap<String, u32>;

/// What is said of a cut.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Told {
    /// `sim.cut/1`.
    schema: String,
    /// The program that wrote it.
    tool: model::Tool,
    /// What it comes to: whether the cut is consistent.
    verdict: model::Verdict,
    /// How many steps of each process are before the cut.
    at: Cut,
    /// How many steps each process has.
    steps: Cut,
    /// Whether it is consistent; `null` when that is not known.
    consistent: Option<bool>,
    /// Why it is not, or why that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// What crosses it backwards.
    backward: Vec<Crossing>,
    /// What each process is there.
    processes: IndexMap<String, Process>,
    /// What is in each channel that is not empty; `null` where the log tells of no messages.
    channels: Option<IndexMap<String, Vec<Message>>>,
    /// What may be in a channel besides: nobody tells when it was sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    doubtful: Vec<Message>,
    /// What is conserved, added up; absent where nobody tells what the processes began with.
    #[serde(skip_serializing_if = "Option::is_none")]
    sums: Option<Sums>,
    /// The latest consistent cut that is not after this one.
    earlier: Cut,
    /// The earliest consistent cut that is not before this one.
    later: Cut,
}

/// Something that crosses the cut backwards.
#[derive(Debug, Serialize, JsonSchema)]
struct Crossing {
    /// The message; absent where only clocks tell that something was known.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// Its sending, after the cut.
    from: End,
    /// Its receipt, before the cut.
    to: End,
}

/// One end of a message.
#[derive(Debug, Serialize, JsonSchema)]
struct End {
    /// The process.
    process: String,
    /// Which of its steps, from 1.
    step: usize,
    /// Where it is told: a file and a line, or the number of an event.
    place: String,
}

/// What a process is.
#[derive(Debug, Serialize, JsonSchema)]
struct Process {
    /// Its state; `null` where nobody tells.
    state: Option<String>,
    /// What it holds; `null` where nobody tells.
    holds: Option<Amounts>,
}

/// A message in a channel.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Message {
    /// Its identity; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// What it says; absent where nobody tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    /// What it carries; absent where nobody tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    carries: Option<Amounts>,
    /// Where its sending is told, or its receipt where nobody tells of that.
    place: String,
}

/// What is conserved, each good by its name; the usual one has none.
#[derive(Debug, Serialize, JsonSchema)]
struct Sums {
    /// What the processes began with, without what was lost before the cut, and with what came twice there; `null` where that is not all told.
    began: Option<Sum>,
    /// What there is along the cut; `null` where that is not all told.
    along: Option<Sum>,
    /// What is not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

pub(super) fn write(
    run: &Run,
    steps: &Steps,
    state: &GlobalState<'_>,
    out: &mut Output,
) -> Result<(), Failure> {
    serde_json::to_writer_pretty(&mut *out, &told(run, steps, state)).map_err(std::io::Error::from)?;
    Ok(writeln!(out)?)
}

fn told(run: &Run, steps: &Steps, state: &GlobalState<'_>) -> Told {
    let names = || run.processes.iter().map(|process| process.name.clone());
    let cut = |cut: &[u32]| names().zip(cut.iter().copied()).collect::<Cut>();
    let process = |told: &observed::Told<'_>| Process {
        state: told.state.map(str::to_string),
        holds: told.holds.cloned(),
    };
    let channels = state
        .channels
        .iter()
        .map(|(ends, messages)| (run.channel(*ends), messages.iter().map(|id| message(run, *id)).collect()));
    let (consistent, reason) = match &state.consistent {
        Verdict::Holds => (Some(true), None),
        Verdict::Violated(violation) => (Some(false), Some(violation.reason.clone())),
        Verdict::Unknown(why) => (None, Some(why.clone())),
    };
    Told {
        schema: "sim.cut/1".to_string(),
        tool: tool(),
        verdict: verdict(state).into(),
        at: cut(&state.cut),
        steps: cut(&steps.to),
        consistent,
        reason,
        backward: state.backward.iter().map(|backward| crossing(run, backward)).collect(),
        processes: names().zip(state.processes.iter().map(process)).collect(),
        channels: (!run.messages.is_empty()).then(|| channels.collect()),
        doubtful: state.doubtful.iter().map(|id| message(run, *id)).collect(),
        sums: state.sums.as_ref().map(sums),
        earlier: cut(&state.next.0),
        later: cut(&state.next.1),
    }
}

fn crossing(run: &Run, Backward { arrow, from, to }: &Backward) -> Crossing {
    let end =
        |at: At, step: usize| End { process: run.name(at.process).to_string(), step, place: run.told_at(at) };
    Crossing {
        message: arrow.message.map(|id| run.called(id)),
        from: end(arrow.from, *from),
        to: end(arrow.to, *to),
    }
}

/// A message of a run.
pub(crate) fn message(run: &Run, id: MessageId) -> Message {
    let message = run.message(id);
    Message {
        message: message.name.clone(),
        body: message.body.clone(),
        carries: message.carries.clone(),
        place: message.sent.or(message.received).map_or_else(String::new, |at| run.told_at(at)),
    }
}

fn sums(global_state::Sums { began, along }: &global_state::Sums) -> Sums {
    let reason = along.as_ref().err().or_else(|| began.as_ref().err()).cloned();
    Sums { began: began.as_ref().ok().cloned(), along: along.as_ref().ok().cloned(), reason }
}
