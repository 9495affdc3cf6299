//! What a node is handed by who runs one: what messages look like, and who keeps a journal.

use std::io;

use bytes::BytesMut;
use sim_core::{ChannelId, Protocol, StepOf};

/// What messages look like on the wire.
pub trait Encoding<M> {
    /// Appends the message.
    fn encode(&self, message: &M, out: &mut BytesMut);
    /// The message that looks like this; `None` if there is none.
    fn decode(&self, bytes: &[u8]) -> Option<M>;
}

/// Sees every step of a process, and says when the process has done what it was there for.
pub trait Journal<P: Protocol> {
    /// A step happened, which led to this state. Its time is in milliseconds since the process began; a message's identity is its place
    /// in its channel, from 0.
    ///
    /// # Errors
    /// When it cannot be written down; the process then ends.
    fn step(&mut self, step: &StepOf<P>, after: &P::State) -> io::Result<()>;

    /// Nothing has been kept back for long: what was written down should now be where others can read it.
    ///
    /// # Errors
    /// When it cannot be written down; the process then ends.
    fn flush(&mut self) -> io::Result<()>;

    /// Why a message must not come along this channel now, if so: the neighbour then breaks the protocol, and the run ends.
    fn objection(&self, channel: ChannelId, message: &P::Message) -> Option<String>;

    /// Whether the process has done what it was there for. Once so, always so.
    fn complete(&self) -> bool;

    /// Whether it may be needed for what others are there for, though it has done what it is there for itself: it then says that it is done
    /// only after a neighbour has.
    fn follows(&self) -> bool {
        false
    }
}
