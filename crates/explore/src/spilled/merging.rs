//! The second of a depth: what its steps led to is held against all states met, and of the steps to each new state the first one is found.

use std::io;

use super::kept::{CANDIDATES, VISITED};
use super::record::{Candidate, Fingerprint, Record as _};
use super::sorter::{Sorted, Sorter};
use super::under_way::Spilled;
use crate::frame::Stream;
use crate::pages::unpacked;
use crate::property::{Explorable, Property};
use crate::report::Phase;
use crate::stop::{Stop, Watch};

/// How many states are merged until somebody is told.
const TOLD: u64 = 1 << 12;

impl<P: Explorable, Q: Property<P>> Spilled<'_, P, Q> {
    /// Of these candidates those that lead to new states, one for each; and the states, once or more, that any of them leads
    /// there from.
    pub(crate) fn hold_against_visited<'s>(
        &mut self,
        mut candidates: Sorted<'s, Candidate>,
        watch: Watch<'_>,
    ) -> Result<(Stream, Sorter<u64>), Stop> {
        let mut visited = self.visited.asked(self.files.store);
        let mut new = self.files.write(CANDIDATES);
        let mut deeper = Sorter::new("deeper", 1, u64::eq);
        let mut merged = 0;
        while let Some(first) = candidates.next()? {
            let is_new = !visited.has(first.fingerprint)?;
            let mut next = Some(first);
            while let Some(one) = next {
                if is_new {
                    deeper.parts[0].push(unpacked(one.step).parent);
                }
                next = next_to(&mut candidates, first.fingerprint)?;
            }
            if is_new {
                first.write(&mut new)?;
                deeper.make_room(&mut self.files, &self.blocks.team, self.room / 4)?;
            }
            merged += 1;
            self.tell_merged(merged, first.fingerprint, watch)?;
        }
        Ok((new.end()?, deeper))
    }

    /// The first step to each new state. Each of the second of these candidates comes behind those of the first that are of the same
    /// block, of which the first states are given.
    pub(crate) fn merge(
        &mut self,
        [mut first, mut second]: [Sorted<'_, Candidate>; 2],
        blocks: &[u64],
        watch: Watch<'_>,
    ) -> Result<Sorter<u64>, Stop> {
        let mut visited = self.visited.asked(self.files.store);
        let mut run = self.files.write(VISITED);
        let mut winners = Sorter::new("winners", 1, u64::eq);
        let mut merged = 0;
        while let Some(next) = first.peek().into_iter().chain(second.peek()).min() {
            let fingerprint = next.fingerprint;
            let one = take_first(&mut first, fingerprint)?;
            let other = take_first(&mut second, fingerprint)?;
            let winner = one.into_iter().chain(other).reduce(|one, other| earlier(one, other, blocks));
            if let Some(winner) = winner
                && !visited.has(fingerprint)?
            {
                fingerprint.write(&mut run)?;
                winners.parts[0].push(winner);
                winners.make_room(&mut self.files, &self.blocks.team, self.room / 4)?;
            }
            merged += 1;
            self.tell_merged(merged, fingerprint, watch)?;
        }
        let run = run.end()?;
        if run.bytes > 0 {
            self.visited.add(&mut self.files, run)?;
        }
        Ok(winners)
    }

    /// Fingerprints are spread evenly, so that they tell how much is done.
    fn tell_merged(&mut self, merged: u64, [leading, _]: Fingerprint, watch: Watch<'_>) -> Result<(), Stop> {
        const OF: u64 = 1 << 32;
        if merged.is_multiple_of(TOLD) {
            self.tell(Phase::Merging, (leading / OF, OF), watch)
        } else {
            Ok(())
        }
    }
}

/// The next candidate, if it leads to this state.
fn next_to(
    candidates: &mut Sorted<'_, Candidate>,
    fingerprint: Fingerprint,
) -> io::Result<Option<Candidate>> {
    match candidates.peek() {
        Some(next) if next.fingerprint == fingerprint => candidates.next(),
        _ => Ok(None),
    }
}

/// The first step to this state. The others are passed over.
fn take_first(candidates: &mut Sorted<'_, Candidate>, fingerprint: Fingerprint) -> io::Result<Option<u64>> {
    let first = next_to(candidates, fingerprint)?;
    while next_to(candidates, fingerprint)?.is_some() {}
    Ok(first.map(|first| first.step))
}

/// Which of two steps comes first, of which the other is one that was left out before.
fn earlier(one: u64, other: u64, blocks: &[u64]) -> u64 {
    let block = |step: u64| blocks.partition_point(|first| *first <= unpacked(step).parent);
    if block(one) <= block(other) { one } else { other }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::pages::packed;

    #[test]
    fn a_step_that_was_left_out_comes_behind_those_of_its_block() {
        let blocks = [0, 10, 20];
        let of = |parent: u64| packed(parent, 1);
        for (one, other, first) in [
            (12, 11, 12),
            (19, 10, 19),
            (20, 19, 19),
            (10, 9, 9),
            (9, 10, 9),
            (0, 0, 0),
            (25, 21, 25),
            (10, 20, 10),
        ] {
            assert_eq!(earlier(of(one), packed(other, 0), &blocks) >> 24, first, "{one} {other}");
        }
        assert_eq!(earlier(packed(3, 5), packed(3, 4), &blocks), packed(3, 5));
    }

    #[test]
    fn of_the_steps_to_a_state_the_first_is_taken_and_the_others_are_passed_over() {
        let memory = crate::spilled::memory::Memory::default();
        let steps = [([1, 2], 5), ([1, 2], 6), ([1, 2], 9), ([1, 3], 4), ([2, 2], 8)];
        let steps = steps.map(|(fingerprint, step)| Candidate { fingerprint, step });
        let mut sorted = Sorted::of(&memory, &[], vec![steps.to_vec()]).unwrap();
        let mut first = |fingerprint| take_first(&mut sorted, fingerprint).unwrap();
        assert_eq!(
            [[1, 1], [1, 2], [1, 2], [1, 3], [2, 3], [2, 2]].map(&mut first),
            [None, Some(5), None, Some(4), None, Some(8)]
        );
    }
}
