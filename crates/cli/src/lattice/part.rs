//! The part of a lattice that is looked at, and how far.

use draw::lattice::Recorded;
use observed::lattice::{Bound, Cut, Steps, Way};
use observed::model::Run;

use crate::args::LatticeArgs;
use crate::{interrupt, memory};

/// What is looked at: the steps of a run, or those of a part of it.
pub(super) struct Part<'a> {
    pub(super) run: &'a Run,
    pub(super) steps: Steps,
    /// The cuts that the run went through, if somebody tells its order.
    pub(super) went: Option<Vec<Cut>>,
    /// The cuts of snapshots.
    pub(super) recorded: Vec<Recorded>,
    /// Whether there are steps outside.
    pub(super) is_part: bool,
}

impl Part<'_> {
    /// The order in which the steps happened; where nobody tells it, one in which they can have.
    pub(super) fn way(&self) -> Way {
        match &self.went {
            Some(went) => went.windows(2).map(|two| step(&two[0], &two[1])).collect(),
            None => self.steps.way(&self.steps.from, &self.steps.to),
        }
    }
}

/// The process whose step leads from one cut to the next.
fn step(before: &Cut, after: &Cut) -> usize {
    before.iter().zip(after).position(|(one, other)| one != other).expect("a step was taken")
}

/// How far a lattice is looked at.
pub(super) fn bound(args: &LatticeArgs) -> Bound<'static> {
    Bound::new(args.max_cuts, &|| !interrupt::requested() && !memory::exceeded())
}
