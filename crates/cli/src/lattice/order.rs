//! Orders of events: one that avoids something, and the one with all prerecording events first, of Chandy & Lamport's Theorem 1.

use std::io::{self, Write as _};

use draw::lattice::step_in_words;
use draw::report::style::{BOLD, DIM};
use snapshot::oracle::Overall;
use unicode_width::UnicodeWidthStr as _;

use super::part::Part;
use crate::args::LatticeFormat;
use crate::cuts::written;
use crate::failure::Failure;
use crate::output::Output;

/// So many turns of an order are written.
const MOST: usize = 60;

/// An order in a line: `P*2 Q P*3`.
pub(super) fn brief(part: &Part<'_>, way: &[usize]) -> String {
    let name = |place: usize| part.run.name(part.steps.processes[place]);
    let turn = |turn: &[usize]| match turn {
        [place] => name(*place).to_string(),
        several => format!("{}*{}", name(several[0]), several.len()),
    };
    let turns: Vec<String> = way.chunk_by(|one, next| one == next).map(turn).collect();
    let more = turns.len().saturating_sub(MOST);
    let end = if more > 0 { format!(" and {more} more; -f json has all") } else { String::new() };
    turns[..turns.len() - more].join(" ") + &end
}

/// An event in its places.
struct Row {
    /// Its place with the prerecording events first, from 1.
    place: usize,
    /// Its place in the run as it went, or in an order that can be.
    went: usize,
    /// Its process, and which of its events it is, from 1.
    process: usize,
    number: u32,
    is_before: bool,
}

/// The events with those first that are before the cut of a snapshot.
pub(super) fn tell(
    part: &Part<'_>,
    snapshot: u64,
    format: LatticeFormat,
    out: &mut Output,
) -> Result<Overall, Failure> {
    let recorded = part.recorded.iter().find(|recorded| recorded.snapshot == snapshot);
    let Some(recorded) = recorded else {
        let known: Vec<_> = part.recorded.iter().map(|recorded| recorded.snapshot.to_string()).collect();
        let tip = if known.is_empty() {
            "no snapshot was recorded by all processes".to_string()
        } else {
            format!("there are {}", known.join(", "))
        };
        return Err(Failure::with_tip(
            format!("there is no snapshot {snapshot} that all processes recorded"),
            tip,
        ));
    };
    if !recorded.is_consistent {
        let cut = written(part.run, &part.steps, &recorded.cut);
        writeln!(
            out,
            "Snapshot {snapshot} recorded {cut}, which is not consistent: its events can be first in no order."
        )?;
        return Ok(Overall::Violated);
    }
    let rows = rows(part, &recorded.cut);
    match format {
        LatticeFormat::Csv => table(part, &rows, out)?,
        LatticeFormat::Text | LatticeFormat::Json | LatticeFormat::Svg => text(part, snapshot, &rows, out)?,
    }
    Ok(Overall::Holds)
}

/// The events in both orders: a stable sort.
fn rows(part: &Part<'_>, cut: &[u32]) -> Vec<Row> {
    let way = part.way();
    let mut done = part.steps.from.clone();
    let row = |(went, process): (usize, usize)| {
        done[process] += 1;
        let number = done[process];
        Row { place: 0, went, process, number, is_before: number <= cut[process] }
    };
    let mut rows: Vec<Row> = (1..).zip(way).map(row).collect();
    rows.sort_by_key(|row| !row.is_before);
    (1..).zip(&mut rows).for_each(|(place, row)| row.place = place);
    rows
}

impl Row {
    fn name<'a>(&self, part: &Part<'a>) -> &'a str {
        part.run.name(part.steps.processes[self.process])
    }

    fn event(&self, part: &Part<'_>) -> String {
        step_in_words(part.run, &part.steps.of[self.process][self.number as usize - 1])
    }
}

fn text(part: &Part<'_>, snapshot: u64, rows: &[Row], out: &mut Output) -> io::Result<()> {
    let went = if part.went.is_some() { "the run" } else { "an order" };
    writeln!(
        out,
        "{BOLD}Events{BOLD:#}  those before the cut of snapshot {snapshot} first; beside each its place in {went}\n"
    )?;
    let wide = rows.iter().map(|row| row.name(part).width()).max().unwrap_or(0);
    for before in [true, false] {
        for row in rows.iter().filter(|row| row.is_before == before) {
            let Row { place, went, number, .. } = row;
            let (name, event) = (row.name(part), row.event(part));
            writeln!(out, "  {place:>5}  {DIM}{went:>5}{DIM:#}  {name:<wide$} {number:<5} {event}")?;
        }
        if before {
            let recorded = part.recorded.iter().find(|recorded| recorded.snapshot == snapshot);
            let cut =
                recorded.map_or_else(String::new, |recorded| written(part.run, &part.steps, &recorded.cut));
            writeln!(out, "         {BOLD}S*{BOLD:#}   the recorded global state, after {cut}")?;
        }
    }
    let moved = rows.iter().filter(|row| row.place != row.went).count();
    writeln!(
        out,
        "\n{} another place than in {went}",
        if moved == 1 { "1 event has".to_string() } else { format!("{moved} events have") }
    )
}

fn table(part: &Part<'_>, rows: &[Row], out: &mut Output) -> io::Result<()> {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    table.write_record([
        "place_with_prerecording_first",
        "place",
        "process",
        "number",
        "event",
        "before_the_cut",
    ])?;
    for row in rows {
        let [place, went, number] = [row.place.to_string(), row.went.to_string(), row.number.to_string()];
        let before = row.is_before.to_string();
        table.write_record([place, went, row.name(part).to_string(), number, row.event(part), before])?;
    }
    table.flush()
}
