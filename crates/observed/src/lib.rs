//! Runs of other programs, as their logs tell of them, and what can be said of the snapshots in them.
//!
//! A log is read into a [`Run`](model::Run): plain data, in which only the order of each process's own events is known. There are no handlers here, so
//! nothing is run again: what is asked is what the log itself can answer, and what it does not tell is unknown. [`Judgement`] asks
//! everything; one question is a file under `question`. [`GlobalState`](global_state::GlobalState) is what is so along any cut.
//!
//! [`Line`](line::Line) is the format, `sim.log/1`; [`Logs`] reads it from any number of files, and reads what other programs write
//! as if they had written that. [`bounds`] is how much.
#![forbid(unsafe_code)]

mod acted;
mod asked;
pub mod bounds;
mod build;
mod cut;
pub mod detect;
mod error;
pub mod global_state;
mod history;
mod judge;
mod known;
pub mod lattice;
pub mod line;
mod linear;
pub mod model;
pub mod predicate;
mod question;
mod read;
pub mod recovery;
pub mod saved;
mod spread;
mod told;

pub use acted::{Acted, Untold, acted};
pub use asked::asked;
pub use error::LogError;
pub use history::history;
pub use judge::{Earlier, Judged, Judgement, sentence};
pub use read::Logs;
pub use told::{Told, told};
