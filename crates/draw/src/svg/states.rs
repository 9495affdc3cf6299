//! What stands beside the columns: the states, and that somebody announced what he was to detect.

use std::io::{self, Write};

use trace::model::What;

use super::labels::Labels;
use super::layout::{LETTER, LINE, Layout, shortened, strong_width, width};
use crate::view::View;
use crate::words;
use crate::xml::text;

/// What an announcement is called.
const ANNOUNCED: &str = "announced";

/// The state after each step that changed or began it, and the recorded states, beside the column.
pub(super) fn labels(
    out: &mut impl Write,
    view: &View<'_>,
    layout: &Layout,
    labels: &mut Labels,
) -> io::Result<()> {
    for place in 0..view.events.len() {
        let shown = &view.events[place];
        if view.announced == Some(shown.event.seq) {
            announced(out, view, layout, place, labels)?;
            continue;
        }
        let Some(held) = words::state_of(&shown.event.what) else { continue };
        let letters = (layout.spacing / 2 / LETTER).max(8);
        let state = words::brief(held, view.told_goods(), usize::try_from(letters * 4 / 5).unwrap_or(0));
        let (recorded, name) = match &shown.event.what {
            What::Record { snapshot, .. } if view.cuts.len() > 1 => (true, format!("{snapshot}: {state}")),
            What::Record { .. } => (true, state),
            _ => (false, state),
        };
        let whole = format!("{name} {}", view.terms().is_in);
        let name =
            if recorded && width(&whole) <= letters * LETTER { whole } else { shortened(&name, letters) };
        let (class, wide) =
            if recorded { ("state strong", strong_width(&name)) } else { ("state", width(&name)) };
        let beside = beside(view, layout, place, wide);
        let found =
            if recorded { labels.place(wide, off_the_cut(beside)) } else { labels.place(wide, beside) };
        let Some((x, y)) = found else { continue };
        writeln!(out, r#"<text class="{class}" x="{x}" y="{}">{}</text>"#, y + 4, text(&name))?;
    }
    Ok(())
}

/// An announcement, in the place of the state.
fn announced(
    out: &mut impl Write,
    view: &View<'_>,
    layout: &Layout,
    place: usize,
    labels: &mut Labels,
) -> io::Result<()> {
    let wide = strong_width(ANNOUNCED);
    let Some((x, y)) = labels.place(wide, beside(view, layout, place, wide)) else { return Ok(()) };
    writeln!(out, r#"<text class="state strong" x="{x}" y="{}">{ANNOUNCED}</text>"#, y + 4)
}

/// The places on both sides of an event for a text so wide, outside first.
fn beside(view: &View<'_>, layout: &Layout, place: usize, wide: i64) -> [(i64, i64); 2] {
    let (x, y) = layout.point(view, place);
    let half = wide / 2 + 15;
    let sides = if view.events[place].process == 0 { [x - half, x + half] } else { [x + half, x - half] };
    sides.map(|x| (x, y))
}

/// Below the cut, which goes on to the edge at the height of a recording, or above it; upon it only where there is no other room.
fn off_the_cut(beside: [(i64, i64); 2]) -> impl Iterator<Item = (i64, i64)> {
    let [outside, inside] = beside;
    let away = [LINE - 4, 4 - LINE, 0].map(|by| (outside.0, outside.1 + by));
    away.into_iter().chain([inside])
}
