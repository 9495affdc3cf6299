//! The underlying computations: what a snapshot is taken *of*.
//!
//! A computation is a [`Protocol`] that also says which quantity no event may create or destroy, so that an oracle can
//! count it in a recorded global state. One file a computation; the first is the exercise's [`TokenRing`].

pub mod script;
mod token_ring;

pub use script::{Script, ScriptCommand, ScriptState};
pub use token_ring::{Forward, Forwarding, Token, TokenRing, TokenState};

use std::fmt::Display;

use sim_core::Protocol;

/// A protocol that a snapshot can be superposed on and judged against.
///
/// It shows nothing (`Observation = ()`): what is to be seen of it are its states and messages, which print as reports
/// and files have them.
pub trait Computation:
    Protocol<State: Display, Message: Display, Command: Display, Observation = ()>
{
    /// The number that a process's state is, for a trigger to watch: in the ring, its receipts of `m`.
    fn count(&self, state: &Self::State) -> u64;

    /// How much of the conserved quantity a process in this state has: in the ring, the copies of `m` it holds.
    fn held(&self, state: &Self::State) -> u64;

    /// How much of the conserved quantity a message carries: in the ring, one copy of `m`.
    fn carried(&self, message: &Self::Message) -> u64;

    /// What the conserved quantity is called, in the singular: `m`.
    fn quantity(&self) -> &'static str;
}
