//! What one thread does with its shards: enters what the steps of a block led to, in the order of the steps.

use std::hint::black_box;
use std::ops::Range;

use crate::expand::Expansion;
use crate::visited::{Shard, shard_of};

/// How many places are looked at before the first is waited for.
const AHEAD: usize = 16;

/// Some shards that are next to each other.
pub(crate) struct Shards<'a, S> {
    /// The place of the first.
    pub(crate) first: usize,
    /// All states met.
    pub(crate) visited: &'a mut [S],
    /// Those of them that are deeper than the block; nothing where nobody asks.
    pub(crate) deeper: &'a mut [S],
}

/// Of the steps of one expansion, which …
#[derive(Debug, Default)]
pub(crate) struct Entered {
    /// … led to a state for the first time.
    pub(crate) new: Vec<u32>,
    /// … led to a state that had been found by this depth's other steps. Only where somebody asks.
    pub(crate) deeper: Vec<u32>,
}

impl<S: Shard> Shards<'_, S> {
    /// Enters the states that belong here.
    pub(crate) fn enter<O, X>(&mut self, expansion: &Expansion<O, X>, width: usize) -> Entered {
        let mut entered = Entered::default();
        let here = self.first..self.first + self.visited.len();
        let mut start = 0;
        while start < expansion.fingerprints.len() {
            let end = expansion.fingerprints.len().min(start + AHEAD);
            let fingerprints = &expansion.fingerprints[start..end];
            self.touch(&here, fingerprints);
            for (step, fingerprint) in (start..end).zip(fingerprints) {
                let shard = shard_of(*fingerprint);
                if here.contains(&shard) {
                    let state = &expansion.states[step * width..][..width];
                    self.enter_one(shard - self.first, *fingerprint, state, step, &mut entered);
                }
            }
            start = end;
        }
        entered
    }

    /// Has the memory on its way before it is needed: these reads do not wait for one another.
    #[inline(always)]
    fn touch(&self, here: &Range<usize>, fingerprints: &[u128]) {
        let mine = fingerprints.iter().filter(|fingerprint| here.contains(&shard_of(**fingerprint)));
        let touched =
            mine.map(|fingerprint| self.visited[shard_of(*fingerprint) - self.first].touch(*fingerprint));
        black_box(touched.fold(0, |all, one| all ^ one));
    }

    #[inline(always)]
    fn enter_one(
        &mut self,
        shard: usize,
        fingerprint: u128,
        state: &[u32],
        step: usize,
        entered: &mut Entered,
    ) {
        let step = u32::try_from(step).expect("a block has fewer steps");
        let new = self.visited[shard].insert(fingerprint, state);
        if new {
            entered.new.push(step);
        }
        if let Some(deeper) = self.deeper.get_mut(shard) {
            if new {
                deeper.insert(fingerprint, state);
            } else if deeper.contains(fingerprint, state) {
                entered.deeper.push(step);
            }
        }
    }
}
