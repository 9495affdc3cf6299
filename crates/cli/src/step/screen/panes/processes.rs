//! How the panes speak of processes.

use draw::view::View;
use ratatui::text::Line;

use crate::step::model::Model;
use crate::step::screen::cells;

/// What a process is called, after its number if that is what the diagram calls it.
pub(super) fn name(model: &Model<'_>, process: usize) -> String {
    let name = model.view.processes[process];
    if model.numbered { format!("{} {name}", process + 1) } else { name.to_string() }
}

/// What is missing when not all processes of the run are shown.
pub(super) fn left_out(view: &View<'_>, width: u16) -> Vec<Line<'static>> {
    let (shown, all) = (view.processes.len(), view.processes_in_run);
    if shown == all {
        return Vec::new();
    }
    cells::wrapped(&format!(" Shown: {shown} of {all} processes; what the others do is left out."), width, 0)
}
