//! Which states have been met: by fingerprint, or whole.
//!
//! A set is cut into [`SHARDS`] by the leading bits of the fingerprint, so that threads can add to parts of it, what is
//! added to one part is near each other in memory, and a part can grow without the whole being there twice. Only membership
//! is asked for, never an order.

use indexmap::IndexSet;

use crate::fingerprint::Fingerprinter;

/// How many parts a set has.
pub(crate) const SHARDS: usize = 1 << SHARD_BITS;
const SHARD_BITS: u32 = 5;

/// One part of a set of states. A state is worked out, into a buffer, only where it is asked for.
pub(crate) trait Shard: Send + Sync {
    /// The part at this place of a set, with nothing in it.
    fn new(place: usize) -> Self;
    /// Adds a state; the answer is whether it is new.
    fn insert(&mut self, fingerprint: u128, state: impl FnOnce(&mut Vec<u32>)) -> bool;
    /// Whether the state is in the set.
    fn contains(&mut self, fingerprint: u128, state: impl FnOnce(&mut Vec<u32>)) -> bool;
    /// Forgets all states and keeps the memory.
    fn clear(&mut self);
    /// How many bytes it takes.
    fn bytes(&self) -> usize;
    /// Reads where the state would be. Reads that do not wait for one another are in flight together.
    #[inline(always)]
    fn touch(&self, _fingerprint: u128) -> u64 {
        0
    }
}

/// In which part a state belongs.
#[inline(always)]
pub(crate) fn shard_of(fingerprint: u128) -> usize {
    (fingerprint >> (128 - SHARD_BITS)) as usize
}

/// Fingerprints in ascending order with gaps between them: linear probing in which the order is kept.
///
/// A fingerprint's home is its proportionate place, so the array can be of any length, and growing it is one pass. It
/// grows by a quarter when it is fifteen sixteenths full. The parts begin with different lengths, so that they do not grow all at
/// once: together they take some 19.1 bytes a state, and while a part grows, one part of [`SHARDS`] more.
#[derive(Debug)]
pub(crate) struct Fingerprints {
    /// [`NOTHING`] where there is a gap.
    slots: Vec<u128>,
    /// How many of the slots are somebody's home; the rest is room for the last ones.
    homes: u64,
    len: usize,
}

const NOTHING: u128 = 0;
/// Room behind the last home.
const MARGIN: usize = 64;
/// With how many homes the first part begins. The last begins with nearly a quarter more, which is by how much they grow.
const FIRST_HOMES: usize = 64;
/// By which part of it a part grows. By an eighth, when it is seven eighths full, it takes no less memory, and a search eight
/// hundredths more time: all is moved twice as often, into memory that is new.
const GROWTH: usize = 4;

impl Fingerprints {
    #[inline(always)]
    fn home(&self, fingerprint: u128) -> usize {
        let leading = (fingerprint << SHARD_BITS) >> 64;
        #[expect(clippy::cast_possible_truncation, reason = "a home is a place in the array")]
        let home = ((leading * u128::from(self.homes)) >> 64) as usize;
        home
    }

    /// Where the fingerprint is, or where it would have to be put.
    #[inline(always)]
    fn find(&self, fingerprint: u128) -> Result<usize, usize> {
        let mut at = self.home(fingerprint);
        loop {
            match self.slots.get(at) {
                Some(slot) if *slot == fingerprint => return Ok(at),
                Some(slot) if *slot != NOTHING && *slot < fingerprint => at += 1,
                _ => return Err(at),
            }
        }
    }

    fn put(&mut self, at: usize, fingerprint: u128) {
        let gap = loop {
            match self.slots[at..].iter().position(|slot| *slot == NOTHING) {
                Some(distance) => break at + distance,
                None => self.make_room(self.slots.len() + MARGIN),
            }
        };
        self.slots.copy_within(at..gap, at + 1);
        self.slots[at] = fingerprint;
        self.len += 1;
    }

    /// Fingerprints that crowd at the end get more room behind it.
    #[cold]
    fn make_room(&mut self, length: usize) {
        self.slots.reserve_exact(length.saturating_sub(self.slots.len()));
        self.slots.resize(length, NOTHING);
    }

    #[cold]
    fn grow(&mut self) {
        self.homes += if self.slots.is_empty() { 0 } else { self.homes / GROWTH as u64 };
        let length = usize::try_from(self.homes).expect("the array fits into memory") + MARGIN;
        // Written once, from the front: half of what growing took was to clear the array before.
        let mut slots = Vec::with_capacity(length);
        for fingerprint in self.slots.iter().filter(|slot| **slot != NOTHING) {
            let home = self.home(*fingerprint);
            if slots.len() < home {
                slots.resize(home, NOTHING);
            }
            slots.push(*fingerprint);
        }
        slots.resize(slots.len().max(length), NOTHING);
        self.slots = slots;
    }
}

impl Shard for Fingerprints {
    fn new(place: usize) -> Self {
        Self {
            slots: Vec::new(),
            homes: (FIRST_HOMES + FIRST_HOMES * place / (GROWTH * SHARDS)) as u64,
            len: 0,
        }
    }

    #[inline]
    fn insert(&mut self, fingerprint: u128, _: impl FnOnce(&mut Vec<u32>)) -> bool {
        let fingerprint = fingerprint.max(1);
        loop {
            let Err(at) = self.find(fingerprint) else { return false };
            let full = self.slots.is_empty() || self.len as u64 >= self.homes / 16 * 15;
            if !full {
                self.put(at, fingerprint);
                return true;
            }
            self.grow();
        }
    }

    fn contains(&mut self, fingerprint: u128, _: impl FnOnce(&mut Vec<u32>)) -> bool {
        self.find(fingerprint.max(1)).is_ok()
    }

    fn clear(&mut self) {
        self.slots.fill(NOTHING);
        self.len = 0;
    }

    fn bytes(&self) -> usize {
        self.slots.capacity() * size_of::<u128>()
    }

    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "any of the bits will do")]
    fn touch(&self, fingerprint: u128) -> u64 {
        self.slots.get(self.home(fingerprint)).map_or(0, |slot| *slot as u64)
    }
}

/// The states themselves: no two are taken for one, at some five times the memory.
#[derive(Debug, Default)]
pub(crate) struct Whole {
    states: IndexSet<Box<[u32]>, Fingerprinter>,
    numbers: usize,
    /// In which a state is worked out.
    room: Vec<u32>,
}

impl Whole {
    fn look(&mut self, state: impl FnOnce(&mut Vec<u32>)) -> bool {
        self.room.clear();
        state(&mut self.room);
        self.states.contains(self.room.as_slice())
    }
}

impl Shard for Whole {
    fn new(_: usize) -> Self {
        Self::default()
    }

    fn insert(&mut self, _: u128, state: impl FnOnce(&mut Vec<u32>)) -> bool {
        let new = !self.look(state) && self.states.insert(self.room.as_slice().into());
        self.numbers += if new { self.room.len() } else { 0 };
        new
    }

    fn contains(&mut self, _: u128, state: impl FnOnce(&mut Vec<u32>)) -> bool {
        self.look(state)
    }

    fn clear(&mut self) {
        self.states.clear();
        self.numbers = 0;
    }

    fn bytes(&self) -> usize {
        // A box, its hash, its place in the index, and what an allocation costs.
        let each = size_of::<Box<[u32]>>() + 4 * size_of::<usize>();
        self.states.capacity() * each + self.numbers * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// Fingerprints do not ask for the states.
    fn nobody(_: &mut Vec<u32>) {
        unreachable!("fingerprints are enough");
    }

    proptest! {
        #[test]
        fn it_is_a_set_however_the_fingerprints_crowd(
            ends in prop::collection::vec((0..4_u32, any::<u8>()), 0..600),
        ) {
            let (mut set, mut model) = (Fingerprints::new(0), BTreeSet::new());
            for (crowd, low) in ends {
                // Four crowds, one of them at the very end of the array.
                let fingerprint = (u128::MAX >> SHARD_BITS) / 3 * u128::from(crowd) - u128::from(low).min(u128::from(crowd) << 7);
                prop_assert_eq!(set.contains(fingerprint, nobody), model.contains(&fingerprint.max(1)));
                prop_assert_eq!(set.insert(fingerprint, nobody), model.insert(fingerprint.max(1)));
            }
            for fingerprint in model {
                prop_assert!(set.contains(fingerprint, nobody));
            }
        }
    }

    #[test]
    fn the_home_of_a_fingerprint_is_its_proportionate_place() {
        let largest = u128::MAX >> SHARD_BITS;
        for place in [0, SHARDS - 1] {
            let set = Fingerprints::new(place);
            let last = usize::try_from(set.homes).unwrap() - 1;
            assert_eq!(
                [0, largest / 2, largest].map(|fingerprint| set.home(fingerprint)),
                [0, last / 2, last]
            );
        }
    }

    #[test]
    fn fingerprints_that_differ_in_any_one_bit_are_different() {
        let one = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c834_u128;
        let mut set: Vec<Fingerprints> = Vec::new();
        set.extend((0..SHARDS).map(Fingerprints::new));
        assert!(set[shard_of(one)].insert(one, nobody));
        for bit in 0..128 {
            let other = one ^ (1 << bit);
            assert!(!set[shard_of(other)].contains(other, nobody), "bit {bit}");
            assert!(set[shard_of(other)].insert(other, nobody), "bit {bit}");
        }
        assert!(set[shard_of(one)].contains(one, nobody));
    }

    #[test]
    fn a_state_takes_less_than_20_bytes() {
        let mut set: Vec<_> = (0..SHARDS).map(Fingerprints::new).collect();
        let mut fingerprint = 1_u128;
        for len in 1..400_000 {
            fingerprint =
                fingerprint.wrapping_mul(0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645).wrapping_add(99);
            set[shard_of(fingerprint)].insert(fingerprint, nobody);
            if len > 200_000 && len % 1_000 == 0 {
                let bytes: usize = set.iter().map(Fingerprints::bytes).sum();
                assert!(bytes < 20 * len, "{bytes} bytes for {len}");
            }
        }
    }

    /// Fingerprints that are spread evenly, each new.
    fn spread() -> impl Iterator<Item = u128> {
        (1..).map(|n: u128| n.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835) >> SHARD_BITS)
    }

    #[test]
    fn it_grows_by_a_quarter_when_it_is_fifteen_sixteenths_full() {
        let mut set = Fingerprints::new(0);
        assert_eq!((set.homes, set.slots.len(), set.bytes()), (64, 0, 0));
        let mut grown = Vec::new();
        for (len, fingerprint) in (1..).zip(spread()).take(120) {
            let before = set.slots.len();
            assert!(set.insert(fingerprint, nobody));
            assert_eq!((set.len, set.bytes()), (len, set.slots.capacity() * 16));
            if set.slots.len() != before {
                grown.push((len, set.homes, set.slots.len()));
            }
        }
        // It is looked at with whole sixteenths.
        assert_eq!(grown, [(1, 64, 128), (61, 80, 144), (76, 100, 164), (91, 125, 189), (106, 156, 220)]);
    }

    #[test]
    fn parts_begin_with_different_lengths_up_to_a_quarter_more() {
        let homes: Vec<_> = (0..SHARDS).map(|place| Fingerprints::new(place).homes).collect();
        let wanted: Vec<_> = (0..SHARDS as u64).map(|place| 64 + place / 2).collect();
        assert_eq!(homes, wanted);
    }

    #[test]
    fn what_crowds_at_the_end_gets_more_room_behind_it() {
        let mut set = Fingerprints::new(0);
        let largest = u128::MAX >> SHARD_BITS;
        let lengths: Vec<_> = (0..70)
            .map(|nth| {
                assert!(set.insert(largest - nth, nobody));
                set.slots.len()
            })
            .collect();
        // Sixty-five have room from the last of eighty homes on.
        assert_eq!([lengths[59], lengths[60], lengths[64], lengths[65]], [128, 144, 144, 208]);
        assert!((0..70).all(|nth| set.contains(largest - nth, nobody)));
        assert!(!set.contains(largest - 70, nobody));
    }

    #[test]
    fn a_part_that_was_cleared_has_its_memory_and_nothing_in_it() {
        let mut set = Fingerprints::new(3);
        assert!(spread().take(100).all(|fingerprint| set.insert(fingerprint, nobody)));
        let bytes = set.bytes();
        set.clear();
        assert_eq!((set.bytes(), set.len), (bytes, 0));
        assert!(spread().take(100).all(|fingerprint| !set.contains(fingerprint, nobody)));
        assert!(spread().take(100).all(|fingerprint| set.insert(fingerprint, nobody)));
        assert_eq!(set.bytes(), bytes);
    }

    #[test]
    fn whole_states_are_a_set_that_says_what_it_takes() {
        let mut set = Whole::new(0);
        let state = |numbers: [u32; 3]| move |room: &mut Vec<u32>| room.extend(numbers);
        // The fingerprint is not asked for.
        let inserted = [[1, 2, 3], [1, 2, 4], [1, 2, 3]].map(|one| set.insert(7, state(one)));
        assert_eq!(inserted, [true, true, false]);
        assert_eq!([[1, 2, 4], [1, 2, 5]].map(|one| set.contains(7, state(one))), [true, false]);
        let each = 6 * size_of::<usize>();
        assert_eq!(set.bytes(), set.states.capacity() * each + 6 * 4);
        set.clear();
        assert_eq!(set.bytes(), set.states.capacity() * each);
        assert!(!set.contains(7, state([1, 2, 3])) && set.insert(7, state([1, 2, 3])));
    }
}
