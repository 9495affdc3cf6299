//! What goes wrong in a ring on request, for a snapshot to find out: the first process loses a copy of `m`, or makes two of one.
//!
//! It is an event of the computation, not of the channels: every algorithm must record it as it is. Then `m` is not
//! conserved, and what is so instead are the predicates *lost* and *doubled*. It happens at the N-th forward of the first process, because
//! a process knows its own forwards alone.

use sim_core::ProcessId;

use crate::computation::property::Predicate;

/// What the first process does at one of its forwards.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TokenFault {
    /// It loses the copy: nothing is sent.
    Lose(u64),
    /// It sends the copy twice.
    Double(u64),
}

/// What may be so of the copies of `m`. Stable: a ring loses or doubles, not both.
pub(super) static PREDICATES: [Predicate; 2] = [
    Predicate { name: "lost", stable: true, sentence: "there are fewer copies of m than at first" },
    Predicate { name: "doubled", stable: true, sentence: "there are more copies of m than at first" },
];

impl TokenFault {
    /// How many copies are sent at the forward of this place, counted from 0. Apart, because hardly any ring has a fault.
    #[cold]
    #[inline(never)]
    pub(super) fn copies(self, process: ProcessId, forwarded: u64) -> usize {
        let (at, copies) = match self {
            Self::Lose(at) => (at, 0),
            Self::Double(at) => (at, 2),
        };
        if process == ProcessId(0) && forwarded + 1 == at { copies } else { 1 }
    }
}

/// Whether one of the predicates holds, by its place, where there are so many copies.
pub(super) const fn holds(predicate: usize, there: u64, at_first: u64) -> bool {
    if predicate == 0 { there < at_first } else { there > at_first }
}
