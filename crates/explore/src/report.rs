//! What a search is asked to do, and what came of it.

use std::num::NonZeroUsize;

use crate::witness::Witness;

/// How to search, and when to give up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// How many threads search, 32 at most: more would have nothing to do. Nothing that is reported depends on it, but
    /// [`Progress::bytes`].
    pub jobs: NonZeroUsize,
    /// Whether to leave out orders of events that cannot matter for what the ends of schedules are worth
    /// ([why that is sound](super)).
    pub reduce: bool,
    /// Whether to remember whole states instead of fingerprints.
    pub exact: bool,
    /// Whether to go on after a violation.
    pub keep_going: bool,
    /// How many states to find at most.
    pub max_states: u64,
    /// How many bytes of memory to take, as nearly as the search can tell: what it counts is looked at now and then,
    /// and a quarter more may be taken until it is seen.
    pub max_bytes: u64,
}

impl Default for Options {
    /// One thread, every order, fingerprints, up to the first violation, and a gibibyte: some 40 million states.
    fn default() -> Self {
        Self {
            jobs: NonZeroUsize::MIN,
            reduce: false,
            exact: false,
            keep_going: false,
            max_states: u64::MAX,
            max_bytes: 1 << 30,
        }
    }
}

/// How far a search has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// How many states have been found.
    pub states: u64,
    /// How many steps have been taken, to new states or to known ones.
    pub steps: u64,
    /// How many steps the states that are being looked into are from the initial one.
    pub depth: u64,
    /// How many states have been found but not looked into.
    pub queue: u64,
    /// How many bytes of memory all this takes, not counting what the protocol's values own elsewhere.
    pub bytes: u64,
    /// How far it is with what it keeps elsewhere, if it [does](crate::explore_spilled).
    pub spilled: Option<Spilled>,
}

/// How far a search has come that keeps what it has met in a [`Store`](crate::Store).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spilled {
    /// How many bytes are there.
    pub bytes: u64,
    /// How many states had been found when it went on from what was there.
    pub began_with: Option<u64>,
    /// What is being done with the states of this depth.
    pub phase: Phase,
    /// How much of that is done …
    pub done: u64,
    /// … of how much.
    pub of: u64,
}

/// What is done with the states of a depth, one after the other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
    /// Their steps are taken.
    Expanding,
    /// What these led to is held against all that has been met.
    Merging,
    /// What is new is given numbers, and what was found is taken note of.
    Numbering,
}

/// Why a search ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// There is nothing left: what was found is all there is.
    Exhausted,
    /// A violation was found, and the search was not to go on.
    Violated,
    /// [`Options::max_states`] was reached.
    MaxStates,
    /// [`Options::max_bytes`] was reached.
    MaxBytes,
    /// Whoever watches said so.
    Asked,
}

impl Ending {
    /// As a form for programs has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exhausted => "exhausted",
            Self::Violated => "violated",
            Self::MaxStates => "max-states",
            Self::MaxBytes => "max-memory",
            Self::Asked => "interrupted",
        }
    }
}

/// Something that was found in one state or more.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found<T> {
    /// What.
    pub what: T,
    /// In how many of the states that were looked into.
    pub times: u64,
    /// A schedule that leads to the first of them; none is shorter, if the search did not reduce.
    pub witness: Witness,
}

/// What came of a search: outcomes `O` and violations `X`, each in the order in which they were found, which is that of
/// the lengths of their witnesses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report<O, X> {
    /// How many states there are.
    pub states: u64,
    /// How many steps there are between them; an end has none.
    pub steps: u64,
    /// How many steps the farthest state is from the initial one.
    pub depth: u64,
    /// In how many states a schedule ends.
    pub ends: u64,
    /// What these are worth.
    pub outcomes: Vec<Found<O>>,
    /// What is wrong.
    pub violations: Vec<Found<X>>,
    /// Why the search ended.
    pub ending: Ending,
    /// Whether whole states were remembered.
    pub exact: bool,
}

impl<O, X> Report<O, X> {
    /// What came of a search that there was no room for.
    pub(crate) const fn given_up(ending: Ending, exact: bool) -> Self {
        Self {
            states: 0,
            steps: 0,
            depth: 0,
            ends: 0,
            outcomes: Vec::new(),
            violations: Vec::new(),
            ending,
            exact,
        }
    }

    /// Whether all there is was found.
    #[must_use]
    pub fn complete(&self) -> bool {
        self.ending == Ending::Exhausted
    }

    /// The chance that two states were taken for one, as at most one in this many; none if whole states were
    /// remembered.
    ///
    /// Each of n(n-1)/2 pairs has the same fingerprint with a chance of 2^-128: less than n²/2^129 together.
    #[must_use]
    pub fn one_missed_in(&self) -> Option<u128> {
        let pairs = u128::from(self.states).pow(2).max(1);
        (!self.exact).then(|| (u128::MAX / pairs).saturating_mul(2))
    }
}
