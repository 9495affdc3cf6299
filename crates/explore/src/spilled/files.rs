//! The streams of a search: which there are, and which the last text names, so that none of those is removed before the next text is there.

use std::collections::BTreeSet;
use std::io;

use crate::frame::{FRAME, Stream, Writer};
use crate::store::Store;

/// The streams of a store.
#[derive(Debug)]
pub(crate) struct Files<'s> {
    pub(crate) store: &'s dyn Store,
    /// The number of the next stream.
    pub(crate) next: u64,
    /// Those that the last text names.
    named: BTreeSet<String>,
    /// Those of them that are not needed any more.
    spent: Vec<String>,
}

impl<'s> Files<'s> {
    pub(crate) const fn new(store: &'s dyn Store) -> Self {
        Self { store, next: 0, named: BTreeSet::new(), spent: Vec::new() }
    }

    /// A stream with nothing in it.
    pub(crate) fn begin(&mut self, kind: &'static str) -> Stream {
        self.next += 1;
        Stream::new(kind, self.next)
    }

    /// The same, to be written.
    pub(crate) fn write(&mut self, kind: &'static str) -> Writer<'s> {
        let stream = self.begin(kind);
        Writer::new(self.store, stream, FRAME)
    }

    /// A stream is not needed any more.
    pub(crate) fn remove(&mut self, stream: &Stream) -> io::Result<()> {
        let name = stream.name();
        if self.named.contains(&name) {
            self.spent.push(name);
            return Ok(());
        }
        if stream.bytes > 0 { self.store.remove(&name) } else { Ok(()) }
    }

    /// Makes these streams durable, and then a text that names them; then those that it does not name are removed.
    pub(crate) fn keep(&mut self, text: &[u8], streams: &[&Stream]) -> io::Result<()> {
        let written: Vec<_> = streams.iter().filter(|stream| stream.bytes > 0).collect();
        written.iter().try_for_each(|stream| self.store.sync(&stream.name()))?;
        self.store.replace(text)?;
        self.named = written.iter().map(|stream| stream.name()).collect();
        let spent = std::mem::take(&mut self.spent);
        spent.iter().try_for_each(|name| self.store.remove(name))
    }

    /// These streams are there, as the text says that was read; all others are what a killed search left.
    pub(crate) fn go_on(&mut self, streams: &[&Stream]) -> io::Result<()> {
        let written: Vec<_> = streams.iter().filter(|stream| stream.bytes > 0).collect();
        self.named = written.iter().map(|stream| stream.name()).collect();
        for name in self.store.streams()? {
            if !self.named.contains(&name) {
                self.store.remove(&name)?;
            }
        }
        written.iter().try_for_each(|stream| {
            self.store.cut(&stream.name(), stream.bytes).map_err(|error| match error.kind() {
                io::ErrorKind::UnexpectedEof => crate::frame::damaged(&stream.name(), "it ends too early"),
                _ => error,
            })
        })
    }
}
