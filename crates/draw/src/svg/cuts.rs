//! The cuts: the line of each through the points where it meets the processes, what is before and after it, and its name.
//!
//! A process that never recorded has no point, so no line goes through it: the cut is broken there, and the process says so.

use std::io::{self, Write};

use super::labels::Labels;
use super::layout::{Layout, strong_width};
use super::styles::{colour, cut_style};
use crate::view::{Cut, View};
use crate::xml::text;

/// How far the shading and the cuts stay away from the right side of the picture.
const EDGE: i64 = 60;

/// A piece of a cut, from left to right.
type Stretch = Vec<(i64, i64)>;

/// The pieces of a cut, one unless a process in between did not record. The outer ones reach the sides, the others half way to the next.
pub(super) fn stretches(layout: &Layout, view: &View<'_>, cut: &Cut) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    let last = layout.columns.len().saturating_sub(1);
    let half = layout.spacing * 2 / 5;
    for (process, x) in layout.columns.iter().enumerate() {
        if cut.points[process].is_none() {
            continue;
        }
        let y = layout.cut(view, cut, process).0;
        let begins = process.checked_sub(1).is_none_or(|before| cut.points[before].is_none());
        if begins {
            let left = if process == 0 { layout.edge } else { x - half };
            stretches.push(vec![(left, y)]);
        }
        let stretch = stretches.last_mut().expect("the first point begins one");
        stretch.push((*x, y));
        if process == last || cut.points[process + 1].is_none() {
            stretch.push((if process == last { layout.width - EDGE } else { x + half }, y));
        }
    }
    stretches
}

/// Points, as a shape has them.
pub(super) fn joined(points: &[(i64, i64)]) -> String {
    points.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ")
}

/// What is before a cut and what is after it: filled for one, for several a band along the earlier side of each.
pub(super) fn shading(out: &mut impl Write, view: &View<'_>, layout: &Layout) -> io::Result<()> {
    match view.cuts.as_slice() {
        [cut] => sides(out, view, layout, cut),
        cuts => cuts.iter().enumerate().try_for_each(|(place, cut)| {
            stretches(layout, view, cut).iter().try_for_each(|points| band(out, layout, points, place))
        }),
    }
}

fn sides(out: &mut impl Write, view: &View<'_>, layout: &Layout, cut: &Cut) -> io::Result<()> {
    let (top, end) = (layout.top, layout.end);
    let stretches = stretches(layout, view, cut);
    for stretch in &stretches {
        let [(left, _), .., (right, _)] = stretch[..] else { continue };
        let line = joined(stretch);
        writeln!(out, r#"<polygon class="before" points="{left},{top} {line} {right},{top}"/>"#)?;
        writeln!(out, r#"<polygon class="after" points="{left},{end} {line} {right},{end}"/>"#)?;
    }
    let Some(&(right, _)) = stretches.last().and_then(|stretch| stretch.last()) else { return Ok(()) };
    let (x, terms) = (right - 6, view.terms());
    writeln!(out, r#"<text class="side" x="{x}" y="{}">{}</text>"#, top + 15, terms.before)?;
    writeln!(out, r#"<text class="side" x="{x}" y="{}">{}</text>"#, end - 6, terms.after)
}

/// How far above its cut a band lies.
pub(super) const BAND: i64 = 5;

fn band(out: &mut impl Write, layout: &Layout, points: &[(i64, i64)], place: usize) -> io::Result<()> {
    let above: Vec<_> = points.iter().map(|(x, y)| (*x, (y - BAND).max(layout.top))).collect();
    writeln!(out, r#"<polyline class="cut cut{} band" points="{}"/>"#, colour(place), joined(&above))
}

/// The lines of all cuts.
pub(super) fn lines(out: &mut impl Write, view: &View<'_>, layout: &Layout) -> io::Result<()> {
    view.cuts.iter().enumerate().try_for_each(|(place, cut)| line(out, view, layout, cut, place))
}

fn line(out: &mut impl Write, view: &View<'_>, layout: &Layout, cut: &Cut, place: usize) -> io::Result<()> {
    let (style, article) = (cut_style(place), if view.takes_lines || view.is_asked() { "" } else { "the " });
    let what = text(&format!("{article}{}: {}", view.cut_is(cut), view.recorded(cut.snapshot)));
    for stretch in stretches(layout, view, cut) {
        let points = joined(&stretch);
        writeln!(out, r#"<g><title>{what}</title><polyline class="cut cut{style}" points="{points}"/></g>"#)?;
    }
    Ok(())
}

/// The names of all cuts, and who is in none of them.
pub(super) fn names(
    out: &mut impl Write,
    view: &View<'_>,
    layout: &Layout,
    labels: &mut Labels,
) -> io::Result<()> {
    view.cuts.iter().try_for_each(|cut| name(out, view, layout, cut, labels))?;
    (0..view.processes.len()).try_for_each(|process| without(out, view, layout, process, labels))
}

/// What a cut is called beside it.
fn called(view: &View<'_>, cut: &Cut) -> String {
    let called = if view.takes_lines { "line" } else { "cut" };
    if view.cuts.len() > 1 { format!("{called} {}", cut.snapshot) } else { format!("the {called}") }
}

/// The name of a cut, at one of its two ends.
fn name(
    out: &mut impl Write,
    view: &View<'_>,
    layout: &Layout,
    cut: &Cut,
    labels: &mut Labels,
) -> io::Result<()> {
    let points = stretches(layout, view, cut).concat();
    let (Some((left, y1)), Some((right, y2))) = (points.first().copied(), points.last().copied()) else {
        return Ok(());
    };
    let name = called(view, cut);
    let wide = strong_width(&name);
    let half = wide / 2 + 3;
    let (left, right) = (left + half, right - half);
    let beside = [-10, 11, -17, 18];
    let places = [(right, y2), (left, y1)].into_iter().flat_map(|(x, y)| beside.map(|by| (x, y + by)));
    let Some((x, y)) = labels.place(wide, places) else { return Ok(()) };
    writeln!(out, r#"<text class="state strong" x="{x}" y="{}">{name}</text>"#, y + 4)
}

/// So many cuts are named where a process is in none of them.
const MOST_NAMED: usize = 3;

/// Where a process ends it is said in which cuts it is not.
fn without(
    out: &mut impl Write,
    view: &View<'_>,
    layout: &Layout,
    process: usize,
    labels: &mut Labels,
) -> io::Result<()> {
    let missing: Vec<_> = view.cuts.iter().filter(|cut| cut.points[process].is_none()).collect();
    let names = missing.iter().map(|cut| called(view, cut)).collect::<Vec<_>>().join(", ");
    let told = match missing.len() {
        0 => return Ok(()),
        1..=MOST_NAMED => format!("not in {names}"),
        count => format!("not in {count} cuts"),
    };
    let wide = strong_width(&told);
    let beside = layout.columns[process] + wide / 2 + 12;
    let places = (1..=4).map(|above| (beside, layout.end - 16 * above));
    let Some((x, y)) = labels.place(wide, places) else { return Ok(()) };
    let (who, told) = (text(view.processes[process]), text(&told));
    let whole = format!("{who} records nothing for {names}, as far as the file goes");
    writeln!(out, r#"<text class="state strong" x="{x}" y="{}">{told}<title>{whole}</title></text>"#, y + 4)
}
