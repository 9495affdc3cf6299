//! What stands beside the diagram, as lines: the states, the channels, what is recorded, the checks.

use std::collections::BTreeMap;

use draw::view::View;
use draw::words;
use ratatui::style::Stylize;
use ratatui::text::Line;
use trace::model::Check;

use super::cells;
use crate::step::model::{Model, Pane};

mod processes;
mod recorded;
use processes::{left_out, name};

/// How many snapshots are named behind a state.
const NAMED: usize = 3;

/// All lines of a pane; as many as have room are shown.
pub(super) fn lines(model: &Model<'_>, pane: Pane, width: u16) -> Vec<Line<'static>> {
    match pane {
        Pane::Diagram => Vec::new(),
        Pane::Now => now(model, width),
        Pane::Recorded => recorded::lines(model, width),
        Pane::Checks => checks(model.view, width),
    }
}

/// The global state: of the processes, and of the channels.
fn now(model: &Model<'_>, width: u16) -> Vec<Line<'static>> {
    let mut lines = states(model, width);
    lines.extend(channels(model, width));
    lines
}

/// The state of each process now, and the snapshots for which it has recorded.
fn states(model: &Model<'_>, width: u16) -> Vec<Line<'static>> {
    let here = model.present().map(|place| model.view.events[place].process);
    let now = model.history.at(model.position);
    let state = |(process, state): (usize, &Option<_>)| {
        let sign = if here == Some(process) { '>' } else { ' ' };
        let state = state.map_or_else(|| "not known yet".to_string(), words::state_and_hold);
        let waits = if model.view.has_to_wait(process, model.position) { " waits" } else { "" };
        format!("{sign}{}: {state}{}{waits}", name(model, process), recorded_for(model, process))
    };
    let states: Vec<String> = now.states.iter().enumerate().map(state).collect();
    cells::grid(&states, width)
}

/// The snapshots for which a process has recorded: ` #1 #2`.
fn recorded_for(model: &Model<'_>, process: usize) -> String {
    let recordings = model.history.recordings(process, model.position);
    let before = recordings.len().saturating_sub(NAMED);
    let dots = if before > 0 { " .." } else { "" };
    let numbers = recordings[before..].iter().map(|(_, snapshot)| format!(" #{snapshot}"));
    format!("{dots}{}", numbers.collect::<String>())
}

/// What is on its way now, by channel.
fn channels(model: &Model<'_>, width: u16) -> Vec<Line<'static>> {
    let view = model.view;
    let time = model.present().map_or(0, |place| view.events[place].event.t);
    let mut contents = BTreeMap::<(usize, usize), Vec<String>>::new();
    for message in &model.history.at(model.position).in_flight {
        let message = &view.messages[*message];
        let waits = if view.is_waiting(message, time) { " waits" } else { "" };
        contents.entry((message.from, message.to)).or_default().push(format!("{}{waits}", message.name));
    }
    let content = |((from, to), messages): (&(usize, usize), &Vec<String>)| {
        format!(" {}->{}: {}", view.processes[*from], view.processes[*to], messages.join(", "))
    };
    let contents: Vec<String> = contents.iter().map(content).collect();
    let mut lines = cells::grid(&contents, width);
    lines.push(Line::from(if lines.is_empty() {
        " All channels are empty."
    } else {
        " All other channels are empty."
    }));
    lines.extend(left_out(view, width));
    lines
}

/// What the oracles said: first what fails, then what cannot be said.
fn checks(view: &View<'_>, width: u16) -> Vec<Line<'static>> {
    let mut checks: Vec<(u32, &Check)> = view.checks().collect();
    checks.sort_by_key(|(_, check)| match check.ok {
        Some(false) => 0,
        None => 1,
        Some(true) => 2,
    });
    let several = checks.iter().any(|(snapshot, _)| *snapshot > 1);
    let lines: Vec<_> = checks
        .into_iter()
        .flat_map(|(snapshot, check)| checked(view, snapshot, check, several, width))
        .collect();
    if lines.is_empty() { vec![Line::from("There are none: the run has no result.")] } else { lines }
}

fn checked(view: &View<'_>, snapshot: u32, check: &Check, several: bool, width: u16) -> Vec<Line<'static>> {
    let sign = match check.ok {
        Some(true) => "ok  ",
        Some(false) => "FAIL",
        None => "?   ",
    };
    let of = if several && snapshot > 0 { format!(" (snapshot {snapshot})") } else { String::new() };
    let text = format!("{sign} {}{of}: {}", check.name, words::check(check, &view.run.header.config));
    let mut lines = cells::wrapped(&text, width, 5);
    for told in &check.story {
        lines.extend(cells::wrapped(&format!("     {told}"), width, 7));
    }
    if check.ok == Some(false) {
        lines = lines.into_iter().map(Stylize::red).collect();
    }
    lines
}
