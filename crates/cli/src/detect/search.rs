//! `sim explore --detect`: every schedule under one detector. A false announcement that is found is a shortest one, and a schedule to run again.

use std::io::Write as _;

use draw::paper::Paper as _;
use draw::report::style::{BAD, BOLD, GOOD, UNSURE};
use explore::{Ending, Found, Report, explore_with};
use sim_core::words::counted;
use snapshot::AnyProgram;
use snapshot::detection::list::Entry;
use snapshot::detection::search::Announcements;
use snapshot::detection::watch::Wrong;
use snapshot::oracle::Overall;

use super::asked::{Book, layers_or_refuse, named, ran, refuse_snapshots, usual};
use super::words::why;
use crate::args::{ExploreArgs, ExploreFormat, form};
use crate::explore::{Watch, options, refuse_timing};
use crate::failure::Failure;
use crate::foreign;
use crate::interrupt;
use crate::output::Output;
use crate::scenario::Scenario;

/// The experiment, unless it is said.
const SHAPE: &str = "complete:2";

pub(crate) fn explore(args: &ExploreArgs, detector: &str) -> Result<Overall, Failure> {
    let entry = named(detector, "--detect")?;
    refuse_timing(args)?;
    refuse_snapshots(&args.scenario.spec)?;
    let scenario = Scenario::from_args_over(&args.scenario, usual(SHAPE))?;
    if scenario.schedule.is_some() {
        let tip = "'sim run --detect' follows the schedule";
        return Err(Failure::with_tip("a scenario with a schedule has one run, not many", tip));
    }
    let tip = match form::chosen(args.format, args.output.as_deref(), ExploreFormat::Text) {
        ExploreFormat::Text => None,
        ExploreFormat::Json => {
            Some(("json", "'sim compare --detect terminated -f json' tells of many runs".to_string()))
        }
        ExploreFormat::Html => Some(("html", format!("'sim --detect {detector} -f html' shows one run"))),
    };
    if let Some((form, tip)) = tip {
        let what = format!("'-f {form}' is for searches over snapshots, and under a detector there are none");
        return Err(Failure::with_tip(what, tip));
    }
    interrupt::listen();
    let mut output = Output::open_as(args.output.as_deref(), true)?;
    let outcome = search(args, (&scenario, entry), &mut output)?;
    output.finish_unless(interrupt::requested())?;
    Ok(outcome)
}

fn search(
    args: &ExploreArgs,
    (scenario, entry): (&Scenario, &'static Entry),
    out: &mut Output,
) -> Result<Overall, Failure> {
    let system = layers_or_refuse::<AnyProgram>(scenario, entry)?;
    let mut watch = Watch::new();
    let options = options(args, false);
    let report = explore_with(&system, &Announcements(&system), &options, |now| watch.look(now));
    drop(watch);
    foreign::check()?;
    if !args.quiet {
        let (version, what) = (env!("CARGO_PKG_VERSION"), scenario.describe_alone());
        writeln!(out, "{BOLD}sim {version}{BOLD:#}   {what}, every order of events\n")?;
        writeln!(
            out,
            "{BOLD}Who detects that it has terminated{BOLD:#}   {}: {}\n",
            entry.name, entry.about
        )?;
    }
    for Found { what, times, witness } in &report.violations {
        let scenario = scenario.following(witness.schedule());
        let watched = ran(&system, &scenario, 0, &mut Book(None))?;
        let (why, steps) = (why(&system.topology, *what, &watched), counted(witness.steps(), "step"));
        let times = if args.keep_going { format!(", {}", counted(*times, "end")) } else { String::new() };
        writeln!(out, "{BAD}FAIL{BAD:#}  {why}   ({steps}, none shorter{times})")?;
        out.command("    see it:", &scenario.command_detecting(entry.name, 0))?;
    }
    if !args.quiet {
        closing(&report, out)?;
    }
    Ok(verdict(&report))
}

fn verdict(report: &Report<(), Wrong>) -> Overall {
    match report.violations.is_empty() {
        false => Overall::Violated,
        true if report.complete() => Overall::Holds,
        true => Overall::Unknown,
    }
}

/// What all of it comes to.
fn closing(report: &Report<(), Wrong>, out: &mut Output) -> Result<(), Failure> {
    let (style, what) = match verdict(report) {
        Overall::Holds => (GOOD, "every announcement is true, and none is missing"),
        Overall::Violated => (BAD, "not as it is claimed"),
        Overall::Unknown => (UNSURE, "no verdict"),
    };
    let why = match report.ending {
        Ending::Exhausted => "nothing is left to try",
        Ending::Violated => "the search stopped at the first that is wrong; --keep-going goes on",
        Ending::MaxStates => "given up: --max-states was reached",
        Ending::MaxBytes => "given up: --max-memory was reached",
        Ending::Asked => "interrupted",
    };
    let ends = counted(report.ends, "end");
    writeln!(out, "{style}{what}{style:#}: {ends} of schedules; {why}")?;
    let missed = match report.one_missed_in() {
        None => "whole states were compared".to_string(),
        Some(chance) => format!("a state was missed with a chance below 1 in 10^{}", chance.ilog10()),
    };
    let (states, steps, depth) =
        (counted(report.states, "state"), counted(report.steps, "step"), report.depth);
    Ok(writeln!(out, "{states}, {steps}, depth {depth}; {missed}")?)
}
