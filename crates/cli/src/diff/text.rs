//! What two runs have alike and where they part, for people. As in `diff`, `<` is the first and `>` the second.

use std::io::{self, Write as _};

use draw::diff::{NOT_COMPARED, Parting, Row, Rows, Side, Told, told};
use draw::paper::Paper as _;
use draw::report::style::{BOLD, DIM};
use trace::diff::Diff;

use crate::output::Output;

/// The signs of the two runs.
const SIGNS: [char; 2] = ['<', '>'];

pub(super) fn write(diff: &Diff<'_>, sides: &[Side<'_>; 2], out: &mut Output) -> io::Result<()> {
    let told = told(diff, sides);
    for (sign, side) in SIGNS.iter().zip(sides) {
        writeln!(out, "{sign} {BOLD}{}{BOLD:#}", side.name)?;
        if let Some(hint) = &side.again {
            out.command(&format!("  {}", hint.purpose), &hint.command)?;
        }
    }
    writeln!(out, "\n{}", told.in_sum)?;
    told.notes.iter().try_for_each(|note| writeln!(out, "{note}"))?;
    parting(&told.computation, out)?;
    parting(&told.all, out)?;
    tables(&told, out)?;
    writeln!(out, "\n{DIM}{NOT_COMPARED}{DIM:#}")
}

/// Where they part.
fn parting(Parting { text, events, .. }: &Parting, out: &mut Output) -> io::Result<()> {
    writeln!(out, "\n{text}")?;
    let lines = SIGNS.iter().zip(events.iter().flatten());
    lines.into_iter().try_for_each(|(sign, event)| writeln!(out, "  {sign} {event}"))
}

fn tables(told: &Told, out: &mut Output) -> io::Result<()> {
    table("Verdicts", &told.verdicts, out)?;
    if !told.settings.rows.is_empty() {
        table("What was run, as far as it differs", &told.settings, out)?;
    }
    if told.recorded.rows.is_empty() {
        writeln!(out, "\n{}", told.recorded_alike)?;
    } else {
        table(told.recorded_alike.trim_end_matches('.'), &told.recorded, out)?;
    }
    table("How much", &told.counts, out)
}

/// Rows under a heading: what they are, what the first run has, and what the second.
fn table(heading: &str, Rows { rows, more }: &Rows, out: &mut Output) -> io::Result<()> {
    writeln!(out, "\n{BOLD}{heading}{BOLD:#}")?;
    let widest = |of: fn(&Row) -> &str| {
        let widths = rows.iter().map(|row| of(row).chars().count());
        widths.filter(|width| *width <= WIDE).max().unwrap_or(0)
    };
    let (names, first) = (widest(|row| &row.name), widest(|row| &row.is[0]));
    for Row { name, is: [one, other] } in rows {
        if [one, other].iter().all(|is| is.chars().count() <= WIDE) {
            writeln!(out, "  {name:<names$}  {one:<first$}  {other}")?;
        } else {
            writeln!(out, "  {name}\n    < {one}\n    > {other}")?;
        }
    }
    if *more > 0 { writeln!(out, "  and {more} more") } else { Ok(()) }
}

/// What is wider has a line of its own.
const WIDE: usize = 32;
