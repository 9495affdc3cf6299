//! The files of a course's simulator of token-passing servers: topologies, events, snapshots and lists of delays.
//!
//! ```text
//! .top      N                                  how many servers there are
//!           ID TOKENS                          N lines
//!           SRC DST                            one link a line; the simulator ignores SRC = DST
//! .events   hold ID AMOUNT [UNIT], …           what a server has at the start
//!           send SRC DST AMOUNT [UNIT], … ["label"]
//!           snapshot ID                        snapshots are numbered 0, 1, 2, … in the order of the file
//!           tick [K]                           K ticks, or 1
//! .snap     NUMBER
//!           ID TOKENS                          recorded tokens
//!           SRC DST token(K)                   a recorded message, in the order of arrival
//! delays    D                                  one a line, in the order of sending
//! ```
//!
//! Blank lines say nothing, nor does what comes after a `#` that begins a word. Units, labels and `hold` lines are our own: with them a figure
//! of a textbook can be written down, and every file of the course's means what it meant there. What is not of the
//! grammar is an error that names the line; nothing is guessed or skipped.
//!
//! The configuration file of another course is read beside them: [`MapConfig`].
//!
//! What a clock makes of such files is [`Ticked`](sim_core::Ticked)'s business, what the statements come to is
//! [`Script`](snapshot::script::Script)'s.

pub mod delays;
pub mod events;
mod lines;
mod map;
mod snap;
mod top;

pub use lines::{LineError, MAX_NAME, MAX_TOKENS};
pub use map::MapConfig;
pub use snap::{Snap, SnapMessage};
pub use top::{MAX_LINKS, MAX_SERVERS, Server, Top};

#[cfg(test)]
mod tests;
