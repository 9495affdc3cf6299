//! A shared search under way: what this machine has, how it begins, and how a round and a depth begin and end.

use std::io;
use std::ops::Range;

use sim_core::System;

use super::depth::Depth;
use super::entering::Asked;
use super::rounds::{Rounds, read};
use crate::blocks::Blocks;
use crate::enter::Part;
use crate::frontier::Packed;
use crate::peers::Peers;
use crate::piece::Piece;
use crate::property::{Explorable, Property};
use crate::report::{Ending, Options, Progress, Report};
use crate::stop::{Stop, Watch};
use crate::trail::Trail;
use crate::visited::{Fingerprints, SHARDS, shard_of};
use crate::words::Written;

/// What machines tell each other first: another version has another.
const VERSION: u64 = 1;

/// A shared search under way.
pub(crate) struct Shared<'a, 'p, P: Explorable, Q: Property<P>> {
    pub(crate) blocks: Blocks<'a, P, Q>,
    pub(crate) rounds: Rounds<'p>,
    /// This machine's part of the set of states met, in parts.
    pub(crate) parts: Vec<Part<Fingerprints>>,
    /// The states of this depth, and of the next.
    pub(crate) depth: Depth,
    pub(crate) next: Depth,
    /// The blocks of a round, by machine: the numbers of their states.
    pub(crate) round: Vec<Range<u64>>,
    /// What this machine has asked in a round.
    pub(crate) asked: Asked,
    /// What it was asked, by machine: by the steps that were taken first, and by those that had been left out.
    pub(crate) asks: Vec<Piece<Q::Violation>>,
    pub(crate) progress: Progress,
    /// Whether whoever watches said that it is to end.
    pub(crate) is_over: bool,
}

impl<'a, 'p, P: Explorable, Q: Property<P>> Shared<'a, 'p, P, Q> {
    pub(crate) fn new(
        (system, property): (&'a System<P>, &'a Q),
        options: Options,
        peers: &'p mut dyn Peers,
    ) -> Self {
        let blocks = Blocks::new(system, property, options, Trail::default());
        let reduces = blocks.ground.reducer.is_some();
        let asks = (0..peers.count() * 2).map(|_| Piece::default());
        Self {
            parts: (0..SHARDS).map(|place| Part::new(place, reduces)).collect(),
            depth: Depth::default(),
            next: Depth::default(),
            round: Vec::new(),
            asked: Asked::default(),
            asks: asks.collect(),
            progress: Progress::default(),
            is_over: false,
            rounds: Rounds::new(peers),
            blocks,
        }
    }

    /// The initial state waits, if all machines have room to begin, and are to search in the same way.
    pub(crate) fn begin(&mut self, has_room: bool) -> io::Result<bool> {
        let Options { reduce, keep_going, max_states, .. } = self.blocks.options;
        let mut written = Written::default();
        let told = [VERSION, reduce.into(), keep_going.into(), max_states];
        told.into_iter().for_each(|number| written.put(number));
        let same = written.0.len();
        written.put(has_room.into());
        let mut all_have_room = true;
        let own = written.0[..same].to_vec();
        for (machine, told) in self.rounds.tell_all(written.0)?.iter().enumerate() {
            if told.get(..same) != Some(own.as_slice()) {
                return Err(another(machine, "searches with other options, or another version"));
            }
            all_have_room &= read(&told[same..]).number()? == 1;
        }
        let (state, fingerprint) = self.blocks.initial();
        // Every machine has it: no step that leads to it is new anywhere.
        self.parts[shard_of(fingerprint)].enter_initial(fingerprint, &state);
        self.next.push(0, 1);
        if self.rounds.place() == 0 {
            let mut piece = Packed::default();
            piece.push(&state);
            self.next.keep(0, piece);
        }
        self.depth = std::mem::take(&mut self.next);
        self.progress.states = 1;
        Ok(all_have_room)
    }

    /// Makes sure that all machines have found out the same.
    pub(crate) fn agree(&mut self) -> io::Result<()> {
        let digest = self.blocks.ground.tables.digest().to_le_bytes();
        let told = self.rounds.tell_all(digest.to_vec())?;
        match told.iter().position(|told| *told != digest) {
            None => Ok(()),
            Some(machine) => Err(another(machine, "has a system whose handlers do something else")),
        }
    }

    /// The next blocks are looked into, if there are any.
    pub(crate) fn begin_round(&mut self) -> bool {
        let count = self.rounds.count();
        self.round = self.depth.next_blocks(count);
        self.parts.iter_mut().for_each(Part::begin_block);
        self.asked.begin(count);
        self.asks.iter_mut().for_each(|piece| piece.found.clear_steps());
        !self.round[0].is_empty()
    }

    /// The place in the round of the first state of a machine's block: a round is as one block.
    pub(crate) fn start(&self, machine: usize) -> u32 {
        let before = self.round[machine].start - self.round[0].start;
        u32::try_from(before).expect("there are not so many machines")
    }

    /// Who watches is told how far all have come.
    pub(crate) fn end_round(&mut self, pieces: Vec<Piece<Q::Violation>>, watch: Watch<'_>) {
        self.blocks.end(pieces);
        self.progress.queue = self.depth.len() + self.next.len();
        self.is_over |= watch(self.progress).is_break();
    }

    /// The next depth is what waits then.
    pub(crate) fn end_depth(&mut self) -> Result<(), Stop> {
        if self.next.len() == 0 {
            return Err(Stop::Ended(Ending::Exhausted));
        }
        self.parts.iter_mut().for_each(Part::begin_depth);
        self.depth = std::mem::take(&mut self.next);
        self.progress.depth += 1;
        Ok(())
    }

    /// How many bytes it takes on this machine.
    pub(crate) fn bytes(&self, pieces: &[Piece<Q::Violation>]) -> usize {
        let parts: usize = self.parts.iter().map(Part::bytes).sum();
        let pieces: usize = pieces.iter().chain(&self.asks).map(Piece::bytes).sum();
        self.blocks.bytes() + parts + self.depth.bytes() + self.next.bytes() + self.asked.bytes() + pieces
    }

    /// What came of it.
    pub(crate) fn report(self, ending: Ending) -> Report<Q::Outcome, Q::Violation> {
        let report = self.blocks.report(self.progress, ending);
        report.expect("the ways to all states are in memory")
    }
}

/// A machine does not do what this one does.
pub(crate) fn another(machine: usize, what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("machine {machine} {what}"))
}
