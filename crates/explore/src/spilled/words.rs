//! Numbers one after the other, written and read back: what is kept of a search that is no state.

use std::io;

use crate::frame::{Stream, damaged};

/// Numbers to be written.
#[derive(Debug, Default)]
pub(crate) struct Written(pub(crate) Vec<u8>);

impl Written {
    pub(crate) fn put(&mut self, number: u64) {
        self.0.extend(number.to_le_bytes());
    }

    pub(crate) fn stream(&mut self, stream: &Stream) {
        [stream.id, stream.bytes, stream.frames].into_iter().for_each(|number| self.put(number));
    }

    /// How many there are, and each.
    pub(crate) fn each<T>(&mut self, items: &[T], mut put: impl FnMut(&mut Self, &T)) {
        self.put(items.len() as u64);
        items.iter().for_each(|item| put(self, item));
    }
}

/// Numbers to be read.
#[derive(Debug)]
pub(crate) struct Read<'b> {
    /// What they are, for whoever is told that they are damaged.
    pub(crate) what: &'static str,
    pub(crate) bytes: &'b [u8],
}

impl Read<'_> {
    pub(crate) fn number(&mut self) -> io::Result<u64> {
        let (number, rest) = self.bytes.split_first_chunk().ok_or_else(|| self.damaged())?;
        self.bytes = rest;
        Ok(u64::from_le_bytes(*number))
    }

    pub(crate) fn small<T: TryFrom<u64>>(&mut self) -> io::Result<T> {
        let number = self.number()?;
        T::try_from(number).map_err(|_| self.damaged())
    }

    pub(crate) fn stream(&mut self, kind: &'static str) -> io::Result<Stream> {
        Ok(Stream { kind, id: self.number()?, bytes: self.number()?, frames: self.number()? })
    }

    pub(crate) fn each<T>(&mut self, mut read: impl FnMut(&mut Self) -> io::Result<T>) -> io::Result<Vec<T>> {
        let len: usize = self.small()?;
        (0..len).map(|_| read(self)).collect()
    }

    pub(crate) fn damaged(&self) -> io::Error {
        damaged(self.what, "a number is missing, or too large")
    }
}
