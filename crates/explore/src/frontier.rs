//! States that have been found but not looked into, in the order of finding, in pieces that are given back one by one.
//!
//! They wait packed: most numbers are small, so a state of nine numbers waits in some twelve bytes. Its fingerprint is worked out
//! again when its steps are taken.

use std::collections::VecDeque;

/// How many states a piece has at most: what a thread takes at a time, some forty microseconds of work. (In
/// tests few, and a block too: so that what a small search does is done in many.)
pub(crate) const PIECE: usize = if cfg!(test) { 8 } else { 256 };
/// From how many states on a block is whole. What a block's steps lead to takes some 150 bytes for each; the threads meet a few
/// times a block.
const BLOCK: usize = if cfg!(test) { 32 } else { 4_096 };

/// How many bits of a number one byte has; the eighth says that more follow.
const BITS: u32 = 7;
const MORE: u8 = 1 << BITS;

/// The bits of a number that one byte has.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "the lowest bits are wanted")]
const fn low_bits(number: u32) -> u8 {
    number as u8 & !MORE
}

/// A piece that waits.
#[derive(Debug, Default)]
pub(crate) struct Packed {
    /// The number of its first state.
    first: u64,
    len: usize,
    text: Vec<u8>,
}

impl Packed {
    /// Packs one state more.
    #[inline(always)]
    pub(crate) fn push(&mut self, state: &[u32]) {
        for number in state {
            let mut rest = *number;
            while rest >= u32::from(MORE) {
                self.text.push(low_bits(rest) | MORE);
                rest >>= BITS;
            }
            self.text.push(low_bits(rest));
        }
        self.len += 1;
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The number of its first state.
    pub(crate) fn first(&self) -> u64 {
        self.first
    }

    /// Unpacks the states, one after the other.
    pub(crate) fn unpack(&self, into: &mut Vec<u32>) {
        into.clear();
        let mut text = self.text.as_slice();
        while let [byte, rest @ ..] = text {
            text = rest;
            let (mut number, mut shift, mut last) = (u32::from(byte & !MORE), BITS, *byte);
            while last & MORE != 0 {
                let [byte, rest @ ..] = text else { unreachable!("another byte was said to follow") };
                (text, last) = (rest, *byte);
                number |= u32::from(last & !MORE) << shift;
                shift += BITS;
            }
            into.push(number);
        }
    }

    /// How many bytes it takes.
    pub(crate) fn bytes(&self) -> usize {
        size_of::<Self>() + self.text.capacity()
    }

    /// The same states, of which the first has this number.
    pub(crate) fn numbered(mut self, first: u64) -> Self {
        self.first = first;
        self.text.shrink_to_fit();
        self
    }

    /// Whether it is as many states as it says, of so many numbers each.
    pub(crate) fn is_whole(&self, width: usize) -> bool {
        let ends = self.text.iter().filter(|byte| **byte & MORE == 0).count();
        ends == self.len * width && self.text.last().is_none_or(|last| last & MORE == 0)
    }

    /// Its states, as they are packed.
    pub(crate) fn text(&self) -> &[u8] {
        &self.text
    }

    /// A piece of so many states, as they were packed.
    pub(crate) fn of(first: u64, len: usize, text: &[u8]) -> Self {
        Self { first, len, text: text.into() }
    }
}

/// The states of one depth that wait.
#[derive(Debug, Default)]
pub(crate) struct Frontier {
    pieces: VecDeque<Packed>,
    bytes: usize,
    len: u64,
}

impl Frontier {
    /// Adds states, of which the first has this number.
    pub(crate) fn push(&mut self, first: u64, mut piece: Packed) {
        self.len += piece.len as u64;
        // Where little is found at a time, a piece for each would take more than the states.
        if let Some(last) = self.pieces.back_mut().filter(|last| last.len + piece.len <= PIECE) {
            self.bytes -= last.bytes();
            last.text.extend_from_slice(&piece.text);
            last.len += piece.len;
            self.bytes += last.bytes();
            return;
        }
        piece.first = first;
        piece.text.shrink_to_fit();
        self.bytes += piece.bytes();
        self.pieces.push_back(piece);
    }

    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether there is a block to which nothing will be added any more: the last piece may still grow.
    pub(crate) fn has_block(&self) -> bool {
        let last = self.pieces.back().map_or(0, |last| last.len as u64);
        self.len - last >= BLOCK as u64
    }

    /// Takes out the oldest pieces, as many as make a block; none when there are none left.
    pub(crate) fn next_block(&mut self) -> Vec<Packed> {
        let (mut block, mut len) = (Vec::new(), 0);
        while len < BLOCK
            && let Some(piece) = self.pieces.pop_front()
        {
            len += piece.len;
            self.bytes -= piece.bytes();
            block.push(piece);
        }
        self.len -= len as u64;
        block
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_unpacked_as_they_were_in_their_order() {
        let numbers = [0, 1, 127, 128, 16_383, 16_384, 1 << 21, u32::MAX];
        let states: Vec<[u32; 3]> =
            (0..BLOCK + 9).map(|n| [n, n / 7, n / 49].map(|n| numbers[n % 8])).collect();
        let (mut frontier, mut first) = (Frontier::default(), 5);
        for states in states.chunks(PIECE * 2 / 5) {
            let mut piece = Packed::default();
            states.iter().for_each(|state| piece.push(state));
            frontier.push(first, piece);
            first += states.len() as u64;
        }
        let (mut piece, mut unpacked) = (Vec::new(), Vec::new());
        while let block = frontier.next_block()
            && !block.is_empty()
        {
            for packed in block {
                assert_eq!(packed.first(), 5 + unpacked.len() as u64);
                assert!(packed.len() <= PIECE);
                packed.unpack(&mut piece);
                unpacked.extend(piece.chunks(3).map(|state| <[u32; 3]>::try_from(state).unwrap()));
            }
            assert_eq!(frontier.len(), (states.len() - unpacked.len()) as u64);
        }
        assert_eq!((unpacked, frontier.bytes()), (states, 0));
    }

    #[test]
    fn a_block_has_no_more_pieces_than_make_it_whole() {
        let mut frontier = Frontier::default();
        for first in (0..2 * BLOCK + 1).step_by(PIECE) {
            let mut piece = Packed::default();
            (0..PIECE.min(2 * BLOCK + 1 - first)).for_each(|_| piece.push(&[7]));
            frontier.push(first as u64, piece);
        }
        let states = |block: Vec<Packed>| block.iter().map(Packed::len).sum::<usize>();
        let blocks = [0; 4].map(|_| states(frontier.next_block()));
        assert_eq!(blocks, [BLOCK, BLOCK, 1, 0]);
    }

    fn packed(states: usize) -> Packed {
        let mut piece = Packed::default();
        (0..states).for_each(|_| piece.push(&[1, 2]));
        piece
    }

    #[test]
    fn a_number_takes_a_byte_for_every_seven_bits() {
        let texts: [(u32, &[u8]); 7] = [
            (0, &[0]),
            (127, &[127]),
            (128, &[0x80, 1]),
            (300, &[0xac, 2]),
            (16_383, &[0xff, 0x7f]),
            (16_384, &[0x80, 0x80, 1]),
            (u32::MAX, &[0xff, 0xff, 0xff, 0xff, 0x0f]),
        ];
        for (number, text) in texts {
            let mut piece = Packed::default();
            piece.push(&[number]);
            assert_eq!(piece.text(), text, "{number}");
        }
    }

    #[test]
    fn a_piece_is_whole_with_as_many_numbers_as_its_states_have() {
        let whole: [(usize, &[u8], usize); 4] =
            [(2, &[1, 2, 3, 4], 2), (0, &[], 2), (1, &[1], 1), (2, &[1, 0x80, 1], 1)];
        let not: [(usize, &[u8], usize); 6] = [
            (2, &[1, 2, 3], 2),
            (2, &[1, 2, 3, 4, 5], 2),
            (1, &[1, 0x82], 2),
            (1, &[0x81, 1, 2, 0x80], 2),
            (1, &[], 1),
            (0, &[1], 1),
        ];
        for (is_whole, pieces) in [(true, &whole[..]), (false, &not[..])] {
            for (len, text, width) in pieces {
                assert_eq!(Packed::of(0, *len, text).is_whole(*width), is_whole, "{len} {text:?}");
            }
        }
    }

    #[test]
    fn a_piece_takes_its_text_and_what_says_whose_it_is() {
        let head = size_of::<Packed>();
        assert_eq!(Packed::default().bytes(), head);
        let piece = packed(2);
        assert_eq!(piece.bytes(), head + piece.text.capacity());
        let piece = piece.numbered(9);
        assert_eq!((piece.first(), piece.len(), piece.bytes()), (9, 2, head + 4));
    }

    #[test]
    fn pieces_become_one_as_long_as_that_is_no_more_than_a_piece() {
        let mut frontier = Frontier::default();
        // The number of pieces after each, and how many states the last has.
        let wanted =
            [(3, 1, 3), (5, 1, PIECE), (1, 2, 1), (PIECE, 3, PIECE), (4, 4, 4), (5, 5, 5), (3, 5, PIECE)];
        let mut first = 10;
        for (states, pieces, last) in wanted {
            frontier.push(first, packed(states));
            first += states as u64;
            assert_eq!((frontier.pieces.len(), frontier.pieces.back().unwrap().len()), (pieces, last));
            let bytes: usize = frontier.pieces.iter().map(Packed::bytes).sum();
            assert_eq!((frontier.bytes(), frontier.len()), (bytes, first - 10));
        }
        let firsts: Vec<_> = frontier.pieces.iter().map(Packed::first).collect();
        assert_eq!(firsts, [10, 18, 19, 27, 31]);
        let block = frontier.next_block();
        assert_eq!((block.len(), frontier.bytes(), frontier.len()), (5, 0, 0));
    }

    #[test]
    fn a_block_is_there_when_the_pieces_before_the_last_make_one() {
        let mut frontier = Frontier::default();
        let has_block: Vec<_> = (0..BLOCK / PIECE + 1)
            .map(|nth| {
                frontier.push((nth * PIECE) as u64, packed(if nth == 4 { 1 } else { PIECE }));
                frontier.has_block()
            })
            .collect();
        assert_eq!(has_block, [false, false, false, false, true]);
        let block = frontier.next_block();
        assert_eq!((block.len(), frontier.len(), frontier.has_block()), (BLOCK / PIECE, 1, false));
        let left: usize = frontier.pieces.iter().map(Packed::bytes).sum();
        assert_eq!(frontier.bytes(), left);
    }
}
