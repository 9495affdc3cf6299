//! A search under way: what it has, how it begins, what of it is kept, and how it goes on from that.

use std::io;

use super::files::Files;
use super::kept::{self, CANDIDATES, FINDS, FRONTIER, Kept, LEARNT, NOTES, VISITED};
use super::queue::Queue;
use super::record::{Candidate, Record as _, halves};
use super::sorter::{Same, Sorter};
use super::visited::Visited;
use crate::blocks::Blocks;
use crate::frame::{FRAME, Place, Stream, Writer};
use crate::frontier::Packed;
use crate::pages::Pages;
use crate::property::{Explorable, Property};
use crate::report::{Ending, Phase, Progress, Report, Spilled as SoFar};
use crate::stop::{Stop, Watch};
use crate::store::Store;
use crate::visited::SHARDS;

/// Whether two steps lead to the same state.
pub(crate) fn lead_to_the_same(one: &Candidate, other: &Candidate) -> bool {
    one.fingerprint == other.fingerprint
}

/// Which candidates may be left out where one has been gathered already: those that lead to the same state; but with reduction, it is
/// asked of each step where it leads.
fn same<P: Explorable, Q: Property<P>>(blocks: &Blocks<'_, P, Q>) -> Same<Candidate> {
    match &blocks.ground.reducer {
        None => lead_to_the_same,
        Some(_) => Candidate::eq,
    }
}

/// The states that are looked into.
pub(crate) struct Depth<'s> {
    pub(crate) frontier: Stream,
    /// How many there are, and how many of them have been looked into.
    pub(crate) wide: u64,
    pub(crate) done: u64,
    /// How many had been found when it began, its own among them.
    pub(crate) found: u64,
    /// The next block.
    pub(crate) at: Place,
    /// How many steps have been taken.
    pub(crate) taken: u64,
    pub(crate) notes: Writer<'s>,
    pub(crate) candidates: Sorter<Candidate>,
}

/// A search under way.
pub(crate) struct Spilled<'a, P: Explorable, Q: Property<P>> {
    pub(crate) blocks: Blocks<'a, P, Q>,
    /// How many bytes are gathered before they are written.
    pub(crate) room: usize,
    pub(crate) files: Files<'a>,
    /// What the tables know, in the order in which it was found out.
    pub(crate) learnt: Writer<'a>,
    pub(crate) visited: Visited,
    pub(crate) depth: Depth<'a>,
    /// What is in the last text.
    finds: Stream,
    /// As far as depths are done, but for what only whoever watches is told.
    pub(crate) progress: Progress,
    pub(crate) began_with: Option<u64>,
}

impl<'a, P: Explorable, Q: Property<P>> Spilled<'a, P, Q> {
    /// A search that has not begun.
    pub(crate) fn new(blocks: Blocks<'a, P, Q>, store: &'a dyn Store, room: usize) -> Self {
        let mut files = Files::new(store);
        let same = same(&blocks);
        Self {
            learnt: files.write(LEARNT),
            visited: Visited::default(),
            depth: Depth {
                frontier: files.begin(FRONTIER),
                wide: 0,
                done: 0,
                found: 0,
                at: Place::default(),
                taken: 0,
                notes: files.write(NOTES),
                candidates: Sorter::new(CANDIDATES, SHARDS, same),
            },
            finds: files.begin(FINDS),
            progress: Progress::default(),
            began_with: None,
            blocks,
            room,
            files,
        }
    }

    /// The initial state waits.
    pub(crate) fn begin(&mut self) -> io::Result<()> {
        self.files.go_on(&[])?;
        let (state, fingerprint) = self.blocks.initial();
        let mut run = self.files.write(VISITED);
        halves(fingerprint).write(&mut run)?;
        self.visited.add(&mut self.files, run.end()?)?;
        let mut piece = Packed::default();
        piece.push(&state);
        let mut queue = Queue::new(self.files.write(FRONTIER));
        queue.push(0, piece)?;
        self.depth.frontier = queue.end()?;
        (self.depth.wide, self.depth.found, self.progress.states) = (1, 1, 1);
        Ok(())
    }

    /// Goes on from what was kept; why it ended, if it has.
    pub(crate) fn go_on(&mut self, kept: Kept) -> io::Result<Option<Ending>> {
        if kept.options != Kept::options(&self.blocks.options) {
            let what = "what is there is of a search with other options";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
        }
        let another = || {
            let what = "what is there is of a system whose handlers do something else";
            io::Error::new(io::ErrorKind::InvalidInput, what)
        };
        self.files.go_on(&kept.streams())?;
        self.files.next = kept.next;
        let store = self.files.store;
        kept::relearn(store, &kept.learnt, |unknown| {
            if !self.blocks.ground.tables.can_learn(unknown) {
                return Err(another());
            }
            self.blocks.ground.learn(unknown, &mut |_| ());
            Ok(())
        })?;
        if self.blocks.ground.tables.digest() != kept.digest {
            return Err(another());
        }
        self.blocks.ground.trail.pages = Some(Pages::new(store, kept.lineage, &kept.waiting)?);
        let found = kept::read_finds(store, &kept.finds)?;
        let again = self.blocks.find_again(found);
        self.blocks.ground.trail.failure()?;
        again.ok_or_else(another)?;
        self.learnt = Writer::new(store, kept.learnt, FRAME);
        self.visited.runs = kept.visited;
        self.finds = kept.finds;
        let Depth { frontier, wide, done, found, at, taken, notes, candidates } = &mut self.depth;
        *frontier = kept.frontier;
        (*wide, *done, *at, *taken) = (kept.wide, kept.done, kept.at, kept.taken);
        *found = kept.states;
        *notes = Writer::new(store, kept.notes, FRAME);
        candidates.levels = kept.candidates;
        let Progress { states, steps, depth, .. } = &mut self.progress;
        (*states, *steps, *depth) = (kept.states, kept.steps, kept.depth);
        self.began_with = Some(kept.states);
        Ok(kept.ending)
    }

    /// Makes durable what can be gone on from.
    pub(crate) fn keep(&mut self, ending: Option<Ending>) -> io::Result<()> {
        self.learnt.end_frame()?;
        self.depth.candidates.flush(&mut self.files, &self.blocks.team)?;
        self.files.remove(&self.finds)?;
        self.finds = kept::write_finds(&mut self.files, &self.blocks.finds.kept())?;
        let pages = self.blocks.ground.trail.pages.as_ref().expect("it has pages");
        let Depth { frontier, wide, done, at, taken, notes, candidates, .. } = &self.depth;
        let kept = Kept {
            options: Kept::options(&self.blocks.options),
            ending,
            next: self.files.next,
            digest: self.blocks.ground.tables.digest(),
            states: self.progress.states,
            steps: self.progress.steps,
            depth: self.progress.depth,
            wide: *wide,
            done: *done,
            taken: *taken,
            frontier: frontier.clone(),
            at: *at,
            notes: notes.stream.clone(),
            candidates: candidates.levels.clone(),
            visited: self.visited.runs.clone(),
            learnt: self.learnt.stream.clone(),
            lineage: pages.stream().clone(),
            waiting: pages.waiting(),
            finds: self.finds.clone(),
        };
        self.files.keep(&kept.written(), &kept.streams())
    }

    /// Keeps what tells what came of it, and nothing else.
    pub(crate) fn finish(&mut self, ending: Ending) -> io::Result<()> {
        let Self { depth, visited, files, .. } = self;
        files.remove(&depth.frontier)?;
        files.remove(&depth.notes.stream)?;
        let spent = depth.candidates.levels.drain(..).flatten().chain(visited.runs.drain(..));
        spent.into_iter().try_for_each(|run| files.remove(&run))?;
        depth.candidates = Sorter::new(CANDIDATES, SHARDS, Candidate::eq);
        depth.frontier = files.begin(FRONTIER);
        depth.notes = files.write(NOTES);
        self.keep(Some(ending))
    }

    /// What was gathered in this depth.
    pub(crate) fn gathered(&mut self) -> Sorter<Candidate> {
        let anew = Sorter::new(CANDIDATES, SHARDS, same(&self.blocks));
        std::mem::replace(&mut self.depth.candidates, anew)
    }

    /// These streams are not needed any more.
    pub(crate) fn remove(&mut self, spent: &[Stream]) -> Result<(), Stop> {
        spent.iter().try_for_each(|stream| self.files.remove(stream))?;
        Ok(())
    }

    /// What came of it.
    pub(crate) fn report(self, ending: Ending) -> io::Result<Report<Q::Outcome, Q::Violation>> {
        let failure = self.blocks.ground.trail.failure();
        failure?;
        let report = self.blocks.report(self.progress, ending);
        report.ok_or_else(|| io::Error::other("the ways to what was found cannot be read"))
    }

    /// Tells how far it is with a phase of this depth. It may end here; what can be gone on from has been kept or is lost.
    pub(crate) fn tell(
        &mut self,
        phase: Phase,
        (done, of): (u64, u64),
        watch: Watch<'_>,
    ) -> Result<(), Stop> {
        let bytes = self.blocks.bytes() + self.depth.candidates.capacity();
        let so_far = SoFar { bytes: self.files.store.bytes(), began_with: self.began_with, phase, done, of };
        let progress = Progress {
            steps: self.progress.steps + self.depth.taken,
            queue: self.depth.wide - self.depth.done + (self.progress.states - self.depth.found),
            bytes: bytes as u64,
            spilled: Some(so_far),
            ..self.progress
        };
        if watch(progress).is_break() {
            return Err(Stop::Ended(Ending::Asked));
        }
        if progress.bytes > self.blocks.options.max_bytes {
            return Err(Stop::Ended(Ending::MaxBytes));
        }
        Ok(())
    }
}
