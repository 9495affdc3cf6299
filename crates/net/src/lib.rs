//! The same pure handlers between operating-system processes: each process of a computation is one process of the system, and
//! each channel one direction of a TCP stream, which gives the FIFO order that the paper assumes.
//!
//! A driver like the simulator, but without a global state: nobody sees more than one process and its own channels. It knows
//! no snapshot algorithm and no program; what messages look like on the wire is an [`Encoding`] from outside, and what becomes
//! of the steps is a [`Journal`]'s business, which also says when the process has done what it was there for. What really
//! happened is judged afterwards, when the journals are joined and replayed through the transition relation; not here.
//!
//! A [`Frame`] is what travels, [`hello`] how two processes make sure of each other, a [`Meeting`] how a process comes to be
//! connected with all its neighbours, `peer` one of these connections, `machine` the handlers' side, `alarms` when a
//! process does something of its own accord, and [`Node`] the loop that joins them.
//!
//! It refuses to be: a transport for anything else, a membership service, or secret. With a secret strangers are kept out and
//! every frame is sealed, so nobody in between can add, change, repeat or swap one; he can read them, and cut the line. Without
//! one, nothing is protected: whoever reaches a process, or is in between, can say what he likes.
#![forbid(unsafe_code)]

mod alarms;
mod contract;
mod frame;
pub mod hello;
mod length;
mod machine;
mod meeting;
mod node;
mod peer;
mod secret;

pub use contract::{Encoding, Journal};
pub use frame::{Frame, FrameError, MAX_FRAME, Wire, frames};
pub use meeting::{Meeting, Notice, Refusal};
pub use node::{Ended, Ending, Node, NodeError, Settings, neighbours};
pub use secret::Secret;
