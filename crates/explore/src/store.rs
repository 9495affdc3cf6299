//! Where a search keeps what outgrows memory: streams of bytes under names. Whoever asks for the search has them, and a disk; this
//! crate has neither files nor a clock. What is in the streams is the business of `frame` and of `spilled`.

use std::fmt;
use std::io;

/// Streams of bytes under names, and small texts that are replaced as a whole.
///
/// Names are letters, digits and `-`. A stream is written by one thread, and may be read by several. Whatever fails ends the search,
/// with this error; what was [synced](Self::sync) and named in the last text is enough to go on from there.
pub trait Store: Sync + fmt::Debug {
    /// Adds bytes at the end of a stream, which is there from the first of them on.
    ///
    /// # Errors
    /// If there is no room for them, or the bound on all streams together would be exceeded.
    fn append(&self, stream: &str, bytes: &[u8]) -> io::Result<()>;

    /// Fills `into` from this place of a stream on.
    ///
    /// # Errors
    /// [`io::ErrorKind::UnexpectedEof`] if there are fewer bytes.
    fn read(&self, stream: &str, at: u64, into: &mut [u8]) -> io::Result<()>;

    /// Makes durable what was added to a stream.
    ///
    /// # Errors
    /// If it cannot be.
    fn sync(&self, stream: &str) -> io::Result<()>;

    /// Forgets what a stream has behind so many bytes.
    ///
    /// # Errors
    /// [`io::ErrorKind::UnexpectedEof`] if it has fewer.
    fn cut(&self, stream: &str, bytes: u64) -> io::Result<()>;

    /// Forgets a stream.
    ///
    /// # Errors
    /// If it cannot be removed.
    fn remove(&self, stream: &str) -> io::Result<()>;

    /// The names of all streams.
    ///
    /// # Errors
    /// If they cannot be listed.
    fn streams(&self) -> io::Result<Vec<String>>;

    /// Puts a text in the place of the one before, durably: after a crash there is one of the two, whole.
    ///
    /// # Errors
    /// If it cannot be written.
    fn replace(&self, text: &[u8]) -> io::Result<()>;

    /// That text, if there is one.
    ///
    /// # Errors
    /// If it cannot be read.
    fn text(&self) -> io::Result<Option<Vec<u8>>>;

    /// How many bytes all streams together have.
    fn bytes(&self) -> u64;

    /// Whether so much was done since the last text that it should be made durable. It decides from where a search goes on, and nothing
    /// of what it finds.
    fn is_time(&self) -> bool;
}
