//! A store in memory, for tests: one that fails after so many bytes, and then shows what a crash leaves.
#![expect(clippy::disallowed_types, reason = "a store is written while threads read")]

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::store::Store;

#[derive(Debug, Default)]
pub(super) struct Memory(Mutex<Kept>);

#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    pub(super) streams: BTreeMap<String, Vec<u8>>,
    /// How much of each is durable.
    synced: BTreeMap<String, usize>,
    pub(super) text: Option<Vec<u8>>,
    /// How many bytes can be written yet; as many as one likes if this was not said.
    left: Option<usize>,
    /// It is time to keep what was done whenever it is asked.
    often: bool,
}

/// What is left of what was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Crash {
    /// The process was killed: all that it wrote.
    Killed,
    /// The power failed: what was made durable.
    Power,
}

impl Memory {
    /// A store that fails after so many bytes.
    pub(super) fn failing(kept: Kept, left: Option<usize>) -> Self {
        Self(Mutex::new(Kept { left, often: true, ..kept }))
    }

    pub(super) fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many bytes can be written yet.
    pub(super) fn left(&self) -> usize {
        self.kept().left.unwrap()
    }

    /// What is there after a crash.
    pub(super) fn after(&self, crash: Crash) -> Kept {
        let mut kept = self.kept().clone();
        if crash == Crash::Power {
            let Kept { streams, synced, .. } = &mut kept;
            for (name, bytes) in streams {
                bytes.truncate(synced.get(name).copied().unwrap_or(0));
            }
        }
        kept
    }
}

fn full() -> io::Error {
    io::Error::new(io::ErrorKind::StorageFull, "there is no room left")
}

fn too_short() -> io::Error {
    io::ErrorKind::UnexpectedEof.into()
}

impl Kept {
    /// As many of so many bytes as can be written.
    fn take(&mut self, bytes: usize) -> usize {
        let taken = self.left.map_or(bytes, |left| left.min(bytes));
        self.left = self.left.map(|left| left - taken);
        taken
    }
}

impl Store for Memory {
    fn append(&self, stream: &str, bytes: &[u8]) -> io::Result<()> {
        let mut kept = self.kept();
        let taken = kept.take(bytes.len());
        kept.streams.entry(stream.to_string()).or_default().extend_from_slice(&bytes[..taken]);
        if taken < bytes.len() { Err(full()) } else { Ok(()) }
    }

    fn read(&self, stream: &str, at: u64, into: &mut [u8]) -> io::Result<()> {
        let (kept, at) = (self.kept(), usize::try_from(at).unwrap());
        let bytes = kept.streams.get(stream).and_then(|bytes| bytes.get(at..at + into.len()));
        into.copy_from_slice(bytes.ok_or_else(too_short)?);
        Ok(())
    }

    fn sync(&self, stream: &str) -> io::Result<()> {
        let kept = &mut *self.kept();
        if kept.take(1) == 0 {
            return Err(full());
        }
        kept.synced.insert(stream.to_string(), kept.streams[stream].len());
        Ok(())
    }

    fn cut(&self, stream: &str, bytes: u64) -> io::Result<()> {
        let (mut kept, length) = (self.kept(), usize::try_from(bytes).unwrap());
        let there = kept.streams.get_mut(stream).filter(|bytes| bytes.len() >= length);
        there.ok_or_else(too_short)?.truncate(length);
        Ok(())
    }

    fn remove(&self, stream: &str) -> io::Result<()> {
        let mut kept = self.kept();
        if kept.take(1) == 0 {
            return Err(full());
        }
        kept.synced.remove(stream);
        kept.streams.remove(stream).map(drop).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn streams(&self) -> io::Result<Vec<String>> {
        Ok(self.kept().streams.keys().cloned().collect())
    }

    fn replace(&self, text: &[u8]) -> io::Result<()> {
        let mut kept = self.kept();
        if kept.take(text.len()) < text.len() {
            return Err(full());
        }
        kept.text = Some(text.to_vec());
        Ok(())
    }

    fn text(&self) -> io::Result<Option<Vec<u8>>> {
        Ok(self.kept().text.clone())
    }

    fn bytes(&self) -> u64 {
        self.kept().streams.values().map(|bytes| bytes.len() as u64).sum()
    }

    fn is_time(&self) -> bool {
        self.kept().often
    }
}
