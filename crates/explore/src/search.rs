//! The search: depth by depth, block by block.
//!
//! A block is looked into by all threads, each taking a piece of it at a time; then what it led to is entered into the set of states
//! met, each thread taking a part of the *set* at a time; then the new states are packed, by pieces again. Pieces and parts are
//! the same with any number of threads, and what is found comes back in the order of the block. What one thread does alone
//! between that is little: it finds out what the tables do not know, counts, and puts pieces one behind the other.

use std::ops::ControlFlow;

use sim_core::System;

use crate::children::Children;
use crate::ends::{End, FindsOf};
use crate::enter::Part;
use crate::expand::{Ground, Wanted};
use crate::frontier::{Frontier, Packed};
use crate::looked::Looked;
use crate::piece::{Piece, Said};
use crate::property::{Asked, Explorable, Property};
use crate::reduce::Reducer;
use crate::report::{Ending, Options, Progress, Report};
use crate::tables::Tables;
use crate::threads::Team;
use crate::trail::Trail;
use crate::visited::{SHARDS, Shard, shard_of};
use crate::witness::witnesses;

/// Fewer states or steps than this are less than a tenth of a millisecond of work, and nobody is woken for them.
const LITTLE: usize = 128;

/// A search under way.
pub(crate) struct Search<'a, P: Explorable, Q: Property<P>, S> {
    ground: Ground<'a, P, Q>,
    options: Options,
    team: Team,
    /// The set of states met.
    parts: Vec<Part<S>>,
    next: Frontier,
    /// The pieces of the block, and some of blocks before, whose room is used again.
    pieces: Vec<Piece<Q::Violation>>,
    progress: Progress,
    finds: FindsOf<P, Q>,
}

impl<'a, P: Explorable, Q: Property<P>, S: Shard> Search<'a, P, Q, S> {
    pub(crate) fn new(system: &'a System<P>, property: &'a Q, options: Options) -> Self {
        let tables = Tables::new(system, &Asked(property));
        let reducer = options.reduce.then(|| Reducer::new(&system.topology)).flatten();
        let mut search = Self {
            parts: (0..SHARDS).map(|place| Part::new(place, reducer.is_some())).collect(),
            team: Team::new(options.jobs),
            next: Frontier::default(),
            pieces: Vec::new(),
            progress: Progress::default(),
            finds: FindsOf::<P, Q>::default(),
            options,
            ground: Ground { system, property, tables, trail: Trail::default(), reducer },
        };
        search.enter_initial();
        search
    }

    fn enter_initial(&mut self) {
        let state = vec![0; self.ground.tables.width()];
        let mut looked = Looked::nothing();
        looked.look_up(&self.ground.tables, &state);
        let fingerprint = looked.fingerprint();
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
        self.report(ending)
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
                if self.progress.bytes > self.options.max_bytes {
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
        let pieces: usize = self.pieces.iter().map(Piece::bytes).sum();
        let Ground { system, tables, trail, .. } = &self.ground;
        let known = system.topology.bytes() + tables.bytes() + trail.bytes() + self.finds.bytes();
        known + parts + pieces + self.next.bytes()
    }

    fn look_into(&mut self, block: Vec<Packed>) -> ControlFlow<Ending> {
        let mut pieces = self.begin(block);
        self.expand(Wanted::Some, &mut pieces);
        self.enter(&pieces);
        if self.ground.reducer.is_some() && self.turn_back(&mut pieces) {
            self.expand(Wanted::Rest, &mut pieces);
            self.enter(&pieces);
            self.parts.iter_mut().for_each(|part| part.new.sort_unstable_by_key(|step| step.key()));
        }
        self.take_note(&mut pieces)?;
        self.add_children(&pieces)?;
        self.pieces.extend(pieces);
        ControlFlow::Continue(())
    }

    fn begin(&mut self, block: Vec<Packed>) -> Vec<Piece<Q::Violation>> {
        self.parts.iter_mut().for_each(Part::begin_block);
        let (width, mut start) = (self.ground.tables.width(), 0);
        let begun = block.into_iter().map(|packed| {
            let mut piece = self.pieces.pop().unwrap_or_default();
            piece.begin(packed, start, width);
            start = piece.states.end();
            piece
        });
        begun.collect()
    }

    /// Takes steps of all states that are to be looked into. States that wait for something unknown are looked into again when it
    /// is known: what follows from it may be unknown too.
    fn expand(&mut self, wanted: Wanted, pieces: &mut [Piece<Q::Violation>]) {
        let mut again = false;
        loop {
            let ground = &self.ground;
            let todo: usize = pieces.iter().map(|piece| piece.todo.len()).sum();
            self.team.each(todo < LITTLE, pieces, |piece| {
                ground.expand(wanted, piece);
                if again && piece.todo.is_empty() {
                    piece.put_in_order();
                }
            });
            if pieces.iter().all(|piece| piece.todo.is_empty()) {
                break;
            }
            let Ground { system, property, tables, .. } = &mut self.ground;
            for unknown in pieces.iter_mut().flat_map(|piece| piece.unknown.drain(..)) {
                tables.learn(system, &Asked(*property), unknown);
            }
            again = true;
        }
    }

    fn enter(&mut self, pieces: &[Piece<Q::Violation>]) {
        let steps: usize = pieces.iter().map(Piece::steps).sum();
        self.progress.steps += steps as u64;
        let tables = &self.ground.tables;
        self.team.each(steps < LITTLE, &mut self.parts, |part| part.enter(tables, pieces));
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
            piece.found.clear_steps();
            let reduced = piece.found.reduced.drain(..);
            piece.todo.extend(reduced.filter(|place| !deeper[*place as usize]));
            some |= !piece.todo.is_empty();
        }
        some
    }

    /// Counts what there is to say of the states.
    fn take_note(&mut self, pieces: &mut [Piece<Q::Violation>]) -> ControlFlow<Ending> {
        let ground = &self.ground;
        let mut firsts = ground.first_ends(pieces, &self.finds);
        self.team.each(false, &mut firsts, |end| ground.judge(end));
        let firsts: Vec<_> = firsts.into_iter().map(End::judged).collect();
        let (mut firsts, mut seen) = (firsts.into_iter(), Vec::new());
        for piece in pieces {
            for (place, said) in piece.found.said.drain(..) {
                let number = piece.states.number(place);
                let worth = match said {
                    Said::Broken(violation) => self.finds.count(Err(violation), number),
                    Said::End => {
                        ground.see(&piece.states, place, &mut seen);
                        self.finds.count_end(&seen, ground.tables.rules_kept, number, &mut firsts)
                    }
                };
                if worth.is_err() && !self.options.keep_going {
                    return ControlFlow::Break(Ending::Violated);
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// Gives numbers to the new states: those of one state's steps after those of the state before.
    fn add_children(&mut self, pieces: &[Piece<Q::Violation>]) -> ControlFlow<Ending> {
        let new: usize = self.parts.iter().map(|part| part.new.len()).sum();
        let mut children: Vec<_> = pieces.iter().map(|piece| (piece, Children::default())).collect();
        let (tables, parts) = (&self.ground.tables, &self.parts);
        self.team.each(new < LITTLE, &mut children, |(piece, children)| {
            *children = Children::of(tables, &piece.states, parts);
        });
        for (packed, brood) in children.into_iter().flat_map(|(_, children)| children.0) {
            self.ground.trail.lineage.append(&brood);
            let (first, len) = (self.progress.states, packed.len() as u64);
            self.next.push(first, packed);
            self.progress.states = self.options.max_states.min(first.saturating_add(len));
            if first + len > self.options.max_states {
                return ControlFlow::Break(Ending::MaxStates);
            }
        }
        ControlFlow::Continue(())
    }

    fn report(self, ending: Ending) -> Report<Q::Outcome, Q::Violation> {
        let Ground { tables, trail, .. } = &self.ground;
        let witnesses = witnesses(tables, &trail.lineage, &self.finds.numbers());
        let ends = self.finds.ends();
        let (outcomes, violations) = self.finds.with(witnesses);
        Report {
            states: self.progress.states,
            steps: self.progress.steps,
            depth: self.progress.depth,
            ends,
            outcomes,
            violations,
            ending,
            exact: self.options.exact,
        }
    }
}
