//! A comparison for people. [`costs`] is what each algorithm pays, [`right`] on which channels it is right.

mod costs;
mod layout;
mod right;

use std::io::{self, Write};

use draw::paper::Paper as _;
use draw::report::style::{BAD, BOLD, GOOD, UNSURE};
use sim_core::words::counted;
use snapshot::oracle::Overall;

use super::comparison::Comparison;
use super::measured::Measured;
use crate::args::{CompareArgs, ComparePart};
use crate::failure::Failure;
use crate::interrupt;
use crate::memory;
use crate::output::Output;
pub(super) use layout::{styled, table};

/// Writes the parts that are wanted, and always what is not as it is claimed.
pub(super) fn text(comparison: &Comparison<'_>, args: &CompareArgs, out: &mut Output) -> Result<(), Failure> {
    if !args.quiet {
        head(comparison, out)?;
    }
    if args.shows(ComparePart::Costs) {
        costs::costs(comparison, out)?;
    }
    if args.shows(ComparePart::Words) {
        costs::words(comparison, out)?;
    }
    if args.shows(ComparePart::Channels) {
        right::channels(comparison, out)?;
    }
    if args.shows(ComparePart::Schedules) && args.explore {
        right::schedules(comparison, out)?;
    }
    if args.shows(ComparePart::Witnesses) {
        right::witnesses(comparison, out)?;
    }
    failures(comparison, out)?;
    if !args.quiet {
        closing_line(comparison, out)?;
    }
    Ok(())
}

fn head(comparison: &Comparison<'_>, out: &mut Output) -> io::Result<()> {
    let (version, scenario) = (env!("CARGO_PKG_VERSION"), &comparison.asked.scenario);
    let seeds = &comparison.share.seeds;
    let (seeds, what) = (format!("{}..{}", seeds.start, seeds.end), scenario.describe_alone());
    let hold = match scenario.configuration.atomic {
        true => String::new(),
        false => format!(", hold {}", scenario.timing.hold()),
    };
    writeln!(out, "{BOLD}sim {version}   seeds {seeds}{BOLD:#}   {what}{hold}\n")
}

/// Everything that is not as it is claimed.
fn failures(comparison: &Comparison<'_>, out: &mut Output) -> io::Result<()> {
    for row in &comparison.rows {
        let head = format!("{BAD}FAIL{BAD:#}  {}", row.entry.name);
        for measured in row.cells() {
            wrong_claims(&head, measured, out)?;
            if row.is_paid(measured.has_order) {
                right::seed(&head, measured, out)?;
            }
        }
        for searched in row.searches().filter(|searched| row.is_paid(searched.has_order)) {
            right::schedule(&head, searched, out)?;
        }
    }
    Ok(())
}

/// The formulae that do not come to what was paid.
fn wrong_claims(head: &str, measured: &Measured, out: &mut Output) -> io::Result<()> {
    let wrong = measured.claims.iter().filter_map(|tested| Some((tested.claim, tested.held.wrong?)));
    for (claim, (seed, cost, formula)) in wrong {
        let what = format!("{} is {cost}, and {} comes to {formula}", claim.cost.name(), claim.formula);
        writeln!(out, "{head}, seed {seed}: {what}")?;
        out.command("    see it:", &measured.scenario.command(seed))?;
    }
    Ok(())
}

fn closing_line(comparison: &Comparison<'_>, out: &mut Output) -> io::Result<()> {
    let (style, what) = match comparison.verdict() {
        Overall::Holds => (GOOD, "all as claimed"),
        Overall::Violated => (BAD, "not all as claimed"),
        Overall::Unknown => (UNSURE, "no verdict on all"),
    };
    let (algorithms, seeds) = (comparison.rows.len(), comparison.share.wanted());
    let (algorithms, seeds) = (counted(algorithms, "algorithm"), counted(seeds, "seed"));
    write!(out, "{style}{algorithms}, {seeds} each: {what}{style:#}")?;
    if comparison.lacks_seeds() && memory::reached() {
        write!(out, "; no room for all seeds: {}", memory::allowed())?;
    } else if interrupt::requested() {
        write!(out, "; interrupted")?;
    }
    writeln!(out)
}
