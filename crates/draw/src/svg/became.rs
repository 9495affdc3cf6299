//! Where something became so, across all processes: what is recorded above the line need not show it, what is begun below it must.

use std::io::{self, Write};

use super::layout::Layout;
use crate::view::View;
use crate::xml::text;

/// The style of what is drawn here, where there is anything.
pub(super) fn style(view: &View<'_>) -> &'static str {
    if view.became.is_some() { include_str!("became.css") } else { "" }
}

/// The line, with what is so from there on.
pub(super) fn line(out: &mut impl Write, view: &View<'_>, layout: &Layout) -> io::Result<()> {
    let Some(became) = &view.became else { return Ok(()) };
    let (left, right, y) = (layout.edge, layout.width, layout.step(view, became.event));
    let (what, event) = (text(&became.what), became.event);
    writeln!(
        out,
        r#"<path class="became" d="M{left} {y}H{right}"><title>from event {event} on {what}</title></path>"#
    )?;
    writeln!(out, r#"<text class="side" x="{}" y="{}">{what}</text>"#, right - 4, y + 14)
}

/// The sign, and what it means.
pub(super) fn meaning(view: &View<'_>) -> Option<(String, String)> {
    let became = view.became.as_ref()?;
    let sign = r#"<path class="became" d="M2 0H40"/>"#.to_string();
    Some((sign, format!("from here on {}", became.what)))
}
