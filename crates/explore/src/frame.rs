//! Streams in frames, each with its length and a checksum: a damaged one is an error, never something else that was found.
//!
//! The checksum is of the name of the stream and the place of the frame, too: no frame is taken for another. A record never goes over
//! the end of a frame. How much of a stream is meant, [`Stream`] says: what a killed search wrote behind that is not looked at.

use std::hash::Hasher as _;
use std::io;

use siphasher::sip::SipHasher13;

use crate::store::Store;

/// From how many bytes on a frame is whole, where nobody needs another size.
pub(crate) const FRAME: usize = 1 << 16;
/// Its length in four bytes, and its checksum in eight.
pub(crate) const HEAD: usize = 12;

/// A stream, as far as it is meant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Stream {
    pub(crate) kind: &'static str,
    /// No two streams of a search have the same.
    pub(crate) id: u64,
    pub(crate) bytes: u64,
    pub(crate) frames: u64,
}

/// A place in a stream, at the beginning of a frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Place {
    pub(crate) bytes: u64,
    pub(crate) frames: u64,
}

impl Stream {
    pub(crate) const fn new(kind: &'static str, id: u64) -> Self {
        Self { kind, id, bytes: 0, frames: 0 }
    }

    pub(crate) fn name(&self) -> String {
        format!("{}-{}", self.kind, self.id)
    }

    /// Where it ends.
    pub(crate) const fn end(&self) -> Place {
        Place { bytes: self.bytes, frames: self.frames }
    }
}

/// What a stream has is not what was written.
pub(crate) fn damaged(name: &str, what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("'{name}' is damaged: {what}"))
}

/// The checksum of a frame.
fn sum(name: &str, number: u64, bytes: &[u8]) -> u64 {
    let mut hasher = SipHasher13::new_with_keys(number, name.len() as u64);
    hasher.write(name.as_bytes());
    hasher.write(bytes);
    hasher.finish()
}

/// Adds records to a stream.
#[derive(Debug)]
pub(crate) struct Writer<'s> {
    store: &'s dyn Store,
    pub(crate) stream: Stream,
    /// From how many bytes on a frame is whole.
    size: usize,
    /// What is to be written yet, behind room for a head.
    room: Vec<u8>,
}

impl<'s> Writer<'s> {
    pub(crate) fn new(store: &'s dyn Store, stream: Stream, size: usize) -> Self {
        Self { store, stream, size, room: vec![0; HEAD] }
    }

    /// Adds a record.
    pub(crate) fn put(&mut self, record: &[u8]) -> io::Result<()> {
        self.room.extend_from_slice(record);
        if self.room.len() >= self.size + HEAD { self.end_frame() } else { Ok(()) }
    }

    /// Whatever was added is written, in a frame of its own.
    pub(crate) fn end_frame(&mut self) -> io::Result<()> {
        let (head, bytes) = self.room.split_at_mut(HEAD);
        if bytes.is_empty() {
            return Ok(());
        }
        let name = self.stream.name();
        let length = u32::try_from(bytes.len()).expect("a frame is small");
        head[..4].copy_from_slice(&length.to_le_bytes());
        head[4..].copy_from_slice(&sum(&name, self.stream.frames, bytes).to_le_bytes());
        self.store.append(&name, &self.room)?;
        self.stream.bytes += self.room.len() as u64;
        self.stream.frames += 1;
        self.room.truncate(HEAD);
        Ok(())
    }

    /// The stream with all that was added.
    pub(crate) fn end(mut self) -> io::Result<Stream> {
        self.end_frame()?;
        Ok(self.stream)
    }

    /// What was added and is not written yet.
    pub(crate) fn waiting(&self) -> &[u8] {
        &self.room[HEAD..]
    }
}

/// The frames of a stream, one after the other.
#[derive(Debug)]
pub(crate) struct Frames<'s> {
    store: &'s dyn Store,
    stream: Stream,
    name: String,
    at: Place,
    room: Vec<u8>,
}

impl<'s> Frames<'s> {
    /// From a place on.
    pub(crate) fn of(store: &'s dyn Store, stream: Stream, at: Place) -> Self {
        let name = stream.name();
        Self { store, stream, name, at, room: Vec::new() }
    }

    /// The place of the next frame.
    pub(crate) const fn at(&self) -> Place {
        self.at
    }

    /// The next frame; none at the end.
    pub(crate) fn next(&mut self) -> io::Result<Option<&[u8]>> {
        if self.at == self.stream.end() {
            return Ok(None);
        }
        let mut head = [0; HEAD];
        self.read(self.at.bytes, &mut head)?;
        let [a, b, c, d, sums @ ..] = head;
        let length = u32::from_le_bytes([a, b, c, d]);
        let end = self.at.bytes + HEAD as u64 + u64::from(length);
        if end > self.stream.bytes || self.at.frames >= self.stream.frames {
            return Err(damaged(&self.name, "a frame goes on behind its end"));
        }
        let mut room = std::mem::take(&mut self.room);
        room.resize(length as usize, 0);
        self.read(self.at.bytes + HEAD as u64, &mut room)?;
        self.room = room;
        if u64::from_le_bytes(sums) != sum(&self.name, self.at.frames, &self.room) {
            return Err(damaged(&self.name, "a checksum is another"));
        }
        self.at = Place { bytes: end, frames: self.at.frames + 1 };
        Ok(Some(&self.room))
    }

    fn read(&self, at: u64, into: &mut [u8]) -> io::Result<()> {
        self.store.read(&self.name, at, into).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => damaged(&self.name, "it ends too early"),
            _ => error,
        })
    }
}
