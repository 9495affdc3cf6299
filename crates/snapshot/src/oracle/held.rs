//! What held of the predicates that are to be stable, for the [oracle](super::stable) that judges them.

use crate::computation::{Asked, Computation};

/// Whether a predicate that is to be stable held in the run, or why that is not known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Held {
    /// When the snapshot began: after the step with its first sign. Not, if the cut falls before that step.
    pub at_start: Result<bool, String>,
    /// When it was complete.
    pub at_end: Option<Result<bool, String>>,
}

/// The predicates that are to be stable: those that the computation declares so, and after them those of whoever judges.
pub(crate) fn stable<P: Computation>(computation: &P, own: &[Asked<P>]) -> Vec<Asked<P>> {
    let declared = computation.predicates().iter().filter(|predicate| predicate.stable);
    declared.copied().map(Asked::from).chain(own.iter().cloned()).collect()
}

/// Whether there are any.
pub(crate) fn any_stable<P: Computation>(computation: &P, own: &[Asked<P>]) -> bool {
    !own.is_empty() || computation.predicates().iter().any(|predicate| predicate.stable)
}
