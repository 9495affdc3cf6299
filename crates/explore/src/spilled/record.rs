//! Records of one length, in an order: what is sorted, and read one after the other.

use std::io;

use crate::frame::{Frames, Place, Stream, Writer};
use crate::store::Store;

/// A record of one length.
pub(crate) trait Record: Copy + Ord + Send {
    /// Adds it to a stream.
    fn write(self, writer: &mut Writer<'_>) -> io::Result<()>;
    /// Takes the first one from these bytes; none if there are too few.
    fn read(bytes: &mut &[u8]) -> Option<Self>;
}

/// A fingerprint, as two numbers: as one it would take more room.
pub(crate) type Fingerprint = [u64; 2];

/// A fingerprint as two numbers.
#[inline(always)]
pub(crate) fn halves(fingerprint: u128) -> Fingerprint {
    #[expect(clippy::cast_possible_truncation, reason = "both halves are kept")]
    [(fingerprint >> 64) as u64, fingerprint as u64]
}

/// A state that a step leads to, which may have been met: by fingerprint first, and then in the order of the steps.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Candidate {
    pub(crate) fingerprint: Fingerprint,
    /// The step, as a number.
    pub(crate) step: u64,
}

fn number(bytes: &mut &[u8]) -> Option<u64> {
    let (number, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(u64::from_le_bytes(*number))
}

impl Record for u64 {
    #[inline(always)]
    fn write(self, writer: &mut Writer<'_>) -> io::Result<()> {
        writer.put(&self.to_le_bytes())
    }

    #[inline(always)]
    fn read(bytes: &mut &[u8]) -> Option<Self> {
        number(bytes)
    }
}

impl Record for Fingerprint {
    #[inline(always)]
    fn write(self, writer: &mut Writer<'_>) -> io::Result<()> {
        let [high, low] = self.map(u64::to_le_bytes);
        writer.put([high, low].as_flattened())
    }

    #[inline(always)]
    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Some([number(bytes)?, number(bytes)?])
    }
}

impl Record for Candidate {
    #[inline(always)]
    fn write(self, writer: &mut Writer<'_>) -> io::Result<()> {
        let Self { fingerprint: [high, low], step } = self;
        writer.put([high, low, step].map(u64::to_le_bytes).as_flattened())
    }

    #[inline(always)]
    fn read(bytes: &mut &[u8]) -> Option<Self> {
        Some(Self { fingerprint: Record::read(bytes)?, step: number(bytes)? })
    }
}

/// The records of a stream, one after the other.
#[derive(Debug)]
pub(crate) struct Records<'s, R> {
    frames: Frames<'s>,
    /// Those of a frame, the next one last.
    next: Vec<R>,
}

impl<'s, R: Record> Records<'s, R> {
    pub(crate) fn of(store: &'s dyn Store, stream: &Stream) -> Self {
        Self { frames: Frames::of(store, stream.clone(), Place::default()), next: Vec::new() }
    }

    /// The next one, if there are more.
    #[inline(always)]
    pub(crate) fn next(&mut self) -> io::Result<Option<R>> {
        if self.next.is_empty() {
            self.read()?;
        }
        Ok(self.next.pop())
    }

    /// The next one, which stays the next.
    #[inline(always)]
    pub(crate) fn peek(&mut self) -> io::Result<Option<R>> {
        if self.next.is_empty() {
            self.read()?;
        }
        Ok(self.next.last().copied())
    }

    fn read(&mut self) -> io::Result<()> {
        if let Some(mut bytes) = self.frames.next()? {
            while let Some(record) = R::read(&mut bytes) {
                self.next.push(record);
            }
            self.next.reverse();
        }
        Ok(())
    }
}
