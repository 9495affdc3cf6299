//! Where processes wait for the rest of the algorithm's messages, and the back-edges for which they do not.

use std::io::{self, Write};

use super::layout::Layout;
use crate::view::{Message, View};
use crate::xml::text;

/// The style of what is drawn here, where there is anything.
pub(super) fn style(view: &View<'_>) -> &'static str {
    let is_there = !view.run.header.config.back_edges.is_empty() || !view.aligning().is_empty();
    if is_there { include_str!("barriers.css") } else { "" }
}

/// The lives of processes as long as they wait.
pub(super) fn aligning(out: &mut impl Write, view: &View<'_>, layout: &Layout) -> io::Result<()> {
    for wait in view.aligning() {
        let (x, from) = layout.point(view, wait.since);
        let (until, _) = layout.cut(view, wait.cut, wait.process);
        let (process, first) = (view.processes[wait.process], view.processes[wait.from]);
        let snapshot = wait.cut.snapshot;
        let told = format!(
            "{process} waits to record for snapshot {snapshot}: of several messages the first, from {first}, has come"
        );
        writeln!(
            out,
            r#"<path class="aligning" d="M{x} {from}V{until}"><title>{}</title></path>"#,
            text(&told)
        )?;
    }
    Ok(())
}

/// What is added to the class of a message's line.
pub(super) fn class(view: &View<'_>, message: &Message<'_>) -> &'static str {
    if view.is_on_back_edge(message) { " back" } else { "" }
}

/// What the signs mean.
pub(super) fn meanings(view: &View<'_>) -> Vec<(&'static str, &'static str)> {
    let waits = (
        !view.aligning().is_empty(),
        (
            r#"<path class="aligning" d="M22 -9V9"/>"#,
            "process waits to record: not all that it waits for has come",
        ),
    );
    let back = (
        view.messages.iter().any(|message| view.is_on_back_edge(message)),
        (r#"<path class="message back" d="M2 0H44" marker-end="url(#tip)"/>"#, "dotted: on a back-edge"),
    );
    [waits, back].into_iter().filter(|(is_there, _)| *is_there).map(|(_, entry)| entry).collect()
}
