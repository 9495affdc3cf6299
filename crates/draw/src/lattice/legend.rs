//! What each sign in the picture means; only of those that are in it.

use std::io::{self, Write};

use super::measure::{LETTER, LINE, MARGIN, letters};
use super::told::{Lattice, Marked, Recorded};
use crate::xml::text;

/// A sign, drawn around the point 20,0, and what it means.
pub(super) struct Entry {
    sign: String,
    meaning: String,
}

/// The room of a sign.
const SIGN: i64 = 46;

/// The sign of a snapshot's cut, and what stands beside it.
pub(super) fn recorded_sign(recorded: &Recorded) -> (String, String) {
    let title = format!("snapshot {}", recorded.snapshot);
    let (sign, class) = match recorded.is_consistent {
        true => (r#"<circle class="right" r="8"/>"#, "said-right"),
        false => (r#"<path class="wrong" d="M-7 -7l14 14m0 -14l-14 14"/>"#, "said-wrong"),
    };
    let wrong = if recorded.is_consistent { "" } else { " inconsistent" };
    let label = format!(r#"<text class="said {class}" x="11" y="-9">S*{}{wrong}</text>"#, recorded.snapshot);
    (format!("<g><title>{title}</title>{sign}</g>"), label)
}

/// The sign of a predicate that is so in a cut, or may be.
pub(super) fn mark_sign(place: usize, holds: Option<bool>) -> Option<String> {
    let class = match holds {
        Some(true) => "mark",
        Some(false) => return None,
        None => "mark perhaps",
    };
    let shape = match place % 3 {
        0 => r#"<circle class="CLASS" r="11"/>"#,
        1 => r#"<path class="CLASS" d="M-12 -12h24v24h-24z"/>"#,
        _ => r#"<path class="CLASS" d="M0 -16l16 16l-16 16l-16 -16z"/>"#,
    };
    Some(shape.replace("CLASS", class))
}

pub(super) fn entries(lattice: &Lattice<'_>) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut entry = |sign: String, meaning: &str| entries.push(Entry { sign, meaning: meaning.to_string() });
    let is_grid = lattice.steps.processes.len() == 2;
    entry(r#"<circle class="cut" cx="20" cy="0" r="4"/>"#.into(), "consistent cut: a global state");
    if is_grid {
        let sign = r#"<rect x="8" y="-9" width="26" height="18" fill="url(#forbidden)"/>"#;
        entry(sign.into(), "no state of any run: a message is received that is not sent");
    }
    match lattice.went {
        Some(_) => entry(r#"<path class="run" d="M6 0h30"/>"#.into(), "the run"),
        None => entry(String::new(), "in which order the run went through them the log does not tell"),
    }
    let shown = |is_consistent| {
        let is = |recorded: &&Recorded| recorded.is_consistent == is_consistent && (is_grid || is_consistent);
        lattice.recorded.iter().find(|recorded| is(recorded) && lattice.shows(&recorded.cut))
    };
    for (recorded, meaning) in
        [(shown(true), "S*, recorded by a snapshot"), (shown(false), "recorded, and inconsistent")]
    {
        let Some(recorded) = recorded else { continue };
        entry(format!(r#"<g transform="translate(20 0)">{}</g>"#, recorded_sign(recorded).0), meaning);
    }
    for (place, marked) in lattice.marked.iter().enumerate() {
        let sign = mark_sign(place, Some(true)).unwrap_or_default();
        let unknown = if is_unknown(lattice, marked) { " (dashed: unknown)" } else { "" };
        let meaning = format!("{}{unknown}", marked.text);
        entry(format!(r#"<g transform="translate(20 0)">{sign}</g>"#), &meaning);
    }
    entries
}

/// Whether of some cut that is shown nobody knows whether a predicate is so.
fn is_unknown(lattice: &Lattice<'_>, marked: &Marked<'_>) -> bool {
    lattice.cuts.iter().any(|cut| (marked.holds)(cut).is_none())
}

/// Where each entry goes: the rows, left to right.
fn places(entries: &[Entry], wide: i64) -> Vec<(i64, i64)> {
    let (mut x, mut row) = (MARGIN, 0);
    let mut places = Vec::new();
    for entry in entries {
        let needs = SIGN + letters(&entry.meaning) * LETTER + 12;
        if x + needs > wide && x > MARGIN {
            (x, row) = (MARGIN, row + 1);
        }
        places.push((x, row));
        x += needs;
    }
    places
}

/// From one row to the next.
const ROW: i64 = LINE + 14;

/// How high the legend is.
pub(super) fn height(entries: &[Entry], wide: i64) -> i64 {
    places(entries, wide).last().map_or(0, |(_, row)| row + 1) * ROW + MARGIN
}

pub(super) fn write(out: &mut impl Write, entries: &[Entry], wide: i64, top: i64) -> io::Result<()> {
    for (Entry { sign, meaning }, (x, row)) in entries.iter().zip(places(entries, wide)) {
        let (y, meaning) = (top + row * ROW + ROW / 2, text(meaning));
        writeln!(
            out,
            r#"<g transform="translate({x} {y})">{sign}<text class="legend" x="{SIGN}" y="4">{meaning}</text></g>"#
        )?;
    }
    Ok(())
}
