//! The computation that follows a script: each process sends and starts snapshots as a list of statements says.
//!
//! A textbook's figure, or a course's test case, as a computation: a process's state is what it holds and how far it
//! is in its own list, and the next statement of that list is the one thing it may do of its own accord, as soon as it
//! can: a send waits until there is enough to send. *When* it does it is the driver's affair; the times that
//! the text gives are kept for a driver that goes by them ([`timetable`](crate::Program::timetable)). Starting a snapshot changes nothing but
//! the place in the list; that the algorithm then starts is its layer's affair.
//!
//! Each unit of which a process is said to hold some, be it none, is a good: what processes hold and messages carry of it is
//! conserved by itself.
//!
//! A [`Statement`] is a script as text has it, and `build` turns it into a `plan`, which `protocol` carries out; an [`Amount`] is what is held and sent, `parcel` a
//! message, `state` a process's state, `received` the part of it that others sent. Reading text is the business of the crate that knows formats.

mod amount;
pub(super) mod build;
mod mistake;
mod name;
mod parcel;
mod plan;
mod program;
mod protocol;
mod received;
mod state;
mod statement;
mod units;

pub use amount::{Amount, Amounts, MAX_AMOUNT, MAX_UNIT, Unit, amounts};
pub use build::{MAX_STATEMENTS, MAX_UNITS, ScriptError};
pub use mistake::Mistake;
pub use name::first_name;
pub use parcel::{Label, MAX_LABEL, Parcel};
pub use plan::{Planned, Script, ScriptCommand};
pub use received::{MAX_SOURCES, Receipts, Received};
pub use state::ScriptState;
pub use statement::{Instruction, Statement};

#[cfg(test)]
mod tests;
