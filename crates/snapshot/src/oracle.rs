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

use sim_core::{GlobalState, MessageId, System};

use crate::algorithm::SnapshotId;
use crate::computation::Computation;
use crate::cut::Cut;
use crate::offers::Offered;
use crate::recorded::{RecordedGlobalState, RecordedOf};
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
    /// The events that decide it: places in the judged events.
    pub events: Vec<usize>,
}

impl Violation {
    fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), ..Self::default() }
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
}

/// The oracles' view: the evidence, what was recorded, and the cut.
#[derive(Debug)]
pub(crate) struct Case<'a, P: Computation> {
    evidence: &'a Evidence<'a, P>,
    recorded: &'a RecordedOf<P>,
    cut: &'a Cut,
}

/// Buffers that are used from judgement to judgement, so that judging allocates nothing.
#[derive(Debug)]
struct Scratch<P: Computation> {
    counts: Vec<u32>,
    latest: Vec<usize>,
    in_flight: Vec<VecDeque<MessageId>>,
    state: Underlying<P>,
    end: Underlying<P>,
}

/// Judges snapshot after snapshot.
#[derive(Debug)]
pub struct Judge<P: Computation> {
    recorded: RecordedOf<P>,
    cut: Cut,
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
            cut: Cut::default(),
            scratch: Scratch {
                counts: Vec::new(),
                latest: Vec::new(),
                in_flight: Vec::new(),
                state: empty(),
                end: empty(),
            },
        }
    }
}

impl<P: Computation> Judge<P> {
    /// What all the oracles say of this evidence.
    pub fn judge(&mut self, evidence: &Evidence<'_, P>) -> Checks {
        let Evidence { system, events, snapshot, .. } = evidence;
        self.recorded.assemble_again::<P>(&system.topology, events, *snapshot);
        self.cut.compute::<P>(&system.topology, events, *snapshot);
        let case = Case { evidence, recorded: &self.recorded, cut: &self.cut };
        let scratch = &mut self.scratch;
        let whole = self.recorded.is_whole();
        // A claim about the whole snapshot means nothing before there is one; the last two can fail at any time.
        let if_whole = |verdict: &mut dyn FnMut() -> Verdict| if whole { verdict() } else { incomplete() };
        let so_far = |verdict: Verdict| match verdict {
            Verdict::Holds if !whole => incomplete(),
            other => other,
        };
        [
            Check { name: complete::NAME, verdict: complete::judge(&case) },
            Check { name: consistent_cut::NAME, verdict: if_whole(&mut || consistent_cut::judge(&case)) },
            Check {
                name: channel_contents::NAME,
                verdict: if_whole(&mut || channel_contents::judge(&case, &mut scratch.in_flight)),
            },
            Check {
                name: process_states::NAME,
                verdict: if_whole(&mut || process_states::judge(&case, &mut scratch.latest)),
            },
            Check { name: one_message::NAME, verdict: if_whole(&mut || one_message::judge(&case)) },
            Check {
                name: reachable::NAME,
                verdict: if_whole(&mut || reachable::judge(&case, &mut scratch.state, &mut scratch.end)),
            },
            Check { name: markers::NAME, verdict: so_far(markers::judge(&case, &mut scratch.counts)) },
            Check { name: undisturbed::NAME, verdict: so_far(undisturbed::judge(&case, &mut scratch.state)) },
        ]
    }

    /// The recorded global state that was judged last.
    #[must_use]
    pub const fn recorded(&self) -> &RecordedOf<P> {
        &self.recorded
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
