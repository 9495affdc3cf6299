//! The states of a depth that wait: which blocks they make is known to all machines, and each has those that it found.

use std::collections::VecDeque;
use std::io;
use std::ops::Range;

use super::rounds::{damaged, read};
use crate::frontier::{Frontier, PIECE, Packed};
use crate::words::Written;

/// The states of one depth.
#[derive(Debug, Default)]
pub(crate) struct Depth {
    /// All of them, in the pieces and blocks that a search in memory has, but for what they are.
    all: Frontier,
    /// Those that this machine found, as they were found.
    own: VecDeque<Packed>,
    bytes: usize,
}

impl Depth {
    /// Adds states that were found, of which the first has this number.
    pub(crate) fn push(&mut self, first: u64, len: usize) {
        self.all.push(first, Packed::of(first, len, &[]));
    }

    /// Adds what such states are, if this machine has found them.
    pub(crate) fn keep(&mut self, first: u64, states: Packed) {
        let states = states.numbered(first);
        self.bytes += states.bytes();
        self.own.push_back(states);
    }

    /// How many states wait.
    pub(crate) fn len(&self) -> u64 {
        self.all.len()
    }

    pub(crate) fn bytes(&self) -> usize {
        self.all.bytes() + self.bytes
    }

    /// The numbers of the states of the next blocks, one for each machine; of those for which there are none left, none.
    pub(crate) fn next_blocks(&mut self, count: usize) -> Vec<Range<u64>> {
        let mut end = 0;
        let block = |_| {
            let pieces = self.all.next_block();
            let start = pieces.first().map_or(end, Packed::first);
            end = start + pieces.iter().map(|piece| piece.len() as u64).sum::<u64>();
            start..end
        };
        (0..count).map(block).collect()
    }

    /// Takes out what this machine has of blocks: a message for each.
    pub(crate) fn take(&mut self, blocks: &[Range<u64>]) -> Vec<Vec<u8>> {
        let mut told: Vec<_> = blocks.iter().map(|_| Written::default()).collect();
        let end = blocks.last().map_or(0, |block| block.end);
        while self.own.front().is_some_and(|states| states.first() < end)
            && let Some(states) = self.own.pop_front()
        {
            self.bytes -= states.bytes();
            let written = &mut told[blocks.partition_point(|block| block.end <= states.first())];
            written.put(states.first());
            written.put_short(states.len() as u64);
            written.put_short(states.text().len() as u64);
            written.0.extend_from_slice(states.text());
        }
        told.into_iter().map(|written| written.0).collect()
    }
}

/// A block, put together from what all machines have of it.
pub(crate) fn block(told: &[Vec<u8>], block: &Range<u64>, width: usize) -> io::Result<Vec<Packed>> {
    let mut parts = Vec::new();
    for bytes in told {
        let mut read = read(bytes);
        while !read.bytes.is_empty() {
            let (first, len, bytes) = (read.number()?, read.short()?, read.short()?);
            parts.push(Packed::of(first, len, read.raw(bytes)?));
        }
    }
    parts.sort_by_key(Packed::first);
    let (mut states, mut next) = (Frontier::default(), block.start);
    for part in parts {
        let is_next = part.first() == next && (1..=PIECE).contains(&part.len()) && part.is_whole(width);
        if !is_next {
            return Err(damaged("the states of a block"));
        }
        next += part.len() as u64;
        states.push(part.first(), part);
    }
    let pieces = states.next_block();
    if next != block.end || states.len() > 0 {
        return Err(damaged("a block is not whole"));
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDTH: usize = 2;

    /// So many states from a number on, each with its number in it.
    fn states(first: u64, len: usize) -> Packed {
        let mut packed = Packed::default();
        (0..u32::try_from(len).unwrap())
            .for_each(|nth| packed.push(&[u32::try_from(first).unwrap() + nth, 7]));
        packed.numbered(first)
    }

    /// A depth of 44 states in pieces, of which every other is this machine's.
    fn depth() -> Depth {
        let (mut depth, mut first) = (Depth::default(), 100);
        for (nth, len) in [PIECE, PIECE, PIECE, PIECE, PIECE, 4].into_iter().enumerate() {
            depth.push(first, len);
            if nth % 2 == 0 {
                depth.keep(first, states(first, len));
            }
            first += len as u64;
        }
        depth
    }

    #[test]
    fn each_machine_has_a_block_as_long_as_there_are_some() {
        let mut depth = depth();
        assert_eq!(depth.len(), 44);
        assert_eq!(depth.next_blocks(3), [100..132, 132..144, 144..144]);
        assert_eq!((depth.len(), depth.next_blocks(2)), (0, vec![0..0, 0..0]));
    }

    #[test]
    fn it_takes_what_waits_of_all_and_what_this_machine_found() {
        let mut depth = depth();
        let own = |depth: &Depth| depth.own.iter().map(Packed::bytes).sum::<usize>();
        assert!(own(&depth) > 3 * PIECE);
        assert_eq!(depth.bytes(), depth.all.bytes() + own(&depth));
        let blocks = depth.next_blocks(1);
        depth.take(&blocks);
        assert_eq!((depth.own.len(), depth.bytes()), (1, depth.all.bytes() + own(&depth)));
        let blocks = depth.next_blocks(1);
        depth.take(&blocks);
        assert_eq!((depth.own.len(), depth.bytes()), (0, 0));
    }

    #[test]
    fn a_machine_tells_what_it_has_of_each_block() {
        let mut depth = depth();
        let blocks = depth.next_blocks(2);
        let told = depth.take(&blocks);
        let firsts = told.iter().map(|bytes| {
            let (mut read, mut firsts) = (read(bytes), Vec::new());
            while !read.bytes.is_empty() {
                firsts.push(read.number().unwrap());
                let (len, bytes): (usize, usize) = (read.short().unwrap(), read.short().unwrap());
                assert_eq!((len, read.raw(bytes).unwrap().len()), (PIECE, bytes));
            }
            firsts
        });
        assert_eq!(firsts.collect::<Vec<_>>(), [vec![100, 116], vec![132]]);
    }

    /// What a machine tells of these states.
    fn told(states: &[Packed]) -> Vec<u8> {
        let mut written = Written::default();
        for states in states {
            written.put(states.first());
            written.put_short(states.len() as u64);
            written.put_short(states.text().len() as u64);
            written.0.extend_from_slice(states.text());
        }
        written.0
    }

    #[test]
    fn a_block_is_put_together_in_order_from_what_all_have() {
        let (one, other) = (told(&[states(8, 3), states(0, 5)]), told(&[states(5, 3)]));
        let pieces = block(&[one, other], &(0..11), WIDTH).unwrap();
        let mut numbers = Vec::new();
        let found = pieces.iter().flat_map(|piece| {
            piece.unpack(&mut numbers);
            numbers.chunks(WIDTH).map(|state| state[0]).collect::<Vec<_>>()
        });
        assert_eq!(found.collect::<Vec<_>>(), (0..11).collect::<Vec<_>>());
        assert!(block(&[], &(5..5), WIDTH).unwrap().is_empty());
    }

    #[test]
    fn a_block_that_is_not_whole_or_has_more_is_damaged() {
        let wrong: [(&[Packed], Range<u64>); 9] = [
            (&[states(0, 5)], 0..6),
            (&[states(0, 5)], 0..4),
            (&[states(1, 4)], 0..5),
            (&[states(0, 5), states(0, 5)], 0..5),
            (&[states(0, 2), states(3, 2)], 0..5),
            (&[states(0, 5), states(5, 0)], 0..5),
            (&[states(0, PIECE + 1)], 0..PIECE as u64 + 1),
            (&[Packed::of(0, 5, &[1; 9])], 0..5),
            (&[Packed::of(0, 5, &[1; 11])], 0..5),
        ];
        for (nth, (states, range)) in wrong.into_iter().enumerate() {
            assert!(block(&[told(states)], &range, WIDTH).is_err(), "{nth}");
        }
        let whole = told(&[states(0, 5)]);
        assert!(block(std::slice::from_ref(&whole), &(0..5), WIDTH).is_ok());
        assert!((0..whole.len()).all(|len| block(&[whole[..len].to_vec()], &(0..5), WIDTH).is_err()));
        // More than a block, though each piece is sound.
        let many: Vec<_> = (0..5).map(|nth| states(nth * PIECE as u64, PIECE)).collect();
        assert!(block(&[told(&many)], &(0..5 * PIECE as u64), WIDTH).is_err());
    }
}
