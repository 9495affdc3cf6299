//! The global state along any cut of a run: what each process is there, and what is in each channel (Chandy & Lamport 1985, section 2), as far
//! as that is told; whether the cut is consistent (Mattern 1989); and if it is not, the consistent cuts next to it.
//!
//! Anybody may ask for a cut: no snapshot need be there. Of one that is not consistent the same is told, though no run can have been in
//! such a state. What a process is, its own steps tell; where they do not, a recording at that place.

mod backward;
mod crossing;
mod sums;

use std::collections::BTreeMap;

use sim_core::MessageId;
use snapshot::oracle::Verdict;

use crate::lattice::{Cut, Steps};
use crate::model::{Ends, Run};
use crate::told::{Told, told};

use crossing::Crossing;

pub use backward::Backward;
pub use sums::{Sum, Sums};

/// What is so along a cut.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GlobalState<'a> {
    /// The cut.
    pub cut: Cut,
    /// Whether it is consistent.
    pub consistent: Verdict,
    /// What crosses it backwards.
    pub backward: Vec<Backward>,
    /// What each process is there.
    pub processes: Vec<Told<'a>>,
    /// The messages in each channel that is not empty, in the order of sending.
    pub channels: BTreeMap<Ends, Vec<MessageId>>,
    /// Those that are received after the cut, and nobody tells when they were sent: they may be in a channel too.
    pub doubtful: Vec<MessageId>,
    /// What is conserved, added up; absent where nobody tells what the processes began with.
    pub sums: Option<Sums>,
    /// The latest consistent cut that is not after this one, and the earliest that is not before it.
    pub next: (Cut, Cut),
}

impl<'a> GlobalState<'a> {
    /// What is so along this cut of the steps of all processes.
    #[must_use]
    pub fn along(run: &'a Run, steps: &Steps, cut: Cut) -> Self {
        let crossing = Crossing { steps, cut: &cut };
        let last = |place: usize| told(run, steps, place)[cut[place] as usize];
        let processes: Vec<_> = (0..cut.len()).map(last).collect();
        let (channels, doubtful) = (crossing.channels(run), crossing.doubtful(run));
        let backward = backward::all(run, steps, &cut);
        Self {
            consistent: backward::verdict(run, &backward, &crossing),
            sums: sums::of(run, &processes, &channels, &doubtful, |at| crossing.is_before(at)),
            next: (steps.within(&cut), steps.closed(&cut)),
            backward,
            processes,
            channels,
            doubtful,
            cut,
        }
    }
}
