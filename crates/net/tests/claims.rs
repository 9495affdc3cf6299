//! What is claimed of processes that are connected for real, a subject a file.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod refusing;
mod sizes;
