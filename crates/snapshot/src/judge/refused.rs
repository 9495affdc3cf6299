//! What processes refused while a snapshot was taken: whoever runs the run says after each step how much it was up to then, and what it
//! was before a snapshot began is taken off.

use sim_core::Refusals;

use super::Judge;
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
}

impl<P: Computation> Judge<P> {
    /// So much was refused up to the last step.
    pub(crate) fn refused(&mut self, now: Refusals) {
        let Self { refused, begun, takings, .. } = self;
        for slot in &begun[refused.begun..] {
            takings[*slot].as_mut().expect("it has begun").refused_before = now;
        }
        for slot in refused.complete.drain(..) {
            let taking = takings[slot].as_mut().expect("it has begun");
            taking.costs.refused = Some(now.since(taking.refused_before));
        }
        (refused.now, refused.begun) = (Some(now), begun.len());
    }
}
