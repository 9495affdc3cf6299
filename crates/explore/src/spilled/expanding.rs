//! The first of a depth: its states are looked into, block by block, and what their steps lead to is gathered. Between blocks it is kept
//! what can be gone on from.

use std::io;

use super::kept::CANDIDATES;
use super::notes::{Note, NotesOf};
use super::queue::BlocksOf;
use super::record::{Candidate, Record as _};
use super::sorter::{Sorted, Sorter};
use super::under_way::{Spilled, lead_to_the_same};
use crate::blocks::LITTLE;
use crate::expand::Wanted;
use crate::frame::{Place, Stream};
use crate::pages::packed;
use crate::piece::Piece;
use crate::property::{Explorable, Property};
use crate::report::Phase;
use crate::stop::{Stop, Watch};
use crate::threads::Team;
use crate::unknown;
use crate::visited::SHARDS;
use crate::words::Written;

/// What came of the steps that had been left out.
pub(crate) struct Rest {
    pub(crate) candidates: Sorter<Candidate>,
    /// How many steps there were, by block.
    pub(crate) steps: Stream,
    /// The first state of each block.
    pub(crate) blocks: Vec<u64>,
}

impl<P: Explorable, Q: Property<P>> Spilled<'_, P, Q> {
    /// Looks into the states of the depth that have not been looked into.
    pub(crate) fn look_into(&mut self, watch: Watch<'_>) -> Result<(), Stop> {
        let mut blocks = BlocksOf::of(self.files.store, &self.depth.frontier, self.depth.at);
        while let Some(block) = blocks.next()? {
            let mut pieces = self.blocks.begin(block);
            self.expand(Wanted::Some, &mut pieces)?;
            let note = Note::of(&pieces);
            self.depth.notes.put(&note.written())?;
            self.depth.notes.end_frame()?;
            gather(&mut self.depth.candidates, &self.blocks.team, &pieces);
            self.depth.candidates.make_room(&mut self.files, &self.blocks.team, self.room)?;
            self.depth.at = blocks.at();
            self.depth.taken += note.steps;
            self.depth.done += states(&pieces);
            self.blocks.end(pieces);
            self.pause(watch)?;
        }
        Ok(())
    }

    /// Keeps what can be gone on from if it is time for that, or if it ends here.
    fn pause(&mut self, watch: Watch<'_>) -> Result<(), Stop> {
        let ended = self.tell(Phase::Expanding, (self.depth.done, self.depth.wide), watch);
        if ended.is_err() || self.files.store.is_time() {
            self.keep(None)?;
        }
        ended
    }

    /// Takes steps. What is found out for that is written down.
    fn expand(&mut self, wanted: Wanted, pieces: &mut [Piece<Q::Violation>]) -> Result<(), Stop> {
        let mut learnt = Vec::new();
        self.blocks.expand(wanted, pieces, |unknown| learnt.push(unknown));
        self.blocks.ground.trail.failure()?;
        for unknown in learnt {
            let mut written = Written::default();
            unknown::write(unknown, &mut written);
            self.learnt.put(&written.0)?;
        }
        Ok(())
    }

    /// Takes the steps that were left out of states of which none led to a `deeper` state: those are told in order.
    pub(crate) fn look_into_the_rest(
        &mut self,
        mut deeper: Sorted<'_, u64>,
        watch: Watch<'_>,
    ) -> Result<Rest, Stop> {
        let store = self.files.store;
        let mut blocks = BlocksOf::of(store, &self.depth.frontier, Place::default());
        let mut notes = NotesOf::of(store, &self.depth.notes.stream);
        let mut candidates = Sorter::new(CANDIDATES, SHARDS, lead_to_the_same);
        let (mut steps, mut firsts, mut done) = (self.files.write("steps"), Vec::new(), 0);
        while let Some(block) = blocks.next()? {
            let (note, mut pieces) = (notes.next()?, self.blocks.begin(block));
            firsts.extend(pieces.first().map(|piece| piece.states.first));
            for piece in &mut pieces {
                turn_back(&note.reduced, &mut deeper, piece)?;
            }
            self.expand(Wanted::Rest, &mut pieces)?;
            let taken: u64 = pieces.iter().map(|piece| piece.steps() as u64).sum();
            taken.write(&mut steps)?;
            gather(&mut candidates, &self.blocks.team, &pieces);
            candidates.make_room(&mut self.files, &self.blocks.team, self.room)?;
            self.depth.taken += taken;
            done += states(&pieces);
            self.blocks.end(pieces);
            self.tell(Phase::Expanding, (done, self.depth.wide), watch)?;
        }
        Ok(Rest { candidates, steps: steps.end()?, blocks: firsts })
    }
}

/// How many states there are.
fn states<X>(pieces: &[Piece<X>]) -> u64 {
    pieces.iter().map(|piece| piece.states.len()).sum()
}

/// Of the states of a piece whose steps were left out in part, those are looked into again that are not among the ones that led deeper.
fn turn_back<X>(reduced: &[u32], deeper: &mut Sorted<'_, u64>, piece: &mut Piece<X>) -> io::Result<()> {
    piece.todo.clear();
    let of_piece = piece.states.start..piece.states.end();
    for place in reduced.iter().filter(|place| of_piece.contains(place)) {
        let number = piece.states.number(*place);
        while deeper.peek().is_some_and(|state| state < number) {
            deeper.next()?;
        }
        if deeper.peek() != Some(number) {
            piece.todo.push(*place);
        }
    }
    Ok(())
}

/// Gathers where steps lead, by parts of the set of states met.
fn gather<X: Send + Sync>(candidates: &mut Sorter<Candidate>, team: &Team, pieces: &[Piece<X>]) {
    let steps: usize = pieces.iter().map(Piece::steps).sum();
    let mut parts: Vec<_> = candidates.parts.iter_mut().enumerate().collect();
    team.each(steps < LITTLE, &mut parts, |(shard, part)| {
        for piece in pieces {
            part.extend(piece.found.led[*shard].iter().map(|led| Candidate {
                fingerprint: led.halves(),
                step: packed(piece.states.number(led.step.from), led.step.place),
            }));
        }
    });
}
