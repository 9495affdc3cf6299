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
pub mod judgement;
pub mod markers;
pub mod one_message;
pub mod process_states;
pub mod reachable;
mod story;
pub mod undisturbed;

use std::collections::VecDeque;
use std::ops::{ControlFlow, Range};

use sim_core::{ChannelId, GlobalState, Happening, MessageId, System};

use crate::algorithm::{Recorded, SnapshotId};
use crate::computation::Computation;
use crate::cut::Cut;
use crate::index::Index;
use crate::offers::Offered;
use crate::recorded::{RecordedGlobalState, RecordedOf};
use crate::rerun::told;
use crate::window::{LogEvent, Underlying};

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
        for event in events {
            if !self.events.contains(&event) {
                self.events.push(event);
            }
        }
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

/// The oracles' view: the evidence, what was recorded, the cut, and the part of the window that the snapshot is about.
#[derive(Debug)]
pub(crate) struct Case<'a, P: Computation> {
    pub(crate) evidence: &'a Evidence<'a, P>,
    pub(crate) index: &'a Index,
    pub(crate) recorded: &'a RecordedOf<P>,
    pub(crate) cut: &'a Cut<'a, P>,
    /// From the snapshot's first own event to its last, or to the end if it is not whole. Every event of the computation before
    /// this is prerecording, every one after it postrecording.
    pub(crate) span: Range<usize>,
    /// The beginning of that, up to the last prerecording event: what follows happened after the cut, in its order.
    pub(crate) part: Range<usize>,
    /// The underlying global state before that part.
    pub(crate) before: &'a Underlying<P>,
}

impl<'a, P: Computation> Case<'a, P> {
    /// The snapshot's own events, with their places.
    pub(crate) fn own(&self) -> impl DoubleEndedIterator<Item = (usize, &'a LogEvent<P>)> {
        let events = self.evidence.events;
        self.index.own(self.evidence.snapshot).map(|place| (place, &events[place]))
    }

    /// The events of the computation in the part, with their places.
    pub(crate) fn computation(&self) -> impl Iterator<Item = (usize, &'a LogEvent<P>)> {
        let events = self.evidence.events;
        self.index.computation(&self.part).map(|place| (place, &events[place]))
    }

    /// The steps of the computation in the part, with their places.
    pub(crate) fn steps(&self) -> impl Iterator<Item = (usize, &'a [LogEvent<P>])> {
        let events = self.evidence.events;
        self.index.steps(&self.part).map(|step| (step.start, &events[step]))
    }
}

impl<P: Computation> Case<'_, P> {
    /// The events in which something was recorded for the snapshot that `wanted` asks for.
    fn records(&self, wanted: impl Fn(&LogEvent<P>, &Recorded<P::State, P::Message>) -> bool) -> Vec<usize> {
        let is_wanted = |event: &LogEvent<P>| match &event.what {
            Happening::Observe(recorded) => {
                recorded.snapshot() == self.evidence.snapshot && wanted(event, recorded)
            }
            _ => false,
        };
        let events = self.evidence.events.iter().enumerate();
        events.filter(|(_, event)| is_wanted(event)).map(|(place, _)| place).collect()
    }

    /// The events that recorded a message in a channel.
    fn records_in(&self, wanted: ChannelId) -> Vec<usize> {
        self.records(
            |_, recorded| matches!(recorded, Recorded::Message { channel, .. } if *channel == wanted),
        )
    }
}

/// Buffers that are used from judgement to judgement, so that judging allocates nothing.
#[derive(Debug)]
struct Scratch<P: Computation> {
    counts: Vec<u32>,
    in_flight: Vec<VecDeque<MessageId>>,
    state: Underlying<P>,
    end: Underlying<P>,
}

/// Judges snapshot after snapshot.
#[derive(Debug)]
pub struct Judge<P: Computation> {
    index: Index,
    recorded: RecordedOf<P>,
    /// The underlying global state before the snapshot that is being judged.
    before: Underlying<P>,
    scratch: Scratch<P>,
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

impl<P: Computation> Default for Judge<P> {
    fn default() -> Self {
        let empty = || GlobalState { processes: Vec::new(), channels: Vec::new() };
        Self {
            recorded: RecordedGlobalState::default(),
            index: Index::default(),
            before: empty(),
            scratch: Scratch { counts: Vec::new(), in_flight: Vec::new(), state: empty(), end: empty() },
        }
    }
}

impl<P: Computation> Judge<P> {
    /// What all the oracles say of this evidence.
    ///
    /// # Panics
    /// Never: the one snapshot is judged.
    pub fn judge(&mut self, evidence: &Evidence<'_, P>) -> Checks {
        let snapshot = evidence.snapshot.0;
        let mut said = None;
        let _ = self.judge_each(evidence, snapshot..snapshot.saturating_add(1), |judged| {
            said = Some(judged.checks);
            ControlFlow::Continue(())
        });
        said.expect("one snapshot was to be judged")
    }

    /// What all the oracles say of each of these snapshots of one window, in the order in which they began, as long as that is
    /// wanted. The snapshot of the evidence does not matter.
    ///
    /// The window is gone through once, and of each snapshot only what is about it.
    ///
    /// # Errors
    /// [`ControlFlow::Break`] when that is no error but an end.
    pub fn judge_each(
        &mut self,
        evidence: &Evidence<'_, P>,
        snapshots: Range<u32>,
        mut see: impl FnMut(Judged<'_, P>) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let Self { index, recorded, before, scratch } = self;
        index.read::<P>(evidence.events, snapshots);
        let undisturbed = undisturbed::judge(evidence, &mut scratch.state);
        let disturbed = undisturbed != Verdict::Holds;
        if disturbed {
            index.mix();
        }
        before.clone_from(evidence.base);
        let mut at = 0;
        for snapshot in index.snapshots() {
            let evidence = &evidence.of(snapshot);
            recorded.assemble_again::<P>(&evidence.system.topology, evidence.events, snapshot, index);
            let span = if disturbed { 0..evidence.events.len() } else { span(evidence, index, recorded) };
            index.computation(&(at..span.start)).for_each(|place| told::<P>(before, &evidence.events[place]));
            at = at.max(span.start);
            let cut = &Cut { events: evidence.events, index, recorded };
            let part = if disturbed { span.clone() } else { up_to_the_cut(cut, span.clone()) };
            let case = Case { evidence, index, recorded, cut, span, part, before };
            let checks = checks(&case, &undisturbed, scratch);
            see(Judged { case: &case, checks })?;
        }
        ControlFlow::Continue(())
    }

    /// The recorded global state that was judged last.
    #[must_use]
    pub const fn recorded(&self) -> &RecordedOf<P> {
        &self.recorded
    }
}

/// The part of the window that a snapshot is about: whole steps from its first sign to its last, or to the end if it is not whole.
fn span<P: Computation>(evidence: &Evidence<'_, P>, index: &Index, recorded: &RecordedOf<P>) -> Range<usize> {
    let mut own = index.own(evidence.snapshot);
    let end = evidence.events.len();
    let Some(first) = own.next() else { return end..end };
    let last = own.next_back().unwrap_or(first);
    let end = if recorded.is_whole() { index.events_of(index.step_of(last)).end } else { end };
    index.start_of_step(first)..end
}

/// The beginning of a part of the window, up to the step of its last prerecording event.
fn up_to_the_cut<P: Computation>(cut: &Cut<'_, P>, span: Range<usize>) -> Range<usize> {
    let last = cut.index.computation(&span).rfind(|place| cut.is_prerecording(*place));
    span.start..last.map_or(span.start, |last| cut.index.events_of(cut.index.step_of(last)).end)
}

/// What all the oracles say of a snapshot, given what one of them says of the whole window.
fn checks<P: Computation>(case: &Case<'_, P>, undisturbed: &Verdict, scratch: &mut Scratch<P>) -> Checks {
    let whole = case.recorded.is_whole();
    // A claim about the whole snapshot means nothing before there is one; the last two can fail at any time.
    let if_whole = |verdict: &mut dyn FnMut() -> Verdict| if whole { verdict() } else { incomplete() };
    let so_far = |verdict: Verdict| match verdict {
        Verdict::Holds if !whole => incomplete(),
        other => other,
    };
    [
        Check { name: complete::NAME, verdict: complete::judge(case) },
        Check { name: consistent_cut::NAME, verdict: if_whole(&mut || consistent_cut::judge(case)) },
        Check {
            name: channel_contents::NAME,
            verdict: if_whole(&mut || channel_contents::judge(case, &mut scratch.in_flight)),
        },
        Check { name: process_states::NAME, verdict: if_whole(&mut || process_states::judge(case)) },
        Check { name: one_message::NAME, verdict: if_whole(&mut || one_message::judge(case)) },
        Check {
            name: reachable::NAME,
            verdict: if_whole(&mut || reachable::judge(case, &mut scratch.state, &mut scratch.end)),
        },
        Check { name: markers::NAME, verdict: so_far(markers::judge(case, &mut scratch.counts)) },
        Check { name: undisturbed::NAME, verdict: so_far(undisturbed.clone()) },
    ]
}

/// One snapshot of a window, judged.
#[derive(Debug)]
pub struct Judged<'a, P: Computation> {
    pub(crate) case: &'a Case<'a, P>,
    /// What all the oracles said.
    pub checks: Checks,
}

impl<P: Computation> Judged<'_, P> {
    /// Which snapshot.
    #[must_use]
    pub const fn snapshot(&self) -> SnapshotId {
        self.case.evidence.snapshot
    }

    /// What was recorded for it.
    #[must_use]
    pub const fn recorded(&self) -> &RecordedOf<P> {
        self.case.recorded
    }
}

impl<P: Computation> Evidence<'_, P> {
    /// The same of another snapshot.
    const fn of(&self, snapshot: SnapshotId) -> Self {
        Self { snapshot, ..*self }
    }
}

fn incomplete() -> Verdict {
    Verdict::Unknown("the snapshot is not complete".into())
}

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
