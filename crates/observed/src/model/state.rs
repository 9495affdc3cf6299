//! States of processes, and the order of a whole run, where they are told.

use super::at::At;
use super::records::Amounts;

/// The state of a process, as far as it is told.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct State {
    /// As it is written.
    pub text: Option<String>,
    /// What the process holds.
    pub holds: Option<Amounts>,
}

/// A step: events of one process that happened at once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    /// Its first event.
    pub first: At,
    /// Its last event.
    pub last: At,
}
