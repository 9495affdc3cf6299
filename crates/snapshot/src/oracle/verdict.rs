//! What is claimed of a snapshot, and what is said of that: it holds, it is wrong and why, or it cannot be said.

use std::collections::BTreeSet;

/// What an oracle claims.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Claim {
    /// The oracle's name, as reports and files have it.
    pub name: &'static str,
    /// What is so where it holds, as a sentence.
    pub sentence: &'static str,
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
