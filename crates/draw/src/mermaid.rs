//! A run as a Mermaid sequence diagram, for pages that draw one: GitHub, GitLab, Obsidian.
//!
//! Its arrows take no time, so overtaking cannot be seen: a message is drawn where it is received, its label says when it was sent
//! and which it overtook, and where its sender did something meanwhile, a note says that it sent it. The picture that shows everything is the SVG.

use std::collections::BTreeMap;
use std::io::{self, Write};

use sim_core::words::counted;
use trace::Saved;
use trace::model::What;

use crate::options::Options;
use crate::view::{Limits, Message, Shown, View};
use crate::words;

/// What a diagram may show; it says what it left out.
pub(crate) const LIMITS: Limits = Limits { events: 400, processes: 24 };
/// More than this Mermaid refuses to draw (`maxTextSize`).
pub(crate) const MAX_CHARACTERS: usize = 50_000;
/// Left free for the lines that come last.
const RESERVE: usize = 1_000;

/// So many messages in flight are named at the end.
const MOST_IN_FLIGHT: usize = 8;

/// Writes the diagram.
///
/// # Errors
/// When `out` cannot be written to.
pub(crate) fn write(run: &Saved, options: &Options, out: &mut impl Write) -> io::Result<()> {
    out.write_all(diagram(run, options).0.as_bytes())
}

/// How many events of the extent are left out, because there would be more characters than Mermaid draws.
pub(crate) fn left_out(run: &Saved, options: &Options) -> usize {
    diagram(run, options).1
}

/// The diagram, and how many of its last events had no room.
fn diagram(run: &Saved, options: &Options) -> (String, usize) {
    let view = View::of(run, options, LIMITS);
    let drawing = Drawing { condemned: view.condemned(), overtakings: view.overtakings(), view: &view };
    let mut text = drawing.head();
    let mut letters = text.chars().count();
    let mut left = 0;
    let lines = (0..view.events.len()).filter_map(|place| Some((place, drawing.event(place)?)));
    for (place, line) in lines {
        letters += line.chars().count();
        if letters > MAX_CHARACTERS - RESERVE {
            left = view.events.len() - place;
            let last = counted(left, "event");
            text += &format!("    %% left out, to stay below {MAX_CHARACTERS} characters: the last {last}\n");
            break;
        }
        text += &line;
    }
    (text + &drawing.in_flight(), left)
}

/// A view, and what is known of its events and messages beside.
struct Drawing<'a> {
    view: &'a View<'a>,
    condemned: BTreeMap<u64, Vec<&'a str>>,
    overtakings: BTreeMap<usize, usize>,
}

impl Drawing<'_> {
    /// What is shown, and the processes.
    fn head(&self) -> String {
        let (headline, extent) = (line(&self.view.headline()), line(&self.view.extent()));
        let mut text = format!("sequenceDiagram\n    %% {headline}\n    %% {extent}\n");
        text += "    %% arrows take no time here: each is drawn where its message is received\n";
        if !self.overtakings.is_empty() {
            text +=
                "    %% messages overtake others in this run, which arrows without duration cannot show\n";
        }
        for (place, name) in self.view.processes.iter().enumerate() {
            text += &format!("    participant p{place} as {}\n", label(name));
        }
        text
    }

    /// What was sent and is received nowhere.
    fn in_flight(&self) -> String {
        let messages = self.view.messages.iter().filter(|message| message.received.step.is_none());
        let notes = messages.filter_map(|message| {
            let sent = self.view.events[message.sent.shown?].event.t;
            let sent = self.at(sent).map_or_else(String::new, |time| format!(", sent {time},"));
            let (from, name) = (message.from, label(&View::name_in_full(message)));
            let to = label(self.view.processes[message.to]);
            Some(format!("    Note over p{from}: {name} to {to}{sent} is still in flight\n"))
        });
        let mut notes: Vec<String> = notes.collect();
        let more = notes.len().saturating_sub(MOST_IN_FLIGHT);
        notes.truncate(MOST_IN_FLIGHT);
        if more > 0 {
            notes.push(format!("    %% and {more} more are still in flight\n"));
        }
        notes.concat()
    }

    /// What an event adds to the diagram, if anything.
    fn event(&self, place: usize) -> Option<String> {
        let Shown { event, process, .. } = &self.view.events[place];
        let condemned = match self.condemned.get(&event.seq) {
            Some(by) => format!(", ✗ {}", words::condemned_by(by)),
            None => String::new(),
        };
        let note =
            |text: String| Some(format!("    Note over p{process}: {}\n", label(&(text + &condemned))));
        match &event.what {
            What::Recv { state, .. } => {
                let is_it = |message: &Message<'_>| message.received.shown == Some(place);
                let Some(message) = self.view.messages.iter().position(is_it) else {
                    return note(words::event(self.view.run, event));
                };
                Some(self.arrow(message, event.t, &words::after(state), &condemned))
            }
            What::Internal { command, state } => note(format!("{command}{}", words::after(state))),
            What::Record { snapshot, state, .. } => {
                let (state, time) = (words::state_in_words(state), self.comma_at(event.t));
                note(format!("record {state}{time}, snapshot {snapshot}"))
            }
            What::Send { .. } => {
                let message = self.view.messages.iter().find(|message| message.sent.shown == Some(place))?;
                let to = self.view.processes[message.to];
                self.goes_on(message).then(|| note(format!("send {} to {to}", message.name)))?
            }
            What::Permanent { snapshot } => {
                note(format!("checkpoint {snapshot} is permanent{}", self.comma_at(event.t)))
            }
            What::Lost(_) | What::Doubled(_) | What::Crashed => note(words::event(self.view.run, event)),
            What::RecordMessage { .. } | What::Close { .. } => None,
        }
    }

    /// Whether the sender does something between the sending of a message and its receipt, so that the arrow comes too late.
    fn goes_on(&self, message: &Message<'_>) -> bool {
        let (Some(sent), Some(received)) = (message.sent.shown, message.received.shown) else { return false };
        let is_drawn = |what: &What| !matches!(what, What::RecordMessage { .. } | What::Close { .. });
        // A log that no run can have written may have the receipt first.
        let between = self.view.events.get(sent + 1..received).unwrap_or_default();
        between.iter().any(|shown| shown.process == message.from && is_drawn(&shown.event.what))
    }

    fn at(&self, t: u64) -> Option<String> {
        words::time(self.view.run, t)
    }

    fn comma_at(&self, t: u64) -> String {
        self.at(t).map_or_else(String::new, |time| format!(", {time}"))
    }

    fn arrow(&self, place: usize, t: u64, state: &str, condemned: &str) -> String {
        let (view, message) = (self.view, &self.view.messages[place]);
        let (from, to) = (message.from, message.to);
        let stroke = if message.marker.is_some() { "--)" } else { "->>" };
        let mut name = View::name_in_full(message);
        if let Some(received) = self.at(t) {
            let sent = message.sent.shown.and_then(|place| self.at(view.events[place].event.t));
            let sent = sent.map_or_else(String::new, |sent| format!("sent {sent}, "));
            name += &format!(" ({sent}received {received})");
        }
        if message.marker.is_none() {
            name += state;
        }
        if let Some(slow) = self.overtakings.get(&place) {
            name += &format!(", overtook {}", view.messages[*slow].name);
        }
        for snapshot in &message.recorded {
            name += &format!(", recorded by snapshot {snapshot}");
        }
        for fault in view.faults(message) {
            name += &format!(", {}", view.fault_in_words(message, fault));
        }
        format!("    p{from}{stroke}p{to}: {}\n", label(&(name + condemned)))
    }
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
