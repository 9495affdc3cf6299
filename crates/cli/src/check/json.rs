//! What came of many seeds, as `sim.check/1`.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;
use snapshot::{Algorithm, Program};
use trace::model;

use super::sweep::wanted;
use crate::Outcome;
use crate::args::CheckArgs;
use crate::failure::Failure;
use crate::finished::Finished;
use crate::output::Output;
use crate::prepared::Prepared;
use crate::recorded_state::RecordedState;
use crate::scenario::tool;
use crate::tally::Tally;

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
    /// Whether not all seeds were run.
    interrupted: bool,
    /// The first seed for which a check failed.
    first_failure: Option<Failed>,
    /// All of them, if they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    failures: Option<Vec<Failed>>,
    /// The recorded global states, most frequent first.
    outcomes: Vec<Recorded>,
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
pub(super) fn json<P: Program, A: Algorithm<P>>(
    args: &CheckArgs,
    prepared: &Prepared<'_, P, A>,
    tally: &Tally<P>,
    failures: &[u64],
    out: &mut Output,
) -> Result<(), Failure> {
    let verdict = match tally.outcome(wanted(args)) {
        Outcome::Holds => model::Verdict::Ok,
        Outcome::Violated => model::Verdict::Failed,
        Outcome::NoVerdict => model::Verdict::Unknown,
    };
    let outcomes = tally.shares().into_iter().map(|(state, share)| Recorded {
        recorded: share.notation.clone(),
        state: RecordedState::of(&prepared.underlying, state),
        seeds: share.times,
        first_seed: share.first_seed.to_string(),
    });
    let all = failures.iter().map(|seed| failed(prepared, *seed)).collect();
    let report = Report {
        schema: "sim.check/1".to_string(),
        tool: tool(),
        config: prepared.scenario.config(args.seeds.0.start),
        verdict,
        seeds: tally.seeds,
        failed: tally.failed,
        unknown: tally.unknown,
        interrupted: tally.seeds < wanted(args),
        first_failure: tally.first_failure.map(|seed| failed(prepared, seed)).transpose()?,
        failures: args.all_failures.then_some(all).transpose()?,
        outcomes: outcomes.collect(),
    };
    serde_json::to_writer(&mut *out, &report).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

fn failed<P: Program, A: Algorithm<P>>(prepared: &Prepared<'_, P, A>, seed: u64) -> Result<Failed, Failure> {
    let finished = Finished::run(prepared, seed)?;
    let checks = finished.ended().footer(String::new()).checks;
    Ok(Failed {
        seed: seed.to_string(),
        checks: checks.into_iter().filter(|check| check.ok != Some(true)).collect(),
        command: prepared.scenario.command(seed),
    })
}
