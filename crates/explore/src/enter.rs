//! What a thread does with a part of the set of states met: enters what the steps of a block led to, in the order of the steps.

use std::hint::black_box;

use sim_core::{Protocol, Value};

use crate::looked::Looked;
use crate::piece::{Led, Piece, States, Step};
use crate::tables::Tables;
use crate::visited::Shard;

/// How many places are looked at before the first is waited for.
const AHEAD: usize = 16;

/// A part of the set, and which steps of the block have …
#[derive(Debug)]
pub(crate) struct Part<S> {
    place: usize,
    visited: S,
    /// Those that are deeper than the block; none where nobody asks.
    deeper: Option<S>,
    /// … led to one of its states for the first time.
    pub(crate) new: Vec<Step>,
    /// … led to one that had been found by this depth's other steps. Only where somebody asks.
    pub(crate) deeper_again: Vec<Step>,
}

impl<S: Shard> Part<S> {
    /// An empty part, the one at this place.
    pub(crate) fn new(place: usize, asks_for_deeper: bool) -> Self {
        Self {
            place,
            visited: S::new(place),
            deeper: asks_for_deeper.then(|| S::new(place)),
            new: Vec::new(),
            deeper_again: Vec::new(),
        }
    }

    /// Enters the state that the search begins with.
    pub(crate) fn enter_initial(&mut self, fingerprint: u128, state: &[u32]) {
        self.visited.insert(fingerprint, |room| room.extend_from_slice(state));
    }

    /// A new block begins.
    pub(crate) fn begin_block(&mut self) {
        self.new.clear();
        self.deeper_again.clear();
    }

    /// A new depth begins.
    pub(crate) fn begin_depth(&mut self) {
        self.deeper.iter_mut().for_each(S::clear);
    }

    /// How many bytes it takes.
    pub(crate) fn bytes(&self) -> usize {
        let steps = self.new.capacity() + self.deeper_again.capacity();
        self.visited.bytes() + self.deeper.as_ref().map_or(0, S::bytes) + steps * size_of::<Step>()
    }

    /// Enters the states that belong here.
    pub(crate) fn enter<P: Protocol, V: Value + Default, X>(
        &mut self,
        tables: &Tables<P, V>,
        pieces: &[Piece<X>],
    ) {
        for piece in pieces {
            for some in piece.found.led[self.place].chunks(AHEAD) {
                // Has the memory on its way before it is needed: these reads do not wait for one another.
                let touched = some.iter().map(|led| self.visited.touch(led.fingerprint()));
                black_box(touched.fold(0, |all, one| all ^ one));
                some.iter().for_each(|led| self.enter_one(tables, &piece.states, led));
            }
        }
    }

    /// Finds out which steps lead to states that are deeper than the block, new ones among them, and enters none.
    pub(crate) fn look_deeper<P: Protocol, V: Value + Default, X>(
        &mut self,
        tables: &Tables<P, V>,
        pieces: &[Piece<X>],
    ) {
        for piece in pieces {
            for led in &piece.found.led[self.place] {
                let (fingerprint, step) = (led.fingerprint(), led.step);
                let state = |room: &mut Vec<u32>| follow(tables, &piece.states, step, room);
                let met = self.visited.contains(fingerprint, state);
                let met_deeper =
                    self.deeper.as_mut().is_some_and(|deeper| deeper.contains(fingerprint, state));
                if !met || met_deeper {
                    self.deeper_again.push(step);
                }
            }
        }
    }

    #[inline(always)]
    fn enter_one<P: Protocol, V: Value + Default>(
        &mut self,
        tables: &Tables<P, V>,
        states: &States,
        led: &Led,
    ) {
        let (fingerprint, step) = (led.fingerprint(), led.step);
        let state = |room: &mut Vec<u32>| follow(tables, states, step, room);
        let new = self.visited.insert(fingerprint, state);
        if new {
            self.new.push(step);
        }
        if let Some(deeper) = &mut self.deeper {
            if new {
                deeper.insert(fingerprint, state);
            } else if deeper.contains(fingerprint, state) {
                self.deeper_again.push(step);
            }
        }
    }
}

/// The state that a step leads to.
fn follow<P: Protocol, V: Value + Default>(
    tables: &Tables<P, V>,
    states: &States,
    step: Step,
    room: &mut Vec<u32>,
) {
    room.extend_from_slice(states.state(step.from));
    Looked::nothing().follow(tables, room, step.place);
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::visited::{Fingerprints, Whole};

    #[test]
    fn a_part_takes_its_sets_and_the_steps_that_led_into_them() {
        for reduces in [false, true] {
            let mut part = Part::<Fingerprints>::new(3, reduces);
            assert_eq!(part.bytes(), 0);
            part.enter_initial(1 << 100, &[0]);
            let visited = part.visited.bytes();
            assert!(visited > 0 && part.bytes() == visited);
            if let Some(deeper) = &mut part.deeper {
                assert!([1, 2].iter().all(|fingerprint| deeper.insert(fingerprint << 90, |_| ())));
            }
            let deeper = part.deeper.as_ref().map_or(0, Shard::bytes);
            assert_eq!(deeper > 0, reduces);
            part.new = Vec::with_capacity(5);
            part.deeper_again = Vec::with_capacity(7);
            assert_eq!(part.bytes(), visited + deeper + (5 + 7) * 8);
        }
    }

    #[test]
    fn a_depth_forgets_what_was_deeper_and_a_block_what_was_new() {
        let mut part = Part::<Whole>::new(0, true);
        part.enter_initial(0, &[1]);
        part.deeper.as_mut().unwrap().insert(0, |room| room.push(2));
        part.new.push(Step { from: 0, place: 0 });
        part.deeper_again.push(Step { from: 0, place: 1 });
        part.begin_block();
        assert!(part.new.is_empty() && part.deeper_again.is_empty());
        assert!(part.deeper.as_mut().unwrap().contains(0, |room| room.push(2)));
        part.begin_depth();
        assert!(!part.deeper.as_mut().unwrap().contains(0, |room| room.push(2)));
        assert!(part.visited.contains(0, |room| room.push(1)));
    }
}
