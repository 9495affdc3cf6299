//! Who decides which enabled action comes next, and when.
//!
//! A [`Scheduler`] has the global state of its run in its keeping, is told what processes offer, and picks what happens next; the
//! [transition relation](crate::system) alone says what comes of it. [`Timed`] draws delays from a seed, and keeps messages with
//! their times. [`Queued`] keeps a global state as it is written down, and leaves the choice to a [`Picker`]: [`Listed`] follows a
//! given schedule; [`Ticked`] goes through the processes at each tick of a clock; [`Uniform`] takes any of what is possible.

mod contract;
mod listed;
mod pending;
mod queued;
mod refused;
mod ticked;
mod timed;
mod uniform;

pub use contract::{End, Halt, Picked, Scheduler, Work};
pub use listed::Listed;
pub use queued::{Picker, Queued};
pub use refused::Refusals;
pub use ticked::{Delays, TickRules, Ticked};
pub use timed::Timed;
pub use uniform::Uniform;
