//! The steps of a block: what the threads that took them and the threads that entered them have found, put together.

use crate::enter::Entered;
use crate::expand::{Expansion, Step};
use crate::frontier::Block;
use crate::property::Property;

/// Steps with what entering them has shown.
pub(crate) struct Round<O, X> {
    pub(crate) expansions: Vec<Expansion<O, X>>,
    pub(crate) entered: Vec<Entered>,
}

/// A round of a search for a property of a protocol.
pub(crate) type RoundOf<P, Q> = Round<<Q as Property<P>>::Outcome, <Q as Property<P>>::Violation>;

impl<O, X> Round<O, X> {
    /// The steps that led to a new state, in order: the step and the state.
    pub(crate) fn discoveries(&self, width: usize) -> impl Iterator<Item = (Step, &[u32])> {
        self.expansions.iter().zip(&self.entered).flat_map(move |(expansion, entered)| {
            entered.new.iter().map(move |step| {
                let step = *step as usize;
                let state = &expansion.states[step * width..][..width];
                (expansion.origins[step], state)
            })
        })
    }

    pub(crate) fn steps(&self) -> u64 {
        self.expansions.iter().map(|expansion| expansion.origins.len() as u64).sum()
    }

    /// The states of which only some steps were taken, and none of those led deeper.
    pub(crate) fn turned_back(&self, block: &Block) -> Vec<u32> {
        let mut deeper = vec![false; block.len() as usize];
        for (expansion, entered) in self.expansions.iter().zip(&self.entered) {
            for step in entered.new.iter().chain(&entered.deeper) {
                deeper[expansion.origins[*step as usize].from as usize] = true;
            }
        }
        let reduced = self.expansions.iter().flat_map(|expansion| &expansion.reduced);
        reduced.copied().filter(|state| !deeper[*state as usize]).collect()
    }
}

/// Brings together what two threads have entered of the same expansions.
pub(crate) fn merge(mut some: Vec<Entered>, others: Vec<Entered>) -> Vec<Entered> {
    for (some, others) in some.iter_mut().zip(others) {
        some.new.extend(others.new);
        some.new.sort();
        some.deeper.extend(others.deeper);
    }
    some
}
