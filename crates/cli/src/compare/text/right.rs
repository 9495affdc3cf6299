//! On which channels each algorithm is right, and where it is not, what shows that.

use std::io::{self, Write};

use draw::paper::Paper as _;
use draw::report::style::{BAD, BOLD, GOOD, UNSURE};
use sim_core::Order;
use sim_core::words::counted;
use snapshot::oracle::Overall;
use trace::spec::values::order_name;

use super::super::comparison::{Absent, Comparison, Row};
use super::super::measured::Measured;
use super::super::searched::Searched;
use super::super::taken::Taken;
use super::layout::{styled, table};
use crate::output::Output;

/// Under all seeds.
pub(super) fn channels(comparison: &Comparison<'_>, out: &mut Output) -> io::Result<()> {
    let delay = comparison.asked.backlog();
    writeln!(out, "{BOLD}Right on which channels?{BOLD:#}   delay {delay}\n")?;
    let cell = |row: &Row, place: usize| match &row.orders[place].1 {
        Ok(measured) => verdict(row, measured),
        Err(why) => absent(why),
    };
    by_order(comparison, &cell, out)
}

/// In every schedule.
pub(super) fn schedules(comparison: &Comparison<'_>, out: &mut Output) -> io::Result<()> {
    writeln!(out, "{BOLD}Right in every schedule?{BOLD:#}   {}\n", comparison.models())?;
    let cell = |row: &Row, place: usize| match &row.searched[place].1 {
        Ok(searched) => every_schedule(row, searched),
        Err(why) => absent(why),
    };
    by_order(comparison, &cell, out)
}

fn absent(why: &Absent) -> String {
    match why {
        Absent::CannotRun(_) => "-".to_string(),
        Absent::NoRoom(_) => styled(UNSURE, "no verdict: no room"),
    }
}

/// A table with a row an algorithm and a column a discipline.
fn by_order(
    comparison: &Comparison<'_>,
    cell: &dyn Fn(&Row, usize) -> String,
    out: &mut Output,
) -> io::Result<()> {
    let orders = comparison.rows.first().map_or(&[][..], |row| &row.orders);
    let names = orders.iter().map(|(order, _)| order.map_or("their own", order_name));
    let head: Vec<_> = ["algorithm"].into_iter().chain(names).collect();
    let row = |row: &Row| {
        let cells = (0..orders.len()).map(|place| cell(row, place));
        [row.entry.name.to_string()].into_iter().chain(cells).collect()
    };
    table(&head, &comparison.rows.iter().map(row).collect::<Vec<_>>(), out)
}

/// What was found on all seeds, and whether a formula is wrong.
pub(super) fn verdict(row: &Row, measured: &Measured) -> String {
    let found = found(row, measured);
    if measured.has_wrong_claim() { format!("{found}, {}", styled(BAD, "FAIL: a formula")) } else { found }
}

fn found(row: &Row, measured: &Measured) -> String {
    let Measured { verdict, has_order, taken, .. } = measured;
    let Taken { seeds, failed, unknown, .. } = taken;
    match verdict {
        Overall::Holds => styled(GOOD, "good"),
        Overall::Violated if row.is_paid(*has_order) => {
            styled(BAD, &format!("FAIL: {failed} of {seeds} wrong"))
        }
        Overall::Violated => format!("{failed} of {seeds} wrong"),
        Overall::Unknown if *unknown > 0 => styled(UNSURE, &format!("{unknown} without a verdict")),
        Overall::Unknown if *seeds == 0 => styled(UNSURE, "no verdict: not run"),
        Overall::Unknown => styled(UNSURE, &format!("no verdict: {}", counted(*seeds, "seed"))),
    }
}

/// What was found in every schedule.
fn every_schedule(row: &Row, searched: &Searched) -> String {
    let wrong = searched.wrong.as_ref().map(|wrong| format!("wrong after {}", counted(wrong.steps, "step")));
    match (wrong, &searched.why_not) {
        (Some(wrong), _) if row.is_paid(searched.has_order) => styled(BAD, &format!("FAIL: {wrong}")),
        (Some(wrong), _) => wrong,
        (None, Some(why)) => styled(UNSURE, &format!("no verdict: {why}")),
        (None, None) => styled(GOOD, "good"),
    }
}

/// Of each that is wrong where it is not to be right: what shows it, and which oracles say so.
pub(super) fn witnesses(comparison: &Comparison<'_>, out: &mut Output) -> io::Result<()> {
    let head = |row: &Row, order: Option<Order>| match order {
        Some(order) => format!("  {} on {} channels", row.entry.name, order_name(order)),
        None => format!("  {}", row.entry.name),
    };
    let mut some = false;
    for row in &comparison.rows {
        for (order, measured) in present(&row.orders).filter(|(_, cell)| !row.is_paid(cell.has_order)) {
            some |= seed(&head(row, order), measured, out)?;
        }
        for (order, searched) in present(&row.searched).filter(|(_, cell)| !row.is_paid(cell.has_order)) {
            some |= schedule(&head(row, order), searched, out)?;
        }
    }
    if some { writeln!(out) } else { Ok(()) }
}

/// What there is.
fn present<T>(cells: &[(Option<Order>, Result<T, Absent>)]) -> impl Iterator<Item = (Option<Order>, &T)> {
    cells.iter().filter_map(|(order, cell)| Some((*order, cell.as_ref().ok()?)))
}

/// The first seed for which it is wrong; whether there is one.
pub(super) fn seed(head: &str, measured: &Measured, out: &mut Output) -> io::Result<bool> {
    let Some((seed, checks)) = &measured.taken.first_failure else { return Ok(false) };
    writeln!(out, "{head}, seed {seed}: {}", checks.join(", "))?;
    out.command("    see it:", &measured.scenario.command(*seed))?;
    Ok(true)
}

/// The schedule of which it is wrong; whether there is one.
pub(super) fn schedule(head: &str, searched: &Searched, out: &mut Output) -> io::Result<bool> {
    let (Some(wrong), Some(command)) = (&searched.wrong, searched.command()) else { return Ok(false) };
    writeln!(out, "{head}, {}: {}", counted(wrong.steps, "step"), wrong.checks.join(", "))?;
    out.command("    see it:", &command)?;
    Ok(true)
}
