//! `--detect`: one detector of termination, in one run or under every schedule. Many runs of all of them are [`compare`](crate::compare)'s.
//!
//! No command of its own: a run has a seed or a schedule, and a search none, whatever is on top of the computation, so `sim run` and
//! `sim explore` take a detector where they take a snapshot algorithm. [`asked`] is what is run, [`checks`] what is claimed of it,
//! [`mod@run`] and [`search`] do it, [`text`] and [`json`] tell a run. What is judged, [`snapshot::detection::watch`] judges.

pub(crate) mod asked;
mod checks;
mod json;
mod over;
mod run;
mod search;
mod text;
pub(crate) mod words;

pub(crate) use json::Detection;
pub(crate) use run::run;
pub(crate) use search::explore;
