//! What the libraries claim, a subject a file, in one binary: what all of them share is compiled and linked once.
//!
//! By themselves are the properties of [consistency](../consistency.rs), which are run again with other cases, `memory`, which counts
//! what is allocated, and `rooms`, which reads the code and needs none of it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod algorithms;
mod causal;
mod cos418;
mod determinism;
mod every_schedule;
mod exec;
mod exercise;
mod exhaustive;
mod faults;
mod foreign;
mod guards;
mod judging;
mod mutants;
mod mutants_many;
mod offers;
mod oracles;
mod paper;
mod predicates;
mod robustness;
mod shrinking;
