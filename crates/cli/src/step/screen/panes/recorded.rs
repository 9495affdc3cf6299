//! What has been recorded for one snapshot, at the present place of the run.

use std::collections::BTreeMap;

use draw::view::{Crossing, Fault, Message, View, Wrong};
use draw::words;
use ratatui::style::Stylize;
use ratatui::text::Line;
use trace::model::{Held, What};

use super::processes::{left_out, name};
use crate::step::model::Model;
use crate::step::screen::cells;

/// A recorded global state, as far as it has come.
#[derive(Default)]
struct Recorded<'a> {
    states: BTreeMap<usize, &'a Held>,
    channels: BTreeMap<&'a str, Channel<'a>>,
    /// How many checkpoints are permanent, of a recovery line.
    permanent: usize,
}

/// The record of a channel.
#[derive(Default)]
struct Channel<'a> {
    /// What each message says, and which it is, if that is known.
    messages: Vec<(&'a str, Option<usize>)>,
    closed: bool,
}

pub(super) fn lines(model: &Model<'_>, width: u16) -> Vec<Line<'static>> {
    let Some(snapshot) = model.snapshot() else {
        return cells::wrapped("Nothing is recorded in what is shown of this run.", width, 0);
    };
    let recorded = recorded(model, snapshot);
    let mut lines: Vec<_> = cells::wrapped(&headline(model, snapshot, &recorded), width, 0);
    lines.iter_mut().for_each(|line| *line = std::mem::take(line).bold());
    lines.extend(cells::grid(&states(model, &recorded), width));
    for (name, channel) in recorded.channels.iter().filter(|(_, channel)| !channel.messages.is_empty()) {
        lines.extend(self::channel(model.view, snapshot, name, channel, width));
    }
    if !model.view.takes_lines {
        lines.extend(totals(model, &recorded, width));
    }
    lines.extend(left_out(model.view, width));
    if model.history.is_over(snapshot, model.position) {
        lines.extend(missing(model.view, snapshot, width));
    }
    lines
}

/// Puts together what was recorded before the present place.
fn recorded<'a>(model: &Model<'a>, snapshot: u32) -> Recorded<'a> {
    let mut recorded = Recorded::default();
    for place in model.history.recorded_by(snapshot, model.position) {
        let shown = &model.view.events[*place];
        match &shown.event.what {
            What::Record { state, .. } => drop(recorded.states.insert(shown.process, state)),
            What::RecordMessage { channel, body, .. } => {
                let which = received_in_step(model, *place);
                recorded.channels.entry(channel).or_default().messages.push((body, which));
            }
            What::Close { channel, .. } => recorded.channels.entry(channel).or_default().closed = true,
            What::Permanent { .. } => recorded.permanent += 1,
            What::Internal { .. } | What::Recv { .. } | What::Send { .. } => {}
            What::Lost(_) | What::Doubled(_) | What::Crashed => {}
        }
    }
    recorded
}

/// The message with whose receipt the step began that an event is part of.
fn received_in_step(model: &Model<'_>, place: usize) -> Option<usize> {
    let events = &model.view.events;
    let step = events[place].step;
    let first = (0..=place).rev().take_while(|at| events[*at].step == step).last()?;
    matches!(events[first].event.what, What::Recv { .. }).then(|| model.history.message(first)).flatten()
}

fn headline(model: &Model<'_>, snapshot: u32, recorded: &Recorded<'_>) -> String {
    let what = if model.view.takes_lines { "Recovery line" } else { "Snapshot" };
    let all = model.history.snapshots().count();
    let which = if all > 1 { format!("{what} {snapshot} (of {all}; s: the next)") } else { what.to_string() };
    if recorded.states.is_empty() {
        return format!("{which}: nothing is recorded yet; n goes to the next recording");
    }
    let (done, all) = (recorded.states.len(), model.view.processes.len());
    match model.view.takes_lines {
        true => format!(
            "{which}: {done} of {all} processes have taken a checkpoint, {} permanent",
            recorded.permanent
        ),
        false => format!("{which}: {done} of {all} processes have recorded"),
    }
}

fn states(model: &Model<'_>, recorded: &Recorded<'_>) -> Vec<String> {
    let state = |process| match recorded.states.get(&process) {
        Some(state) => format!(" {}: {}", name(model, process), words::state_and_hold(state)),
        None => format!(" {}: -", name(model, process)),
    };
    (0..model.view.processes.len()).map(state).collect()
}

fn channel(
    view: &View<'_>,
    snapshot: u32,
    name: &str,
    channel: &Channel<'_>,
    width: u16,
) -> Vec<Line<'static>> {
    let is_wrong = |which: &Option<usize>| {
        which.is_some_and(|which| crossing(view, snapshot, &view.messages[which]) != Some(Crossing::Forward))
    };
    let message = |(body, which): &(&str, Option<usize>)| {
        let message = which.map_or_else(|| (*body).to_string(), |which| view.messages[which].name.clone());
        if is_wrong(which) { format!("{message} !wrong: not in the channel at the cut!") } else { message }
    };
    let messages: Vec<String> = channel.messages.iter().map(message).collect();
    let open = if channel.closed { "" } else { " .. still open" };
    let text = format!(" {name}: {}{open}", messages.join(", "));
    let lines = cells::wrapped(&text, width, 4);
    match channel.messages.iter().any(|(_, which)| is_wrong(which)) {
        true => lines.into_iter().map(Stylize::red).collect(),
        false => lines,
    }
}

/// How a message lies to the cut of a snapshot.
fn crossing(view: &View<'_>, snapshot: u32, message: &Message<'_>) -> Option<Crossing> {
    view.cuts.iter().find(|cut| cut.snapshot == snapshot).map(|cut| cut.crossing(message))
}

fn totals(model: &Model<'_>, recorded: &Recorded<'_>, width: u16) -> Vec<Line<'static>> {
    let closed = recorded.channels.values().filter(|channel| channel.closed);
    let (closed, empty) = closed.fold((0, 0), |(closed, empty), channel| {
        (closed + 1, empty + usize::from(channel.messages.is_empty()))
    });
    let all = model.view.run.header.config.channels.len();
    let empty = if empty == 0 { String::new() } else { format!(", {empty} of them empty") };
    cells::wrapped(&format!(" Channels closed: {closed} of {all}{empty}."), width, 0)
}

/// What a complete snapshot should have in a channel's state, and has not.
fn missing(view: &View<'_>, snapshot: u32, width: u16) -> Vec<Line<'static>> {
    let missed = view
        .messages
        .iter()
        .filter(|message| view.faults(message).any(|fault| fault == Fault { wrong: Wrong::Lost, snapshot }));
    let line = |message: &Message<'_>| {
        let (from, to) = (view.processes[message.from], view.processes[message.to]);
        let text = format!("!{from}->{to} lacks {}: it was in the channel at the cut!", message.name);
        cells::wrapped(&text, width, 4)
    };
    missed.flat_map(line).map(Stylize::red).collect()
}
