//! Detectors beside each other, for people.

use std::io;
use std::io::Write as _;

use draw::paper::Paper as _;
use draw::report::style::{BAD, BOLD, GOOD, UNSURE};
use sim_core::words::counted;
use snapshot::Overall;
use snapshot::detection::watch::{Watched, Wrong};

use super::super::text::{styled, table};
use super::detection::{Detection, FIGURES};
use super::measured::{Measured, Row};
use crate::interrupt;
use crate::output::Output;
use crate::spread::Spread;

/// Writes all of it; quietly, what is not as it is claimed.
pub(super) fn text(detection: &Detection, quiet: bool, out: &mut Output) -> io::Result<()> {
    if !quiet {
        head(detection, out)?;
        rows(detection, out)?;
    }
    for row in &detection.rows {
        let is_told = !quiet || row.entry.right;
        if let Ok(measured) = row.measured.as_ref()
            && is_told
        {
            witness(detection, row, measured, out)?;
        }
    }
    if quiet { Ok(()) } else { closing_line(detection, out) }
}

fn head(detection: &Detection, out: &mut Output) -> io::Result<()> {
    let (version, scenario) = (env!("CARGO_PKG_VERSION"), &detection.scenario);
    let (seeds, timing) = (&detection.seeds, &scenario.timing);
    let what = scenario.describe_alone();
    let (delay, hold) = (timing.message(), timing.hold());
    let seeds = format!("{}..{}", seeds.start, seeds.end);
    writeln!(out, "{BOLD}sim {version}   seeds {seeds}{BOLD:#}   {what}, delay {delay}, hold {hold}\n")
}

fn rows(detection: &Detection, out: &mut Output) -> io::Result<()> {
    writeln!(out, "{BOLD}Who detects that it has terminated{BOLD:#}\n")?;
    let columns = ["detector"].into_iter().chain(FIGURES.map(|(name, ..)| name)).chain(["pays", "announced"]);
    let columns: Vec<_> = columns.collect();
    let rows = detection.measured().map(|(entry, measured)| {
        let figures = FIGURES.map(|(.., spread)| figure(spread(measured)));
        let head = [entry.name.to_string()].into_iter().chain(figures);
        head.chain([entry.price.to_string(), announced(measured)]).collect()
    });
    let rows: Vec<Vec<String>> = rows.collect();
    table(&columns, &rows, out)?;
    let lacking = detection.rows.iter().filter_map(|row| Some((row.entry, row.measured.as_ref().err()?)));
    for (entry, lack) in lacking.clone() {
        writeln!(out, "  {} cannot be run: {lack}", entry.name)?;
    }
    if lacking.count() > 0 {
        writeln!(out)?;
    }
    for (name, about, _) in FIGURES {
        writeln!(out, "  {name}: {about}; least..most, median")?;
    }
    writeln!(out)
}

/// `3..9, 5`.
fn figure(spread: &Spread) -> String {
    match (spread.range(), spread.median()) {
        (Some(range), Some(median)) if spread.least() != spread.most() => format!("{range}, {median}"),
        (range, _) => range.unwrap_or_else(|| "-".to_string()),
    }
}

/// How often it was announced, and how.
fn announced(measured: &Measured) -> String {
    let Measured { seeds, right, untrue, unannounced, disturbed, unknown, .. } = measured;
    let wrong = [(untrue, "untrue"), (unannounced, "never"), (disturbed, "disturbed"), (unknown, "given up")];
    let wrong = wrong.into_iter().filter(|(count, _)| **count > 0);
    let wrong: Vec<_> = wrong.map(|(count, what)| format!("{count} {what}")).collect();
    if wrong.is_empty() {
        return styled(GOOD, "always true");
    }
    styled(BAD, &format!("{right} of {seeds} true, {}", wrong.join(", ")))
}

/// The first run in which something is wrong, and the command that shows it.
fn witness(detection: &Detection, row: &Row, measured: &Measured, out: &mut Output) -> io::Result<()> {
    let Some((seed, wrong, watched)) = &measured.first else { return Ok(()) };
    let head = if row.entry.right { "FAIL" } else { "wrong" };
    let (name, why) = (row.entry.name, why(detection, *wrong, watched));
    writeln!(out, "{BAD}{head}{BAD:#}  {name}, seed {seed}: {why}")?;
    out.command("    see it:", &detection.command(row.entry, *seed))
}

/// What is wrong in a run, in words.
pub(super) fn why(detection: &Detection, wrong: Wrong, watched: &Watched) -> String {
    let topology = &detection.scenario.configuration.topology;
    let active: Vec<_> = watched.active.iter().map(|process| topology.name(*process)).collect();
    let active = match active.as_slice() {
        [] => String::new(),
        [one] => format!("{one} was active"),
        several => format!("{} were active", several.join(", ")),
    };
    let under_way = match watched.under_way {
        0 => String::new(),
        1 => "1 message was under way".to_string(),
        several => format!("{several} messages were under way"),
    };
    let so = [active, under_way].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    match wrong {
        Wrong::Untrue => {
            let when = watched.announced.unwrap_or_default();
            format!("at {when} it was announced, and {so}")
        }
        Wrong::Unannounced => {
            let when = watched.terminated.unwrap_or_default();
            format!("at {when} it had terminated, and nobody announced that")
        }
        Wrong::Disturbed => "the computation did what it would not have done alone".to_string(),
    }
}

fn closing_line(detection: &Detection, out: &mut Output) -> io::Result<()> {
    let (style, what) = match detection.verdict() {
        Overall::Holds => (GOOD, "all as claimed"),
        Overall::Violated => (BAD, "not all as claimed"),
        Overall::Unknown => (UNSURE, "no verdict on all"),
    };
    let (detectors, seeds) = (detection.rows.len(), detection.seeds.end - detection.seeds.start);
    let (detectors, seeds) = (counted(detectors, "detector"), counted(seeds, "seed"));
    write!(out, "{style}{detectors}, {seeds} each: {what}{style:#}")?;
    if interrupt::requested() {
        write!(out, "; interrupted")?;
    }
    writeln!(out)
}
