//! Where what is in a window: made in one pass over it, so that no snapshot is looked for among the events of all others.
//!
//! An oracle asks of a snapshot only about its own events (its markers, and what was recorded for it) and about the events of
//! the computation between the first and the last of those: everything before is prerecording, everything after postrecording.
//! So judging all snapshots of a window takes a time that goes with their own events, and not with snapshots times events.

use std::collections::BTreeMap;
use std::ops::Range;

use sim_core::{Happening, MessageId, ProcessId};

use crate::algorithm::Recorded;
use crate::computation::Computation;
use crate::id::SnapshotId;
use crate::layer::Act;
use crate::log::LogEvent;
use crate::wanted::{Unwanted, Wanted};
use crate::wire::{Carries as _, Wire};

/// Places of events.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// For each event, which step it is part of.
    step: Vec<u32>,
    /// For each step, its first event.
    starts: Vec<u32>,
    /// For each step, the one before it at its process, or [`NONE`].
    previous: Vec<u32>,
    /// For each process, its last step, or [`NONE`].
    last_step: Vec<u32>,
    /// The events of the computation: what it received, did and sent.
    computation: Vec<u32>,
    /// For each step, the last event of the computation at its process up to its end, or [`NONE`].
    last: Vec<u32>,
    /// For each process, the last event of the computation there, or [`NONE`].
    last_at: Vec<u32>,
    /// The number of the first snapshot whose events are kept.
    first: u32,
    /// For each snapshot from there, its own events.
    own: Vec<Vec<u32>>,
    /// The events in which something went wrong.
    incidents: Vec<u32>,
    /// Whether the algorithm adds something to messages of the computation.
    tagged: bool,
    /// The first message sent in the window, if any.
    first_message: Option<MessageId>,
    /// For each message from there, numbered in the order of sending as they should be, its ends.
    messages: Vec<Ends>,
    /// The ends of all others: those from before the window, and in a foreign trace those that are numbered otherwise.
    others: BTreeMap<MessageId, Ends>,
}

/// The events that sent and received a message, or [`NONE`].
#[derive(Clone, Copy, Debug)]
struct Ends {
    sent: u32,
    received: u32,
}

impl Default for Ends {
    fn default() -> Self {
        Self { sent: NONE, received: NONE }
    }
}

/// No event.
const NONE: u32 = u32::MAX;

impl Index {
    /// The index of these events, for the snapshots with these numbers.
    ///
    /// # Panics
    /// Never: it is wanted.
    #[must_use]
    pub fn of<P: Computation>(events: &[LogEvent<P>], snapshots: Range<u32>) -> Self {
        let mut index = Self::default();
        index.read::<P>(events, snapshots, Wanted::ALWAYS).expect("it is wanted");
        index
    }

    /// [`of`](Self::of) into the buffers that are already there.
    pub(crate) fn read<P: Computation>(
        &mut self,
        events: &[LogEvent<P>],
        snapshots: Range<u32>,
        wanted: Wanted<'_>,
    ) -> Result<(), Unwanted> {
        self.clear(snapshots);
        for item in wanted.each((0..).zip(events)) {
            let (place, event) = item?;
            if event.begins_step() || place == 0 {
                self.begin_step(place, event.process);
            }
            self.step.push(number(self.starts.len() - 1));
            match about::<P>(event) {
                About::Computation => self.note_computation(place, event.process),
                About::Network => {}
                About::Snapshot(snapshot) => {
                    let own = snapshot.0.checked_sub(self.first).and_then(|at| self.own.get_mut(at as usize));
                    own.into_iter().for_each(|own| own.push(place));
                }
            }
            match event.what {
                Happening::Send { message, ref body, .. } => {
                    self.tagged |= matches!(body, Wire::Message { tag: Some(_), .. });
                    self.note_sent(place, message);
                }
                Happening::Receive { message, .. } => self.note_received(place, message),
                Happening::Observe(Recorded::Incident(_)) => self.incidents.push(place),
                _ => {}
            }
        }
        Ok(())
    }

    fn begin_step(&mut self, place: u32, process: ProcessId) {
        if self.last_at.len() <= process.index() {
            self.last_at.resize(process.index() + 1, NONE);
            self.last_step.resize(process.index() + 1, NONE);
        }
        let step = number(self.starts.len());
        self.previous.push(std::mem::replace(&mut self.last_step[process.index()], step));
        self.starts.push(place);
        self.last.push(self.last_at[process.index()]);
    }

    fn note_computation(&mut self, place: u32, process: ProcessId) {
        self.computation.push(place);
        self.last
            .last_mut()
            .into_iter()
            .chain(self.last_at.get_mut(process.index()))
            .for_each(|last| *last = place);
    }

    fn note_sent(&mut self, place: u32, message: MessageId) {
        self.first_message.get_or_insert(message);
        match self.number_of(message) {
            Some(next) if next == self.messages.len() => {
                self.messages.push(Ends { sent: place, ..Ends::default() });
            }
            _ => self.others.entry(message).or_default().sent = place,
        }
    }

    fn note_received(&mut self, place: u32, message: MessageId) {
        let ends = self.number_of(message).and_then(|number| self.messages.get_mut(number));
        ends.unwrap_or_else(|| self.others.entry(message).or_default()).received = place;
    }

    fn clear(&mut self, snapshots: Range<u32>) {
        self.step.clear();
        self.starts.clear();
        self.previous.clear();
        self.last_step.clear();
        self.computation.clear();
        self.last.clear();
        self.last_at.clear();
        self.first = snapshots.start;
        self.own.iter_mut().for_each(Vec::clear);
        self.incidents.clear();
        self.tagged = false;
        self.own.resize_with(snapshots.len(), Vec::new);
        self.first_message = None;
        self.messages.clear();
        self.others.clear();
    }

    /// From now on every event counts as one of the computation: the algorithm has meddled, and it cannot be said how far.
    pub(crate) fn mix(&mut self) {
        self.computation.clear();
        self.computation.extend(0..number(self.step.len()));
    }

    /// The snapshots, in the order of their first events; those without any last.
    pub(crate) fn snapshots(&self) -> Vec<SnapshotId> {
        let mut order: Vec<_> = (self.first..).zip(&self.own).collect();
        order.sort_by_key(|(_, own)| own.first().copied().unwrap_or(u32::MAX));
        order.into_iter().map(|(number, _)| SnapshotId(number)).collect()
    }

    /// The events of a snapshot, in order: its markers sent and received, and what was recorded for it.
    pub fn own(&self, snapshot: SnapshotId) -> impl DoubleEndedIterator<Item = usize> {
        let own = snapshot.0.checked_sub(self.first).and_then(|at| self.own.get(at as usize));
        own.into_iter().flatten().map(|place| *place as usize)
    }

    /// The events in which something went wrong, in order.
    pub(crate) fn incidents(&self) -> impl Iterator<Item = usize> {
        self.incidents.iter().map(|place| *place as usize)
    }

    /// Whether the algorithm adds something to messages of the computation: then it may go by them, and not by its own alone.
    pub(crate) const fn is_tagged(&self) -> bool {
        self.tagged
    }

    /// The events of the computation in a part of the window, in order.
    pub(crate) fn computation(&self, part: &Range<usize>) -> impl DoubleEndedIterator<Item = usize> {
        let from = self.computation.partition_point(|place| (*place as usize) < part.start);
        let to = self.computation.partition_point(|place| (*place as usize) < part.end);
        self.computation[from..to.max(from)].iter().map(|place| *place as usize)
    }

    /// The steps in which the computation does something in a part of the window, in order.
    pub(crate) fn steps(&self, part: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let (mut next, places) = (0, self.computation(part));
        places.filter_map(move |place| {
            let step = self.step_of(place);
            (step >= next).then(|| {
                next = step + 1;
                self.events_of(step)
            })
        })
    }

    /// Which step an event is part of.
    pub(crate) fn step_of(&self, place: usize) -> usize {
        self.step[place] as usize
    }

    /// The first event of the step before the one that an event is part of, at the same process.
    pub(crate) fn start_of_previous_step(&self, place: usize) -> Option<usize> {
        some(self.previous[self.step_of(place)]).map(|step| self.starts[step] as usize)
    }

    /// The events of a step.
    pub(crate) fn events_of(&self, step: usize) -> Range<usize> {
        let end = self.starts.get(step + 1).map_or(self.step.len(), |end| *end as usize);
        self.starts[step] as usize..end
    }

    /// The first event of the step that an event is part of.
    pub fn start_of_step(&self, place: usize) -> usize {
        self.starts[self.step_of(place)] as usize
    }

    /// The last event of the computation at the process of a step, up to the end of the step.
    pub(crate) fn last_up_to(&self, step: usize) -> Option<usize> {
        some(self.last[step])
    }

    /// The last event of the computation at a process.
    pub(crate) fn last_at(&self, process: usize) -> Option<usize> {
        self.last_at.get(process).copied().and_then(some)
    }

    /// The event that sent a message; `None` for one that was sent before the window.
    pub(crate) fn sent(&self, message: MessageId) -> Option<usize> {
        self.ends(message).find_map(|ends| some(ends.sent))
    }

    /// The event that received a message, if any did.
    pub(crate) fn received(&self, message: MessageId) -> Option<usize> {
        self.ends(message).find_map(|ends| some(ends.received))
    }

    fn ends(&self, message: MessageId) -> impl Iterator<Item = &Ends> {
        let numbered = self.number_of(message).and_then(|number| self.messages.get(number));
        numbered.into_iter().chain(self.others.get(&message))
    }

    /// How many messages of the window were sent before this one; `None` for one from before the window.
    fn number_of(&self, message: MessageId) -> Option<usize> {
        usize::try_from(message.0.checked_sub(self.first_message?.0)?).ok()
    }
}

/// The place of an event, if there is one.
fn some(place: u32) -> Option<usize> {
    (place != NONE).then_some(place as usize)
}

/// A place as it is kept: half as wide, for there are many.
fn number(place: usize) -> u32 {
    u32::try_from(place).expect("fewer than 2^32 events are kept")
}

/// What an event is about.
enum About {
    Computation,
    Snapshot(SnapshotId),
    /// What goes wrong with anything else.
    Network,
}

fn about<P: Computation>(event: &LogEvent<P>) -> About {
    let snapshot = match &event.what {
        Happening::Receive { body, .. } | Happening::Send { body, .. } => body.control(),
        Happening::Internal { command: Act::Initiate(snapshot), .. } => Some(*snapshot),
        Happening::Internal { command: Act::Underlying(_), .. } => None,
        Happening::Internal { command: Act::Fault(_), .. } => return About::Network,
        Happening::Observe(recorded) => match recorded.snapshot() {
            Some(snapshot) => Some(snapshot),
            None => return About::Network,
        },
    };
    snapshot.map_or(About::Computation, About::Snapshot)
}
