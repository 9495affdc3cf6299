//! The events around the present one, as a space-time diagram: time downward, a column a process, a lane a message under way.
//!
//! It is drawn as that of the report: a message leaves its sender with a stroke to its lane, falls along it, and reaches its
//! receiver with another. Lanes are right of the processes, which keep their places while one steps.

use std::collections::BTreeMap;
use std::ops::Range;

use draw::words;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Style, Stylize as _};
use ratatui::text::Line;
use ratatui::widgets::Paragraph;
use trace::model::{Astray, What};

use super::cells;
use crate::step::history::Now;
use crate::step::model::{Model, Pane, sentence};

mod columns;
use columns::Columns;

/// Rows above the events: the title and the names.
const ABOVE: u16 = 2;

pub(super) fn draw(frame: &mut Frame<'_>, area: Rect, model: &mut Model<'_>) {
    let columns = Columns::new(model, usize::from(area.width));
    model.column = columns.processes.start;
    model.numbered = columns.numbered;
    let mut lines = vec![Line::from(columns.heading()).bold()];
    let rows = in_sight(model, usize::from(area.height.saturating_sub(ABOVE)));
    lines.extend(Rows { model, columns: &columns }.draw(rows.clone()));
    let title = format!(" {} ", Pane::Diagram.title());
    let title = if model.focus == Pane::Diagram { title.reversed().bold() } else { title.bold() };
    let (processes, events) = extent(model, &columns);
    let remarks = [format!("{processes}{events} "), format!("{processes} ")];
    let block = cells::titled(Line::from(title), &remarks, area.width);
    frame.render_widget(Paragraph::new(lines).block(block), area);
}

/// As many events as there are rows, with the present one in the middle.
fn in_sight(model: &Model<'_>, rows: usize) -> Range<usize> {
    let count = model.view.events.len();
    let first = model.position.saturating_sub(rows / 2 + 1).min(count.saturating_sub(rows));
    first..count.min(first + rows)
}

/// What of the run is there, and what has no room: of its processes, and of its events.
fn extent(model: &Model<'_>, columns: &Columns) -> (String, String) {
    let view = model.view;
    let (in_sight, all) = (&columns.processes, view.processes.len());
    let processes = if in_sight.len() < all {
        format!(" processes {}-{} of {all}: <, >", in_sight.start + 1, in_sight.end)
    } else if all < view.processes_in_run {
        format!(" {all} of {} processes", view.processes_in_run)
    } else {
        String::new()
    };
    let total = view.run.footer.as_ref().map_or(view.run.events.len() as u64, |footer| footer.outcome.events);
    let shown = view.events.len();
    let events = if shown as u64 == total {
        format!(" all {total} events")
    } else if all < view.processes_in_run {
        format!(" {shown} of {total} events")
    } else {
        format!(" {shown} of {total} events (--window)")
    };
    (processes, events)
}

/// Draws events as rows.
struct Rows<'m, 'a> {
    model: &'m Model<'a>,
    columns: &'m Columns,
}

impl Rows<'_, '_> {
    fn draw(&self, rows: Range<usize>) -> Vec<Line<'static>> {
        let mut now = self.model.history.at(rows.start);
        let mut lines = Vec::new();
        for place in rows {
            let before = self.lanes(&now);
            self.model.history.pass(&mut now, place);
            let mut passing = self.lanes(&now);
            passing.retain(|lane, message| before.get(lane) == Some(message));
            lines.push(self.row(place, &passing));
        }
        lines
    }

    /// The message in each lane.
    fn lanes(&self, now: &Now<'_>) -> BTreeMap<usize, usize> {
        now.in_flight.iter().map(|message| (self.model.history.lane(*message), *message)).collect()
    }

    fn row(&self, place: usize, passing: &BTreeMap<usize, usize>) -> Line<'static> {
        let Self { model, columns } = self;
        let shown = &model.view.events[place];
        let present = model.present() == Some(place);
        let mut cells = columns.lives();
        for (lane, message) in passing {
            columns.put(&mut cells, columns.lane(*lane), self.falling(*message));
        }
        let here = columns.process(shown.process);
        if let Some(message) = model.history.message(place) {
            let lane = columns.lane(model.history.lane(message));
            let sends = matches!(shown.event.what, What::Send { .. });
            columns.stroke(&mut cells, here, lane, sends);
        }
        columns.put(&mut cells, here, mark(&shown.event.what));
        let drawing: String = cells.into_iter().collect();
        let sentence = sentence(shown, model.view);
        let whole = cells::width(&cells::clean(&sentence)) <= columns.text;
        let text = cells::fit(&if whole { sentence } else { brief(&shown.event.what) }, columns.text);
        let sign = if present { '>' } else { ' ' };
        let number = shown.event.seq;
        let line = format!("{sign}{number:>digits$} {drawing} {text}", digits = columns.digits);
        let style = match (present, place < model.position) {
            (true, _) => Style::new().reversed(),
            (false, true) => Style::new(),
            (false, false) => Style::new().dim(),
        };
        Line::styled(line, style)
    }

    /// How a message looks that is on its way.
    fn falling(&self, message: usize) -> char {
        let view = self.model.view;
        let message = &view.messages[message];
        if view.faults(message).next().is_some() {
            '!'
        } else if message.marker.is_some() {
            ':'
        } else {
            '|'
        }
    }
}

const fn mark(what: &What) -> char {
    match what {
        What::Recv { .. } | What::Internal { .. } => '*',
        What::Send { .. } => '+',
        What::Record { .. } => '#',
        What::RecordMessage { .. } => '=',
        What::Close { .. } => 'x',
        What::Permanent { .. } => 'v',
        What::Lost(_) | What::Crashed => 'X',
        What::Doubled(_) => '2',
    }
}

/// What happened, where there is no room for a sentence: who and how, the drawing shows.
fn brief(what: &What) -> String {
    match what {
        What::Internal { command, .. } => command.clone(),
        What::Recv { body, from, .. } => format!("{body} from {from}"),
        What::Send { body, to, .. } => format!("{body} to {to}"),
        What::Record { state, .. } => format!("state {}", words::state_and_hold(state)),
        What::RecordMessage { channel, body, .. } => format!("{body} in {channel}"),
        What::Close { channel, .. } => format!("close {channel}"),
        What::Permanent { snapshot } => format!("checkpoint {snapshot} permanent"),
        What::Lost(Astray { body, to, .. }) => format!("{body} to {to} is lost"),
        What::Doubled(Astray { body, to, .. }) => format!("{body} to {to} comes twice"),
        What::Crashed => "crash".to_string(),
    }
}
