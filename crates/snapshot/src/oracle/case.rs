//! What an oracle sees when it tells why: the events of a window, what was recorded, and the cut.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use sim_core::{ChannelId, Happening, ProcessId, Protocol, System};

use super::law::Law;
use super::verdict::Verdict;
use crate::algorithm::{Noted, Recorded};
use crate::computation::{Computation, Underlying};
use crate::cut::Cut;
use crate::faults::{Copies, Incident};
use crate::id::SnapshotId;
use crate::index::Index;
use crate::log::LogEvent;
use crate::offers::Offered;
use crate::recorded::RecordedOf;
use crate::wanted::{Unwanted, Wanted};
use crate::wire::{Carries as _, Logged};

/// What the oracles see of a snapshot.
#[derive(Debug)]
pub struct Evidence<'a, P: Computation> {
    /// The underlying system, without any algorithm.
    pub system: &'a System<P>,
    /// Which snapshot.
    pub snapshot: SnapshotId,
    /// The underlying global state before the first event.
    pub base: &'a Underlying<P>,
    /// The events, from before the first recording to the completion of the snapshot.
    pub events: &'a [LogEvent<P>],
    /// What processes were offered to do, held against what the computation alone would have offered.
    pub offers: Offered<'a>,
    /// Whether nothing can happen any more after these events: what is missing will never come.
    pub over: bool,
    /// How many control messages there should be, if that is known.
    pub law: Option<Law>,
}

impl<P: Computation> Evidence<'_, P> {
    /// The same of another snapshot.
    pub(crate) const fn of(&self, snapshot: SnapshotId) -> Self {
        Self { snapshot, ..*self }
    }
}

/// The oracles' view: the evidence, what was recorded, the cut, and the part of the window that the snapshot is about.
#[derive(Debug)]
pub struct Case<'a, P: Computation> {
    /// What there is to see.
    pub evidence: &'a Evidence<'a, P>,
    pub(crate) index: &'a Index,
    /// What was recorded.
    pub recorded: &'a RecordedOf<P>,
    /// Which events are prerecording.
    pub cut: &'a Cut<'a, P>,
    /// What is said of the whole window: whether the computation could have done all this alone.
    pub(crate) undisturbed: &'a Verdict,
    /// From the snapshot's first own event to the last prerecording one: every event of the computation before this is
    /// prerecording, every one after it postrecording, and so after the cut, in its order.
    pub(crate) part: Range<usize>,
    /// The underlying global state before that part.
    pub(crate) before: &'a Underlying<P>,
    /// Whether a verdict is still wanted.
    pub(crate) wanted: Wanted<'a>,
}

/// What was sent, where that is told, and on which channel.
pub(crate) type Sent<'a, P> = (usize, ChannelId, &'a Logged<<P as Protocol>::Message>);

/// An event and its place, as long as a verdict is wanted.
pub(crate) type Placed<'a, P> = Result<(usize, &'a LogEvent<P>), Unwanted>;

impl<'a, P: Computation> Case<'a, P> {
    /// The snapshot's own events, with their places.
    pub(crate) fn own(&self) -> impl Iterator<Item = Placed<'a, P>> {
        let events = self.evidence.events;
        let own = self.index.own(self.evidence.snapshot);
        self.wanted.each(own.map(|place| (place, &events[place])))
    }

    /// What was sent for the snapshot, with its places: also what was lost, and what a channel doubled once.
    pub(super) fn sent(&self) -> impl Iterator<Item = Result<Sent<'a, P>, Unwanted>> {
        let mut copies = Copies::default();
        self.own().filter_map(move |own| {
            let (place, event) = match own {
                Ok(own) => own,
                Err(unwanted) => return Some(Err(unwanted)),
            };
            match &event.what {
                Happening::Send { channel, body, .. } if !copies.is_copy() => {
                    Some(Ok((place, *channel, body)))
                }
                Happening::Observe(Recorded::Incident(incident)) => {
                    copies.after(incident);
                    let is_lost = matches!(**incident, Incident::Lost { .. });
                    incident.message().filter(|_| is_lost).map(|(channel, body)| Ok((place, channel, body)))
                }
                _ => None,
            }
        })
    }

    /// What went wrong in the window, with the places of the events.
    pub(super) fn incidents(
        &self,
    ) -> impl Iterator<Item = (usize, &'a LogEvent<P>, &'a Incident<P::Message>)> {
        let events = self.evidence.events;
        self.index.incidents().filter_map(|place| match &events[place].what {
            Happening::Observe(Recorded::Incident(incident)) => Some((place, &events[place], &**incident)),
            _ => None,
        })
    }

    /// The events of the computation in the part, with their places.
    pub(crate) fn computation(&self) -> impl Iterator<Item = Placed<'a, P>> {
        let events = self.evidence.events;
        self.wanted.each(self.index.computation(&self.part).map(|place| (place, &events[place])))
    }

    /// The steps of the computation in the part, with their places.
    pub(crate) fn steps(&self) -> impl Iterator<Item = Result<(usize, &'a [LogEvent<P>]), Unwanted>> {
        let events = self.evidence.events;
        self.wanted.each(self.index.steps(&self.part).map(|step| (step.start, &events[step])))
    }

    /// The processes that began of their own accord, with a recording or a message of the algorithm, and not because a message came: of
    /// the algorithm, or one before which they recorded.
    pub(super) fn initiators(&self) -> Result<Vec<ProcessId>, Unwanted> {
        let (events, snapshot) = (self.evidence.events, Some(self.evidence.snapshot));
        let is_asked = |place: usize, before: bool| match &events[self.index.start_of_step(place)].what {
            Happening::Receive { body, .. } => before || body.control().is_some(),
            _ => false,
        };
        let (mut begun, mut initiators) = (BTreeSet::new(), Vec::new());
        for own in self.own() {
            let (place, event) = own?;
            let before = match &event.what {
                Happening::Send { body, .. } if body.control() == snapshot => false,
                Happening::Observe(Recorded::Incident(incident)) if incident.snapshot() == snapshot => false,
                Happening::Observe(Recorded::Process { before, .. }) => *before,
                _ => continue,
            };
            if begun.insert(event.process) && !is_asked(place, before) {
                initiators.push(event.process);
            }
        }
        Ok(initiators)
    }

    /// Where the first event is that is behind each cut.
    pub(super) fn cuts(&self) -> Result<Cuts, Unwanted> {
        let (events, mut cuts) = (self.evidence.events, BTreeMap::new());
        for placed in self.wanted.each(events.iter().enumerate()) {
            let (place, event) = placed?;
            if let Happening::Observe(Recorded::Process { snapshot, before, .. }) = &event.what {
                let step = self.index.events_of(self.index.step_of(place));
                let cut = if *before { step.start } else { step.end };
                cuts.entry((event.process, *snapshot)).or_insert(cut);
            }
        }
        Ok(Cuts(cuts))
    }

    /// The events in which a process recorded its state.
    pub(super) fn recordings_of(&self, wanted: ProcessId) -> Result<Vec<usize>, Unwanted> {
        self.records(|event, recorded| {
            event.process == wanted && matches!(recorded, Recorded::Process { .. })
        })
    }

    /// The events in which something was recorded for the snapshot that `is_it` asks for.
    pub(super) fn records(
        &self,
        is_it: impl Fn(&LogEvent<P>, &Noted<P::State, P::Message>) -> bool,
    ) -> Result<Vec<usize>, Unwanted> {
        let is_it = |event: &LogEvent<P>| match &event.what {
            Happening::Observe(recorded) => is_it(event, recorded),
            _ => false,
        };
        let mut places = Vec::new();
        for own in self.own() {
            let (place, event) = own?;
            places.extend(is_it(event).then_some(place));
        }
        Ok(places)
    }

    /// The events that closed the record of a channel.
    pub(super) fn closings_of(&self, wanted: ChannelId) -> Result<Vec<usize>, Unwanted> {
        self.records(|_, recorded| matches!(recorded, Recorded::Closed { channel, .. } if *channel == wanted))
    }

    /// The events that recorded a message in a channel.
    pub(super) fn records_in(&self, wanted: ChannelId) -> Result<Vec<usize>, Unwanted> {
        self.records(
            |_, recorded| matches!(recorded, Recorded::Message { channel, .. } if *channel == wanted),
        )
    }
}

/// Where the first event is that is behind the cut, at each process for each snapshot.
pub(super) struct Cuts(BTreeMap<(ProcessId, SnapshotId), usize>);

impl Cuts {
    /// At this process for this snapshot, if it recorded.
    pub(super) fn at(&self, process: ProcessId, snapshot: SnapshotId) -> Option<usize> {
        self.0.get(&(process, snapshot)).copied()
    }

    /// At this process for the last snapshot before this one for which it recorded; the first event of all, if there is none.
    pub(super) fn last_before(&self, process: ProcessId, snapshot: SnapshotId) -> usize {
        let mut earlier = self.0.range((process, SnapshotId(0))..(process, snapshot));
        earlier.next_back().map_or(0, |(_, cut)| *cut)
    }
}
