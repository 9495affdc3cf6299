//! The machines that share a search, as one of them sees the others. Whoever asks for the search has them, and a network; this crate has
//! neither. What is said in a round is the business of `shared`.

use std::fmt;
use std::io;

/// All machines that share a search, this one among them, in an order that all agree on.
pub trait Peers: fmt::Debug {
    /// The place of this machine, from 0.
    fn place(&self) -> usize;

    /// How many there are.
    fn count(&self) -> usize;

    /// A round: tells each machine something, this one too, by place; and waits for what each of them tells in this round. All machines take
    /// part in the same rounds.
    ///
    /// # Errors
    /// If one of them is not there any more. Then the search ends, on all of them.
    fn exchange(&mut self, told: Vec<Vec<u8>>) -> io::Result<Vec<Vec<u8>>>;
}
