//! Many entries: a hierarchical timing wheel.
//!
//! (G. Varghese & A. Lauck, "Hashed and Hierarchical Timing Wheels", 1987, scheme 7.) A time is a number of eight digits
//! to the base 256, and there is a list for every digit at every place: an entry is in the list of the highest digit in
//! which its time differs from the present, or of the last digit if none does. So the lists of the lowest level hold one
//! instant each. When these are empty, the first list of the next level that has one becomes the present, and its entries
//! find their new lists.
//!
//! Where an entry is follows from its time and the present alone, so entries of equal times are always in the same list,
//! and as lists are first in, first out, they are taken in the order in which they were added.

use super::blocks::{Blocks, List};
use super::entry::{Due, Entry, NEVER};
use crate::id::{MessageId, VirtualTime};

/// How many bits a digit has.
const BITS: u32 = 8;
const DIGITS: usize = 1 << BITS;
const LEVELS: usize = (VirtualTime::BITS / BITS) as usize;
/// How many words of flags a level has.
const WORDS: usize = DIGITS / u64::BITS as usize;

/// Entries in order, and in the order of their having been added at equal times.
#[derive(Clone, Debug)]
pub(super) struct Wheel<M> {
    /// Invariant: no entry is due before.
    present: VirtualTime,
    len: usize,
    /// By level and digit; there are none before the first entry.
    lists: Vec<List>,
    /// Which lists are not empty.
    occupied: [[u64; WORDS]; LEVELS],
    blocks: Blocks<M>,
    /// How many entries of the first block of the present's list have been taken.
    taken: usize,
}

impl<M> Default for Wheel<M> {
    fn default() -> Self {
        Self {
            present: 0,
            len: 0,
            lists: Vec::new(),
            occupied: Default::default(),
            blocks: Blocks::default(),
            taken: 0,
        }
    }
}

impl<M: Clone> Wheel<M> {
    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// Takes all entries out. Any time is possible again.
    pub(super) fn clear(&mut self) {
        if self.len > 0 {
            self.lists.fill(List::EMPTY);
            self.occupied = Default::default();
            self.blocks.clear();
            self.len = 0;
        }
        (self.present, self.taken) = (0, 0);
    }

    /// Adds an entry, which must not be due before the one taken last.
    #[inline(always)]
    pub(super) fn push(&mut self, time: VirtualTime, due: Due, id: MessageId, body: Option<M>) {
        debug_assert!(time >= self.present, "time does not go back");
        if self.lists.is_empty() {
            self.lists.resize(LEVELS * DIGITS, List::EMPTY);
        }
        self.len += 1;
        self.place(time).set(time, due, id, body);
    }

    /// Takes the earliest entry; there must be one. When it is the first of a block, shows the block.
    #[inline]
    pub(super) fn pop(&mut self, into: &mut Entry<M>, look_ahead: impl FnOnce(&[Entry<M>])) {
        if self.lists[digit(self.present, 0)].is_empty() {
            self.advance();
        }
        self.len -= 1;
        let list = &mut self.lists[digit(self.present, 0)];
        let entries = self.blocks.first_mut(*list);
        if self.taken == 0 {
            look_ahead(entries);
        }
        let taken = &mut entries[self.taken];
        let Entry { time, due, id, body } = taken.take();
        into.set(time, due, id, body);
        taken.time = NEVER;
        self.taken += 1;
        if self.taken == entries.len() {
            self.taken = 0;
            self.blocks.drop_first(list);
            if list.is_empty() {
                self.vacate(0, digit(self.present, 0));
            }
        }
    }

    /// Every entry, in no particular order.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry<M>> {
        let lists = self.lists.iter().flat_map(|list| self.blocks.entries(*list));
        // What was taken out of a block that is not empty has no time.
        lists.filter(|entry| entry.time != NEVER)
    }

    /// A place for an entry of this time, to be set.
    #[inline(always)]
    fn place(&mut self, time: VirtualTime) -> &mut Entry<M> {
        let level = level(time ^ self.present);
        let digit = digit(time, level);
        self.occupied[level][digit / 64] |= 1 << (digit % 64);
        self.blocks.append(&mut self.lists[level * DIGITS + digit])
    }

    /// Makes the time of the earliest entry the present. No entry is due at the present one.
    #[inline(never)]
    fn advance(&mut self) {
        // Up to the present's digit all lists of a level are empty, as is all of a level below an entry that is later.
        if let Some(digit) = self.first_occupied(0) {
            self.present = self.present & !(DIGITS as u64 - 1) | digit as u64;
            return;
        }
        let next = (1..LEVELS).find_map(|level| Some((level, self.first_occupied(level)?)));
        let (level, digit) = next.expect("there is an entry");
        self.vacate(level, digit);
        let mut list = std::mem::replace(&mut self.lists[level * DIGITS + digit], List::EMPTY);
        let earliest = self.blocks.entries(list).map(|entry| entry.time).min();
        self.present = earliest.expect("the list is not empty");
        while !list.is_empty() {
            for place in 0..self.blocks.first(list).len() {
                let entry = std::mem::replace(&mut self.blocks.first_mut(list)[place], Entry::NOTHING);
                let time = entry.time;
                *self.place(time) = entry;
            }
            self.blocks.drop_first(&mut list);
        }
    }

    fn first_occupied(&self, level: usize) -> Option<usize> {
        let word = self.occupied[level].iter().position(|word| *word != 0)?;
        Some(word * 64 + self.occupied[level][word].trailing_zeros() as usize)
    }

    #[inline]
    fn vacate(&mut self, level: usize, digit: usize) {
        self.occupied[level][digit / 64] &= !(1 << (digit % 64));
    }
}

/// The place of the highest digit that is not zero, or the lowest.
#[inline]
const fn level(difference: u64) -> usize {
    ((difference | 1).ilog2() / BITS) as usize
}

#[expect(clippy::cast_possible_truncation, reason = "a level is small, and a digit is what is wanted")]
#[inline]
const fn digit(time: VirtualTime, level: usize) -> usize {
    (time >> (level as u32 * BITS)) as usize % DIGITS
}
