//! What came of many seeds, as `sim.check/1`.

use std::io::{self, Write};

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;
use snapshot::Program;
use snapshot::oracle::{Check, Verdict};
use trace::model;

use super::again::Again;
use super::asked::Asked;
use super::crashed::{self, FIGURES, Losses};
use super::instead::Instead;
use super::sums::Sums;
use super::until;
use crate::crash::Crash;
use crate::failure::Failure;
use crate::one_run::Runs;
use crate::output::Output;
use crate::recorded_state::RecordedState;
use crate::scenario::tool;
use crate::spread::Total;

/// The JSON form of a check.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Report {
    /// `sim.check/1`.
    schema: String,
    /// The program that wrote it.
    tool: model::Tool,
    /// The experiment; its seed is the first of the range.
    config: model::Config,
    /// The verdict of all seeds together.
    verdict: model::Verdict,
    /// How many seeds were run.
    seeds: u64,
    /// For how many of them a check failed.
    failed: u64,
    /// For how many of them there was no verdict.
    unknown: u64,
    /// In how many of them something went wrong, if there were faults.
    #[serde(skip_serializing_if = "Option::is_none")]
    with_faults: Option<u64>,
    /// Whether not all seeds were run.
    interrupted: bool,
    /// The first seed for which a check failed.
    first_failure: Option<Failed>,
    /// All of them, if they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    failures: Option<Vec<Failed>>,
    /// What was seen of that which each seed was to go on for, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<until::Report>,
    /// What the crash in each run cost, if there was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    crash: Option<Crashed>,
    /// The recorded global states, most frequent first.
    outcomes: Vec<Recorded>,
}

/// What the crash in each run cost.
#[derive(Debug, Serialize, JsonSchema)]
struct Crashed {
    /// The process.
    process: String,
    /// When.
    at: u64,
    /// For how many seeds all went back to the beginning: no snapshot was complete.
    to_beginning: u64,
    /// The seeds whose run was over or given up before the crash, and is judged without it, if there are any.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_before: Option<EndedBefore>,
    /// By figure: `steps` and `messages` in vain, `ticks` before the crash when the first of these steps was done, outputs that have `left` and that are `held`
    /// back, and for how long one of them `waited` at most.
    costs: IndexMap<String, Total>,
}

/// The seeds whose run was over or given up before the crash.
#[derive(Debug, Serialize, JsonSchema)]
struct EndedBefore {
    /// How many there are.
    seeds: u64,
    /// The first of them, in decimal digits.
    first: String,
}

/// A seed for which a check failed.
#[derive(Debug, Serialize, JsonSchema)]
struct Failed {
    /// The seed, in decimal digits.
    seed: String,
    /// The checks that do not hold.
    checks: Vec<model::Check>,
    /// The command that shows it.
    command: String,
}

/// A recorded global state and the seeds that recorded it.
#[derive(Debug, Serialize, JsonSchema)]
struct Recorded {
    /// The state in the exercise's notation.
    recorded: String,
    /// The state.
    #[serde(flatten)]
    state: RecordedState,
    /// How many seeds recorded it; with several snapshots, how often it was recorded.
    seeds: u64,
    /// The first of them, in decimal digits.
    first_seed: String,
}

/// Writes what came of all seeds, as one object.
pub(super) fn json<P: Program>(
    again: &Again<'_, P>,
    (asked, sums): (&Asked, &Sums),
    out: &mut Output,
) -> Result<(), Failure> {
    let (prepared, scenario) = (again.prepared, again.prepared.scenario());
    let topology = &prepared.system().topology;
    let outcomes = sums.shares().into_iter().map(|(state, share)| Recorded {
        recorded: state.notation.clone(),
        state: RecordedState::named(topology, state.printed.clone()),
        seeds: share.times,
        first_seed: share.first_seed.to_string(),
    });
    let (crash, until) = match (&sums.instead, &asked.crash, &asked.until) {
        (Instead::Losses(losses), Some(crash), _) => (Some(crashed(crash, losses)), None),
        (Instead::Seen(seen), _, Some(predicate)) => (None, Some(seen.report(predicate))),
        _ => (None, None),
    };
    let crash_of_each = asked.crash.as_ref();
    let failed = |seed| again.of(seed, |runs| failed(runs, crash_of_each, (seed, again.command(seed))));
    let all = sums.failures.iter().map(|seed| failed(*seed)).collect();
    let report = Report {
        schema: "sim.check/1".to_string(),
        tool: tool(),
        config: scenario.config(asked.seeds.0.start),
        verdict: sums.verdict(asked.seeds.count()).into(),
        seeds: sums.seeds,
        failed: sums.failed,
        unknown: sums.unknown,
        with_faults: (!scenario.configuration.faults.is_empty()).then_some(sums.suffered),
        interrupted: sums.seeds < asked.seeds.count(),
        first_failure: sums.first_failure.map(failed).transpose()?,
        failures: asked.all_failures.then_some(all).transpose()?,
        until,
        crash,
        outcomes: outcomes.collect(),
    };
    serde_json::to_writer(&mut *out, &report).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

fn failed<P: Program>(
    prepared: &dyn Runs<P>,
    crash: Option<&Crash>,
    (seed, mut command): (u64, String),
) -> Result<Failed, Failure> {
    let mut checks = prepared.run(seed)?.footer(String::new()).checks;
    if let Some(crash) = crash
        && let Some((finished, Ok((_, after)))) = crashed::run(prepared, crash, seed)?
    {
        checks = finished.footer(String::new()).checks;
        checks.extend(after.iter().map(said));
        command = prepared.scenario().command_crashing(crash, seed);
    }
    checks.retain(|check| check.ok != Some(true));
    Ok(Failed { seed: seed.to_string(), checks, command })
}

/// What is said of a run after the crash, for which there are no events in the window.
fn said(check: &Check) -> model::Check {
    let (ok, reason) = match &check.verdict {
        Verdict::Holds => (Some(true), None),
        Verdict::Unknown(why) => (None, Some(why.clone())),
        Verdict::Violated(violation) => (Some(false), Some(violation.reason.clone())),
    };
    let (name, amounts) = (check.name.to_string(), IndexMap::new());
    model::Check { name, ok, amounts, reason, story: Vec::new(), events: Vec::new() }
}

fn crashed(crash: &Crash, losses: &Losses) -> Crashed {
    let figures = FIGURES.iter().zip(&losses.spreads);
    Crashed {
        process: crash.process.clone(),
        at: crash.time,
        to_beginning: losses.to_beginning,
        ended_before: losses
            .first_over
            .map(|(seed, _)| EndedBefore { seeds: losses.over, first: seed.to_string() }),
        costs: figures.map(|((name, ..), spread)| (name.to_string(), spread.total())).collect(),
    }
}
