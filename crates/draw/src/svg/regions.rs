//! The regions of a snapshot that several processes started: each recording has the number of its region, and the number a colour.
//!
//! Where a picture has one snapshot; the signs of several would lie one upon another.

use std::io::{self, Write};

use super::layout::Layout;
use super::styles;
use crate::view::View;

/// Which region of several a process is in, by its number.
pub(super) fn of(view: &View<'_>, process: usize) -> Option<usize> {
    let [cut] = view.cuts.as_slice() else { return None };
    cut.region(process)
}

/// The style of what is drawn here, where there is anything.
pub(super) fn style(view: &View<'_>) -> &'static str {
    match view.cuts.as_slice() {
        [cut] if !cut.initiators().is_empty() => include_str!("regions.css"),
        _ => "",
    }
}

/// The colours are those of the cuts.
fn colour(region: usize) -> u32 {
    styles::colour(region - 1)
}

/// A recording, as it is drawn.
pub(super) fn recording(x: i64, y: i64, region: Option<usize>) -> String {
    let class = region.map_or("record".to_string(), |region| format!("record region{}", colour(region)));
    let number = region.map_or(String::new(), |region| {
        format!(r#"<text class="region" x="{x}" y="{}">{region}</text>"#, y + 4)
    });
    format!(r#"<rect class="{class}" x="{}" y="{}" width="14" height="14"/>{number}"#, x - 7, y - 7)
}

/// The life of a process from its recording on.
pub(super) fn life(out: &mut impl Write, view: &View<'_>, layout: &Layout, process: usize) -> io::Result<()> {
    let [cut] = view.cuts.as_slice() else { return Ok(()) };
    let Some(region) = cut.region(process) else { return Ok(()) };
    let (x, (from, _), end) = (layout.columns[process], layout.cut(view, cut, process), layout.end);
    writeln!(out, r#"<path class="life region{}" d="M{x} {from}V{end}"/>"#, colour(region))
}

/// What the signs of the regions mean.
pub(super) fn meanings(view: &View<'_>) -> Vec<(String, String)> {
    let [cut] = view.cuts.as_slice() else { return Vec::new() };
    let meaning = |(place, initiator): (usize, &usize)| {
        (
            recording(22, 0, Some(place + 1)),
            format!("recorded in the region of {}", view.processes[*initiator]),
        )
    };
    cut.initiators().iter().enumerate().map(meaning).collect()
}
