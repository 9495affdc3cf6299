//! The same pure handlers between operating-system processes: each process of a computation is one process of the system, and
//! each channel one direction of a TCP stream, which gives the FIFO order that the paper assumes.
//!
//! A driver like the simulator, but without a global state: nobody sees more than one process and its own channels. It knows
//! no snapshot algorithm and no program; what messages look like on the wire is an [`Encoding`] from outside, and what becomes
//! of the steps is a [`Journal`]'s business, which also says when the process has done what it was there for. What really
//! happened is judged afterwards, when the journals are joined and replayed through the transition relation; not here.
//!
//! [`frame`] is what travels, [`hello`] how two processes make sure of each other, [`meeting`] how a process comes to be
//! connected with all its neighbours, `peer` one of these connections, `machine` the handlers' side, `alarms` when a
//! process does something of its own accord, and [`node`] the loop that joins them.
//!
//! It refuses to be: a transport for anything else, a membership service, or secret. With a secret strangers are kept out and
//! every frame is sealed, so nobody in between can add, change, repeat or swap one; he can read them, and cut the line. Without
//! one, nothing is protected: whoever reaches a process, or is in between, can say what he likes.
#![forbid(unsafe_code)]

mod alarms;
pub mod frame;
pub mod hello;
mod length;
mod machine;
pub mod meeting;
pub mod node;
mod peer;
mod secret;

pub use frame::{Frame, FrameError, MAX_FRAME, Wire};
pub use hello::Identity;
pub use meeting::{Meeting, Notice, Refusal};
pub use node::{Ended, Ending, Node, NodeError, Settings, neighbours};
pub use secret::Secret;

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
}
