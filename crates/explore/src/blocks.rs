//! What every search does with a block of states, wherever it keeps what it has met: looks into it with all threads, and takes note of
//! what there is to say.

use std::ops::ControlFlow;

use sim_core::System;

use crate::ends::{End, FindsOf};
use crate::expand::{Ground, Wanted};
use crate::finds::KeptFinds;
use crate::frontier::Packed;
use crate::looked::Looked;
use crate::piece::{Piece, Said};
use crate::property::{Asked, Explorable, Property};
use crate::reached::Reached;
use crate::reduce::Reducer;
use crate::report::{Ending, Options, Progress, Report};
use crate::tables::{Tables, Unknown};
use crate::threads::Team;
use crate::trail::Trail;
use crate::witness::witnesses;

/// Fewer states or steps than this are less than a tenth of a millisecond of work, and nobody is woken for them.
pub(crate) const LITTLE: usize = 128;

/// What is known, who works, and what was found.
pub(crate) struct Blocks<'a, P: Explorable, Q: Property<P>> {
    pub(crate) ground: Ground<'a, P, Q>,
    pub(crate) team: Team,
    pub(crate) finds: FindsOf<P, Q>,
    pub(crate) options: Options,
    /// Pieces of blocks before, whose room is used again.
    spare: Vec<Piece<Q::Violation>>,
}

impl<'a, P: Explorable, Q: Property<P>> Blocks<'a, P, Q> {
    pub(crate) fn new(system: &'a System<P>, property: &'a Q, options: Options, trail: Trail<'a>) -> Self {
        let tables = Tables::new(system, &Asked(property));
        let reducer = options.reduce.then(|| Reducer::new(&system.topology)).flatten();
        Self {
            team: Team::new(options.jobs),
            finds: FindsOf::<P, Q>::default(),
            spare: Vec::new(),
            options,
            ground: Ground { system, property, tables, trail, reducer },
        }
    }

    /// The state that the search begins with, and its fingerprint.
    pub(crate) fn initial(&self) -> (Vec<u32>, u128) {
        let state = vec![0; self.ground.tables.width()];
        let mut looked = Looked::nothing();
        looked.look_up(&self.ground.tables, &state);
        let fingerprint = looked.fingerprint();
        (state, fingerprint)
    }

    /// How many bytes all this takes.
    pub(crate) fn bytes(&self) -> usize {
        let pieces: usize = self.spare.iter().map(Piece::bytes).sum();
        let Ground { system, tables, trail, .. } = &self.ground;
        system.topology.bytes() + tables.bytes() + trail.bytes() + self.finds.bytes() + pieces
    }

    /// The pieces of a block.
    pub(crate) fn begin(&mut self, block: Vec<Packed>) -> Vec<Piece<Q::Violation>> {
        self.begin_at(0, block)
    }

    /// The pieces of a part of a block that begins at this place.
    pub(crate) fn begin_at(&mut self, mut start: u32, block: Vec<Packed>) -> Vec<Piece<Q::Violation>> {
        let width = self.ground.tables.width();
        let begun = block.into_iter().map(|packed| {
            let mut piece = self.spare.pop().unwrap_or_default();
            piece.begin(packed, start, width);
            start = piece.states.end();
            piece
        });
        begun.collect()
    }

    /// These pieces are done with.
    pub(crate) fn end(&mut self, pieces: Vec<Piece<Q::Violation>>) {
        self.spare.extend(pieces);
    }

    /// Takes steps of all states that are to be looked into. States that wait for something unknown are looked into again when it
    /// is known: what follows from it may be unknown too. `told` is told what is found out, in order.
    pub(crate) fn expand(
        &mut self,
        wanted: Wanted,
        pieces: &mut [Piece<Q::Violation>],
        mut told: impl FnMut(Unknown),
    ) {
        let mut again = false;
        while self.look_into(wanted, pieces, again) {
            for unknown in pieces.iter_mut().flat_map(|piece| piece.unknown.drain(..)) {
                self.ground.learn(unknown, &mut told);
            }
            again = true;
        }
    }

    /// Takes steps of the states that are to be looked into, or to be looked into `again`, but of those that wait for something unknown. The
    /// answer is whether there are any.
    pub(crate) fn look_into(&self, wanted: Wanted, pieces: &mut [Piece<Q::Violation>], again: bool) -> bool {
        let ground = &self.ground;
        let todo: usize = pieces.iter().map(|piece| piece.todo.len()).sum();
        self.team.each(todo < LITTLE, pieces, |piece| {
            ground.expand(wanted, piece);
            if again && piece.todo.is_empty() {
                piece.put_in_order();
            }
        });
        pieces.iter().any(|piece| !piece.todo.is_empty())
    }

    /// Counts what there is to say of the states.
    pub(crate) fn take_note(&mut self, pieces: &mut [Piece<Q::Violation>]) -> ControlFlow<Ending> {
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

    /// The finds again of which this was kept; none if that cannot be.
    pub(crate) fn find_again(&mut self, kept: KeptFinds) -> Option<()> {
        self.finds = FindsOf::<P, Q>::again(kept, |finds, outcome, number| {
            let is_known =
                |what: &Result<_, _>| what.as_ref().is_err_and(|broken| finds.has_violation(broken));
            // Of a state with which two things are wrong, the invariant was asked about first.
            let broken = if outcome { None } else { self.judge_again(number, false) };
            broken.filter(|broken| !is_known(broken)).or_else(|| self.judge_again(number, true))
        })?;
        Some(())
    }

    /// What there is to say of a state that was found; none if the way to it cannot be read, or there is nothing wrong with it and it is no
    /// `end`.
    pub(crate) fn judge_again(&self, number: u64, end: bool) -> Option<Result<Q::Outcome, Q::Violation>> {
        let Ground { system, property, tables, trail, .. } = &self.ground;
        let state = trail.state(tables, number)?;
        let reached = Reached { system, tables, trail, state: &state, number };
        if end { Some(property.judge(&reached)) } else { property.invariant(&reached).err().map(Err) }
    }

    /// What came of it, unless the ways to what was found cannot be read.
    pub(crate) fn report(
        self,
        progress: Progress,
        ending: Ending,
    ) -> Option<Report<Q::Outcome, Q::Violation>> {
        let Ground { tables, trail, .. } = &self.ground;
        let witnesses = witnesses(tables, trail, &self.finds.numbers())?;
        let ends = self.finds.ends();
        let (outcomes, violations) = self.finds.with(witnesses);
        Some(Report {
            states: progress.states,
            steps: progress.steps,
            depth: progress.depth,
            ends,
            outcomes,
            violations,
            ending,
            exact: self.options.exact,
        })
    }
}
