//! A part of a work that outgrows a machine, as a file of its own; and all parts put together again.
//!
//! [`part`] is which one, [`file`](mod@file) what is kept of it, [`folder`] all of them. What is in it beyond that, the experiment and what came of it, is
//! the business of the command whose work it is; a shard knows only that two experiments are the same.

mod differs;
mod file;
mod folder;
mod part;

pub(crate) use file::{Form, Shard};
pub(crate) use folder::{Merged, merged};
pub(crate) use part::{AskedPart, Part};
