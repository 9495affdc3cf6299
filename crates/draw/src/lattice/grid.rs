//! The lattice of two processes: steps of the one along one axis, steps of the other along the other. A message forbids a corner: where it
//! has been received and not yet sent.

use std::io::{self, Write};
use std::ops::RangeInclusive;

use super::legend::{mark_sign, recorded_sign};
use super::measure::{Drawn, LETTER, MARGIN, letters, shortened};
use super::told::{Lattice, step_in_words};
use crate::xml::text;

/// The most letters of a step beside an axis.
const LABEL: i64 = 22;
/// Room for the numbers beside an axis, and the name of its process.
const NUMBERS: i64 = 44;
const NAME: i64 = 26;

/// Where things are.
struct Grid<'a> {
    lattice: &'a Lattice<'a>,
    /// From one cut to the next.
    unit: i64,
    left: i64,
    bottom: i64,
}

pub(super) fn draw(lattice: &Lattice<'_>) -> io::Result<Drawn> {
    let grid = Grid::new(lattice);
    let mut out = Vec::new();
    grid.forbidden(&mut out)?;
    grid.edges(&mut out)?;
    grid.run(&mut out)?;
    grid.cuts(&mut out)?;
    grid.recorded(&mut out)?;
    grid.axes(&mut out)?;
    let (right, _) = grid.at(&lattice.steps.to);
    let labels = grid.longest(0) * 7 / 10;
    Ok(Drawn {
        out,
        width: right + 60 + MARGIN + labels / 2,
        height: grid.bottom + NUMBERS + labels + NAME + 10,
    })
}

impl<'a> Grid<'a> {
    fn new(lattice: &'a Lattice<'a>) -> Self {
        let (from, to) = (&lattice.steps.from, &lattice.steps.to);
        let unit = match (to[0] - from[0]).max(to[1] - from[1]) {
            0..=12 => 46,
            13..=24 => 34,
            _ => 24,
        };
        let mut grid = Self { lattice, unit, left: 0, bottom: 0 };
        grid.left = MARGIN + NAME + grid.longest(1) + NUMBERS + unit / 2;
        grid.bottom = unit + i64::from(to[1] - from[1]) * unit;
        grid
    }

    /// How long the longest label of a process's steps is.
    fn longest(&self, place: usize) -> i64 {
        self.steps(place).map(|(_, label)| letters(&label)).max().unwrap_or(0) * LETTER
    }

    /// The steps of a process that are shown: after how many, and what they do.
    fn steps(&self, place: usize) -> impl Iterator<Item = (u32, String)> {
        let steps = &self.lattice.steps;
        let label = move |has| {
            let step = &steps.of[place][has as usize];
            (has, shortened(&step_in_words(self.lattice.run, step), LABEL))
        };
        (steps.from[place]..steps.to[place]).map(label)
    }

    fn at(&self, cut: &[u32]) -> (i64, i64) {
        let from = &self.lattice.steps.from;
        let along = |place: usize| (i64::from(cut[place]) - i64::from(from[place])) * self.unit;
        (self.left + along(0), self.bottom - along(1))
    }

    fn range(&self, place: usize) -> RangeInclusive<u32> {
        self.lattice.steps.from[place]..=self.lattice.steps.to[place]
    }

    /// A row for each number of steps of the second process: which cuts there are consistent. They are beside each other.
    fn row(&self, up: u32) -> Option<RangeInclusive<u32>> {
        let mut row = self.range(0).filter(|along| self.lattice.steps.is_consistent(&[*along, up]));
        let first = row.next()?;
        Some(first..=row.next_back().unwrap_or(first))
    }

    /// What no run can have been in: before the first consistent cut of a row, and after the last.
    fn forbidden(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(
            out,
            r#"<defs><pattern id="forbidden" width="7" height="7" patternUnits="userSpaceOnUse"><rect class="forbidden" width="7" height="7"/><path class="hatch" d="M-1 1l2 -2M0 7l7 -7M6 8l2 -2"/></pattern></defs>"#
        )?;
        let (from, to) = (self.lattice.steps.from[0], self.lattice.steps.to[0]);
        for up in self.range(1) {
            let Some(row) = self.row(up) else { continue };
            let before = (from < *row.start()).then(|| (i64::from(from), i64::from(*row.start()) - 1));
            let after = (*row.end() < to).then(|| (i64::from(*row.end()) + 1, i64::from(to)));
            for (first, last) in before.into_iter().chain(after) {
                let half = self.unit / 2;
                let (left, middle) = self.at(&[from, up]);
                let x = left + (first - i64::from(from)) * self.unit - half;
                let wide = (last - first + 1) * self.unit;
                let (y, high) = (middle - half, self.unit);
                writeln!(
                    out,
                    r#"<rect x="{x}" y="{y}" width="{wide}" height="{high}" fill="url(#forbidden)"/>"#
                )?;
            }
        }
        Ok(())
    }

    fn edges(&self, out: &mut impl Write) -> io::Result<()> {
        let steps = &self.lattice.steps;
        for up in self.range(1) {
            for along in self.row(up).into_iter().flatten() {
                let (x, y) = self.at(&[along, up]);
                let unit = self.unit;
                for place in steps.next(&[along, up]) {
                    let line = if place == 0 { format!("h{unit}") } else { format!("v-{unit}") };
                    writeln!(out, r#"<path class="edge" d="M{x} {y}{line}"/>"#)?;
                }
            }
        }
        Ok(())
    }

    fn run(&self, out: &mut impl Write) -> io::Result<()> {
        let Some(went) = &self.lattice.went else { return Ok(()) };
        let corners = went.iter().map(|cut| {
            let (x, y) = self.at(cut);
            format!("{x} {y}")
        });
        writeln!(out, r#"<path class="run" d="M{}"/>"#, corners.collect::<Vec<_>>().join("L"))
    }

    fn cuts(&self, out: &mut impl Write) -> io::Result<()> {
        for up in self.range(1) {
            for along in self.row(up).into_iter().flatten() {
                let cut = [along, up];
                let (x, y) = self.at(&cut);
                let words = text(&self.lattice.cut_in_words(&cut));
                writeln!(
                    out,
                    r#"<circle class="cut" cx="{x}" cy="{y}" r="4"><title>{words}</title></circle>"#
                )?;
                for (place, marked) in self.lattice.marked.iter().enumerate() {
                    let Some(sign) = mark_sign(place, (marked.holds)(&cut)) else { continue };
                    writeln!(out, r#"<g transform="translate({x} {y})">{sign}</g>"#)?;
                }
            }
        }
        Ok(())
    }

    fn recorded(&self, out: &mut impl Write) -> io::Result<()> {
        for recorded in self.lattice.recorded.iter().filter(|recorded| self.lattice.shows(&recorded.cut)) {
            let (x, y) = self.at(&recorded.cut);
            let (sign, label) = recorded_sign(recorded);
            writeln!(out, r#"<g transform="translate({x} {y})">{sign}{label}</g>"#)?;
        }
        Ok(())
    }

    /// How many steps, what each of them does, and whose they are.
    fn axes(&self, out: &mut impl Write) -> io::Result<()> {
        let from = &self.lattice.steps.from;
        let half = self.unit / 2;
        let (below, beside) = (self.bottom + half + 16, self.left - half - 18);
        for along in self.range(0) {
            let (x, _) = self.at(&[along, from[1]]);
            writeln!(out, r#"<text class="number" x="{x}" y="{below}">{along}</text>"#)?;
        }
        for up in self.range(1) {
            let (_, y) = self.at(&[from[0], up]);
            writeln!(out, r#"<text class="number" x="{beside}" y="{}">{up}</text>"#, y + 4)?;
        }
        for (along, label) in self.steps(0) {
            let (x, y) = (self.at(&[along, from[1]]).0 + half, below + 8);
            let label = text(&label);
            writeln!(out, r#"<text transform="translate({x} {y}) rotate(45)" x="4" y="4">{label}</text>"#)?;
        }
        for (up, label) in self.steps(1) {
            let (x, y) = (beside - 18, self.at(&[from[0], up]).1 - half + 4);
            writeln!(out, r#"<text class="end" x="{x}" y="{y}">{}</text>"#, text(&label))?;
        }
        let name = |place: usize| {
            text(&shortened(self.lattice.run.name(self.lattice.steps.processes[place]), LABEL))
        };
        let (right, top) = self.at(&self.lattice.steps.to);
        let (x, y) = ((self.left + right) / 2, below + 8 + self.longest(0) * 7 / 10 + NAME);
        writeln!(out, r#"<text class="name" x="{x}" y="{y}">{} →</text>"#, name(0))?;
        let (x, y) = (MARGIN + 12, (self.bottom + top) / 2);
        writeln!(out, r#"<text class="name" transform="translate({x} {y}) rotate(-90)">{} →</text>"#, name(1))
    }
}
