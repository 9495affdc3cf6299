//! Detectors beside each other, for people.

use std::io;
use std::io::Write as _;

use draw::paper::Paper as _;
use draw::report::style::{BAD, BOLD, GOOD, UNSURE};
use sim_core::words::counted;
use snapshot::detection::list::Entry;
use snapshot::detection::price;
use snapshot::oracle::Overall;
use snapshot::price::Quantity;

use super::super::text::{styled, table};
use super::detection::{Detection, FIGURES};
use super::measured::{Measured, Row};
use crate::detect::words::why;
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
        let is_told = !quiet || row.verdict() == Some(Overall::Violated);
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
        head.chain([pays(entry, measured), announced(measured)]).collect()
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
    letters(detection, out)?;
    writeln!(out)
}

/// What a detector pays: the formula of its control messages, in each run, and in words.
fn pays(entry: &Entry, measured: &Measured) -> String {
    let claim = price::of(entry.detector);
    match measured.unpaid {
        Some(_) => styled(BAD, &format!("FAIL: not {claim}")),
        None => format!("{claim}, {}", entry.price),
    }
}

/// What the letters of these formulae mean.
fn letters(detection: &Detection, out: &mut Output) -> io::Result<()> {
    let claims: Vec<_> = detection.measured().map(|(entry, _)| price::of(entry.detector)).collect();
    let is_spoken_of = |quantity: &Quantity| claims.iter().any(|claim| claim.formula.has(*quantity));
    let topology = &detection.scenario.configuration.topology;
    for quantity in Quantity::ALL.into_iter().filter(is_spoken_of) {
        let count = match quantity {
            Quantity::Processes => format!(" = {}", topology.processes().len()),
            Quantity::Channels => format!(" = {}", topology.channels().len()),
            _ => String::new(),
        };
        writeln!(out, "  {}{count}: {}", quantity.symbol(), quantity.about())?;
    }
    Ok(())
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

/// The first run in which something is wrong, and the command that shows it; and the first that costs something else.
fn witness(detection: &Detection, row: &Row, measured: &Measured, out: &mut Output) -> io::Result<()> {
    if let Some((seed, sent, formula)) = measured.unpaid {
        let (name, claim) = (row.entry.name, price::of(row.entry.detector));
        let what = format!("it sent {sent}, and {} comes to {formula}", claim.formula);
        writeln!(out, "{BAD}FAIL{BAD:#}  {name}, seed {seed}: {what}")?;
        out.command("    see it:", &detection.command(row.entry, seed))?;
    }
    let Some((seed, wrong, watched)) = &measured.first else { return Ok(()) };
    let head = if row.known_wrong { "wrong" } else { "FAIL" };
    let topology = &detection.scenario.configuration.topology;
    let (name, why) = (row.entry.name, why(topology, *wrong, watched));
    writeln!(out, "{BAD}{head}{BAD:#}  {name}, seed {seed}: {why}")?;
    out.command("    see it:", &detection.command(row.entry, *seed))
}

fn closing_line(detection: &Detection, out: &mut Output) -> io::Result<()> {
    let (style, what) = match detection.verdict() {
        Overall::Holds => (GOOD, "all as claimed"),
        Overall::Violated => (BAD, "not all as claimed"),
        Overall::Unknown => (UNSURE, "no verdict on all"),
    };
    let (ran, seeds) = (detection.measured().count(), detection.seeds.end - detection.seeds.start);
    let (detectors, seeds) = (counted(ran, "detector"), counted(seeds, "seed"));
    write!(out, "{style}{detectors}, {seeds} each: {what}{style:#}")?;
    if interrupt::requested() {
        write!(out, "; interrupted")?;
    }
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use snapshot::detection::list::entry;

    use super::*;

    #[test]
    fn a_formula_stands_beside_its_words_and_one_that_is_wrong_in_a_run_is_seen() {
        let safra = entry("safra").unwrap();
        assert_eq!(pays(safra, &Measured::default()), "= nr, n a round");
        let unpaid = Measured { unpaid: Some((3, 12, 16)), ..Measured::default() };
        assert_eq!(anstream::adapter::strip_str(&pays(safra, &unpaid)).to_string(), "FAIL: not = nr");
        let row = Row { entry: safra, known_wrong: false, measured: Ok(unpaid) };
        assert_eq!(row.verdict(), Some(Overall::Violated));
    }
}
