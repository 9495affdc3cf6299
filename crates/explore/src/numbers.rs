//! Different values, each under a number: its place in the order in which they were met.

use std::hash::Hash;
use std::ops::Index;

use indexmap::IndexSet;

use crate::fingerprint::Fingerprinter;

/// For how many values there is room when there is the first.
const FIRST_ROOM: usize = 4;
/// What a value takes in the set besides itself: its hash, its place in the index, and a little.
const IN_A_SET: usize = 4 * size_of::<usize>();

/// Values with numbers from 0.
#[derive(Debug)]
pub(crate) struct Numbers<T>(IndexSet<T, Fingerprinter>);

impl<T> Default for Numbers<T> {
    fn default() -> Self {
        Self(IndexSet::default())
    }
}

impl<T> Numbers<T> {
    /// How many values there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// How many bytes so many values take with `beside` bytes for each that somebody keeps beside them, not counting what
    /// they own elsewhere.
    pub(crate) const fn bytes_of(values: usize, beside: usize) -> usize {
        let room = if values < FIRST_ROOM { FIRST_ROOM } else { values.next_power_of_two() };
        room * (size_of::<T>() + IN_A_SET + beside)
    }
}

impl<T: Eq + Hash> Numbers<T> {
    /// The number of a value, and whether it is met for the first time.
    pub(crate) fn number(&mut self, value: T) -> (u32, bool) {
        let (place, new) = self.0.insert_full(value);
        (u32::try_from(place).expect("2^32 values would not fit into memory"), new)
    }

    /// The number of a value, if it has been met.
    pub(crate) fn of(&self, value: &T) -> Option<u32> {
        self.0.get_index_of(value).and_then(|place| u32::try_from(place).ok())
    }
}

impl<T> Index<u32> for Numbers<T> {
    type Output = T;

    // Asked at each state: three in a hundred instructions less than as a call.
    #[inline(always)]
    fn index(&self, number: u32) -> &T {
        &self.0[number as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_for_a_few_values_and_then_for_twice_as_many_each_time() {
        let few = Numbers::<u64>::bytes_of(0, 3);
        assert_eq!(few, 4 * (8 + 4 * size_of::<usize>() + 3));
        for (values, times) in [(1, 1), (3, 1), (4, 1), (5, 2), (8, 2), (9, 4), (1_000, 256)] {
            assert_eq!(Numbers::<u64>::bytes_of(values, 3), few * times, "{values}");
        }
    }

    #[test]
    fn a_value_has_the_number_that_it_was_given_first() {
        let mut numbers = Numbers::default();
        assert_eq!(['a', 'b', 'a'].map(|value| numbers.number(value)), [(0, true), (1, true), (0, false)]);
        assert_eq!(['a', 'b', 'c'].map(|value| numbers.of(&value)), [Some(0), Some(1), None]);
        assert_eq!((numbers.len(), numbers[1]), (2, 'b'));
    }
}
