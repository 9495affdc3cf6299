//! What came of many seeds, as `sim.check/1`.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;
use snapshot::Program;
use trace::{Finished, model};

use super::again::Again;
use super::until::{self, Seen};
use crate::args::CheckArgs;
use crate::failure::Failure;
use crate::output::Output;
use crate::recorded_state::RecordedState;
use crate::scenario::{Scenario, tool};
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
    /// What was seen of that which each seed was to go on for, if it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<until::Report>,
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
pub(super) fn json<P: Program>(
    args: &CheckArgs,
    again: &Again<'_, P>,
    (tally, failures, seen): (&Tally<P>, &[u64], &Seen),
    out: &mut Output,
) -> Result<(), Failure> {
    let (prepared, scenario) = (again.prepared, again.prepared.scenario());
    let outcomes = tally.shares().into_iter().map(|(state, share)| Recorded {
        recorded: share.notation.clone(),
        state: RecordedState::of(prepared.system(), state),
        seeds: share.times,
        first_seed: share.first_seed.to_string(),
    });
    let failed = |seed: u64| again.of(seed, |runs| Ok(failed(runs.scenario(), seed, &runs.run(seed)?)));
    let all = failures.iter().map(|seed| failed(*seed)).collect();
    let report = Report {
        schema: "sim.check/1".to_string(),
        tool: tool(),
        config: scenario.config(args.seeds.0.start),
        verdict: tally.verdict(args.seeds.count()).into(),
        seeds: tally.seeds,
        failed: tally.failed,
        unknown: tally.unknown,
        interrupted: tally.seeds < args.seeds.count(),
        first_failure: tally.first_failure.map(failed).transpose()?,
        failures: args.all_failures.then_some(all).transpose()?,
        until: args.until.as_ref().map(|predicate| seen.report(predicate)),
        outcomes: outcomes.collect(),
    };
    serde_json::to_writer(&mut *out, &report).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

fn failed<P: Program>(scenario: &Scenario, seed: u64, finished: &Finished<'_, P>) -> Failed {
    let checks = finished.footer(String::new()).checks;
    Failed {
        seed: seed.to_string(),
        checks: checks.into_iter().filter(|check| check.ok != Some(true)).collect(),
        command: scenario.command(seed),
    }
}
