//! Says what each kind of line and sign in the picture means; only of those that are in it.

use std::io::{self, Write};

use sim_core::words::counted;
use trace::model::What;

use super::cuts::BAND;
use super::layout::{LINE, Layout, width};
use super::marks::fault;
use super::styles::{colour, cut_style};
use super::{barriers, became, colours, regions, waits};
use crate::axis::Axis;
use crate::crash::Crash;
use crate::view::{Fault, View, Wrong};
use crate::xml::text;

/// A sign, drawn in a box 40 wide around the point 20,0, and what it means.
pub(super) struct Entry {
    sign: String,
    meaning: String,
}

impl From<(&str, &str)> for Entry {
    fn from((sign, meaning): (&str, &str)) -> Self {
        Self { sign: sign.to_string(), meaning: meaning.to_string() }
    }
}

/// So many cuts have an entry of their own.
const MOST_CUTS: usize = 8;
/// The room of a sign.
const SIGN: i64 = 48;

/// What is in this picture.
pub(super) fn entries(view: &View<'_>, crash: Option<&Crash>) -> Vec<Entry> {
    let entry = |sign: &str, meaning: &str| Entry { sign: sign.to_string(), meaning: meaning.to_string() };
    let right: Vec<_> = view.messages.iter().filter(|message| fault(view, message).is_none()).collect();
    let mut entries = Vec::new();
    if right.iter().any(|message| message.marker.is_none() && message.recorded.is_empty()) {
        entries.push(entry(r#"<path class="message" d="M2 0H44" marker-end="url(#tip)"/>"#, "message"));
    }
    let mut kinds = Vec::new();
    for message in right.iter().filter(|message| message.marker.is_some()) {
        if !kinds.contains(&message.body) {
            kinds.push(message.body);
        }
    }
    if !kinds.is_empty() {
        let sign = r#"<path class="marker" d="M2 0H44" marker-end="url(#tip-open)"/>"#;
        entries.push(entry(sign, &kinds.join(", ")));
    }
    if right.iter().any(|message| !message.recorded.is_empty()) {
        let sign = r#"<path class="recorded" d="M2 0H44" marker-end="url(#tip-recorded)"/><path class="recorded-inside" d="M2 0H32"/>"#;
        entries.push(entry(sign, view.terms().message));
    }
    if view.messages.iter().any(|message| message.waited > 0 && message.received.shown.is_some()) {
        entries.push(entry(
            r#"<path class="waiting" d="M2 0H44"/>"#,
            "message waits: it is refused, or one before it",
        ));
    }
    let wrong = r#"<path class="wrong" d="M2 0H44" marker-end="url(#tip-wrong)"/>"#;
    for (kind, meaning) in [
        (Wrong::Backward, "message that crosses the cut backwards"),
        (Wrong::Lost, "message in the channel at the cut, not recorded"),
        (Wrong::Misrecorded, "message recorded, but not in the channel at the cut"),
        (Wrong::Twice, "message recorded more than once"),
    ] {
        let is = |fault: Fault| fault.wrong == kind;
        if view.messages.iter().any(|message| view.faults(message).any(is)) {
            entries.push(entry(wrong, &format!("{} {meaning}", kind.sign())));
        }
    }
    let condemned = view.condemned();
    if view.events.iter().any(|shown| condemned.contains_key(&shown.event.seq)) {
        let cross = r#"<path class="condemned" d="M12 -9l18 18m0 -18l-18 18"/>"#;
        entries.push(entry(cross, "event that an oracle condemns"));
    }
    events(view, &mut entries);
    entries.extend(barriers::meanings(view).into_iter().map(|(sign, meaning)| entry(sign, meaning)));
    let signs = waits::meaning(view).into_iter().chain(became::meaning(view));
    entries.extend(signs.map(|(sign, meaning)| Entry { sign, meaning }));
    for meanings in [regions::meanings(view), colours::meanings(view)] {
        entries.extend(meanings.into_iter().take(MOST_CUTS).map(|(sign, meaning)| Entry { sign, meaning }));
    }
    for (place, cut) in view.cuts.iter().enumerate().take(MOST_CUTS) {
        let style = cut_style(place);
        let mut sign = format!(r#"<path class="cut cut{style}" d="M2 0H40"/>"#);
        if view.cuts.len() > 1 {
            let colour = colour(place);
            sign += &format!(r#"<path class="cut cut{colour} band" d="M2 -{BAND}H40"/>"#);
        }
        let is_line = crash.is_some_and(|crash| crash.is_line);
        let meaning = if is_line { "the recovery line".to_string() } else { view.cut_is(cut) };
        entries.push(entry(&sign, &meaning));
    }
    if view.cuts.len() > 1 {
        entries.push(entry("", "a band: the side before the cut"));
    }
    match view.cuts.len().saturating_sub(MOST_CUTS) {
        0 => {}
        more => entries.push(entry("", &format!("and {}, in the same styles", counted(more, "more cut")))),
    }
    entries
}

/// That some labels are not in the picture.
pub(super) fn omitted(labels: usize, printed: bool) -> Option<Entry> {
    let (count, them) = (counted(labels, "label"), if labels == 1 { "it" } else { "them" });
    let meaning = match printed {
        false => format!("{count} had no room: the pointer on a line or a sign tells {them}"),
        true => format!("{count} had no room"),
    };
    (labels > 0).then(|| Entry { sign: String::new(), meaning })
}

/// What goes down the picture.
pub(super) fn downward(axis: Axis) -> Entry {
    let meaning = match axis {
        Axis::Time => "time goes down, but not to scale",
        Axis::Scale => "time goes down, to scale",
        Axis::Order => "a row an event, whatever its time",
    };
    Entry { sign: String::new(), meaning: meaning.to_string() }
}

fn events(view: &View<'_>, entries: &mut Vec<Entry>) {
    type Is = fn(&What) -> bool;
    let kinds: [(Is, &str, &str); 10] = [
        (
            |what| matches!(what, What::Recv { .. }),
            r#"<circle class="event" cx="22" cy="0" r="5"/>"#,
            "receipt",
        ),
        (
            |what| matches!(what, What::Send { .. }),
            r#"<circle class="event hollow" cx="22" cy="0" r="4"/>"#,
            "sending",
        ),
        (
            |what| matches!(what, What::Internal { .. }),
            r#"<path class="event" d="M22 -6l6 6l-6 6l-6 -6z"/>"#,
            "internal event",
        ),
        (
            |what| matches!(what, What::Record { .. }),
            r#"<rect class="record" x="15" y="-7" width="14" height="14"/>"#,
            view.terms().point,
        ),
        (
            |what| matches!(what, What::RecordMessage { .. }),
            r#"<path class="small" d="M16 0h12m-6 -6v12"/>"#,
            "message is recorded",
        ),
        (
            |what| matches!(what, What::Close { .. }),
            r#"<path class="small" d="M15 -2h14m-14 4h14"/>"#,
            "channel is closed",
        ),
        (
            |what| matches!(what, What::Permanent { .. }),
            r#"<path class="small" d="M14 0l5 5l11 -11"/>"#,
            "checkpoint is permanent",
        ),
        (
            |what| matches!(what, What::Lost(_)),
            r#"<path class="small" d="M12 0h10m-3 -5l10 10m0 -10l-10 10"/>"#,
            "message is lost",
        ),
        (
            |what| matches!(what, What::Doubled(_)),
            r#"<path class="small" d="M14 -6h14m-14 5h14"/>"#,
            "message comes twice",
        ),
        (
            |what| matches!(what, What::Crashed),
            r#"<path class="small" d="M14 -8l16 16m0 -16l-16 16m-2 0h20"/>"#,
            "process crashes",
        ),
    ];
    for (is, sign, meaning) in kinds {
        if view.events.iter().any(|shown| is(&shown.event.what)) {
            entries.push(Entry { sign: sign.to_string(), meaning: meaning.to_string() });
        }
    }
}

/// Where each entry goes: the rows, left to right.
fn places(entries: &[Entry], wide: i64) -> Vec<(i64, i64)> {
    let (mut x, mut row) = (16, 0);
    let mut places = Vec::new();
    for entry in entries {
        let needs = SIGN + width(&entry.meaning) + 14;
        if x + needs > wide && x > 16 {
            (x, row) = (16, row + 1);
        }
        places.push((x, row));
        x += needs;
    }
    places
}

/// How high the legend is.
pub(super) fn height(entries: &[Entry], wide: i64) -> i64 {
    let rows = places(entries, wide).last().map_or(0, |(_, row)| row + 1);
    rows * (LINE + 4) + 16
}

pub(super) fn write(out: &mut impl Write, entries: &[Entry], layout: &Layout) -> io::Result<()> {
    for (entry, (x, row)) in entries.iter().zip(places(entries, layout.width)) {
        let y = layout.bottom + row * (LINE + 4) + 10;
        let Entry { sign, meaning } = entry;
        let meaning = text(meaning);
        writeln!(
            out,
            r#"<g transform="translate({x} {y})">{sign}<text class="legend" x="{SIGN}" y="4">{meaning}</text></g>"#
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_had_no_room_are_told() {
        let told = |labels| omitted(labels, false).map(|entry| entry.meaning);
        assert_eq!(told(0), None);
        let on_paper = omitted(2, true).map(|entry| entry.meaning);
        assert_eq!(on_paper.as_deref(), Some("2 labels had no room"), "nobody can point at paper");
        assert_eq!(told(1).as_deref(), Some("1 label had no room: the pointer on a line or a sign tells it"));
        assert_eq!(
            told(2).as_deref(),
            Some("2 labels had no room: the pointer on a line or a sign tells them")
        );
    }
}
