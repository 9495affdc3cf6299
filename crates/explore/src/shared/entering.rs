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

#[cfg(test)]
mod tests {
    use super::*;

    use crate::peers::Peers;

    /// A machine that is alone, and of what it tells itself hears this much more.
    #[derive(Debug)]
    struct Alone;

    impl Peers for Alone {
        fn place(&self) -> usize {
            0
        }

        fn count(&self) -> usize {
            1
        }

        fn exchange(&mut self, told: Vec<Vec<u8>>) -> io::Result<Vec<Vec<u8>>> {
            Ok(told)
        }
    }

    fn step(from: u32) -> Step {
        Step { from, place: 3 }
    }

    #[test]
    fn machines_share_the_states_by_the_last_bits_of_their_fingerprints() {
        let machines = [0, 1, 2, 3, 4, 1 << 64].map(|fingerprint| machine_of(fingerprint, 3));
        assert_eq!(machines, [0, 1, 2, 0, 1, 0]);
    }

    #[test]
    fn each_question_has_a_bit_that_answers_it() {
        let mut asked = Asked::default();
        asked.begin(1);
        asked.0[0].extend((0..9).map(step));
        assert_eq!((asked.steps(), asked.bytes()), (9, asked.0[0].capacity() * 8));
        let mut alone = Alone;
        let mut answer = |bits: &[u8]| {
            let said = asked.answer(vec![bits.to_vec()], &mut Rounds::new(&mut alone)).ok()?;
            Some(said.iter().map(|step| step.from).collect::<Vec<_>>())
        };
        assert_eq!(answer(&[0b1000_0101, 0b1]), Some(vec![0, 2, 7, 8]));
        assert_eq!(answer(&[0b0111_1010, 0b10]), Some(vec![1, 3, 4, 5, 6]));
        assert_eq!([&[][..], &[0xff], &[0xff; 3]].map(answer), [None, None, None]);
        asked.begin(1);
        assert_eq!(asked.steps(), 0);
    }

    #[test]
    fn what_is_asked_comes_with_its_step_and_is_answered_in_its_order() {
        let (mut alone, mut asked) = (Alone, Asked::default());
        let mut rounds = Rounds::new(&mut alone);
        let (mut from, mut here) = (Piece::<()>::default(), Piece::<()>::default());
        let fingerprints = [(4, 7 << 123), (1, 7 << 123 | 9), (2, 1), (3, 31 << 123)];
        fingerprints.iter().for_each(|(state, fingerprint)| from.found.push(*fingerprint, step(*state)));
        asked.begin(1);
        asked.ask(&[from], &mut rounds, std::iter::once(&mut here)).unwrap();
        let came: Vec<_> =
            here.found.led.iter().flatten().map(|led| (led.step.from, led.fingerprint())).collect();
        assert_eq!(came, [fingerprints[2], fingerprints[0], fingerprints[1], fingerprints[3]]);
        assert_eq!(here.found.led[7][0].step.place, 3);
        let mut yes = vec![&[][..]; SHARDS];
        let (new, last) = ([step(1)], [step(3)]);
        (yes[7], yes[31]) = (&new, &last);
        let answers = answers(&[here], 1, &yes);
        assert_eq!(answers, [[0b1100]]);
        let said = asked.answer(answers, &mut rounds).unwrap();
        assert_eq!(said.iter().map(|step| step.from).collect::<Vec<_>>(), [1, 3]);
    }
}
