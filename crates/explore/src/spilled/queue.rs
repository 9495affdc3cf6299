//! The states of a depth that wait, in a stream: a frame is a block, and its pieces are those that a search in memory has.

use std::io;

use crate::frame::{Frames, Place, Stream, Writer, damaged};
use crate::frontier::{Frontier, Packed};
use crate::store::Store;

/// Takes states that were found, in order.
#[derive(Debug)]
pub(crate) struct Queue<'s> {
    /// What does not make a block yet.
    waiting: Frontier,
    writer: Writer<'s>,
}

impl<'s> Queue<'s> {
    pub(crate) fn new(writer: Writer<'s>) -> Self {
        Self { waiting: Frontier::default(), writer }
    }

    /// Adds states, of which the first has this number.
    pub(crate) fn push(&mut self, first: u64, piece: Packed) -> io::Result<()> {
        self.waiting.push(first, piece);
        while self.waiting.has_block() {
            self.write_block()?;
        }
        Ok(())
    }

    fn write_block(&mut self) -> io::Result<()> {
        let mut bytes = Vec::new();
        for piece in self.waiting.next_block() {
            let text = piece.text();
            for number in [piece.first(), piece.len() as u64, text.len() as u64] {
                bytes.extend(number.to_le_bytes());
            }
            bytes.extend_from_slice(text);
        }
        self.writer.put(&bytes)?;
        self.writer.end_frame()
    }

    /// Nothing comes after.
    pub(crate) fn end(mut self) -> io::Result<Stream> {
        while self.waiting.len() > 0 {
            self.write_block()?;
        }
        self.writer.end()
    }
}

/// The blocks of a depth, one after the other.
#[derive(Debug)]
pub(crate) struct BlocksOf<'s>(Frames<'s>);

impl<'s> BlocksOf<'s> {
    /// From a place on.
    pub(crate) fn of(store: &'s dyn Store, stream: &Stream, at: Place) -> Self {
        Self(Frames::of(store, stream.clone(), at))
    }

    /// The place of the next block.
    pub(crate) const fn at(&self) -> Place {
        self.0.at()
    }

    /// The next block; none at the end.
    pub(crate) fn next(&mut self) -> io::Result<Option<Vec<Packed>>> {
        let Some(mut bytes) = self.0.next()? else { return Ok(None) };
        let mut block = Vec::new();
        while !bytes.is_empty() {
            let piece = piece(&mut bytes).ok_or_else(|| damaged("a queue", "a piece ends too early"))?;
            block.push(piece);
        }
        Ok(Some(block))
    }
}

fn piece(bytes: &mut &[u8]) -> Option<Packed> {
    let mut number = || {
        let (number, rest) = bytes.split_first_chunk()?;
        *bytes = rest;
        Some(u64::from_le_bytes(*number))
    };
    let (first, len, length) = (number()?, number()?, number()?);
    let (text, rest) = bytes.split_at_checked(usize::try_from(length).ok()?)?;
    *bytes = rest;
    Some(Packed::of(first, usize::try_from(len).ok()?, text))
}
