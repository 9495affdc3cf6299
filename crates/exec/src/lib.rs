//! Programs of the user's, in any language, that answer questions: the protocol `sim.exec/1`.
//!
//! A program is started as a child, is told hello, and then answers one question at a time, each a line of JSON. It is *pure*: an answer
//! depends on its question alone, and whatever the program remembers travels in questions and answers. So an answer that was had once need not be
//! asked for again, and whether the program keeps its word is seen by asking again now and then.
//!
//! A [`Source`] says how a file is started, [`child`] is the process with its bounds, `pipes` what goes through them, `group` all that it starts, `heard` what it says on standard
//! error; [`pool`] has a child for each thread that asks, [`memory`] what was answered, and [`Exec`] is all of them together: whoever asks is told
//! the answer, and of the first [fault](Fault), after which nobody is asked any more. [`network`] has the names of processes and
//! channels in questions, and [`Algorithm`] is one role in which a program is asked.
#![forbid(unsafe_code)]

mod algorithm;
mod bounds;
pub mod canonical;
pub mod child;
mod computation;
mod exec;
mod fault;
mod group;
mod heard;
mod living;
pub mod memory;
pub mod network;
mod pipes;
pub mod pool;
mod source;

pub use algorithm::Algorithm;
pub use bounds::Bounds;
pub use computation::Computation;
pub use exec::{Exec, World};
pub use fault::{Fault, Kind};
pub use heard::Say;
pub use living::Living;
pub use source::Source;
