//! What is said of logs, their cuts and the lattice of these, a subject a file, in one binary.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod brute;
mod cases;
mod detect;
mod lattice;
mod recovery;
