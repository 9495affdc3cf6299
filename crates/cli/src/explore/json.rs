//! What came of a search, as `sim.explore/2`.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;
use sim_core::{System, Topology};
use snapshot::Program;
use trace::{model, notation};

use super::ends::{Kind, by_recorded};
use super::found::Found;
use super::text::in_a_line;
use crate::failure::Failure;
use crate::output::Output;
use crate::recorded_state::RecordedState;
use crate::scenario::{Scenario, tool};

/// The JSON form of a search.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Explored {
    /// `sim.explore/2`.
    schema: String,
    /// The program that wrote it.
    tool: model::Tool,
    /// What was searched; its seed and delays mean nothing.
    config: model::Config,
    /// The verdict on all ends of schedules together.
    pub(super) verdict: model::Verdict,
    /// The global states that are recorded, rightly or wrongly, those with the shortest schedules first. If not `complete`,
    /// as far as the search went.
    pub(crate) recorded: Vec<Outcomes>,
    /// How many states there are.
    pub(super) states: u64,
    /// How many steps between them.
    steps: u64,
    /// How many steps the farthest state is from the initial one.
    depth: u64,
    /// In how many states a schedule ends.
    pub(crate) ends: u64,
    /// Whether all there is was found.
    pub(crate) complete: bool,
    /// Why the search ended.
    ending: &'static str,
    /// A state was missed with a chance of at most one in this many, in decimal digits; absent if whole states were
    /// compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    one_missed_in: Option<String>,
    /// The same search with orders left out, if both were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    reduced: Option<Reduced>,
    /// The comparison with the states of the computation alone, if it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    reachable: Option<ReachableStates>,
}

/// A global state that can be recorded; with several snapshots, those that can be recorded together.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Outcomes {
    /// The state in the exercise's notation.
    pub(crate) state: String,
    /// The ends of schedules at which it is recorded, by what they are worth; those with the shortest schedules first.
    pub(crate) ends: Vec<Ends>,
    /// The states of each snapshot.
    pub(super) snapshots: Vec<RecordedState>,
}

/// Ends of schedules that record the same and are worth the same.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Ends {
    /// What they are worth: what the oracles say of one schedule to each, a shortest one.
    pub(crate) verdict: model::Verdict,
    /// What is wrong, snapshot by snapshot.
    pub(super) failed: Vec<FailedSnapshot>,
    /// How many there are.
    pub(crate) count: u64,
    /// How many steps lead to the first.
    pub(super) steps: u64,
    /// The command that shows it, if a check fails.
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<String>,
    /// They are these; no schedule is shorter, if nothing was left out.
    pub(crate) witness: String,
}

/// A snapshot with which something is wrong.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct FailedSnapshot {
    /// Which.
    pub(super) snapshot: u32,
    /// The oracles that say so.
    pub(super) checks: Vec<String>,
}

/// A search in which orders that cannot matter were left out.
#[derive(Debug, Serialize, JsonSchema)]
struct Reduced {
    /// How many states it needed.
    states: u64,
    /// How many steps.
    steps: u64,
    /// Whether the same global states can be recorded; `null` if a search did not come to its end.
    same_recorded: Option<bool>,
}

/// The states of the computation alone.
#[derive(Debug, Serialize, JsonSchema)]
struct ReachableStates {
    /// How many there are.
    states: u64,
    /// How many different states were recorded.
    recorded: u64,
    /// How many of these the computation alone can be in.
    reached: u64,
    /// Whether the search found all states.
    complete: bool,
    /// The recorded states that the computation alone cannot be in.
    unreachable: Vec<String>,
}

pub(super) fn json<P: Program>(
    scenario: &Scenario,
    system: &System<P>,
    result: &Found<P>,
    out: &mut Output,
) -> Result<(), Failure> {
    serde_json::to_writer(&mut *out, &explored(scenario, system, result)).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

/// What came of it, as data.
pub(super) fn explored<P: Program>(scenario: &Scenario, system: &System<P>, result: &Found<P>) -> Explored {
    let found = &result.found;
    let recorded = by_recorded::<P>(found).into_iter().map(|(recorded, kinds)| Outcomes {
        state: in_a_line(system, recorded),
        ends: kinds.iter().map(|kind| ends(scenario, &system.topology, kind)).collect(),
        snapshots: recorded.iter().map(|state| RecordedState::of(system, state)).collect(),
    });
    let reachable = result.reachable.as_ref().map(|compared| ReachableStates {
        states: compared.search.states,
        recorded: compared.recorded.len() as u64,
        reached: compared.search.violations.len() as u64,
        complete: compared.search.complete(),
        unreachable: compared.unreachable().map(|state| notation::line(system, state)).collect(),
    });
    Explored {
        schema: "sim.explore/2".to_string(),
        tool: tool(),
        config: scenario.config(0),
        verdict: result.verdict().into(),
        recorded: recorded.collect(),
        states: found.states,
        steps: found.steps,
        depth: found.depth,
        ends: found.ends,
        complete: found.complete(),
        ending: found.ending.name(),
        one_missed_in: found.one_missed_in().map(|chance| chance.to_string()),
        reduced: result.reduced.as_ref().map(|reduced| Reduced {
            states: reduced.states,
            steps: reduced.steps,
            same_recorded: result.reduced_agrees(),
        }),
        reachable,
    }
}

fn ends(scenario: &Scenario, topology: &Topology, kind: &Kind<'_>) -> Ends {
    let witness = kind.witness.schedule().display(topology);
    let failed = kind.failed.iter().map(|failed| FailedSnapshot {
        snapshot: failed.snapshot.0,
        checks: failed.checks.iter().map(ToString::to_string).collect(),
    });
    Ends {
        verdict: kind.verdict.into(),
        failed: failed.collect(),
        count: kind.ends,
        steps: kind.witness.steps() as u64,
        command: (!kind.failed.is_empty()).then(|| scenario.command_with(&witness)),
        witness,
    }
}
