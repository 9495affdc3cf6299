//! The third of a depth: its blocks are read again. Each is taken note of, and its new states are given numbers, packed, and put in the
//! queue, with the steps to them.

use std::io;

use super::kept::{FRONTIER, NOTES};
use super::notes::{Note, NotesOf};
use super::queue::{BlocksOf, Queue};
use super::record::Records;
use super::sorter::Sorted;
use super::under_way::Spilled;
use crate::blocks::LITTLE;
use crate::children::Children;
use crate::frame::{Place, Stream};
use crate::pages::{LAST_PARENT, is_too_far, unpacked};
use crate::piece::{Piece, States, Step};
use crate::property::{Explorable, Property};
use crate::report::{Ending, Phase};
use crate::stop::{Stop, Watch};

impl<'a, P: Explorable, Q: Property<P>> Spilled<'a, P, Q> {
    /// Ends the depth, with the first step to each new state and how many steps of each block had been left out before; the next one is what waits
    /// then.
    pub(crate) fn number(
        &mut self,
        mut winners: Sorted<'_, u64>,
        rest: Option<&Stream>,
        watch: Watch<'_>,
    ) -> Result<(), Stop> {
        let store = self.files.store;
        let mut blocks = BlocksOf::of(store, &self.depth.frontier, Place::default());
        let mut notes = NotesOf::of(store, &self.depth.notes.stream);
        let mut rest = rest.map(|steps| Records::<u64>::of(store, steps));
        let mut queue = Queue::new(self.files.write(FRONTIER));
        let (before, mut done) = (self.progress.states, 0);
        while let Some(block) = blocks.next()? {
            let note = notes.next()?;
            let more = rest.as_mut().map_or(Ok(Some(0)), Records::next)?.unwrap_or(0);
            let mut pieces = self.blocks.begin(block);
            self.blocks.team.each(false, &mut pieces, |piece| piece.states.unpack());
            self.take_note(&note, more, &mut pieces)?;
            self.add_children(&pieces, &mut winners, &mut queue)?;
            done += pieces.iter().map(|piece| piece.states.len()).sum::<u64>();
            pieces.iter_mut().for_each(|piece| piece.todo.clear());
            self.blocks.end(pieces);
            self.tell(Phase::Numbering, (done, self.depth.wide), watch)?;
        }
        self.end_depth(queue.end()?, self.progress.states - before)
    }

    fn take_note(&mut self, note: &Note, more: u64, pieces: &mut [Piece<Q::Violation>]) -> Result<(), Stop> {
        let steps = note.steps + more;
        self.progress.steps += steps;
        self.depth.taken -= steps.min(self.depth.taken);
        note.say(&self.blocks.ground, pieces);
        let noted = self.blocks.take_note(pieces);
        let trail = &mut self.blocks.ground.trail;
        trail.failure()?;
        if trail.bytes() > self.room / 4 {
            trail.forget();
        }
        noted.break_value().map_or(Ok(()), |ending| Err(Stop::Ended(ending)))
    }

    /// Gives numbers to the new states of a block, as a search in memory does.
    fn add_children(
        &mut self,
        pieces: &[Piece<Q::Violation>],
        winners: &mut Sorted<'_, u64>,
        queue: &mut Queue<'a>,
    ) -> Result<(), Stop> {
        let (mut children, mut new) = (Vec::new(), 0);
        for piece in pieces {
            let steps = self.steps_of(&piece.states, winners)?;
            new += steps.len();
            children.push((&piece.states, steps, Children::default()));
        }
        let tables = &self.blocks.ground.tables;
        self.blocks.team.each(new < LITTLE, &mut children, |(states, steps, children)| {
            *children = Children::of(tables, states, steps);
        });
        for (packed, _) in children.into_iter().flat_map(|(_, _, children)| children.0) {
            let (first, len) = (self.progress.states, packed.len() as u64);
            queue.push(first, packed)?;
            let most = self.blocks.options.max_states;
            self.progress.states = most.min(first.saturating_add(len));
            if first + len > most {
                return Err(Stop::Ended(Ending::MaxStates));
            }
        }
        if self.progress.states > LAST_PARENT {
            return Err(io::Error::other("there are more states than it has numbers for").into());
        }
        Ok(())
    }

    /// The steps from these states that count. They are written as the ways back.
    fn steps_of(&mut self, states: &States, winners: &mut Sorted<'_, u64>) -> io::Result<Vec<Step>> {
        let pages = self.blocks.ground.trail.pages.as_mut().expect("it has pages");
        let (end, mut steps) = (states.first + states.len(), Vec::new());
        while let Some(step) = winners.peek().filter(|step| unpacked(*step).parent < end) {
            winners.next()?;
            if is_too_far(step) {
                return Err(io::Error::other("more is enabled in a state than it has numbers for"));
            }
            pages.put(step)?;
            let origin = unpacked(step);
            let from = u32::try_from(origin.parent - states.first).expect("a piece is small") + states.start;
            steps.push(Step { from, place: origin.place });
        }
        Ok(steps)
    }

    fn end_depth(&mut self, next: Stream, wide: u64) -> Result<(), Stop> {
        let Self { depth, files, .. } = self;
        files.remove(&std::mem::replace(&mut depth.frontier, next))?;
        let notes = std::mem::replace(&mut depth.notes, files.write(NOTES));
        files.remove(&notes.stream)?;
        (depth.wide, depth.done, depth.taken, depth.at) = (wide, 0, 0, Place::default());
        depth.found = self.progress.states;
        if wide == 0 {
            return Err(Stop::Ended(Ending::Exhausted));
        }
        self.progress.depth += 1;
        Ok(())
    }
}
