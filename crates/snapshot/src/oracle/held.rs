//! What held of the predicates that a computation declares stable, for the [oracle](super::stable) that judges them.

use crate::computation::{Computation, Predicate};

/// Whether a stable predicate held in the run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Held {
    /// The predicate, by its place in [`Computation::predicates`].
    pub predicate: usize,
    /// When the snapshot began: after the step with its first sign. Not, if the cut falls before that step.
    pub at_start: bool,
    /// When it was complete.
    pub at_end: Option<bool>,
}

/// The predicates that a computation declares stable, with their places.
pub(crate) fn declared<P: Computation>(computation: &P) -> impl Iterator<Item = (usize, Predicate)> {
    computation.predicates().iter().copied().enumerate().filter(|(_, predicate)| predicate.stable)
}
