//! The colours of messages to which the algorithm adds something: a bead on each, white if it was sent before its sender recorded. Red ones
//! have the colour of the cut after which they were sent, of several cuts the last.

use std::io::{self, Write};

use super::styles;
use crate::view::{Message, View};

/// How far a bead is from where its message begins.
const FROM_THE_END: i64 = 20;

/// What colour a message has, if it has one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Colour {
    White,
    /// It was sent after the cut of this place, and before the next.
    After(usize),
}

fn of(view: &View<'_>, message: &Message<'_>) -> Option<Colour> {
    let has_one = message.marker.is_none() && !message.added.is_empty() && !view.cuts.is_empty();
    let sent = message.sent.step.filter(|_| has_one)?;
    let last = view.cuts.iter().rposition(|cut| !cut.is_prerecording(message.from, sent));
    Some(last.map_or(Colour::White, Colour::After))
}

fn bead(colour: Colour, x: i64, y: i64) -> String {
    let class = match colour {
        Colour::White => "bead".to_string(),
        Colour::After(place) => format!("bead bead{}", styles::colour(place)),
    };
    format!(r#"<circle class="{class}" cx="{x}" cy="{y}" r="4"/>"#)
}

/// The style of what is drawn here, where there is anything.
pub(super) fn style(view: &View<'_>) -> &'static str {
    let any = view.messages.iter().any(|message| of(view, message).is_some());
    if any { include_str!("colours.css") } else { "" }
}

/// The bead of a message that goes this way.
pub(super) fn draw(
    out: &mut impl Write,
    view: &View<'_>,
    message: &Message<'_>,
    [(x1, y1), (x2, y2)]: [(i64, i64); 2],
) -> io::Result<()> {
    let Some(colour) = of(view, message).filter(|_| message.from != message.to) else { return Ok(()) };
    let (dx, dy) = (x2 - x1, y2 - y1);
    let length = (dx * dx + dy * dy).isqrt().max(1);
    let away = FROM_THE_END.min(length / 2);
    write!(out, "{}", bead(colour, x1 + dx * away / length, y1 + dy * away / length))
}

/// What the beads mean.
pub(super) fn meanings(view: &View<'_>) -> Vec<(String, String)> {
    let is_there = |colour: &Colour| view.messages.iter().any(|message| of(view, message) == Some(*colour));
    let after = (0..view.cuts.len()).map(Colour::After);
    let meaning = |colour| {
        let meaning = match colour {
            Colour::White => "sent before its sender recorded".to_string(),
            Colour::After(_) if view.cuts.len() == 1 => "sent after its sender recorded".to_string(),
            Colour::After(place) => {
                format!("sent after its sender recorded for snapshot {}", view.cuts[place].snapshot)
            }
        };
        (bead(colour, 22, 0), meaning)
    };
    std::iter::once(Colour::White).chain(after).filter(is_there).map(meaning).collect()
}
