//! The judges of a recorded global state. They never ask the algorithm (law 5).
//!
//! What was recorded is compared with the trace, with what processes were offered to do, and with the transition relation of
//! the underlying computation, and nothing else: an oracle knows of the algorithm only that markers are no messages of the computation. One file, one
//! [`Claim`], with its sentence beside the code that judges it. None suffices alone; `tests/mutants.rs` says which broken algorithm is caught by which.
//!
//! The set is open: one more oracle is a file here and a line in [the list](CLAIMS), or an [`Oracle`] of one's own that a
//! [`Judge`](crate::Judge) is [given](crate::Judge::by).

pub mod channel_contents;
pub mod complete;
pub mod consistent_cut;
pub mod markers;
pub mod one_message;
pub mod process_states;
pub mod reachable;
mod seen;
mod story;
pub mod undisturbed;

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use sim_core::{ChannelId, Happening, System};

use crate::algorithm::{Noted, Recorded, SnapshotId};
use crate::computation::{Computation, Underlying};
use crate::cut::Cut;
use crate::index::Index;
use crate::log::LogEvent;
use crate::offers::Offered;
use crate::recorded::RecordedOf;
use crate::wanted::{Unwanted, Wanted};

pub use markers::law::{Law, On, Rule, law};
pub use seen::{Ending, Scene, Sign, Taken};

/// What an oracle claims.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Claim {
    /// The oracle's name, as reports and files have it.
    pub name: &'static str,
    /// What is so where it holds, as a sentence.
    pub sentence: &'static str,
}

/// The judge of one claim.
pub trait Oracle<P: Computation> {
    /// What it claims.
    fn claim(&self) -> Claim;

    /// What it means for the claim that the snapshot is not whole.
    fn before_whole(&self) -> Before {
        Before::Nothing
    }

    /// A snapshot begins: forgets the one before it.
    fn begin(&mut self, _system: &System<P>) {}

    /// Sees what is done for the snapshot, sign by sign, as it is done.
    fn see(&mut self, _scene: &Scene<'_, P>, _sign: &Sign<'_, P>) {}

    /// What it finds in the end.
    fn say(&self, taken: &Taken<'_, P>) -> Finding;

    /// Why its claim is wrong, from the events of the window, where they were kept; it has [found](Self::say) that it is. It may keep
    /// buffers for the next snapshot, and nothing else.
    ///
    /// # Errors
    /// [`Unwanted`] when nobody waits for it any more.
    fn explain(&mut self, _case: &Case<'_, P>) -> Result<Verdict, Unwanted> {
        Ok(Violation::of(self.claim()).into())
    }
}

impl<P: Computation> fmt::Debug for dyn Oracle<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.claim().name)
    }
}

/// What an oracle finds, without a reason for what is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Finding {
    /// The claim holds.
    Holds,
    /// The claim is wrong.
    Violated,
    /// It cannot be said, and this is why.
    Unknown(String),
}

impl From<bool> for Finding {
    fn from(holds: bool) -> Self {
        if holds { Self::Holds } else { Self::Violated }
    }
}

/// What can be said of a claim before the snapshot is whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Before {
    /// Nothing: it is about the whole recorded state.
    Nothing,
    /// That it does not hold, if so; not that it does.
    Violation,
    /// Whatever the oracle says: it is about just that.
    Anything,
}

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
    /// A claim that is wrong for this reason.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), ..Self::default() }
    }

    /// A claim that is wrong, and no more is known.
    #[must_use]
    pub fn of(claim: Claim) -> Self {
        Self::new(format!("it is not so that {}", claim.sentence))
    }

    /// Condemns these events too.
    #[must_use]
    pub fn condemning(mut self, events: impl IntoIterator<Item = usize>) -> Self {
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

/// Names the oracles, in the order in which reports have them.
macro_rules! oracles {
    ($($module:ident::$oracle:ident,)*) => {
        /// What the oracles claim, in the order in which reports have them.
        pub const CLAIMS: &[Claim] = &[$($module::CLAIM),*];

        /// The oracles, in this order.
        #[must_use]
        pub fn oracles<P: Computation>() -> Vec<Box<dyn Oracle<P>>> {
            vec![$(Box::new($module::$oracle::default())),*]
        }
    };
}

// One more oracle is a file beside the others, and a line here.
oracles! {
    complete::Complete,
    consistent_cut::ConsistentCut,
    channel_contents::ChannelContents,
    process_states::ProcessStates,
    one_message::OneMessage,
    reachable::Reachable,
    markers::Markers,
    undisturbed::Undisturbed,
}

/// The claim of the oracle with this name, if there is one.
#[must_use]
pub fn claim(name: &str) -> Option<Claim> {
    CLAIMS.iter().copied().find(|claim| claim.name == name)
}

/// What all the oracles said of one snapshot, in the order in which reports have them.
pub type Checks = Vec<Check>;

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
