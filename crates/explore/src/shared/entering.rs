//! What machines ask each other of the states that steps lead to: whether they are new.
//!
//! Asked are fingerprints, each with its step; an answer is a bit for each, in the order in which it was asked. So no answer names a step
//! that was not taken.

use std::io;

use super::rounds::{Rounds, damaged, read};
use crate::piece::{Piece, Step};
use crate::visited::SHARDS;

/// What a machine has asked the others in a round, by machine.
#[derive(Debug, Default)]
pub(crate) struct Asked(Vec<Vec<Step>>);

/// Which machine has the state in its part of the set.
fn machine_of(fingerprint: u128, count: usize) -> usize {
    // The leading bits say where it is in there.
    #[expect(clippy::cast_possible_truncation, reason = "any of the other bits will do")]
    let machine = (fingerprint as u64 % count as u64) as usize;
    machine
}

impl Asked {
    /// Nothing was asked yet.
    pub(crate) fn begin(&mut self, count: usize) {
        self.0.resize_with(count, Vec::new);
        self.0.iter_mut().for_each(Vec::clear);
    }

    /// How many steps were taken.
    pub(crate) fn steps(&self) -> usize {
        self.0.iter().map(Vec::len).sum()
    }

    /// How many bytes it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.0.iter().map(Vec::capacity).sum::<usize>() * size_of::<Step>()
    }

    /// Asks of where the steps of these pieces lead; what all ask of this machine comes into `asked`, one for each machine.
    pub(crate) fn ask<'q, X: 'q>(
        &mut self,
        pieces: &[Piece<X>],
        rounds: &mut Rounds<'_>,
        asked: impl Iterator<Item = &'q mut Piece<X>>,
    ) -> io::Result<()> {
        let mut told = vec![Vec::new(); self.0.len()];
        for shard in 0..SHARDS {
            for led in pieces.iter().flat_map(|piece| &piece.found.led[shard]) {
                let machine = machine_of(led.fingerprint(), told.len());
                let bytes = &mut told[machine];
                bytes.extend(led.fingerprint().to_le_bytes());
                bytes.extend(led.step.from.to_le_bytes());
                bytes.extend(led.step.place.to_le_bytes());
                self.0[machine].push(led.step);
            }
        }
        for (bytes, piece) in rounds.exchange(told)?.iter().zip(asked) {
            let (steps, []) = bytes.as_chunks::<24>() else { return Err(damaged("the steps of a block")) };
            for step in steps {
                let (fingerprint, step) = step.split_at(16);
                let mut step = read(step);
                let [from, place] = [step.four()?, step.four()?];
                let fingerprint = fingerprint.try_into().map(u128::from_le_bytes);
                piece.found.push(fingerprint.expect("it has sixteen bytes"), Step { from, place });
            }
        }
        Ok(())
    }

    /// Tells each machine the answers to what it asked. The answer is for which of the steps of this one it was yes.
    pub(crate) fn answer(&self, answers: Vec<Vec<u8>>, rounds: &mut Rounds<'_>) -> io::Result<Vec<Step>> {
        let mut yes = Vec::new();
        for (bits, steps) in rounds.exchange(answers)?.iter().zip(&self.0) {
            if bits.len() != steps.len().div_ceil(8) {
                return Err(damaged("there are more questions than answers, or fewer"));
            }
            let said = steps.iter().enumerate().filter(|(nth, _)| bits[nth / 8] >> (nth % 8) & 1 == 1);
            yes.extend(said.map(|(_, step)| *step));
        }
        yes.sort_unstable_by_key(|step| step.key());
        Ok(yes)
    }
}

/// The answers to what was asked, so many pieces by each machine: yes for these steps, which are told by parts of the set, in the order in
/// which they were asked.
pub(crate) fn answers<X>(asked: &[Piece<X>], pieces: usize, yes: &[&[Step]]) -> Vec<Vec<u8>> {
    let mut yes: Vec<_> = yes.iter().map(|steps| steps.iter().peekable()).collect();
    let of_machine = |pieces: &[Piece<X>]| {
        let (mut bits, mut nth) = (Vec::new(), 0);
        for piece in pieces {
            for (led, yes) in piece.found.led.iter().zip(&mut yes) {
                for led in led {
                    if nth % 8 == 0 {
                        bits.push(0);
                    }
                    let is_yes = yes.next_if(|step| step.key() == led.step.key()).is_some();
                    bits[nth / 8] |= u8::from(is_yes) << (nth % 8);
                    nth += 1;
                }
            }
        }
        bits
    };
    asked.chunks(pieces).map(of_machine).collect()
}
