//! Two costs against each other. The names stand in a column beside the picture, each with a line to its point, so that no two are in each
//! other's way however near the points are.

use std::io::{self, Write};

use super::measure::{LETTER, LINE, MARGIN, scaled};
use super::told::{Point, Trade};
use crate::xml::text;

const LEFT: u64 = 64;
const PLOT: (u64, u64) = (460, 300);
const NAMES: u64 = LEFT + PLOT.0 + 48;
pub(super) const WIDTH: u64 = NAMES + 32 * LETTER + MARGIN;
pub(super) const HEIGHT: u64 = 2 * LINE + PLOT.1 + 4 * LINE;
/// About as many marks as an axis has.
const MARKS: u64 = 5;

pub(super) fn write(trade: &Trade, top: u64, out: &mut impl Write) -> io::Result<()> {
    let top = top + 2 * LINE;
    writeln!(out, r#"<text class="head" x="{MARGIN}" y="{}">{}</text>"#, top - LINE - 4, text(&trade.title))?;
    let most = |of: fn(&Point) -> u64| rounded(trade.points.iter().map(of).max().unwrap_or(0));
    let (most_x, most_y) = (most(|point| point.x), most(|point| point.y));
    axes(trade, (most_x, most_y), top, out)?;
    let at = |point: &Point| {
        (LEFT + scaled(point.x, most_x, PLOT.0), top + PLOT.1 - scaled(point.y, most_y, PLOT.1))
    };
    let mut points: Vec<_> = trade.points.iter().map(|point| (at(point), point)).collect();
    points.sort_by_key(|((x, y), point)| (*y, std::cmp::Reverse(*x), &point.name));
    for (((x, y), point), line) in points.iter().zip(lines(&points, top)) {
        let class = if point.wrong { "point wrong" } else { "point" };
        let wrong = if point.wrong { " (wrong)" } else { "" };
        let (end, bend) = (NAMES - 6, NAMES - 30);
        writeln!(out, r#"<path class="leader" d="M{x} {y}L{bend} {0}H{end}"/>"#, line - 4)?;
        writeln!(out, r#"<circle class="{class}" cx="{x}" cy="{y}" r="5"/>"#)?;
        let name = text(&format!("{}{wrong}", point.name));
        writeln!(out, r#"<text class="figure" x="{NAMES}" y="{line}">{name}</text>"#)?;
    }
    Ok(())
}

/// Where the names stand: as near as can be to their points, in their order, none on another.
fn lines(points: &[((u64, u64), &Point)], top: u64) -> Vec<u64> {
    let mut lines: Vec<u64> = Vec::new();
    for ((_, y), _) in points {
        let free = lines.last().map_or(top, |last| last + LINE);
        lines.push(free.max(y + 4));
    }
    // Whoever was pushed below the picture pushes those above up again.
    let mut lowest = top + PLOT.1;
    for line in lines.iter_mut().rev() {
        *line = (*line).min(lowest);
        lowest = line.saturating_sub(LINE);
    }
    lines
}

fn axes(trade: &Trade, (most_x, most_y): (u64, u64), top: u64, out: &mut impl Write) -> io::Result<()> {
    let (right, bottom) = (LEFT + PLOT.0, top + PLOT.1);
    writeln!(out, r#"<path class="axis" d="M{LEFT} {top}V{bottom}H{right}"/>"#)?;
    for mark in (0..=most_x).step_by(step(most_x)) {
        let x = LEFT + scaled(mark, most_x, PLOT.0);
        writeln!(out, r#"<path class="axis" d="M{x} {bottom}v5"/>"#)?;
        writeln!(out, r#"<text class="middle" x="{x}" y="{}">{mark}</text>"#, bottom + LINE)?;
    }
    for mark in (0..=most_y).step_by(step(most_y)) {
        let y = bottom - scaled(mark, most_y, PLOT.1);
        writeln!(out, r#"<path class="axis" d="M{LEFT} {y}h-5"/>"#)?;
        writeln!(out, r#"<text class="end" x="{}" y="{}">{mark}</text>"#, LEFT - 9, y + 4)?;
    }
    let (middle, below) = (LEFT + PLOT.0 / 2, bottom + 2 * LINE);
    writeln!(out, r#"<text class="middle" x="{middle}" y="{below}">{}</text>"#, text(&trade.x))?;
    let (x, y) = (MARGIN + 4, top + PLOT.1 / 2);
    let name = text(&trade.y);
    writeln!(out, r#"<text class="middle" transform="translate({x} {y}) rotate(-90)">{name}</text>"#)
}

/// From one mark of an axis to the next: 1, 2 or 5, and zeros.
fn step(most: u64) -> usize {
    let wanted = (most / MARKS).max(1);
    let mut ten = 1;
    while wanted / ten >= 10 {
        ten *= 10;
    }
    let step = [1, 2, 5, 10].into_iter().map(|times| times * ten).find(|step| *step >= wanted);
    usize::try_from(step.unwrap_or(wanted)).unwrap_or(usize::MAX)
}

/// The mark at which an axis ends.
fn rounded(most: u64) -> u64 {
    let step = step(most) as u64;
    most.max(1).div_ceil(step).saturating_mul(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_few_marks_and_ends_with_one() {
        for most in [0, 1, 4, 5, 7, 10, 99, 100, 387, 12_345, 1 << 40] {
            let (step, end) = (step(most) as u64, rounded(most));
            assert!(end >= most && end % step == 0 && end / step <= 2 * MARKS, "{most}: {step} {end}");
        }
    }

    #[test]
    fn names_of_points_in_one_place_stand_below_each_other() {
        let point = Point { name: "a".into(), x: 1, y: 1, wrong: false };
        let points = vec![((100, 400), &point); 12];
        let lines = lines(&points, 100);
        assert!(lines.windows(2).all(|two| two[1] - two[0] >= LINE), "{lines:?}");
        assert!(lines.iter().all(|line| *line <= 100 + PLOT.1), "{lines:?}");
    }
}
