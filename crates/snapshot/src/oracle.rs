//! The judges of a recorded global state. They never ask the algorithm (law 5).
//!
//! What was recorded is compared with the trace, with what processes were offered to do, and with the transition relation of
//! the underlying computation, and nothing else: an oracle knows of the algorithm only that markers are no messages of the computation. One file, one
//! claim. None suffices alone; `tests/mutants.rs` says which broken algorithm is caught by which.
//!
//! | oracle | claim |
//! |---|---|
//! | [`complete`] | every process recorded exactly once, every channel was closed exactly once |
//! | [`consistent_cut`] | the cut is closed under happened-before |
//! | [`channel_contents`] | each channel's record is just what was in flight across the cut, message for message |
//! | [`process_states`] | each recorded state is the state the process was in |
//! | [`one_message`] | the conserved quantity is all there, once |
//! | [`reachable`] | Theorem 1, executed: prerecording events first lead to S\*, and on to the same end |
//! | [`markers`] | one marker on each channel |
//! | [`undisturbed`] | every event of the computation is one that it could do alone, and no process is kept from one |

pub mod channel_contents;
pub mod complete;
pub mod consistent_cut;
pub mod judge;
pub mod judgement;
pub mod markers;
pub mod one_message;
pub mod process_states;
pub mod reachable;
mod story;
pub mod undisturbed;

use std::collections::BTreeSet;
use std::ops::Range;

use sim_core::{ChannelId, Happening, System};

use crate::algorithm::{Noted, Recorded, SnapshotId};
use crate::computation::Computation;
use crate::cut::Cut;
use crate::index::Index;
use crate::log::LogEvent;
use crate::offers::Offered;
use crate::recorded::RecordedOf;
use crate::wanted::{Unwanted, Wanted};
use crate::window::Underlying;

pub use judge::{Judge, Judged};

/// What an oracle says. There is no "ok" for a snapshot that is not there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// The claim holds.
    Holds,
    /// The claim is wrong, and this is why.
    Violated(Box<Violation>),
    /// It cannot be said: what the claim is about did not come to be.
    Unknown(String),
}

/// A claim that is wrong.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Violation {
    /// Why, in a line.
    pub reason: String,
    /// What happened, a line each, when more than the reason can be told.
    pub story: Vec<String>,
    /// All the events that it condemns, those of the reason first: places in the judged events.
    pub events: Vec<usize>,
}

impl Violation {
    fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), ..Self::default() }
    }

    /// Condemns these events too.
    fn condemning(mut self, events: impl IntoIterator<Item = usize>) -> Self {
        let mut known: BTreeSet<_> = self.events.iter().copied().collect();
        self.events.extend(events.into_iter().filter(|event| known.insert(*event)));
        self
    }
}

impl From<Violation> for Verdict {
    fn from(violation: Violation) -> Self {
        Self::Violated(Box::new(violation))
    }
}

/// An oracle's name and what it said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Check {
    /// The name, as reports and files have it.
    pub name: &'static str,
    /// What it said.
    pub verdict: Verdict,
}

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
}

impl<P: Computation> Evidence<'_, P> {
    /// The same of another snapshot.
    const fn of(&self, snapshot: SnapshotId) -> Self {
        Self { snapshot, ..*self }
    }
}

/// The oracles' view: the evidence, what was recorded, the cut, and the part of the window that the snapshot is about.
#[derive(Debug)]
pub(crate) struct Case<'a, P: Computation> {
    pub(crate) evidence: &'a Evidence<'a, P>,
    pub(crate) index: &'a Index,
    pub(crate) recorded: &'a RecordedOf<P>,
    pub(crate) cut: &'a Cut<'a, P>,
    /// From the snapshot's first own event to the last prerecording one: every event of the computation before this is
    /// prerecording, every one after it postrecording, and so after the cut, in its order.
    pub(crate) part: Range<usize>,
    /// The underlying global state before that part.
    pub(crate) before: &'a Underlying<P>,
    /// Whether a verdict is still wanted.
    pub(crate) wanted: Wanted<'a>,
}

/// An event and its place, as long as a verdict is wanted.
pub(crate) type Placed<'a, P> = Result<(usize, &'a LogEvent<P>), Unwanted>;

impl<'a, P: Computation> Case<'a, P> {
    /// The snapshot's own events, with their places.
    pub(crate) fn own(&self) -> impl Iterator<Item = Placed<'a, P>> {
        let events = self.evidence.events;
        let own = self.index.own(self.evidence.snapshot);
        self.wanted.each(own.map(|place| (place, &events[place])))
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

    /// The events in which something was recorded for the snapshot that `is_it` asks for.
    fn records(
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

    /// The events that recorded a message in a channel.
    fn records_in(&self, wanted: ChannelId) -> Result<Vec<usize>, Unwanted> {
        self.records(
            |_, recorded| matches!(recorded, Recorded::Message { channel, .. } if *channel == wanted),
        )
    }
}

/// The names of the oracles, in the order in which reports have them.
pub const NAMES: [&str; 8] = [
    complete::NAME,
    consistent_cut::NAME,
    channel_contents::NAME,
    process_states::NAME,
    one_message::NAME,
    reachable::NAME,
    markers::NAME,
    undisturbed::NAME,
];

/// What all the oracles said of one snapshot, in the order in which reports have them.
pub type Checks = [Check; 8];

/// The verdict of all checks together.
#[must_use]
pub fn overall(checks: &[Check]) -> Overall {
    Overall::of(checks.iter().map(|check| match check.verdict {
        Verdict::Holds => Overall::Holds,
        Verdict::Violated(_) => Overall::Violated,
        Verdict::Unknown(_) => Overall::Unknown,
    }))
}

impl Overall {
    /// Several verdicts together: violated if one is, else unknown if one is or there is none, else it holds.
    pub fn of(verdicts: impl IntoIterator<Item = Self>) -> Self {
        let worse = |one, other| match (one, other) {
            (Self::Violated, _) | (_, Self::Violated) => Self::Violated,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Holds, Self::Holds) => Self::Holds,
        };
        verdicts.into_iter().reduce(worse).unwrap_or(Self::Unknown)
    }
}

/// What several claims come to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Overall {
    /// All claims hold.
    Holds,
    /// At least one claim is wrong.
    Violated,
    /// No claim is known to be wrong, but not all are known to hold.
    Unknown,
}
