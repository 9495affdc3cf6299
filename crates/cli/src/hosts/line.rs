//! A connection to a machine that remembers when it is cut, and why: what reads it can only panic.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use timely::communication::allocator::zero_copy::stream::Stream;

/// A machine that is not there any more.
#[derive(Clone, Debug)]
pub(super) struct Gone {
    /// Which one, if that is known.
    pub(super) machine: Option<usize>,
    pub(super) what: String,
}

/// The first of them, and since when.
#[derive(Clone, Debug, Default)]
pub(super) struct First(Arc<Mutex<Option<(Gone, Instant)>>>);

impl First {
    fn note(&self, machine: usize, what: &str) {
        let mut first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        first
            .get_or_insert_with(|| (Gone { machine: Some(machine), what: what.to_string() }, Instant::now()));
    }

    /// The first that is gone, if it has been gone for so long.
    pub(super) fn gone_for(&self, long: Duration) -> Option<Gone> {
        let first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        first.as_ref().filter(|(_, since)| since.elapsed() >= long).map(|(gone, _)| gone.clone())
    }
}

/// A connection to a machine.
#[derive(Debug)]
pub(super) struct Line {
    socket: TcpStream,
    machine: usize,
    first: First,
}

impl Line {
    pub(super) fn new(socket: TcpStream, machine: usize, first: &First) -> Self {
        Self { socket, machine, first: first.clone() }
    }

    fn noted<T>(&self, done: io::Result<T>) -> io::Result<T> {
        done.inspect_err(|error| self.first.note(self.machine, &error.to_string()))
    }
}

impl Read for Line {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.socket.read(into);
        if matches!(read, Ok(0)) {
            self.first.note(self.machine, "it has closed the connection");
        }
        self.noted(read)
    }
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.socket.write(bytes);
        self.noted(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.socket.flush()
    }
}

impl Stream for Line {
    fn try_clone(&self) -> io::Result<Self> {
        Ok(Self { socket: self.socket.try_clone()?, machine: self.machine, first: self.first.clone() })
    }

    fn set_nonblocking(&self, nonblocking: bool) -> io::Result<()> {
        self.socket.set_nonblocking(nonblocking)
    }

    fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        self.socket.shutdown(how)
    }
}
