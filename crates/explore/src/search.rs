//! The search: depth by depth, block by block.
//!
//! A block is looked into by all threads, each taking a piece of it at a time; then what it led to is entered into the set of states
//! met, each thread taking a part of the *set* at a time; then the new states are packed, by pieces again. Pieces and parts are
//! the same with any number of threads, and what is found comes back in the order of the block. What one thread does alone
//! between that is little: it finds out what the tables do not know, counts, and puts pieces one behind the other.

use std::ops::ControlFlow;

use sim_core::System;

use crate::blocks::{Blocks, LITTLE};
use crate::children::{Children, new_steps};
use crate::enter::Part;
use crate::expand::Wanted;
use crate::frontier::{Frontier, Packed};
use crate::piece::Piece;
use crate::property::{Explorable, Property};
use crate::report::{Ending, Options, Progress, Report};
use crate::trail::Trail;
use crate::visited::{SHARDS, Shard, shard_of};

/// A search under way.
pub(crate) struct Search<'a, P: Explorable, Q: Property<P>, S> {
    blocks: Blocks<'a, P, Q>,
    /// The set of states met.
    parts: Vec<Part<S>>,
    next: Frontier,
    progress: Progress,
}

impl<'a, P: Explorable, Q: Property<P>, S: Shard> Search<'a, P, Q, S> {
    pub(crate) fn new(system: &'a System<P>, property: &'a Q, options: Options) -> Self {
        let blocks = Blocks::new(system, property, options, Trail::default());
        let reduces = blocks.ground.reducer.is_some();
        let mut search = Self {
            parts: (0..SHARDS).map(|place| Part::new(place, reduces)).collect(),
            next: Frontier::default(),
            progress: Progress::default(),
            blocks,
        };
        search.enter_initial();
        search
    }

    fn enter_initial(&mut self) {
        let (state, fingerprint) = self.blocks.initial();
        self.parts[shard_of(fingerprint)].enter_initial(fingerprint, &state);
        let mut piece = Packed::default();
        piece.push(&state);
        self.next.push(0, piece);
        self.progress.states = 1;
    }

    /// Searches until there is nothing left or something says to stop.
    pub(crate) fn run(
        mut self,
        mut watch: impl FnMut(Progress) -> ControlFlow<()>,
    ) -> Report<Q::Outcome, Q::Violation> {
        let ending = match self.search(&mut watch) {
            ControlFlow::Continue(()) => Ending::Exhausted,
            ControlFlow::Break(ending) => ending,
        };
        let report = self.blocks.report(self.progress, ending);
        report.expect("the ways to all states are in memory")
    }

    fn search(&mut self, watch: &mut impl FnMut(Progress) -> ControlFlow<()>) -> ControlFlow<Ending> {
        loop {
            let mut depth = std::mem::take(&mut self.next);
            while let block = depth.next_block()
                && !block.is_empty()
            {
                self.look_into(block)?;
                self.progress.queue = depth.len() + self.next.len();
                self.progress.bytes = (depth.bytes() + self.bytes()) as u64;
                if watch(self.progress).is_break() {
                    return ControlFlow::Break(Ending::Asked);
                }
                if self.progress.bytes > self.blocks.options.max_bytes {
                    return ControlFlow::Break(Ending::MaxBytes);
                }
            }
            if self.next.len() == 0 {
                return ControlFlow::Continue(());
            }
            self.parts.iter_mut().for_each(Part::begin_depth);
            self.progress.depth += 1;
        }
    }

    fn bytes(&self) -> usize {
        let parts: usize = self.parts.iter().map(Part::bytes).sum();
        self.blocks.bytes() + parts + self.next.bytes()
    }

    fn look_into(&mut self, block: Vec<Packed>) -> ControlFlow<Ending> {
        self.parts.iter_mut().for_each(Part::begin_block);
        let mut pieces = self.blocks.begin(block);
        self.blocks.expand(Wanted::Some, &mut pieces, |_| ());
        self.enter(&pieces);
        if self.blocks.ground.reducer.is_some() && self.turn_back(&mut pieces) {
            self.blocks.expand(Wanted::Rest, &mut pieces, |_| ());
            self.enter(&pieces);
            self.parts.iter_mut().for_each(|part| part.new.sort_unstable_by_key(|step| step.key()));
        }
        self.blocks.take_note(&mut pieces)?;
        self.add_children(&pieces)?;
        self.blocks.end(pieces);
        ControlFlow::Continue(())
    }

    fn enter(&mut self, pieces: &[Piece<Q::Violation>]) {
        let steps: usize = pieces.iter().map(Piece::steps).sum();
        self.progress.steps += steps as u64;
        let tables = &self.blocks.ground.tables;
        self.blocks.team.each(steps < LITTLE, &mut self.parts, |part| part.enter(tables, pieces));
    }

    /// The states of which only some steps were taken, and none of those led deeper, are looked into again. The answer is whether
    /// there are any.
    fn turn_back(&self, pieces: &mut [Piece<Q::Violation>]) -> bool {
        let mut deeper = vec![false; pieces.last().map_or(0, |piece| piece.states.end() as usize)];
        for step in self.parts.iter().flat_map(|part| part.new.iter().chain(&part.deeper_again)) {
            deeper[step.from as usize] = true;
        }
        let mut some = false;
        for piece in pieces {
            some |= piece.turn_back(|place| deeper[place as usize]);
        }
        some
    }

    /// Gives numbers to the new states: those of one state's steps after those of the state before.
    fn add_children(&mut self, pieces: &[Piece<Q::Violation>]) -> ControlFlow<Ending> {
        let new: usize = self.parts.iter().map(|part| part.new.len()).sum();
        let mut children: Vec<_> = pieces.iter().map(|piece| (piece, Children::default())).collect();
        let (tables, parts) = (&self.blocks.ground.tables, &self.parts);
        self.blocks.team.each(new < LITTLE, &mut children, |(piece, children)| {
            *children = Children::of(tables, &piece.states, &new_steps(&piece.states, parts));
        });
        for (packed, brood) in children.into_iter().flat_map(|(_, children)| children.0) {
            self.blocks.ground.trail.lineage.append(&brood);
            let (first, len) = (self.progress.states, packed.len() as u64);
            self.next.push(first, packed);
            self.progress.states = self.blocks.options.max_states.min(first.saturating_add(len));
            if first + len > self.blocks.options.max_states {
                return ControlFlow::Break(Ending::MaxStates);
            }
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::experiment::{Experiment, Spenders, Thrift};
    use crate::visited::Fingerprints;

    #[test]
    fn what_it_takes_is_all_that_it_has() {
        let experiment = Experiment {
            system: (Spenders { has: 3, limit: 2 }, 3, false),
            thrift: Thrift { wrong: None, broken: None, by_rules: false, forgets: false },
            options: Options { reduce: true, ..Options::default() },
        };
        let system = experiment.system();
        let mut search = Search::<_, _, Fingerprints>::new(&system, &experiment.thrift, experiment.options);
        for _ in 0..2 {
            let mut depth = std::mem::take(&mut search.next);
            while let block = depth.next_block()
                && !block.is_empty()
            {
                assert!(search.look_into(block).is_continue());
            }
            let parts: usize = search.parts.iter().map(Part::bytes).sum();
            let waits = search.next.bytes();
            assert!(parts > 0 && waits > 0);
            assert_eq!(search.bytes(), search.blocks.bytes() + parts + waits);
            let ground = &search.blocks.ground;
            let known = system.topology.bytes() + ground.tables.bytes() + ground.trail.bytes();
            let found = search.blocks.finds.bytes();
            let rooms = search.blocks.bytes() - known - found;
            // The pieces of a block before are used again.
            let piece = size_of::<Piece<(&str, Vec<(u8, bool)>)>>();
            assert!((piece..30 * piece).contains(&rooms), "{rooms}");
        }
    }
}
