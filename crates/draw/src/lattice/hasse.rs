//! The lattice of any number of processes: a row for each number of steps, the beginning below; a line where a step leads from one cut to
//! another.

use std::collections::BTreeMap;
use std::io::{self, Write};

use observed::lattice::Cut;

use super::legend::{mark_sign, recorded_sign};
use super::measure::{Drawn, LETTER, MARGIN, letters};
use super::told::Lattice;
use crate::xml::text;

/// From one row to the next.
const ROW: i64 = 54;
/// Between two cuts.
const GAP: i64 = 26;
/// How high a cut is.
const HIGH: i64 = 20;

/// Where the cuts are.
struct Hasse<'a> {
    lattice: &'a Lattice<'a>,
    at: BTreeMap<&'a Cut, (i64, i64)>,
    /// How wide a cut is.
    wide: i64,
    width: i64,
    height: i64,
}

pub(super) fn draw(lattice: &Lattice<'_>) -> io::Result<Drawn> {
    let hasse = Hasse::new(lattice);
    let mut out = Vec::new();
    hasse.names(&mut out)?;
    hasse.edges(&mut out)?;
    hasse.run(&mut out)?;
    hasse.cuts(&mut out)?;
    hasse.recorded(&mut out)?;
    Ok(Drawn { out, width: hasse.width, height: hasse.height })
}

/// The rows, from the bottom, each so that cuts stand near those below them.
fn rows<'a>(lattice: &'a Lattice<'a>) -> Vec<Vec<&'a Cut>> {
    let mut rows: BTreeMap<u32, Vec<&Cut>> = BTreeMap::new();
    for cut in &lattice.cuts {
        rows.entry(cut.iter().sum()).or_default().push(cut);
    }
    let mut rows: Vec<Vec<&Cut>> = rows.into_values().collect();
    rows.iter_mut().for_each(|row| row.reverse());
    for above in 1..rows.len() {
        let (below, rest) = rows.split_at_mut(above);
        let below = &below[above - 1];
        // The mean place of those below, in parts of the row's length, so that rows of different lengths go together.
        let place = |cut: &&Cut| {
            let under: Vec<usize> = (0..below.len()).filter(|place| is_below(below[*place], cut)).collect();
            (1 + 2 * under.iter().sum::<usize>()) * 1000 / (under.len().max(1) * below.len())
        };
        rest[0].sort_by_cached_key(place);
    }
    rows
}

/// Whether a step leads from one cut to another one of the next row.
fn is_below(below: &[u32], above: &[u32]) -> bool {
    below.iter().zip(above).all(|(below, above)| below <= above)
}

impl<'a> Hasse<'a> {
    fn new(lattice: &'a Lattice<'a>) -> Self {
        let rows = rows(lattice);
        let wide = lattice.cuts.iter().map(|cut| letters(&label(cut))).max().unwrap_or(1) * LETTER + 14;
        let most = rows.iter().map(Vec::len).max().unwrap_or(1);
        let width = 2 * MARGIN + 60 + places(most) * (wide + GAP);
        let height = places(rows.len()) * ROW + 30;
        let mut at = BTreeMap::new();
        for (up, row) in (0..).zip(&rows) {
            let left = (width - places(row.len() - 1) * (wide + GAP)) / 2;
            at.extend(
                (0..)
                    .zip(row)
                    .map(|(place, cut)| (*cut, (left + place * (wide + GAP), height - 30 - up * ROW))),
            );
        }
        Self { lattice, at, wide, width, height }
    }

    /// Whose steps the numbers count.
    fn names(&self, out: &mut impl Write) -> io::Result<()> {
        let names = self.lattice.steps.processes.iter().map(|process| self.lattice.run.name(*process));
        let names = text(&names.collect::<Vec<_>>().join(","));
        writeln!(out, r#"<text class="note" x="{MARGIN}" y="{}">steps of {names}</text>"#, self.height - 2)
    }

    fn edges(&self, out: &mut impl Write) -> io::Result<()> {
        for (cut, (x, y)) in &self.at {
            for place in self.lattice.steps.next(cut) {
                let mut next = (*cut).clone();
                next[place] += 1;
                let Some((up_x, up_y)) = self.at.get(&next) else { continue };
                writeln!(out, r#"<path class="edge" d="M{x} {y}L{up_x} {up_y}"/>"#)?;
            }
        }
        Ok(())
    }

    fn run(&self, out: &mut impl Write) -> io::Result<()> {
        let Some(went) = &self.lattice.went else { return Ok(()) };
        let corners = went.iter().filter_map(|cut| self.at.get(cut)).map(|(x, y)| format!("{x} {y}"));
        writeln!(out, r#"<path class="run" d="M{}"/>"#, corners.collect::<Vec<_>>().join("L"))
    }

    fn cuts(&self, out: &mut impl Write) -> io::Result<()> {
        let half = self.wide / 2;
        for (cut, (x, y)) in &self.at {
            let words = text(&self.lattice.cut_in_words(cut));
            writeln!(out, r#"<g transform="translate({x} {y})"><title>{words}</title>"#)?;
            writeln!(
                out,
                r#"<rect class="cut" x="{}" y="{}" width="{}" height="{HIGH}" rx="9"/><text class="number" y="4">{}</text></g>"#,
                -half,
                -HIGH / 2,
                2 * half,
                label(cut)
            )?;
            for (place, marked) in self.lattice.marked.iter().enumerate() {
                let Some(sign) = mark_sign(place, (marked.holds)(cut)) else { continue };
                writeln!(out, r#"<g transform="translate({} {y})">{sign}</g>"#, x - half)?;
            }
        }
        Ok(())
    }

    fn recorded(&self, out: &mut impl Write) -> io::Result<()> {
        for recorded in &self.lattice.recorded {
            let Some((x, y)) = self.at.get(&recorded.cut) else { continue };
            let (sign, label) = recorded_sign(recorded);
            writeln!(out, r#"<g transform="translate({} {y})">{sign}{label}</g>"#, x + self.wide / 2)?;
        }
        Ok(())
    }
}

/// A number of places, as a length.
fn places(count: usize) -> i64 {
    i64::try_from(count).expect("there are few")
}

/// `3,5,2`
fn label(cut: &[u32]) -> String {
    cut.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
}
