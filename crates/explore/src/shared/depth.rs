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
