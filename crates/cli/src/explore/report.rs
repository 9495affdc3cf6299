//! What came of a search, for people and as `sim.explore/1`.

use std::io::{self, Write};

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;
use sim_core::explore::Ending;
use sim_core::{Schedule, Topology};
use snapshot::{Outcome as Recorded, Program, RecordedValue};
use trace::{model, notation};

use super::{Compared, Found};
use crate::Outcome;
use crate::args::{ExploreArgs, Reduce};
use crate::config::tool;
use crate::failure::Failure;
use crate::finished::Finished;
use crate::output::Output;
use crate::prepared::Prepared;
use crate::report::{BAD, BOLD, DIM, GOOD, UNSURE, check_line};

/// As many recorded states as a person looks at.
const MOST: usize = 40;

pub(super) fn text<P: Program>(
    args: &ExploreArgs,
    prepared: &Prepared<'_, P>,
    result: &Found<P>,
    out: &mut Output,
) -> Result<(), Failure> {
    let found = &result.found;
    if !args.quiet {
        let version = env!("CARGO_PKG_VERSION");
        writeln!(out, "{BOLD}sim {version}{BOLD:#}   {}\n", prepared.describe_all_orders())?;
        let all = if found.complete() { "can report" } else { "reported, as far as the search went," };
        let states = match found.outcomes.len() {
            0 => "no global state".to_string(),
            1 => "one global state".to_string(),
            several => format!("{several} global states"),
        };
        writeln!(out, "{BOLD}The algorithm {all} {states}{BOLD:#}\n")?;
    }
    for (number, outcome) in (1..).zip(found.outcomes.iter().take(MOST)) {
        writeln!(out, "{number:>4}  {}", in_a_line::<P>(prepared.topology(), &outcome.what))?;
        if !args.quiet {
            let command = command(prepared, &outcome.witness);
            writeln!(out, "      {DIM}in {} steps:{DIM:#} {command}", outcome.witness.0.len())?;
        }
    }
    if found.outcomes.len() > MOST {
        writeln!(out, "      ... and {} more; -f json has them all", found.outcomes.len() - MOST)?;
    }
    for violation in &found.violations {
        explain(prepared, violation, out)?;
    }
    if !args.quiet {
        writeln!(out)?;
        if let Some(compared) = &result.reachable {
            write_compared(prepared, compared, out)?;
        }
        totals(args, result, out)?;
    }
    Ok(())
}

/// The recorded states of all snapshots.
fn in_a_line<P: Program>(topology: &Topology, outcome: &Recorded<P>) -> String {
    if outcome.is_empty() {
        return "nothing: no snapshot is taken".to_string();
    }
    let lines = outcome.iter().map(|state| notation::line(topology, state));
    lines.collect::<Vec<_>>().join("  |  ")
}

/// The command that goes this way again.
fn command<P: Program>(prepared: &Prepared<'_, P>, witness: &Schedule) -> String {
    prepared.scenario.command_with(&witness.display(prepared.topology()))
}

/// What is wrong at the end of a schedule, as a run of it says.
fn explain<P: Program>(
    prepared: &Prepared<'_, P>,
    violation: &sim_core::explore::Found<snapshot::Wrong>,
    out: &mut Output,
) -> Result<(), Failure> {
    let steps = violation.witness.0.len();
    let times = match violation.times {
        1 => String::new(),
        times => format!(", and {} other ends like it", times - 1),
    };
    writeln!(out, "\n{BAD}wrong{BAD:#} after {steps} steps{times}")?;
    let mut scenario = prepared.scenario.clone();
    scenario.schedule = Some(violation.witness.clone());
    let again = scenario.prepare::<P>()?;
    let finished = Finished::run(&again, 0)?;
    let ended = finished.ended();
    for judgement in ended.judgements.iter().filter(|judgement| judgement.snapshot == violation.what.snapshot)
    {
        let recorded = RecordedValue::from(&judgement.recorded);
        writeln!(out, "      {}", notation::line(prepared.topology(), &recorded))?;
        for check in judgement.checks.iter().filter(|check| violation.what.checks.contains(&check.name)) {
            check_line(out, &ended, judgement, check)?;
        }
    }
    writeln!(out, "  see it: {}", command(prepared, &violation.witness))?;
    Ok(())
}

fn write_compared<P: Program>(
    prepared: &Prepared<'_, P>,
    compared: &Compared<P>,
    out: &mut Output,
) -> io::Result<()> {
    let (recorded, search) = (compared.recorded.len(), &compared.search);
    if !search.complete() {
        return writeln!(
            out,
            "{UNSURE}not compared{UNSURE:#}: the search over the computation alone was given up"
        );
    }
    for state in compared.unreachable() {
        let line = notation::line(prepared.topology(), state);
        writeln!(out, "{BAD}unreachable{BAD:#}: the computation alone cannot be in {line}")?;
    }
    let reached = search.violations.len();
    let hundredths = u128::try_from(reached).unwrap_or(u128::MAX) * 10_000 / u128::from(search.states.max(1));
    writeln!(
        out,
        "{reached} of the {recorded} recorded states are states of the computation alone: {reached} of its {} ({}.{:02} %)",
        search.states,
        hundredths / 100,
        hundredths % 100
    )
}

fn totals<P: Program>(args: &ExploreArgs, result: &Found<P>, out: &mut Output) -> io::Result<()> {
    let found = &result.found;
    let (style, verdict) = match result.outcome() {
        Outcome::Holds => (GOOD, "every end is good"),
        Outcome::Violated => (BAD, "not every end is good"),
        Outcome::NoVerdict => (UNSURE, "no verdict"),
    };
    let why = match found.ending {
        Ending::Exhausted => "nothing is left to try",
        Ending::Violated => "ended at the first violation; --keep-going goes on",
        Ending::MaxStates => "given up: --max-states was reached",
        Ending::MaxBytes => "given up: --max-memory was reached; --reduce on needs less",
        Ending::Asked => "interrupted",
    };
    writeln!(out, "{style}{verdict}{style:#}: {} ends of schedules; {why}", found.ends)?;
    let missed = match found.one_missed_in() {
        None => "whole states were compared".to_string(),
        Some(chance) => format!("a state was missed with a chance below 1 in 10^{}", chance.ilog10()),
    };
    let reduced = match args.reduce {
        Reduce::On => " (orders that cannot matter left out)",
        Reduce::Off | Reduce::Both => "",
    };
    writeln!(
        out,
        "{} states, {} steps{reduced}, depth {}; {missed}",
        found.states, found.steps, found.depth
    )?;
    let Some(reduced) = &result.reduced else { return Ok(()) };
    let percent = found.states.saturating_sub(reduced.states) * 100 / found.states.max(1);
    let agrees = match (reduced.complete(), result.reduced_agrees()) {
        (true, true) => "and the same is recorded",
        (true, false) => "BUT WHAT IS RECORDED DIFFERS: please report this",
        (false, _) => "as far as that search went",
    };
    writeln!(
        out,
        "with orders left out: {} states, {} steps, {percent} % of the states saved, {agrees}",
        reduced.states, reduced.steps
    )
}

/// The JSON form of a search.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Explored {
    /// `sim.explore/1`.
    schema: String,
    /// The program that wrote it.
    tool: model::Tool,
    /// What was searched; its seed and delays mean nothing.
    config: model::Config,
    /// The verdict on all ends of schedules together.
    verdict: model::Verdict,
    /// The global states that can be recorded, those with the shortest schedules first.
    recorded: Vec<RecordedState>,
    /// How many states there are.
    states: u64,
    /// How many steps between them.
    steps: u64,
    /// How many steps the farthest state is from the initial one.
    depth: u64,
    /// In how many states a schedule ends.
    ends: u64,
    /// Whether all there is was found.
    complete: bool,
    /// Why the search ended.
    ending: &'static str,
    /// A state was missed with a chance of at most one in this many, in decimal digits; absent if whole states were
    /// compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    one_missed_in: Option<String>,
    /// Ends at which an oracle found something wrong.
    violations: Vec<Violation>,
    /// The same search with orders left out, if both were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    reduced: Option<Reduced>,
    /// The comparison with the states of the computation alone, if it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    reachable: Option<ReachableStates>,
}

/// A global state that can be recorded; with several snapshots, those that can be recorded together.
#[derive(Debug, Serialize, JsonSchema)]
struct RecordedState {
    /// The state in the exercise's notation.
    state: String,
    /// A schedule that records it; none is shorter, if nothing was left out.
    witness: String,
    /// At how many ends of schedules it is recorded.
    ends: u64,
    /// The states of each snapshot.
    snapshots: Vec<OneState>,
}

/// A recorded global state.
#[derive(Debug, Serialize, JsonSchema)]
struct OneState {
    /// The state of each process, as it prints; `null` for one that did not record.
    processes: IndexMap<String, Option<String>>,
    /// The messages in each channel, as they print; `null` for one that was not closed.
    channels: IndexMap<String, Option<Vec<String>>>,
}

/// Ends of schedules at which the same is wrong.
#[derive(Debug, Serialize, JsonSchema)]
struct Violation {
    /// The snapshot.
    snapshot: u32,
    /// The oracles that say so.
    checks: Vec<String>,
    /// A schedule that leads there.
    witness: String,
    /// How many ends there are like it.
    ends: u64,
}

/// A search in which orders that cannot matter were left out.
#[derive(Debug, Serialize, JsonSchema)]
struct Reduced {
    /// How many states it needed.
    states: u64,
    /// How many steps.
    steps: u64,
    /// Whether the same global states can be recorded.
    same_recorded: bool,
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
    prepared: &Prepared<'_, P>,
    result: &Found<P>,
    out: &mut Output,
) -> Result<(), Failure> {
    let (found, topology) = (&result.found, prepared.topology());
    let recorded = found.outcomes.iter().map(|outcome| RecordedState {
        state: in_a_line::<P>(topology, &outcome.what),
        witness: outcome.witness.display(topology),
        ends: outcome.times,
        snapshots: outcome.what.iter().map(|state| one_state(topology, state)).collect(),
    });
    let violations = found.violations.iter().map(|violation| Violation {
        snapshot: violation.what.snapshot.0,
        checks: violation.what.checks.iter().map(ToString::to_string).collect(),
        witness: violation.witness.display(topology),
        ends: violation.times,
    });
    let reachable = result.reachable.as_ref().map(|compared| ReachableStates {
        states: compared.search.states,
        recorded: compared.recorded.len() as u64,
        reached: compared.search.violations.len() as u64,
        complete: compared.search.complete(),
        unreachable: compared.unreachable().map(|state| notation::line(topology, state)).collect(),
    });
    let explored = Explored {
        schema: "sim.explore/1".to_string(),
        tool: tool(),
        config: prepared.scenario.config(0),
        verdict: match result.outcome() {
            Outcome::Holds => model::Verdict::Ok,
            Outcome::Violated => model::Verdict::Failed,
            Outcome::NoVerdict => model::Verdict::Unknown,
        },
        recorded: recorded.collect(),
        states: found.states,
        steps: found.steps,
        depth: found.depth,
        ends: found.ends,
        complete: found.complete(),
        ending: ending(found.ending),
        one_missed_in: found.one_missed_in().map(|chance| chance.to_string()),
        violations: violations.collect(),
        reduced: result.reduced.as_ref().map(|reduced| Reduced {
            states: reduced.states,
            steps: reduced.steps,
            same_recorded: result.reduced_agrees(),
        }),
        reachable,
    };
    serde_json::to_writer(&mut *out, &explored).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

fn one_state<S: std::fmt::Display, M: std::fmt::Display>(
    topology: &Topology,
    state: &RecordedValue<S, M>,
) -> OneState {
    let processes = topology.processes().zip(&state.processes);
    let channels = topology.channel_ids().zip(&state.channels);
    let printed = |messages: &Vec<M>| messages.iter().map(ToString::to_string).collect();
    OneState {
        processes: processes
            .map(|(process, state)| {
                (topology.name(process).to_string(), state.as_ref().map(ToString::to_string))
            })
            .collect(),
        channels: channels
            .map(|(channel, messages)| (topology.channel_name(channel), messages.as_ref().map(printed)))
            .collect(),
    }
}

const fn ending(ending: Ending) -> &'static str {
    match ending {
        Ending::Exhausted => "exhausted",
        Ending::Violated => "violated",
        Ending::MaxStates => "max-states",
        Ending::MaxBytes => "max-memory",
        Ending::Asked => "interrupted",
    }
}
