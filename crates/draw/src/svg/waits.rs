//! Who is kept from acting: a process's life is hatched for as long.

use std::io::{self, Write};

use super::layout::Layout;
use crate::view::View;

/// The style of what is drawn here, where there is anything.
pub(super) fn style(view: &View<'_>) -> &'static str {
    if view.waits.is_empty() { "" } else { include_str!("waits.css") }
}

/// The stretches in which a process waits.
pub(super) fn life(out: &mut impl Write, view: &View<'_>, layout: &Layout, process: usize) -> io::Result<()> {
    for wait in view.waits.iter().filter(|wait| wait.process == process) {
        let (x, from) = (layout.columns[process], layout.step(view, wait.from));
        let until = wait.until.map_or(layout.end, |until| layout.step(view, until));
        writeln!(out, r#"<path class="waits" d="M{x} {from}V{until}"/>"#)?;
    }
    Ok(())
}

/// The sign, and what it means.
pub(super) fn meaning(view: &View<'_>) -> Option<(String, String)> {
    let sign = r#"<path class="waits" d="M2 0H40"/>"#.to_string();
    (!view.waits.is_empty()).then(|| (sign, "kept from acting by the algorithm".to_string()))
}
