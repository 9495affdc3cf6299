//! A crash: a thick line across, and what was done in vain faded, from the cut to which all go back down to that line.

use std::io::{self, Write};

use super::cuts::{joined, stretches};
use super::layout::Layout;
use crate::crash::Crash;
use crate::view::View;
use crate::xml::text;

/// The style of what is drawn here, where there is anything.
pub(super) fn style(crash: Option<&Crash>) -> &'static str {
    if crash.is_some() { include_str!("crash.css") } else { "" }
}

/// Draws it over all that was done before.
pub(super) fn write(
    out: &mut impl Write,
    view: &View<'_>,
    layout: &Layout,
    crash: Option<&Crash>,
) -> io::Result<()> {
    let Some(crash) = crash else { return Ok(()) };
    let (left, y) = (layout.edge, line_of(view, layout, crash));
    let cut = view.cuts.iter().find(|cut| Some(cut.snapshot) == crash.back_to);
    let mut line = cut.map_or_else(|| from_the_top(layout), |cut| stretches(layout, view, cut).concat());
    line.iter_mut().for_each(|(_, at)| *at = (*at).min(y));
    let right = line.last().map_or(layout.width, |(x, _)| *x);
    let vain = joined(&line);
    for class in ["vain", "vain-edge"] {
        writeln!(out, r#"<polygon class="{class}" points="{vain} {right},{y} {left},{y}"/>"#)?;
    }
    writeln!(out, r#"<text class="side" x="{}" y="{}">done in vain</text>"#, right - 6, y - 8)?;
    writeln!(out, r#"<path class="crash" d="M{left} {y}H{right}"/>"#)?;
    let words = text(&layout.fitted(&crash.in_words(), 8)).to_string();
    writeln!(
        out,
        r#"<text class="fault" style="text-anchor:start" x="{}" y="{}">✗ {words}</text>"#,
        left + 6,
        y - 8
    )
}

/// How far above the second life the line is.
const ABOVE: i64 = 14;

fn line_of(view: &View<'_>, layout: &Layout, crash: &Crash) -> i64 {
    layout.step(view, crash.event) - ABOVE
}

/// What is under way at a crash is lost.
pub(super) fn empty_channels(view: &View<'_>, layout: &mut Layout, crash: Option<&Crash>) {
    layout.emptied = crash.map(|crash| (crash.event, line_of(view, layout, crash)));
}

/// All was in vain.
fn from_the_top(layout: &Layout) -> Vec<(i64, i64)> {
    vec![(layout.edge, layout.top), (layout.width - layout.edge, layout.top)]
}

/// The sign, and what it means.
pub(super) fn meaning(crash: Option<&Crash>) -> Option<(&'static str, &'static str)> {
    crash.map(|_| (r#"<path class="crash" d="M2 0H40"/>"#, "crash; what is faded was done in vain"))
}
