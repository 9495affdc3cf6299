//! Where things are in the picture, in whole pixels.

use std::collections::BTreeMap;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::axis::Axis;
use crate::view::{Cut, Message, View};

/// From one line of text to the next.
pub(super) const LINE: i64 = 18;
/// The widest a letter of a label is taken to be.
pub(super) const LETTER: i64 = 7;
/// From one event of a process to its next at the same time.
const SLOT: i64 = 24;
/// The least room between two ticks, and what an average one gets.
const GAP: (i64, i64) = (12, 26);
/// Room for the times at the left, at least, and for the states beside the first and the last column.
const TIMES: i64 = 60;
const SIDES: (i64, i64) = (72, 168);

/// Where everything is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Layout {
    /// The whole picture's width.
    pub width: i64,
    /// How far the shading and the cuts stay away from the left side of the picture: there are the times.
    pub edge: i64,
    /// Where the columns begin.
    pub top: i64,
    /// Where the columns end.
    pub end: i64,
    /// Where the picture ends and the legend may begin.
    pub bottom: i64,
    /// The place of each column.
    pub columns: Vec<i64>,
    /// The place of each shown event.
    pub events: Vec<i64>,
    /// From one column to the next.
    pub spacing: i64,
    /// Where all channels are emptied, and the number of the first event after that.
    pub emptied: Option<(u64, i64)>,
}

impl Layout {
    /// Where everything of a view is, below what `header` says in a picture so wide.
    #[must_use]
    pub(crate) fn new(view: &View<'_>, axis: Axis, header: impl FnOnce(i64) -> i64) -> Self {
        let spacing = spacing(view.processes.len());
        let count = i64::try_from(view.processes.len()).expect("columns are limited");
        let longest = view.events.iter().map(|shown| width(&time(shown.event.t))).max();
        let edge = longest.map_or(TIMES, |longest| (longest + 10).max(TIMES));
        let first = edge + SIDES.0;
        let columns: Vec<i64> = (0..count).map(|place| first + place * spacing).collect();
        let width = (first + (count - 1).max(0) * spacing + SIDES.1).max(560);
        let top = 22 + header(width) + 24;
        let places = match axis {
            Axis::Time => by_time(view),
            Axis::Scale => to_scale(view),
            Axis::Order => (0i64..).zip(&view.events).map(|(place, _)| place * SLOT).collect(),
        };
        let events: Vec<i64> = places.into_iter().map(|place| top + 40 + place).collect();
        let end = events.iter().max().copied().unwrap_or(top) + 56;
        Self { width, edge, top, end, bottom: end + 16, columns, events, spacing, emptied: None }
    }

    /// The point of an event.
    #[must_use]
    pub(crate) fn point(&self, view: &View<'_>, place: usize) -> (i64, i64) {
        (self.columns[view.events[place].process], self.events[place])
    }

    /// The two ends of a message, and whether each is an event that is shown. What comes from before the window comes
    /// from its upper edge; what is still under way leaves by the lower one.
    #[must_use]
    pub(crate) fn line(&self, view: &View<'_>, message: &Message<'_>) -> [(i64, i64); 2] {
        let (from, to) = (self.columns[message.from], self.columns[message.to]);
        let start = message.sent.shown.map(|place| self.point(view, place));
        let end = message.received.shown.map(|place| self.point(view, place));
        match (start, end) {
            (Some(start), Some(end)) => [start, end],
            (Some(start), None) => [start, ((2 * from + 3 * to) / 5, self.under_way_until(message))],
            (None, Some(end)) => [((3 * from + 2 * to) / 5, self.top), end],
            (None, None) => [((3 * from + 2 * to) / 5, self.top), ((2 * from + 3 * to) / 5, self.end)],
        }
    }

    /// How far a message comes that nobody receives.
    fn under_way_until(&self, message: &Message<'_>) -> i64 {
        let emptied = self.emptied.filter(|(event, _)| message.sent.step.is_some_and(|sent| sent < *event));
        emptied.map_or(self.end, |(_, y)| y)
    }

    /// From where to where a message waited before it was received, if it did: times are where the events around them are.
    #[must_use]
    pub(crate) fn waiting(&self, view: &View<'_>, message: &Message<'_>) -> Option<(i64, i64)> {
        let place = message.received.shown.filter(|_| message.waited > 0)?;
        let due = view.events[place].event.t.saturating_sub(message.waited);
        let after = view.events.partition_point(|shown| shown.event.t <= due).min(place);
        let (y, next) = (|place: usize| self.events[place], view.events[after].event.t);
        let Some(before) = after.checked_sub(1) else { return Some((self.top, y(place))) };
        let earlier = view.events[before].event.t;
        let share = |length: i64| {
            let (part, whole) =
                (i128::from(due.saturating_sub(earlier)), i128::from(next.saturating_sub(earlier)));
            i64::try_from(i128::from(length) * part / whole.max(1)).unwrap_or(0)
        };
        Some((y(before) + share(y(after) - y(before)), y(place)))
    }

    /// Where a cut meets a column, and whether it is at an event that is shown.
    #[must_use]
    pub(crate) fn cut(&self, view: &View<'_>, cut: &Cut, process: usize) -> (i64, bool) {
        let Some(point) = cut.points[process] else { return (self.end, false) };
        match view.events.binary_search_by_key(&point, |shown| shown.event.seq) {
            Ok(place) => (self.events[place], true),
            Err(0) => (self.top, false),
            Err(_) => (self.end, false),
        }
    }

    /// Where the step is that began with the event of this number; at the edge, if it is not shown.
    #[must_use]
    pub(crate) fn step(&self, view: &View<'_>, number: u64) -> i64 {
        match view.events.binary_search_by_key(&number, |shown| shown.event.seq) {
            Ok(place) => self.events[place],
            Err(0) => self.top,
            Err(next) => self.events.get(next).copied().unwrap_or(self.end),
        }
    }

    /// A line of text cut off where the picture ends, if a letter is so wide.
    #[must_use]
    pub(crate) fn fitted(&self, line: &str, letter: i64) -> String {
        shortened(line, (self.width - 24) / letter)
    }
}

/// A text of at most so many letters.
pub(super) fn shortened(text: &str, letters: i64) -> String {
    let letters = usize::try_from(letters).unwrap_or(0).max(2);
    if text.width() <= letters {
        return text.to_string();
    }
    let mut short = String::new();
    for letter in text.chars() {
        if short.width() + letter.width().unwrap_or(0) >= letters {
            break;
        }
        short.push(letter);
    }
    short + "…"
}

/// The width of a text, about.
pub(super) fn width(text: &str) -> i64 {
    LETTER * i64::try_from(text.width()).unwrap_or(i64::MAX / LETTER)
}

/// The width of a text in bold, about.
pub(super) fn strong_width(text: &str) -> i64 {
    width(text) * 8 / LETTER
}

/// A time, as it stands at the left.
pub(super) fn time(t: u64) -> String {
    format!("t={t}")
}

const fn spacing(processes: usize) -> i64 {
    match processes {
        0..=2 => 340,
        3 => 260,
        4 => 210,
        5..=6 => 170,
        7..=8 => 140,
        9..=12 => 112,
        _ => 96,
    }
}

/// The place of each event when time goes down the picture, from 0.
///
/// A tick takes as much room as its events need, one below the other at each process and a receipt below its sending;
/// between ticks there is room in proportion to the time, but never too little to see it.
fn by_time(view: &View<'_>) -> Vec<i64> {
    let slots = slots(view);
    let ticks = ticks(view, &slots);
    let (first, last) = (ticks.keys().next().copied(), ticks.keys().next_back().copied());
    let span = first.zip(last).map_or(1, |(first, last)| i128::from(last - first).max(1));
    let gaps = i128::try_from(ticks.len()).expect("ticks are limited") - 1;
    let mut places = BTreeMap::new();
    let (mut y, mut before) = (0, None);
    for (time, height) in ticks {
        if let Some((earlier, room)) = before {
            let gap = i128::from(time - earlier) * i128::from(GAP.1) * gaps / span;
            y += room + i64::try_from(gap).expect("no more than the whole picture").max(GAP.0);
        }
        places.insert(time, y);
        before = Some((time, height * SLOT));
    }
    let place = |(shown, slot): (&crate::view::Shown<'_>, &i64)| places[&shown.event.t] + slot * SLOT;
    view.events.iter().zip(&slots).map(place).collect()
}

/// The greatest height of a picture to scale, and how close events of one tick come at most.
const TO_SCALE: i64 = 4000;
const CLOSE: i64 = 6;

/// The place of each event when time goes down the picture to scale, from 0: a tick is as long as the busiest one needs, unless all would be
/// too long. Events of one tick are as far from one another as there is room.
fn to_scale(view: &View<'_>) -> Vec<i64> {
    let slots = slots(view);
    let ticks: Vec<(u64, i64)> = ticks(view, &slots).into_iter().collect();
    let span = ticks.first().zip(ticks.last()).map_or(1, |(first, last)| last.0 - first.0).max(1);
    let until_next =
        |pair: &[(u64, i64)]| (i64::try_from(pair[1].0 - pair[0].0).unwrap_or(i64::MAX), pair[0].1 + 1);
    let needs =
        ticks.windows(2).map(until_next).map(|(ticks, slots)| (slots * SLOT).div_euclid(ticks) + 1).max();
    let (span, most) = (i128::from(span), i128::from(TO_SCALE));
    let height = (i128::from(needs.unwrap_or(1)) * span).min(most);
    let first = ticks.first().map_or(0, |tick| tick.0);
    let at =
        |time: u64| i64::try_from(i128::from(time - first) * height / span).expect("it is within the height");
    let mut slot = BTreeMap::new();
    for (place, (time, most)) in ticks.iter().enumerate() {
        let next = ticks.get(place + 1).map_or(i64::MAX, |next| at(next.0) - at(*time));
        slot.insert(*time, (next / (most + 1)).clamp(CLOSE, SLOT));
    }
    let place = |(shown, of): (&crate::view::Shown<'_>, &i64)| at(shown.event.t) + of * slot[&shown.event.t];
    view.events.iter().zip(&slots).map(place).collect()
}

/// For each event how many others of its tick must be above it.
fn slots(view: &View<'_>) -> Vec<i64> {
    let mut last: Vec<Option<(u64, i64)>> = vec![None; view.processes.len()];
    let mut sender: BTreeMap<usize, usize> = BTreeMap::new();
    for message in &view.messages {
        if let (Some(sent), Some(received)) = (message.sent.shown, message.received.shown) {
            sender.insert(received, sent);
        }
    }
    let mut slots: Vec<i64> = Vec::new();
    for (place, shown) in view.events.iter().enumerate() {
        let t = shown.event.t;
        let after_own = last[shown.process].filter(|(time, _)| *time == t).map(|(_, slot)| slot + 1);
        let sent = sender.get(&place).filter(|sent| **sent < place && view.events[**sent].event.t == t);
        let after_sent = sent.map(|sent| slots[*sent] + 1);
        let slot = after_own.max(after_sent).unwrap_or(0);
        last[shown.process] = Some((t, slot));
        slots.push(slot);
    }
    slots
}

/// The times at which something happens, and how many slots each needs below its first.
fn ticks(view: &View<'_>, slots: &[i64]) -> BTreeMap<u64, i64> {
    let mut ticks = BTreeMap::new();
    for (shown, slot) in view.events.iter().zip(slots) {
        let height = ticks.entry(shown.event.t).or_insert(0);
        *height = (*height).max(*slot);
    }
    ticks
}
