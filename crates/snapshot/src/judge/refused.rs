//! What processes refused while a snapshot was taken: whoever runs the run says after each step how much it was up to then, and what it
//! was before a snapshot began is taken off.

use sim_core::Refusals;

use super::taking::Taking;
use crate::computation::Computation;

/// What was refused in the run.
#[derive(Debug, Default)]
pub(super) struct Refused {
    /// Up to the last step, if that is known.
    pub(super) now: Option<Refusals>,
    /// How many snapshots had begun when it was said last.
    begun: usize,
    /// The places of those that have become complete since.
    pub(super) complete: Vec<usize>,
}

impl Refused {
    pub(super) fn clear(&mut self) {
        (self.now, self.begun) = (None, 0);
        self.complete.clear();
    }

    /// So much was refused up to the last step; these are the snapshots, and the places of those that have begun, in that order.
    pub(super) fn say<P: Computation>(
        &mut self,
        now: Refusals,
        takings: &mut [Option<Box<Taking<P>>>],
        begun: &[usize],
    ) {
        for slot in &begun[self.begun..] {
            takings[*slot].as_mut().expect("it has begun").refused_before = now;
        }
        for slot in self.complete.drain(..) {
            let taking = takings[slot].as_mut().expect("it has begun");
            taking.costs.refused = Some(now.since(taking.refused_before));
        }
        (self.now, self.begun) = (Some(now), begun.len());
    }
}
