//! A run as a Mermaid sequence diagram, for pages that draw one: GitHub, GitLab, Obsidian.
//!
//! Its arrows take no time, so overtaking cannot be seen: a message is drawn where it is received, and its label says when it
//! was sent. The picture that shows everything is the [SVG](crate::svg).

use std::io::{self, Write};

use crate::model::What;
use crate::read::Saved;
use crate::view::{Limits, Message, Shown, View};
use crate::window::Window;
use crate::words;

/// What a diagram may show; it says what it left out.
pub const LIMITS: Limits = Limits { events: 400, processes: 24 };
/// More than this Mermaid refuses to draw (`maxTextSize`).
pub const MAX_CHARACTERS: usize = 50_000;
/// Left free for the lines that come last.
const RESERVE: usize = 1_000;

/// Writes the diagram.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(run: &Saved, window: &Window, out: &mut impl Write) -> io::Result<()> {
    let view = View::new(run, window, LIMITS);
    let mut text =
        format!("sequenceDiagram\n    %% {}\n    %% {}\n", line(&view.headline()), line(&view.extent()));
    for (place, name) in view.processes.iter().enumerate() {
        text += &format!("    participant p{place} as {}\n", label(name));
    }
    let mut letters = text.chars().count();
    let lines = (0..view.events.len()).filter_map(|place| Some((place, event(&view, place)?)));
    for (place, line) in lines {
        letters += line.chars().count();
        if letters > MAX_CHARACTERS - RESERVE {
            let left = view.events.len() - place;
            text += &format!(
                "    %% left out, to stay below {MAX_CHARACTERS} characters: the last {left} events\n"
            );
            break;
        }
        text += &line;
    }
    for message in view.messages.iter().filter(|message| message.received.step.is_none()).take(8) {
        if let Some(sent) = message.sent.shown {
            let (from, name) = (message.from, label(&View::name(message)));
            let to = label(view.processes[message.to]);
            let t = view.events[sent].event.t;
            text += &format!("    Note over p{from}: {name} to {to}, sent t={t}, is still in flight\n");
        }
    }
    out.write_all(text.as_bytes())
}

/// What an event adds to the diagram, if anything.
fn event(view: &View<'_>, place: usize) -> Option<String> {
    let Shown { event, process, .. } = &view.events[place];
    let note = |text: String| Some(format!("    Note over p{process}: {}\n", label(&text)));
    match &event.what {
        What::Recv { state, .. } => {
            let message = view.messages.iter().find(|message| message.received.shown == Some(place))?;
            Some(arrow(view, message, event.t, &words::state_and_hold(state)))
        }
        What::Internal { command, state } => {
            note(format!("{command}, state {}", words::state_and_hold(state)))
        }
        What::Record { snapshot, state } => {
            let state = words::state_and_hold(state);
            note(format!("record state {state}, t={}, snapshot {snapshot}", event.t))
        }
        What::Send { .. } | What::RecordMessage { .. } | What::Close { .. } => None,
    }
}

fn arrow(view: &View<'_>, message: &Message<'_>, t: u64, state: &str) -> String {
    let (from, to) = (message.from, message.to);
    let stroke = if message.marker.is_some() { "--)" } else { "->>" };
    let sent = message.sent.shown.map(|place| format!("sent t={}, ", view.events[place].event.t));
    let mut name = format!("{} ({}received t={t})", View::name(message), sent.unwrap_or_default());
    if message.marker.is_none() {
        name += &format!(", state {state}");
    }
    for snapshot in &message.recorded {
        name += &format!(", recorded by snapshot {snapshot}");
    }
    if let Some(snapshot) = view.backward(message) {
        name += &format!(", CROSSES THE CUT OF SNAPSHOT {snapshot} BACKWARDS");
    }
    format!("    p{from}{stroke}p{to}: {}\n", label(&name))
}

/// A text as Mermaid takes it: what means something to it is written as a character reference.
fn label(text: &str) -> String {
    let mut label = String::new();
    for letter in line(text).chars() {
        match letter {
            ';' | '#' | '<' | '>' | '%' | '"' | ':' | '&' | '{' | '}' => {
                label += &format!("#{};", u32::from(letter));
            }
            letter => label.push(letter),
        }
    }
    if label.trim().is_empty() { "#32;".to_string() } else { label }
}

/// A text on one line, without what would begin a directive in a comment.
fn line(text: &str) -> String {
    text.replace(|letter: char| letter.is_control(), " ").replace(['{', '}'], "")
}
