//! What is so at each place of a run: made again from the nearest checkpoint, not kept for each event.

use std::collections::{BTreeMap, BTreeSet};

use draw::view::{Message, View};
use draw::words;
use trace::model::{Held, What};

/// Events from one checkpoint to the next.
const APART: usize = 1024;

/// The global state at a place, as far as the run tells it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Now<'a> {
    /// The state of each process; `None` if the run has not told it yet.
    pub(super) states: Vec<Option<&'a Held>>,
    /// The messages that are under way, by their places in the view: in the order of sending.
    pub(super) in_flight: BTreeSet<usize>,
}

/// A run, so that any place of it can be looked at.
#[derive(Debug)]
pub(super) struct History<'a> {
    view: &'a View<'a>,
    /// For each event the message that it sends or receives.
    message_of: Vec<Option<usize>>,
    /// For each message the lane that it has in the diagram, while it is under way alone.
    lanes: Vec<usize>,
    /// How many lanes there are.
    pub(super) lane_count: usize,
    checkpoints: Vec<Now<'a>>,
    /// The events of each snapshot, by their places.
    snapshots: BTreeMap<u32, Vec<usize>>,
    /// For each process where it recorded its state, and for which snapshot.
    recordings: Vec<Vec<(usize, u32)>>,
}

impl<'a> History<'a> {
    pub(super) fn new(view: &'a View<'a>) -> Self {
        let mut history = Self {
            view,
            message_of: message_of(view),
            lanes: Vec::new(),
            lane_count: 0,
            checkpoints: Vec::new(),
            snapshots: BTreeMap::new(),
            recordings: vec![Vec::new(); view.processes.len()],
        };
        history.index_snapshots();
        let mut now = history.start();
        let mut lanes = Lanes::new(view.messages.len());
        now.in_flight.iter().for_each(|message| lanes.take(*message));
        for place in 0..view.events.len() {
            if place % APART == 0 {
                history.checkpoints.push(now.clone());
            }
            history.pass(&mut now, place);
            if let Some(message) = history.message_of[place] {
                if now.in_flight.contains(&message) { lanes.take(message) } else { lanes.free(message) }
            }
        }
        history.lane_count = lanes.count;
        history.lanes = lanes.of;
        history
    }

    fn index_snapshots(&mut self) {
        for (place, shown) in self.view.events.iter().enumerate() {
            if let Some(snapshot) = recorded_for(&shown.event.what) {
                self.snapshots.entry(snapshot).or_default().push(place);
            }
            if let What::Record { snapshot, .. } = shown.event.what {
                self.recordings[shown.process].push((place, snapshot));
            }
        }
    }

    /// Before the first event.
    fn start(&self) -> Now<'a> {
        let under_way = |message: &Message<'_>| message.sent.shown.is_none();
        let messages = self.view.messages.iter().enumerate();
        Now {
            states: self.view.base.iter().map(Option::as_deref).collect(),
            in_flight: messages.filter(|(_, message)| under_way(message)).map(|(place, _)| place).collect(),
        }
    }

    /// What an event changes.
    pub(super) fn pass(&self, now: &mut Now<'a>, place: usize) {
        let shown = &self.view.events[place];
        let what = &shown.event.what;
        if let (false, Some(after)) = (matches!(what, What::Record { .. }), words::state_of(what)) {
            now.states[shown.process] = Some(after);
        }
        match (what, self.message_of[place]) {
            (What::Send { .. }, Some(message)) => drop(now.in_flight.insert(message)),
            (What::Recv { .. }, Some(message)) => drop(now.in_flight.remove(&message)),
            _ => {}
        }
    }

    /// What is so when the first `position` events have happened.
    pub(super) fn at(&self, position: usize) -> Now<'a> {
        let last = self.checkpoints.len().saturating_sub(1);
        let from = (position / APART).min(last);
        let mut now = self.checkpoints.get(from).cloned().unwrap_or_else(|| self.start());
        (from * APART..position).for_each(|place| self.pass(&mut now, place));
        now
    }

    /// The message that an event sends or receives, by its place in the view.
    pub(super) fn message(&self, place: usize) -> Option<usize> {
        self.message_of[place]
    }

    /// The lane of a message in the diagram.
    pub(super) fn lane(&self, message: usize) -> usize {
        self.lanes[message]
    }

    /// The snapshots that the shown events tell something of.
    pub(super) fn snapshots(&self) -> impl DoubleEndedIterator<Item = u32> {
        self.snapshots.keys().copied()
    }

    /// What the first `position` events recorded for a snapshot, by the places of these events.
    pub(super) fn recorded_by(&self, snapshot: u32, position: usize) -> &[usize] {
        let places = self.snapshots.get(&snapshot).map_or(&[][..], Vec::as_slice);
        &places[..places.partition_point(|place| *place < position)]
    }

    /// Whether the events after the first `position` record nothing more for a snapshot.
    pub(super) fn is_over(&self, snapshot: u32, position: usize) -> bool {
        self.snapshots.get(&snapshot).is_none_or(|places| places.last() < Some(&position))
    }

    /// The snapshots for which a process has recorded its state by then, in that order.
    pub(super) fn recordings(&self, process: usize, position: usize) -> &[(usize, u32)] {
        let all = &self.recordings[process];
        &all[..all.partition_point(|(place, _)| *place < position)]
    }
}

/// The snapshot for which something is recorded, if it is.
pub(super) const fn recorded_for(what: &What) -> Option<u32> {
    match what {
        What::Record { snapshot, .. }
        | What::RecordMessage { snapshot, .. }
        | What::Close { snapshot, .. }
        | What::Permanent { snapshot } => Some(*snapshot),
        What::Internal { .. } | What::Recv { .. } | What::Send { .. } => None,
        What::Lost(_) | What::Doubled(_) | What::Crashed => None,
    }
}

fn message_of(view: &View<'_>) -> Vec<Option<usize>> {
    let mut message_of = vec![None; view.events.len()];
    for (message, of) in view.messages.iter().enumerate() {
        for end in [of.sent, of.received] {
            if let Some(place) = end.shown {
                message_of[place] = Some(message);
            }
        }
    }
    message_of
}

/// Gives each message the lowest lane that is free when it is sent, until it is received.
struct Lanes {
    of: Vec<usize>,
    free: BTreeSet<usize>,
    count: usize,
}

impl Lanes {
    fn new(messages: usize) -> Self {
        Self { of: vec![0; messages], free: BTreeSet::new(), count: 0 }
    }

    fn take(&mut self, message: usize) {
        self.of[message] = self.free.pop_first().unwrap_or_else(|| {
            self.count += 1;
            self.count - 1
        });
    }

    fn free(&mut self, message: usize) {
        self.free.insert(self.of[message]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use draw::Extent;
    use draw::view::Limits;

    const OVERLAP: &str = include_str!("../../../draw/tests/fixtures/overlap.json");
    const EXERCISE: &str = include_str!("../../../draw/tests/fixtures/exercise.json");

    fn with(text: &str, look: impl FnOnce(&View<'_>, &History<'_>)) {
        let saved = trace::read(text).unwrap();
        let view = View::new(&saved, &Extent::All, Limits { events: 10_000, processes: 12 });
        look(&view, &History::new(&view));
    }

    #[test]
    fn what_is_under_way_is_what_was_sent_and_not_received() {
        with(EXERCISE, |view, history| {
            for position in 0..=view.events.len() {
                let under_way = |message: &&Message<'_>| {
                    message.sent.shown.is_none_or(|sent| sent < position)
                        && message.received.shown.is_none_or(|received| position <= received)
                };
                let wanted: Vec<u64> = view.messages.iter().filter(under_way).map(|m| m.id).collect();
                let now = history.at(position);
                let found: Vec<u64> = now.in_flight.iter().map(|m| view.messages[*m].id).collect();
                assert_eq!(found, wanted, "after {position} events");
            }
        });
    }

    #[test]
    fn a_checkpoint_is_what_the_events_before_it_come_to() {
        with(EXERCISE, |view, history| {
            let mut now = history.start();
            for position in 0..view.events.len() {
                assert_eq!(history.at(position), now);
                history.pass(&mut now, position);
            }
        });
    }

    #[test]
    fn two_messages_that_are_under_way_together_have_lanes_of_their_own() {
        for text in [EXERCISE, OVERLAP] {
            with(text, |view, history| {
                for position in 0..=view.events.len() {
                    let in_flight = history.at(position).in_flight;
                    let lanes: BTreeSet<_> = in_flight.iter().map(|m| history.lane(*m)).collect();
                    assert_eq!(lanes.len(), in_flight.len());
                    assert!(lanes.iter().all(|lane| *lane < history.lane_count));
                }
            });
        }
    }
}
