//! What came of a search, for people.

use std::io::{self, Write};

use draw::paper::Paper as _;
use draw::report::check_line;
use draw::report::style::{BAD, BOLD, DIM, GOOD, UNSURE};
use explore::Witness;
use sim_core::words::counted;
use sim_core::{Schedule, System};
use snapshot::exploration::{Failed, Outcome, RecordedValue, WrongOf};
use snapshot::oracle::Overall;
use snapshot::{Program, Readable};
use trace::{Finished, notation};

use super::ends::{Kind, by_failure, by_recorded};
use super::found::{Compared, Found};
use super::words;
use crate::args::ExploreArgs;
use crate::failure::Failure;
use crate::one_run::Runs as _;
use crate::output::Output;
use crate::prepared::Prepared;
use crate::scenario::Scenario;

/// As many recorded states as a person looks at.
const MOST: usize = 40;

pub(super) fn text<P: Program, L: Readable<P>>(
    args: &ExploreArgs,
    prepared: &Prepared<'_, P, L>,
    result: &Found<P>,
    out: &mut Output,
) -> Result<(), Failure> {
    let (scenario, system) = (prepared.scenario, &prepared.underlying);
    if !args.quiet {
        headline(&scenario.describe_all_orders(&system.protocol), result, out)?;
    }
    states(args, (scenario, system), result, out)?;
    for (wrong, witness, ends) in by_failure::<P>(&result.found) {
        explain(prepared, wrong, witness, ends, out)?;
    }
    if !args.quiet {
        writeln!(out)?;
        if let Some(compared) = &result.reachable {
            write_compared(system, compared, out)?;
        }
        closing(args, result, out)?;
    }
    Ok(())
}

fn headline<P: Program>(what: &str, result: &Found<P>, out: &mut Output) -> io::Result<()> {
    let version = env!("CARGO_PKG_VERSION");
    writeln!(out, "{BOLD}sim {version}{BOLD:#}   {what}\n")?;
    writeln!(out, "{BOLD}{}{BOLD:#}\n", words::headline::<P>(&result.found))
}

/// What was recorded, with the kinds of ends that record it.
fn states<P: Program>(
    args: &ExploreArgs,
    (scenario, system): (&Scenario, &System<P>),
    result: &Found<P>,
    out: &mut Output,
) -> io::Result<()> {
    let recorded = by_recorded::<P>(&result.found);
    for (number, (state, kinds)) in (1..).zip(recorded.iter().take(MOST)) {
        let wrong = kinds.iter().any(|kind| kind.verdict == Overall::Violated);
        let mark = if wrong { format!("   {BAD}wrong{BAD:#}") } else { String::new() };
        writeln!(out, "{number:>4}  {}{mark}", in_a_line(system, state))?;
        for kind in kinds.iter().filter(|_| !args.quiet) {
            let command = command(scenario, &kind.witness.schedule());
            let first = if kind.ends == 1 { "after" } else { "first after" };
            let steps = counted(kind.witness.steps() as u64, "step");
            out.command(&format!("      {DIM}{}, {first} {steps}:{DIM:#}", ends_of(kind)), &command)?;
        }
    }
    match recorded.len().saturating_sub(MOST) {
        0 => Ok(()),
        more => writeln!(out, "      ... and {more} more; -f json has them all"),
    }
}

/// How many ends of a kind there are: `2 good ends`, `1 wrong end (channels, reachable)`.
fn ends_of(kind: &Kind<'_>) -> String {
    match kind.verdict {
        Overall::Holds => counted(kind.ends, "good end"),
        Overall::Unknown => format!("{} without a verdict", counted(kind.ends, "end")),
        Overall::Violated => {
            format!("{} ({})", counted(kind.ends, "wrong end"), words::failed_at(kind.failed))
        }
    }
}

/// The recorded states of all snapshots.
pub(super) fn in_a_line<P: Program>(system: &System<P>, outcome: &Outcome<P>) -> String {
    if outcome.is_empty() {
        return "nothing: no snapshot is taken".to_string();
    }
    let lines = outcome.iter().map(|state| notation::line(system, state));
    lines.collect::<Vec<_>>().join("  |  ")
}

/// The command that goes this way again.
fn command(scenario: &Scenario, witness: &Schedule) -> String {
    scenario.command_with(&witness.display(&scenario.configuration.topology))
}

/// What is wrong at the end of a schedule, as a run of it says.
fn explain<P: Program, L: Readable<P>>(
    prepared: &Prepared<'_, P, L>,
    wrong: &WrongOf<P>,
    witness: &Witness,
    ends: u64,
    out: &mut Output,
) -> Result<(), Failure> {
    let schedule = witness.schedule();
    let mut scenario = prepared.scenario.clone();
    scenario.schedule = Some(schedule.clone());
    let again = prepared.of(&scenario);
    let steps = counted(witness.steps() as u64, "step");
    let others = match ends {
        1 => String::new(),
        _ => format!(", and {} at which the same fails", counted(ends - 1, "other end")),
    };
    writeln!(out, "\n{BAD}wrong{BAD:#} after {steps}{others}")?;
    why(&again.run(0)?, wrong, out)?;
    Ok(out.command("  see it:", &command(prepared.scenario, &schedule))?)
}

/// What is wrong with the snapshots of a run.
fn why<P: Program>(finished: &Finished<'_, P>, wrong: &WrongOf<P>, out: &mut Output) -> io::Result<()> {
    for Failed { snapshot, checks } in &wrong.failed {
        let judgement = finished.judgements.iter().find(|judgement| judgement.snapshot == *snapshot);
        let judgement = judgement.expect("the run has all snapshots");
        let recorded = RecordedValue::from(&*judgement.recorded);
        let which = if finished.judgements.len() == 1 {
            String::new()
        } else {
            format!("snapshot {}   ", snapshot.0)
        };
        writeln!(out, "      {which}{}", notation::line(finished.system, &recorded))?;
        for check in judgement.checks.iter().filter(|check| checks.contains(&check.name)) {
            check_line(out, finished, judgement, check)?;
        }
    }
    Ok(())
}

fn write_compared<P: Program>(
    system: &System<P>,
    compared: &Compared<P>,
    out: &mut Output,
) -> io::Result<()> {
    let Some(told) = words::compared::<P>(compared) else {
        return writeln!(
            out,
            "{UNSURE}not compared{UNSURE:#}: the search over the computation alone was given up"
        );
    };
    for state in compared.unreachable().take(MOST) {
        let line = notation::line(system, state);
        writeln!(out, "{BAD}unreachable{BAD:#}: the computation alone cannot be in {line}")?;
    }
    if let more @ 1.. = compared.unreachable().count().saturating_sub(MOST) {
        writeln!(out, "{BAD}unreachable{BAD:#}: and {more} more; -f json has them all")?;
    }
    writeln!(out, "{told}")
}

/// What all of it comes to.
fn closing<P: Program>(args: &ExploreArgs, result: &Found<P>, out: &mut Output) -> io::Result<()> {
    let style = match result.verdict() {
        Overall::Holds => GOOD,
        Overall::Violated => BAD,
        Overall::Unknown => UNSURE,
    };
    let (verdict, ends) = (words::verdict(result), words::ends_and_why::<P>(&result.found));
    writeln!(out, "{style}{verdict}{style:#}: {ends}")?;
    writeln!(out, "{}", words::counts::<P>(args, &result.found))?;
    words::reduced(result).map_or(Ok(()), |reduced| writeln!(out, "{reduced}"))
}
