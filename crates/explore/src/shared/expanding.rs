//! The states of a block are looked into: what is missing for that is found out by all machines, and where the steps lead is asked.

use std::io;

use super::depth;
use super::entering::answers;
use super::rounds::{damaged, read};
use super::under_way::Shared;
use crate::blocks::LITTLE;
use crate::enter::Part;
use crate::expand::Wanted;
use crate::piece::{Piece, Step};
use crate::property::{Explorable, Property};
use crate::unknown;
use crate::visited::Fingerprints;
use crate::words::Written;

/// How often a machine asks in a round: of the steps that were taken first, and of those that had been left out.
const TIMES: usize = 2;

impl<P: Explorable, Q: Property<P>> Shared<'_, '_, P, Q> {
    /// The states of this machine's block, from those that have them.
    pub(crate) fn take_block(&mut self) -> io::Result<Vec<Piece<Q::Violation>>> {
        let told = self.depth.take(&self.round);
        let told = self.rounds.exchange(told)?;
        let place = self.rounds.place();
        let block = depth::block(&told, &self.round[place], self.blocks.ground.tables.width())?;
        Ok(self.blocks.begin_at(self.start(place), block))
    }

    /// Takes the steps of a persistent set, or all, and asks where they lead.
    pub(crate) fn expand_some(&mut self, pieces: &mut [Piece<Q::Violation>]) -> io::Result<()> {
        self.expand(Wanted::Some, pieces)?;
        self.ask(pieces, 0)
    }

    /// Takes the steps that were left out of states of which none led deeper, and asks where they lead.
    pub(crate) fn expand_rest(&mut self, pieces: &mut [Piece<Q::Violation>]) -> io::Result<()> {
        let tables = &self.blocks.ground.tables;
        let (asks, little) = (&self.asks, self.is_little());
        self.blocks.team.each(little, &mut self.parts, |part| part.look_deeper(tables, asks));
        let led_deeper = self.answer(|part| &part.deeper_again)?;
        for piece in &mut *pieces {
            piece.turn_back(|place| led_deeper.binary_search_by_key(&place, |step| step.from).is_ok());
        }
        self.expand(Wanted::Rest, pieces)?;
        self.ask(pieces, 1)
    }

    /// Enters where all steps of the round led, in the order of the blocks. The answer is which of this machine's led to new states.
    pub(crate) fn enter(&mut self) -> io::Result<Vec<Step>> {
        let tables = &self.blocks.ground.tables;
        let (asks, little) = (&self.asks, self.is_little());
        self.blocks.team.each(little, &mut self.parts, |part| part.enter(tables, asks));
        self.answer(|part| &part.new)
    }

    /// Takes steps of all states that are to be looked into, when all that is missing has been found out; all machines go on together.
    fn expand(&mut self, wanted: Wanted, pieces: &mut [Piece<Q::Violation>]) -> io::Result<()> {
        let (mut again, mut waits) = (false, true);
        loop {
            waits = waits && self.blocks.look_into(wanted, pieces, again);
            let mut written = Written::default();
            for missing in pieces.iter_mut().flat_map(|piece| piece.unknown.drain(..)) {
                unknown::write(missing, &mut written);
            }
            let told = self.rounds.tell_all(written.0)?;
            if told.iter().all(Vec::is_empty) {
                return Ok(());
            }
            told.iter().try_for_each(|bytes| self.learn(bytes))?;
            again = true;
        }
    }

    fn learn(&mut self, told: &[u8]) -> io::Result<()> {
        let mut read = read(told);
        while !read.bytes.is_empty() {
            let missing = unknown::read(&mut read)?;
            if !self.blocks.ground.tables.can_learn(missing) {
                return Err(damaged("there is nothing of which that could be found out"));
            }
            self.blocks.ground.learn(missing, &mut |_| ());
        }
        Ok(())
    }

    fn ask(&mut self, pieces: &[Piece<Q::Violation>], time: usize) -> io::Result<()> {
        let asks = self.asks.iter_mut().skip(time).step_by(TIMES);
        self.asked.ask(pieces, &mut self.rounds, asks)
    }

    /// Whether so little was asked that nobody is woken for it.
    fn is_little(&self) -> bool {
        self.asks.iter().map(Piece::steps).sum::<usize>() < LITTLE
    }

    fn answer(&mut self, yes: fn(&Part<Fingerprints>) -> &Vec<Step>) -> io::Result<Vec<Step>> {
        let yes: Vec<&[Step]> = self.parts.iter().map(|part| yes(part).as_slice()).collect();
        let answers = answers(&self.asks, TIMES, &yes);
        self.asked.answer(answers, &mut self.rounds)
    }
}
