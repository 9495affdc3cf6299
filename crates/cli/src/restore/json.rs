//! What is said of a computation that began again, as `sim.restore/1`.

use std::io::Write as _;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;
use sim_core::{End, System, Topology};
use snapshot::exploration::RecordedValue;
use snapshot::oracle::{Check, overall};
use snapshot::{Program, Underlying, predicate, rollback};
use trace::model;

use super::again::{Again, ok_and_reason};
use super::crash::Crashed;
use crate::failure::Failure;
use crate::output::Output;
use crate::recorded_state::RecordedState;
use crate::scenario::tool;

/// What is said of a computation that began again in a recorded global state.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Told {
    /// `sim.restore/1`.
    schema: String,
    /// The program that wrote it.
    tool: model::Tool,
    /// What all checks come to.
    verdict: model::Verdict,
    /// Which snapshot; `null` for the beginning of the run, and for a recovery line of checkpoints that each took when it liked.
    snapshot: Option<u32>,
    /// The crash because of which all went back, if one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    crash: Option<Crash>,
    /// The seed with which it went on anew, in decimal digits; absent if it went on as the run did.
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<String>,
    /// Where it began again.
    start: State,
    /// Where it came to.
    end: State,
    /// How many steps it took from there.
    steps: u64,
    /// How many messages were sent from there on.
    sent: u64,
    /// Why a run that went on anew ended: `quiescent`, `out-of-time` or `steps`, of which there were enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    stopped: Option<String>,
    /// What is said of it.
    checks: Vec<Said>,
}

/// A crash, and what it costs.
#[derive(Debug, Serialize, JsonSchema)]
struct Crash {
    /// The process.
    process: String,
    /// When.
    at: u64,
    /// How many steps were done in vain.
    steps: u64,
    /// How many messages were sent in them.
    sent: u64,
    /// How long before the crash the first of them was done.
    ticks: u64,
    /// What came of the outputs until then: of the steps that processes took of their own accord.
    outputs: Outputs,
    /// What a crash costs in steps, whenever it comes.
    at_any_moment: AnyMoment,
    /// Where each took checkpoints when it liked, the recovery line: to which of its own each process goes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<IndexMap<String, OwnCheckpoint>>,
}

/// To which of its own checkpoints a process goes back.
#[derive(Debug, Serialize, JsonSchema)]
struct OwnCheckpoint {
    /// This one; 0 is its beginning.
    at: u32,
    /// The newest that it had.
    newest: u32,
}

/// What came of the outputs.
#[derive(Debug, Serialize, JsonSchema)]
struct Outputs {
    /// How many have left.
    left: u64,
    /// For how many ticks these had to wait, all added up.
    waited: u64,
    /// The longest of these times.
    longest: u64,
    /// How many are held back.
    held: u64,
    /// How many have left and are done in vain.
    undone: u64,
}

/// What a crash costs in steps, after each step of the run.
#[derive(Debug, Serialize, JsonSchema)]
struct AnyMoment {
    /// After how many steps.
    moments: u64,
    /// The steps in vain, of all these added up.
    steps: u64,
    /// The most.
    most: u64,
}

/// A global state, and what is so in it.
#[derive(Debug, Serialize, JsonSchema)]
struct State {
    /// The states of the processes and the contents of the channels.
    #[serde(flatten)]
    state: RecordedState,
    /// How much there is of each good.
    amounts: IndexMap<String, u64>,
    /// Which of the predicates of the computation hold.
    holds: IndexMap<String, bool>,
}

/// What one check said.
#[derive(Debug, Serialize, JsonSchema)]
struct Said {
    /// The check.
    name: String,
    /// Whether its claim holds.
    ok: Option<bool>,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

pub(super) fn write<P: Program>(again: &Again<'_, P>, out: &mut Output) -> Result<(), Failure> {
    serde_json::to_writer_pretty(&mut *out, &told(again)).map_err(std::io::Error::from)?;
    Ok(writeln!(out)?)
}

fn told<P: Program>(again: &Again<'_, P>) -> Told {
    let Again { system, back_to, start, life, seed, checks, .. } = again;
    let stopped = seed.map(|_| match life.over {
        Some(End::Quiescent) => "quiescent",
        Some(End::OutOfTime) => "out-of-time",
        None => "steps",
    });
    Told {
        schema: "sim.restore/1".to_string(),
        tool: tool(),
        verdict: overall(checks).into(),
        snapshot: back_to.snapshot(),
        crash: again.crash.as_ref().map(|told| crash(&system.topology, told)),
        seed: seed.map(|seed| seed.to_string()),
        start: state(system, start),
        end: state(system, &life.end),
        steps: life.steps,
        sent: life.sent,
        stopped: stopped.map(str::to_string),
        checks: checks.iter().map(said).collect(),
    }
}

fn crash(topology: &Topology, crashed: &Crashed) -> Crash {
    let Crashed { process, time, loss, any_moment, own_checkpoints, .. } = crashed;
    let rollback::Outputs { left, waited, longest, held, undone } = loss.outputs;
    let rollback::AnyMoment { moments, steps, most } = *any_moment;
    Crash {
        process: process.clone(),
        at: *time,
        steps: loss.steps,
        sent: loss.messages,
        ticks: loss.ticks,
        outputs: Outputs { left, waited, longest, held, undone },
        at_any_moment: AnyMoment { moments, steps, most },
        line: own_checkpoints.as_ref().map(|own| {
            let names = topology.processes().map(|process| topology.name(process).to_string());
            names.zip(own.iter().map(own_checkpoint)).collect()
        }),
    }
}

const fn own_checkpoint(&rollback::OwnCheckpoint { at, newest }: &rollback::OwnCheckpoint) -> OwnCheckpoint {
    OwnCheckpoint { at, newest }
}

fn state<P: Program>(system: &System<P>, state: &Underlying<P>) -> State {
    let computation = &system.protocol;
    let goods = computation.goods().iter().enumerate();
    let amount = |(place, good): (usize, &snapshot::Good)| {
        (good.name.to_string(), rollback::amount(computation, state, place))
    };
    let holds = |predicate: snapshot::Predicate| {
        (predicate.name.to_string(), predicate::holds(system, predicate.name, state) == Some(true))
    };
    State {
        state: RecordedState::of(system, &value::<P>(state)),
        amounts: goods.map(amount).collect(),
        holds: predicate::predicates(computation).map(holds).collect(),
    }
}

/// A state as what is recorded of it, if all is.
pub(super) fn value<P: Program>(state: &Underlying<P>) -> RecordedValue<P::State, P::Message> {
    let contents = |channel: &sim_core::Queue<_>| {
        Some(channel.iter().map(|message: &sim_core::Envelope<P::Message, _>| message.body.clone()).collect())
    };
    RecordedValue {
        processes: state.processes.iter().cloned().map(Some).collect(),
        channels: state.channels.iter().map(contents).collect(),
        whole: true,
    }
}

fn said(Check { name, verdict }: &Check) -> Said {
    let (ok, reason) = ok_and_reason(verdict);
    Said { name: (*name).to_string(), ok, reason }
}
