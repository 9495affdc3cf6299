//! What is asked of the user's own programs, and what their answers mean.
//!
//! The program itself, its bounds and its faults are [`exec`]'s. Here a question has a meaning: [`computation`] asks how the processes of a computation
//! behave. After a fault nothing happens any more, so that a run ends soon; whoever made it asks for the fault before believing anything of it.
#![forbid(unsafe_code)]

mod answer;
pub mod computation;
mod hello;
mod json;

pub use computation::Computation;
