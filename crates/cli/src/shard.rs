//! A part of a work that outgrows a machine, as a file of its own; and all parts put together again.
//!
//! [`part`](crate::part) is which one, [`file`](mod@file) what is kept of it, [`folder`] all of them, [`differs`] whether two are of one experiment. What
//! an experiment is, and what came of it, is the business of the command whose work it is.

pub(crate) mod differs;
mod file;
mod folder;

pub(crate) use file::{Sort, there, write};
pub(crate) use folder::{Merged, given_up, merged, place};
