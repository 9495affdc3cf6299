//! Draws the lives of the processes, the messages and the events, and what other files here draw among them, one upon the other.

use std::io::{self, Write};

use trace::model::What;

use super::labels::Labels;
use super::layout::{LETTER, Layout, shortened, strong_width, time, width};
use super::passing::Passing;
use super::{barriers, became, colours, cuts, incidents, regions, states, waits};
use crate::view::{Message, View};
use crate::words;
use crate::xml::text;

/// Arrowheads.
pub(super) fn definitions(out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "<defs>")?;
    for (id, shape) in [
        ("tip", r#"<path class="tip" d="M0 0L11 5L0 10z"/>"#),
        ("tip-open", r#"<path class="tip-open" d="M1 1L10 5L1 9"/>"#),
        ("tip-recorded", r#"<path class="tip-recorded" d="M0 0L11 5L0 10z"/>"#),
        ("tip-wrong", r#"<path class="tip-wrong" d="M0 0L11 5L0 10z"/>"#),
    ] {
        writeln!(
            out,
            r#"<marker id="{id}" viewBox="0 0 11 10" refX="16" refY="5" markerWidth="11" markerHeight="10" markerUnits="userSpaceOnUse" orient="auto">{shape}</marker>"#
        )?;
    }
    writeln!(out, "</defs>")
}

/// Draws everything; how many labels had no room.
pub(super) fn write(out: &mut impl Write, view: &View<'_>, layout: &Layout) -> io::Result<usize> {
    let mut labels = Labels::new(layout.width);
    keep_ends_free(view, layout, &mut labels);
    cuts::shading(out, view, layout)?;
    lives(out, view, layout)?;
    barriers::aligning(out, view, layout)?;
    times(out, view, layout, &mut labels)?;
    became::line(out, view, layout)?;
    cuts::lines(out, view, layout)?;
    let (wrong, right): (Vec<_>, Vec<_>) =
        view.messages.iter().partition(|message| fault(view, message).is_some());
    let passing = Passing::new(view, layout);
    for message in right.iter().chain(&wrong) {
        arrow(out, view, layout, message, &passing)?;
    }
    let condemned = view.condemned();
    for place in 0..view.events.len() {
        let by = condemned.get(&view.events[place].event.seq);
        event(out, view, layout, place, by.map_or(&[], Vec::as_slice))?;
    }
    states::labels(out, view, layout, &mut labels)?;
    cuts::names(out, view, layout, &mut labels)?;
    for message in wrong.iter().chain(&right) {
        label(out, view, layout, message, &mut labels)?;
    }
    Ok(labels.omitted())
}

/// Where an event is there is no label, nor where a message comes back to its own sender.
fn keep_ends_free(view: &View<'_>, layout: &Layout, labels: &mut Labels) {
    for place in 0..view.events.len() {
        let (x, y) = layout.point(view, place);
        labels.keep_free(x, y, 20, 12);
    }
    for message in view.messages.iter().filter(|message| message.from == message.to) {
        for (x, y) in [message.sent.shown, message.received.shown]
            .into_iter()
            .flatten()
            .map(|place| layout.point(view, place))
        {
            labels.keep_free(x + 20, y, 28, 12);
        }
    }
}

/// Columns at least so far apart have room for long labels.
const ROOMY: i64 = 200;

fn lives(out: &mut impl Write, view: &View<'_>, layout: &Layout) -> io::Result<()> {
    for (process, (name, x)) in view.processes.iter().zip(&layout.columns).enumerate() {
        let (top, end) = (layout.top, incidents::end_of_life(view, layout, process));
        writeln!(out, r#"<path class="life" d="M{x} {top}V{end}"/>"#)?;
        regions::life(out, view, layout, process)?;
        waits::life(out, view, layout, process)?;
        // Not over the next name, nor out of the picture.
        let room = (layout.spacing - 4).min(2 * (x - 4)).min(2 * (layout.width - x - 4));
        let short = text(&shortened(name, room / 9));
        let whole = text(name);
        writeln!(out, r#"<text class="name" x="{x}" y="{}">{short}<title>{whole}</title></text>"#, top - 8)?;
    }
    Ok(())
}

/// The times along the left edge, each where it begins; never one upon another.
fn times(out: &mut impl Write, view: &View<'_>, layout: &Layout, labels: &mut Labels) -> io::Result<()> {
    if !view.run.is_timed() {
        return Ok(());
    }
    let mut before: Option<(u64, i64)> = None;
    for (shown, y) in view.events.iter().zip(&layout.events) {
        let t = shown.event.t;
        if before.is_none_or(|(time, last)| time != t && y - last >= 12) {
            let (right, told) = (layout.edge - 6, time(t));
            writeln!(out, r#"<text class="time" x="{right}" y="{}">{told}</text>"#, y + 4)?;
            labels.keep_free(right - width(&told) / 2, *y, width(&told), 12);
            before = Some((t, *y));
        }
    }
    Ok(())
}

/// What is wrong with a message, to be written beside it.
pub(super) fn fault(view: &View<'_>, message: &Message<'_>) -> Option<String> {
    let fault = view.faults(message).next()?;
    Some(view.fault_in_words(message, fault))
}

fn arrow(
    out: &mut impl Write,
    view: &View<'_>,
    layout: &Layout,
    message: &Message<'_>,
    passing: &Passing,
) -> io::Result<()> {
    let [(x1, y1), (x2, y2)] = layout.line(view, message);
    let path = if message.from == message.to {
        let x = x1 + layout.spacing / 3;
        format!("M{x1} {y1}C{x} {y1} {x} {y2} {x2} {y2}")
    } else {
        passing.path((x1, y1), (x2, y2))
    };
    let (class, tip) = match () {
        () if fault(view, message).is_some() => ("wrong", "tip-wrong"),
        () if message.marker.is_some() => ("marker", "tip-open"),
        () if !message.recorded.is_empty() => ("recorded", "tip-recorded"),
        () => ("message", "tip"),
    };
    let tip = match message.received.shown {
        Some(_) => format!(r#" marker-end="url(#{tip})""#),
        None => String::new(),
    };
    write!(out, r#"<g><title>{}</title>"#, text(&told(view, message)))?;
    write!(out, r#"<path class="{class}{}" d="{path}"{tip}/>"#, barriers::class(view, message))?;
    if class == "recorded" && message.from != message.to {
        let inside = passing.path((x1, y1), before_the_tip((x1, y1), (x2, y2)));
        write!(out, r#"<path class="recorded-inside" d="{inside}"/>"#)?;
    }
    if let Some((due, received)) = layout.waiting(view, message) {
        let x = if message.from < message.to { x2 - WAITING } else { x2 + WAITING };
        write!(out, r#"<path class="waiting" d="M{x} {due}V{received}"/>"#)?;
    }
    colours::draw(out, view, message, [(x1, y1), (x2, y2)])?;
    writeln!(out, "</g>")
}

/// How far from its process a message waits, on the side that it comes from.
const WAITING: i64 = 9;

/// The end of a line that leaves the arrowhead free.
fn before_the_tip((x1, y1): (i64, i64), (x2, y2): (i64, i64)) -> (i64, i64) {
    let (dx, dy) = (x2 - x1, y2 - y1);
    let length = (dx * dx + dy * dy).isqrt().max(1);
    let kept = (length - 15).max(0);
    (x1 + dx * kept / length, y1 + dy * kept / length)
}

/// Everything about a message, for a pointer that rests on it.
fn told(view: &View<'_>, message: &Message<'_>) -> String {
    let (from, to) = (view.processes[message.from], view.processes[message.to]);
    let at = |place: usize| {
        let event = view.events[place].event;
        words::time_and_number(view.run, event)
    };
    let sent = match message.sent.shown {
        Some(place) => format!("sent {}", at(place)),
        None if view.is_unsent(message) => "its sending is not in the log".to_string(),
        None => "sent before this window".to_string(),
    };
    let received = match message.received {
        crate::view::End { shown: Some(place), .. } => format!("received at {}", at(place)),
        crate::view::End { step: Some(step), .. } => format!("received after this window, by event {step}"),
        crate::view::End { .. } => "not received".to_string(),
    };
    let mut told = format!("{} from {from} to {to}: {sent}, {received}", View::name_in_full(message));
    told += &words::after_waiting(message.waited);
    if !message.recorded.is_empty() {
        let snapshots: Vec<String> = message.recorded.iter().map(u32::to_string).collect();
        told += &if view.is_asked() {
            "; in the channel at the cut".to_string()
        } else {
            format!("; recorded in the channel by snapshot {}", snapshots.join(", "))
        };
    }
    if view.is_on_back_edge(message) {
        told += "; on a back-edge";
    }
    if let Some(fault) = fault(view, message) {
        told += &format!("; {}", fault.trim_start_matches(['✗', '!', ' ']));
    }
    told
}

fn label(
    out: &mut impl Write,
    view: &View<'_>,
    layout: &Layout,
    message: &Message<'_>,
    labels: &mut Labels,
) -> io::Result<()> {
    let [(x1, y1), (x2, y2)] = layout.line(view, message);
    let fault = fault(view, message);
    let added = words::added_in_short(message.added);
    let (class, name) = match (&fault, message.marker) {
        (Some(fault), _) => ("fault", fault.clone()),
        (None, Some(snapshot)) if view.cuts.len() > 1 => {
            ("label", format!("{} {snapshot}{added}", message.body))
        }
        (None, Some(_)) => ("label", format!("{}{added}", message.body)),
        (None, None) if message.recorded.is_empty() => ("label", View::name_in_full(message)),
        (None, None) if layout.spacing < ROOMY => ("label strong", View::name_in_full(message)),
        (None, None) => ("label strong", format!("{}, {}", View::name_in_full(message), view.terms().is_in)),
    };
    let name = shortened(&name, if fault.is_some() { 60 } else { layout.spacing * 2 / (3 * LETTER) });
    let shares: [i64; 11] = match message.marker {
        Some(_) => [62, 70, 50, 40, 78, 30, 22, 66, 56, 46, 34],
        None => [38, 30, 50, 60, 22, 70, 78, 34, 46, 54, 66],
    };
    let wide = if class == "label" { width(&name) } else { strong_width(&name) };
    let half = wide / 2 + 8;
    // How far the way of a message to its own sender is from a straight line.
    let bow = if message.from == message.to { layout.spacing } else { 0 };
    let places = shares.into_iter().flat_map(|share| {
        let x = x1 + (x2 - x1) * share / 100 + bow * share * (100 - share) / 10_000;
        let y = y1 + (y2 - y1) * share / 100;
        [(x, y - 9), (x, y + 11)]
    });
    let inside = places.map(|(x, y)| (x.clamp(half, (layout.width - half).max(half)), y));
    let Some((x, y)) = labels.place(wide, inside) else { return Ok(()) };
    writeln!(out, r#"<text class="{class}" x="{x}" y="{}">{}</text>"#, y + 4, text(&name))
}

/// One event: its shape says its kind, a cross that an oracle condemns it, and the pointer that rests on it is told the rest.
fn event(
    out: &mut impl Write,
    view: &View<'_>,
    layout: &Layout,
    place: usize,
    condemned_by: &[&str],
) -> io::Result<()> {
    let (x, y) = layout.point(view, place);
    let shown = &view.events[place];
    let mut told = format!(
        "{}: {} {}",
        words::number(view.run, shown.event),
        shown.event.proc,
        words::event(view.run, shown.event)
    );
    let shape = match &shown.event.what {
        What::Internal { .. } => format!(r#"<path class="event" d="M{x} {}l6 6l-6 6l-6 -6z"/>"#, y - 6),
        What::Recv { .. } => format!(r#"<circle class="event" cx="{x}" cy="{y}" r="5"/>"#),
        What::Send { .. } => format!(r#"<circle class="event hollow" cx="{x}" cy="{y}" r="4"/>"#),
        What::Record { .. } => {
            let region = regions::of(view, shown.process);
            told += &region.map_or(String::new(), |region| format!("; in region {region}"));
            regions::recording(x, y, region)
        }
        What::RecordMessage { .. } => format!(r#"<path class="small" d="M{} {y}h12m-6 -6v12"/>"#, x - 6),
        What::Close { .. } => format!(r#"<path class="small" d="M{} {}h14m-14 4h14"/>"#, x - 7, y - 2),
        What::Permanent { .. } => format!(r#"<path class="small" d="M{} {y}l5 5l11 -11"/>"#, x - 8),
        What::Lost(_) | What::Doubled(_) | What::Crashed => incidents::shape(view, layout, place),
    };
    let mut cross = String::new();
    if !condemned_by.is_empty() {
        told += &format!("; {}", words::condemned_by(condemned_by));
        cross = format!(r#"<path class="condemned" d="M{} {}l22 22m0 -22l-22 22"/>"#, x - 11, y - 11);
    }
    writeln!(out, "<g><title>{}</title>{shape}{cross}</g>", text(&told))
}
