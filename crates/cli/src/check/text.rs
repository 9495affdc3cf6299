//! What came of many seeds, for people.

use std::io::{self, Write};

use draw::paper::Paper as _;
use draw::report::style::{BAD, BOLD, GOOD, UNSURE};
use draw::report::{Column, Columns, check_line, verdict_line, width};
use sim_core::words::{counted, mean};
use snapshot::exploration::RecordedValue;
use snapshot::oracle::{Law, Verdict};
use snapshot::{Aim, Judgement, Program};
use trace::{Finished, notation};

use super::again::Again;
use super::asked::Asked;
use super::crashed::{self, FIGURES, Losses};
use super::instead::Instead;
use super::sums::Sums;
use crate::crash::Crash;
use crate::failure::Failure;
use crate::memory;
use crate::one_run::Runs;
use crate::output::Output;
use crate::scenario::Scenario;

/// Says of all seeds what was recorded, and of those that failed why: of the first, or of all.
pub(super) fn text<P: Program>(
    again: &Again<'_, P>,
    (asked, sums): (&Asked, &Sums),
    quiet: bool,
    out: &mut Output,
) -> Result<(), Failure> {
    let (prepared, scenario) = (again.prepared, again.prepared.scenario());
    if !quiet {
        let version = env!("CARGO_PKG_VERSION");
        let (seeds, what) = (&asked.seeds, scenario.describe(&prepared.system().protocol));
        let trigger = match scenario.configuration.initiation.trigger {
            Some(trigger) => format!("; trigger {trigger}"),
            None => String::new(),
        };
        writeln!(out, "{BOLD}sim {version}   seeds {seeds}{BOLD:#}   {what}{trigger}\n")?;
        match (&sums.instead, &asked.crash, &asked.until) {
            (Instead::Losses(losses), Some(crash), _) => {
                self::losses(crash, losses, Law::aim_of(Some(scenario.algorithm.law)), out)?;
            }
            (Instead::Seen(seen), _, Some(predicate)) => seen.write(predicate, out)?,
            _ => shares(scenario, sums, out)?,
        }
        writeln!(out)?;
    }
    let (worst, crash) = (sums.first_failure.or(sums.first_unknown), asked.crash.as_ref());
    for seed in if sums.failures.is_empty() { worst.as_slice() } else { &sums.failures } {
        again.of(*seed, |runs| explain(runs, (*seed, &again.command(*seed)), crash, out))?;
        writeln!(out)?;
    }
    if !quiet {
        totals(sums, scenario.configuration.faults.all().count(), asked.seeds.count(), out)?;
    }
    Ok(())
}

/// Says of one seed what does not hold, and how to see it: by this command, but for what is after a crash.
fn explain<P: Program>(
    runs: &dyn Runs<P>,
    (seed, command): (u64, &str),
    crash: Option<&Crash>,
    out: &mut Output,
) -> Result<(), Failure> {
    let (scenario, mut finished) = (runs.scenario(), runs.run(seed)?);
    // One that did not come would be refused where the seed is looked at.
    let came = crash.filter(|crash| crash.comes(finished.end_time, finished.stopped).is_ok());
    if let Some(crash) = came {
        crash.judges_before(&mut finished);
    }
    why(seed, &finished, out)?;
    match came {
        Some(crash) => {
            after(runs, crash, seed, out)?;
            Ok(out.command("  see it:", &scenario.command_crashing(crash, seed))?)
        }
        None => see(scenario, command, &finished, out),
    }
}

/// As many recorded states as a person looks at.
const MOST_SHARES: usize = 20;

fn shares(scenario: &Scenario, sums: &Sums, out: &mut Output) -> io::Result<()> {
    let counted = if scenario.configuration.initiation.snapshots == 1 { "seeds" } else { "times" };
    let shares = sums.shares();
    let shown = &shares[..shares.len().min(MOST_SHARES)];
    let widest = shown.iter().map(|(state, _)| width(&state.notation)).max().unwrap_or(0);
    let columns = vec![Column::Right(10), Column::Right(10), Column::Left(widest)];
    let columns = Columns::new(columns, out.columns());
    writeln!(
        out,
        "{BOLD}Recorded global states{BOLD:#}\n\n{}",
        columns.row(&[counted, "first seed", "state"])
    )?;
    for (state, share) in shown {
        let (times, first) = (share.times.to_string(), share.first_seed.to_string());
        writeln!(out, "{}", columns.row(&[&times, &first, &state.notation]))?;
    }
    match shares.len().saturating_sub(MOST_SHARES) {
        0 => Ok(()),
        more => writeln!(out, "  ... and {more} other states; -f json has them all"),
    }
}

fn totals(sums: &Sums, faults: usize, wanted: u64, out: &mut impl Write) -> io::Result<()> {
    let (seeds, failed, unknown) = (sums.seeds, sums.failed, sums.unknown);
    let style = match (failed, unknown) {
        (0, 0) => GOOD,
        (0, _) => UNSURE,
        _ => BAD,
    };
    let no_verdict = if unknown > 0 { format!(", {unknown} without a verdict") } else { String::new() };
    let good = seeds - failed - unknown;
    let seeds_in_words = counted(seeds, "seed");
    write!(out, "{style}{seeds_in_words}: {good} good, {failed} failed{no_verdict}{style:#}")?;
    if faults > 0 {
        let what = if faults == 1 { "the fault" } else { "at least one of the faults" };
        let runs = if sums.suffered == 0 { "none".to_string() } else { sums.suffered.to_string() };
        write!(out, "; {what} happened in {runs} of them")?;
    }
    if seeds < wanted {
        let left = wanted - seeds;
        match memory::reached() {
            true => write!(out, "; no room for the other {left}: {}", memory::allowed())?,
            false => write!(out, "; interrupted before the other {left}")?,
        }
    }
    writeln!(out)
}

/// Says of one seed what does not hold.
fn why<P: Program>(seed: u64, finished: &Finished<'_, P>, out: &mut Output) -> Result<(), Failure> {
    let is_wrong =
        |judgement: &&Judgement<P>| judgement.checks.iter().any(|check| check.verdict != Verdict::Holds);
    for judgement in finished.judgements.iter().filter(is_wrong) {
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
    Ok(())
}

/// The same of what is after the crash.
fn after<P: Program>(
    prepared: &dyn Runs<P>,
    crash: &Crash,
    seed: u64,
    out: &mut Output,
) -> Result<(), Failure> {
    let Some((_, Ok((loss, checks)))) = crashed::run(prepared, crash, seed)? else { return Ok(()) };
    let mut wrong = checks.iter().filter(|check| check.verdict != Verdict::Holds).peekable();
    if wrong.peek().is_some() {
        let back_to = loss.back_to;
        writeln!(out, "{BOLD}Seed {seed}, after the crash{BOLD:#}   all go back to {back_to}")?;
    }
    Ok(wrong.try_for_each(|check| verdict_line(out, check, String::new))?)
}

/// Says how to see a seed. A crash has a time, which a schedule has not.
fn see<P: Program>(
    scenario: &Scenario,
    command: &str,
    finished: &Finished<'_, P>,
    out: &mut Output,
) -> Result<(), Failure> {
    out.command("  see it:", command)?;
    if let Some(schedule) = &finished.schedule {
        out.command("  or:    ", &scenario.command_with(schedule))?;
    }
    Ok(())
}

/// What the crashes cost.
fn losses(crash: &Crash, losses: &Losses, aim: Aim, out: &mut Output) -> io::Result<()> {
    let Crash { process, time, .. } = crash;
    writeln!(out, "{BOLD}What a crash of {process} at t={time} costs{BOLD:#}\n")?;
    let widest = FIGURES.map(|(name, ..)| width(name)).into_iter().max().unwrap_or(0);
    let columns = [Column::Left(widest)].into_iter().chain([Column::Right(10); 4]).collect();
    let columns = Columns::new(columns, out.columns());
    writeln!(out, "{}", columns.row(&["", "least", "median", "most", "average"]))?;
    for ((name, ..), spread) in FIGURES.iter().zip(&losses.spreads) {
        let (sum, times) = spread.sum();
        let figure =
            |figure: Option<u64>| figure.map_or_else(|| "-".to_string(), |figure| figure.to_string());
        let average = if times > 0 { mean(sum, times) } else { "-".to_string() };
        let [least, median, most] = spread.three().map(figure);
        writeln!(out, "{}", columns.row(&[name, &least, &median, &most, &average]))?;
    }
    writeln!(out)?;
    for (name, about, _) in FIGURES {
        writeln!(out, "  {name}: {about}")?;
    }
    if losses.to_beginning > 0 {
        let seeds = counted(losses.to_beginning, "seed");
        let nothing = match aim {
            Aim::Checkpoints => "no checkpoints that are consistent",
            Aim::GlobalState | Aim::RecoveryLine => "no snapshot complete",
        };
        writeln!(out, "  to the beginning, with {nothing}: {seeds}")?;
    }
    match &losses.first_over {
        None => Ok(()),
        Some((seed, _)) => {
            let seeds = counted(losses.over, "seed");
            writeln!(out, "  ended before the crash, and judged without it: {seeds}, first seed {seed}")
        }
    }
}
