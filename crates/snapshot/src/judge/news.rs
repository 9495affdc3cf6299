//! What has begun and become complete since somebody asked: whoever runs the run then says what can be measured of it, and what there was
//! before a snapshot began is taken off.

use super::taking::Taking;
use crate::computation::Computation;
use crate::meanwhile::Meanwhile;

/// The news.
#[derive(Debug, Default)]
pub(super) struct News {
    /// How many snapshots had begun when it was told last.
    begun: usize,
    /// The places of those that have become complete since.
    pub(super) complete: Vec<usize>,
}

impl News {
    pub(super) fn clear(&mut self) {
        self.begun = 0;
        self.complete.clear();
    }

    /// Whether there are any, when so many have begun.
    #[inline(always)]
    pub(super) const fn any(&self, begun: usize) -> bool {
        self.begun != begun || !self.complete.is_empty()
    }

    /// So much was measured after the last step; these are the snapshots, and the places of those that have begun, in that order.
    pub(super) fn tell<P: Computation>(
        &mut self,
        now: Meanwhile,
        takings: &mut [Option<Box<Taking<P>>>],
        begun: &[usize],
    ) {
        for slot in &begun[self.begun..] {
            takings[*slot].as_mut().expect("it has begun").before = now;
        }
        for slot in self.complete.drain(..) {
            takings[slot].as_mut().expect("it has begun").measure(now);
        }
        self.begun = begun.len();
    }
}
