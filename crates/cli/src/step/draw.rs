//! The screen: what was run, the events with a column a process, the states, the channels, the checks, the keys.
//!
//! Colours are never the only sign: the present event has a `>`, a process that has recorded a `#` and its snapshots.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Style, Stylize as _};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Paragraph, Wrap};
use trace::model::What;
use trace::view::Shown;
use trace::words;

use super::stepper::Stepper;

/// Below this width states and channels stand under the events, not beside them.
const WIDE: u16 = 90;
/// Columns of characters from one process to the next in the diagram.
const SPACE: usize = 3;

const KEYS: [(&str, &str); 7] = [
    ("j, down, right, space", "one event forward"),
    ("k, up, left", "one event back"),
    ("PgDn, PgUp", "ten events"),
    ("g, Home / G, End", "before the first / after the last"),
    ("n / p", "the next / previous recording of a state"),
    ("?", "these keys"),
    ("q, Esc", "leave"),
];

/// Draws all of it.
pub(super) fn draw(frame: &mut Frame<'_>, stepper: &Stepper<'_>) {
    let [head, body, foot] =
        Layout::vertical([Constraint::Length(2), Constraint::Min(0), Constraint::Length(1)])
            .areas(frame.area());
    frame.render_widget(Paragraph::new(heading(stepper)), head);
    let (events, side) = if body.width >= WIDE {
        let [events, side] =
            Layout::horizontal([Constraint::Percentage(60), Constraint::Percentage(40)]).areas(body);
        (events, side)
    } else {
        let [events, side] =
            Layout::vertical([Constraint::Percentage(55), Constraint::Percentage(45)]).areas(body);
        (events, side)
    };
    draw_events(frame, events, stepper);
    draw_side(frame, side, stepper);
    frame
        .render_widget(Paragraph::new("j/k step   n/p recordings   g/G ends   ? keys   q leave").dim(), foot);
    if stepper.help {
        draw_help(frame);
    }
}

fn heading<'a>(stepper: &Stepper<'a>) -> Vec<Line<'a>> {
    let view = stepper.view;
    let time = stepper.present().map_or(0, |place| view.events[place].event.t);
    let position = format!("event {} of {}, t={time}", stepper.position, view.events.len());
    vec![Line::from(view.headline()).bold(), Line::from(format!("{position}   {}", view.extent()))]
}

/// The events around the present one, with a column a process.
fn draw_events(frame: &mut Frame<'_>, area: Rect, stepper: &Stepper<'_>) {
    let block = Block::bordered().title("Events");
    let inner = block.inner(area);
    let rows = usize::from(inner.height.saturating_sub(1));
    let view = stepper.view;
    let first = stepper.position.saturating_sub(rows / 2 + 1).min(view.events.len().saturating_sub(rows));
    let mut lines = vec![Line::from(format!("          {}", columns_heading(&view.processes))).bold()];
    for (place, shown) in view.events.iter().enumerate().skip(first).take(rows) {
        lines.push(event_line(stepper, place, shown));
    }
    frame.render_widget(Paragraph::new(lines).block(block), area);
}

/// The first characters of the processes' names, each over its column.
fn columns_heading(processes: &[&str]) -> String {
    let short = |name: &&str| {
        let short: String = name.chars().filter(|c| !c.is_control()).take(SPACE - 1).collect();
        format!("{short:<SPACE$}")
    };
    processes.iter().map(short).collect()
}

fn event_line<'a>(stepper: &Stepper<'a>, place: usize, shown: &Shown<'a>) -> Line<'a> {
    let mark = match &shown.event.what {
        What::Recv { .. } | What::Internal { .. } => '*',
        What::Send { .. } => '+',
        What::Record { .. } => '#',
        What::RecordMessage { .. } => '=',
        What::Close { .. } => 'x',
    };
    let present = stepper.present() == Some(place);
    let mut columns = String::new();
    for process in 0..stepper.view.processes.len() {
        columns.push(if process == shown.process { mark } else { '|' });
        columns.extend(std::iter::repeat_n(' ', SPACE - 1));
    }
    let sign = if present { '>' } else { ' ' };
    let name = stepper.view.processes[shown.process];
    let text = format!("{sign}{:>8} {columns}{name} {}", shown.event.t, words::event(shown.event));
    let style = match (present, place < stepper.position) {
        (true, _) => Style::new().reversed(),
        (false, true) => Style::new(),
        (false, false) => Style::new().dim(),
    };
    Line::from(Span::styled(text, style))
}

/// The states, the channels and the checks.
fn draw_side(frame: &mut Frame<'_>, area: Rect, stepper: &Stepper<'_>) {
    let view = stepper.view;
    let changed = stepper.present().map(|place| view.events[place].process);
    let mut lines = vec![Line::from("Processes").bold()];
    for (process, (state, recorded)) in stepper.processes().into_iter().enumerate() {
        let state = state.map_or_else(|| "?".to_string(), words::state_and_hold);
        let recorded: Vec<_> = recorded.iter().map(|snapshot| format!("#{snapshot}")).collect();
        let sign = if changed == Some(process) { '>' } else { ' ' };
        let name = view.processes[process];
        let recorded =
            if recorded.is_empty() { String::new() } else { format!("  recorded {}", recorded.join(" ")) };
        lines.push(Line::from(format!("{sign}{name}: {state}{recorded}")));
    }
    lines.push(Line::from(""));
    lines.push(Line::from("In the channels").bold());
    lines.extend(channels(stepper));
    lines.push(Line::from(""));
    lines.push(Line::from("Checks").bold());
    lines.extend(view.checks().map(|(snapshot, check)| {
        let of = if snapshot > 1 { format!(" of snapshot {snapshot}") } else { String::new() };
        let sign = match check.ok {
            Some(true) => "ok",
            Some(false) => "FAIL",
            None => "?",
        };
        Line::from(format!(" {sign}  {}{of}", words::check(check, &stepper.view.run.header.config.goods)))
    }));
    let text = Paragraph::new(lines).wrap(Wrap { trim: false }).block(Block::bordered().title("There"));
    frame.render_widget(text, area);
}

/// A line for each channel with something in it.
fn channels<'a>(stepper: &Stepper<'a>) -> Vec<Line<'a>> {
    let mut contents = std::collections::BTreeMap::<(usize, usize), Vec<String>>::new();
    for message in stepper.in_flight() {
        contents.entry((message.from, message.to)).or_default().push(trace::view::View::name(message));
    }
    let names = &stepper.view.processes;
    let line = |((from, to), messages): ((usize, usize), Vec<String>)| {
        Line::from(format!(" {}->{}: {}", names[from], names[to], messages.join(", ")))
    };
    let lines: Vec<_> = contents.into_iter().map(line).collect();
    if lines.is_empty() { vec![Line::from(" nothing")] } else { lines }
}

fn draw_help(frame: &mut Frame<'_>) {
    let area = frame.area();
    let [row] = Layout::vertical([Constraint::Max(9)]).flex(ratatui::layout::Flex::Center).areas(area);
    let [middle] = Layout::horizontal([Constraint::Max(70)]).flex(ratatui::layout::Flex::Center).areas(row);
    let lines: Vec<_> = KEYS.iter().map(|(key, what)| Line::from(format!(" {key:<22}  {what}"))).collect();
    frame.render_widget(Clear, middle);
    frame.render_widget(Paragraph::new(lines).block(Block::bordered().title("Keys")), middle);
}

#[cfg(test)]
mod tests;
