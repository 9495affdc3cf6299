//! What is drawn and exported, a subject a file, in one binary: what all of them share is linked once.
//!
//! By themselves are those that ask a [browser or other programs](../page.rs), and list what they leave out.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;
mod comparison;
mod drawings;
mod exports;
mod faults;
mod lattice;
mod logs;
mod steps;
mod who_waits;
