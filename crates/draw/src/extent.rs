//! The extent of a drawing, which events of a run it shows: `all`, those around its `snapshot`s, or `A..B` by their numbers.
//!
//! A drawing also has a cap on events. What falls outside is never silently gone: [`Selection`] counts it, and every
//! drawing says the count.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use trace::model::{Event, What};

/// How many events before and after a snapshot may be shown with it, to see where its messages come from and go.
const AROUND: usize = 40;

/// What is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Extent {
    /// The events from the first recording to the last channel closed, and where their messages come from and go.
    #[default]
    Snapshot,
    /// Every event.
    All,
    /// The events numbered from `start`, below `end`.
    Events(Range<u64>),
}

/// Why a text says no extent.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("'{0}' is no window: write all, snapshot, or the numbers of events, such as 400..419")]
pub struct ExtentError(String);

impl FromStr for Extent {
    type Err = ExtentError;

    fn from_str(text: &str) -> Result<Self, ExtentError> {
        match text {
            "all" => Ok(Self::All),
            "snapshot" => Ok(Self::Snapshot),
            _ => numbers(text).map(Self::Events).ok_or_else(|| ExtentError(text.to_string())),
        }
    }
}

/// `A..B` or `A..=B`, not empty.
fn numbers(text: &str) -> Option<Range<u64>> {
    let (start, end) = text.split_once("..")?;
    let start = start.parse().ok()?;
    let end: u64 = match end.strip_prefix('=') {
        Some(last) => last.parse::<u64>().ok()?.checked_add(1)?,
        None => end.parse().ok()?,
    };
    (start < end).then_some(start..end)
}

impl fmt::Display for Extent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Snapshot => write!(f, "snapshot"),
            Self::All => write!(f, "all"),
            Self::Events(range) => write!(f, "{}..{}", range.start, range.end),
        }
    }
}

/// The events that are shown, by their places in the run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Selection {
    /// The places.
    pub range: Range<usize>,
    /// How many events the extent has: more than the range, if the cap left some out.
    pub wanted: usize,
}

impl Extent {
    /// The events of a run that the extent has, but at most `cap`: those around the snapshot first.
    #[must_use]
    pub fn select(&self, events: &[Event], cap: usize) -> Selection {
        let snapshot = around_snapshots(events);
        let range = match self {
            Self::All => 0..events.len(),
            Self::Snapshot => snapshot.clone(),
            Self::Events(numbers) => {
                events.partition_point(|event| event.seq < numbers.start)
                    ..events.partition_point(|event| event.seq < numbers.end)
            }
        };
        let wanted = range.len();
        Selection { range: capped(range, &snapshot, cap), wanted }
    }
}

/// At most `cap` places of `range`, with as much of `heart` among them as there is.
fn capped(range: Range<usize>, heart: &Range<usize>, cap: usize) -> Range<usize> {
    if range.len() <= cap {
        return range;
    }
    let heart = heart.start.clamp(range.start, range.end)..heart.end.clamp(range.start, range.end);
    let spare = cap.saturating_sub(heart.len());
    let start = heart.start.saturating_sub(spare / 2).clamp(range.start, range.end - cap);
    start..start + cap
}

/// From the step of the first recording to the step of the last event of a snapshot, and on either side as far as the
/// messages of these events go; the last events of a run without a snapshot.
fn around_snapshots(events: &[Event]) -> Range<usize> {
    let is_snapshot = |event: &Event| {
        matches!(
            event.what,
            What::Record { .. } | What::RecordMessage { .. } | What::Close { .. } | What::Permanent { .. }
        )
    };
    let Some(first) = events.iter().position(|event| matches!(event.what, What::Record { .. })) else {
        return events.len().saturating_sub(AROUND)..events.len();
    };
    let last = events.iter().rposition(is_snapshot).expect("the first recording is one");
    let heart = step_start(events, first)..step_end(events, last);
    let start = first_send(events, &heart).map_or(heart.start, |send| step_start(events, send));
    heart_to_last_receipt(events, start, &heart)
}

/// The first event of the step that an event is part of.
fn step_start(events: &[Event], place: usize) -> usize {
    let process = &events[place].proc;
    (0..=place)
        .rev()
        .take_while(|at| events[*at].proc == *process)
        .find(|at| begins_step(&events[*at].what))
        .unwrap_or(place)
}

/// Behind the last event of the step that an event is part of.
fn step_end(events: &[Event], place: usize) -> usize {
    let rest = events[place..].iter().skip(1);
    place + 1 + rest.take_while(|event| event.proc == events[place].proc && !begins_step(&event.what)).count()
}

/// Whether this begins a step.
#[must_use]
pub(crate) const fn begins_step(what: &What) -> bool {
    matches!(what, What::Recv { .. } | What::Internal { .. })
}

/// The first send, not long before the heart, of a message that is received in it.
fn first_send(events: &[Event], heart: &Range<usize>) -> Option<usize> {
    let received = |wanted: u64| {
        let receives = |event: &Event| matches!(event.what, What::Recv { msg, .. } if msg == wanted);
        events[heart.clone()].iter().take(AROUND).any(receives)
    };
    (heart.start.saturating_sub(AROUND)..heart.start)
        .find(|place| matches!(events[*place].what, What::Send { msg, .. } if received(msg)))
}

fn heart_to_last_receipt(events: &[Event], start: usize, heart: &Range<usize>) -> Range<usize> {
    let sent = |wanted: u64| {
        let sends = |event: &Event| matches!(event.what, What::Send { msg, .. } if msg == wanted);
        events[start..heart.end].iter().rev().take(2 * AROUND).any(sends)
    };
    let until = (heart.end + AROUND).min(events.len());
    let last = (heart.end..until)
        .rev()
        .find(|place| matches!(events[*place].what, What::Recv { msg, .. } if sent(msg)));
    start..last.map_or(heart.end, |place| step_end(events, place))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[test]
    fn an_extent_is_printed_as_it_is_written() {
        for text in ["all", "snapshot", "400..419"] {
            assert_eq!(text.parse::<Extent>().unwrap().to_string(), text);
        }
        assert_eq!("3..=4".parse::<Extent>().unwrap(), Extent::Events(3..5));
    }

    #[test]
    fn what_is_no_extent_is_refused() {
        for text in ["", "some", "5", "5..", "..5", "5..5", "6..5", "-1..2", "0..=18446744073709551615"] {
            assert!(text.parse::<Extent>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_cap_keeps_the_snapshot() {
        assert_eq!(capped(0..1000, &(500..520), 100), 460..560);
        assert_eq!(capped(0..1000, &(990..1000), 100), 900..1000);
        assert_eq!(capped(0..1000, &(10..900), 100), 10..110);
        assert_eq!(capped(0..50, &(10..20), 100), 0..50);
        assert_eq!(capped(600..1000, &(10..20), 100), 600..700);
    }
}
