//! What came of many seeds, for people.

use std::io::{self, Write};

use draw::paper::Paper as _;
use draw::report::style::{BAD, BOLD, GOOD, UNSURE};
use draw::report::{Column, Columns, check_line, width};
use sim_core::words::counted;
use snapshot::{Overall, Program, RecordedValue, Verdict};
use trace::{Finished, notation};

use super::again::Again;
use super::until::Seen;
use crate::args::CheckArgs;
use crate::failure::Failure;
use crate::memory;
use crate::output::Output;
use crate::scenario::Scenario;
use crate::tally::Tally;

/// Says of all seeds what was recorded, and of those that failed why: of the first, or of all.
pub(super) fn text<P: Program>(
    args: &CheckArgs,
    again: &Again<'_, P>,
    (tally, failures, seen): (&Tally<P>, &[u64], &Seen),
    out: &mut Output,
) -> Result<(), Failure> {
    let (prepared, scenario) = (again.prepared, again.prepared.scenario());
    if !args.quiet {
        let version = env!("CARGO_PKG_VERSION");
        let (seeds, what) = (&args.seeds, scenario.describe(&prepared.system().protocol));
        let trigger = match scenario.configuration.initiation.trigger {
            Some(trigger) => format!("; trigger {trigger}"),
            None => String::new(),
        };
        writeln!(out, "{BOLD}sim {version}   seeds {seeds}{BOLD:#}   {what}{trigger}\n")?;
        match &args.until {
            None => shares(scenario, tally, out)?,
            Some(predicate) => seen.write(predicate, out)?,
        }
        writeln!(out)?;
    }
    let worst = tally.first_failure.or(tally.first_unknown);
    let first = worst.as_slice();
    for seed in if failures.is_empty() { first } else { failures } {
        again.of(*seed, |runs| explain(runs.scenario(), *seed, &runs.run(*seed)?, out))?;
        writeln!(out)?;
    }
    if !args.quiet {
        totals(tally, args, out)?;
    }
    Ok(())
}

/// As many recorded states as a person looks at.
const MOST_SHARES: usize = 20;

fn shares<P: Program>(scenario: &Scenario, tally: &Tally<P>, out: &mut Output) -> io::Result<()> {
    let counted = if scenario.configuration.initiation.snapshots == 1 { "seeds" } else { "times" };
    let shares = tally.shares();
    let shown = &shares[..shares.len().min(MOST_SHARES)];
    let widest = shown.iter().map(|(_, share)| width(&share.notation)).max().unwrap_or(0);
    let columns = vec![Column::Right(10), Column::Right(10), Column::Left(widest)];
    let columns = Columns::new(columns, out.columns());
    writeln!(
        out,
        "{BOLD}Recorded global states{BOLD:#}\n\n{}",
        columns.row(&[counted, "first seed", "state"])
    )?;
    for (_, share) in shown {
        let (times, first) = (share.times.to_string(), share.first_seed.to_string());
        writeln!(out, "{}", columns.row(&[&times, &first, &share.notation]))?;
    }
    match shares.len().saturating_sub(MOST_SHARES) {
        0 => Ok(()),
        more => writeln!(out, "  ... and {more} other states; -f json has them all"),
    }
}

fn totals<P: Program>(tally: &Tally<P>, args: &CheckArgs, out: &mut impl Write) -> io::Result<()> {
    let (seeds, failed, unknown) = (tally.seeds, tally.failed, tally.unknown);
    let style = match (failed, unknown) {
        (0, 0) => GOOD,
        (0, _) => UNSURE,
        _ => BAD,
    };
    let no_verdict = if unknown > 0 { format!(", {unknown} without a verdict") } else { String::new() };
    let good = seeds - failed - unknown;
    let seeds_in_words = counted(seeds, "seed");
    write!(out, "{style}{seeds_in_words}: {good} good, {failed} failed{no_verdict}{style:#}")?;
    if seeds < args.seeds.count() {
        let left = args.seeds.count() - seeds;
        match memory::reached() {
            true => write!(out, "; no room for the other {left}: {}", memory::allowed())?,
            false => write!(out, "; interrupted before the other {left}")?,
        }
    }
    writeln!(out)
}

/// Says of one seed what does not hold, and how to see it.
fn explain<P: Program>(
    scenario: &Scenario,
    seed: u64,
    finished: &Finished<'_, P>,
    out: &mut Output,
) -> Result<(), Failure> {
    for judgement in finished.judgements.iter().filter(|judgement| judgement.verdict() != Overall::Holds) {
        let which = match finished.judgements.len() {
            1 => String::new(),
            _ => format!(", snapshot {}", judgement.snapshot.0),
        };
        let recorded = notation::line(finished.system, &RecordedValue::from(&*judgement.recorded));
        writeln!(out, "{BOLD}Seed {seed}{which}{BOLD:#}   {recorded}")?;
        for check in judgement.checks.iter().filter(|check| check.verdict != Verdict::Holds) {
            check_line(out, finished, judgement, check)?;
        }
    }
    out.command("  see it:", &scenario.command(seed))?;
    if let Some(schedule) = &finished.schedule {
        out.command("  or:    ", &scenario.command_with(schedule))?;
    }
    Ok(())
}
