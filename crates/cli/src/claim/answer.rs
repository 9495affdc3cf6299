//! All that is found out about a claim, and what it comes to.

use observed::Run;
use observed::lattice::Steps;
use snapshot::Overall;

use super::run::{Occurred, Recorded};
use super::search::Possible;

/// All that is found out about a claim.
pub(super) struct Answer<'a> {
    pub(super) run: &'a Run,
    pub(super) steps: &'a Steps,
    pub(super) recorded: Vec<Recorded>,
    pub(super) occurred: Occurred,
    /// Absent where there are no handlers to search with.
    pub(super) possible: Option<Possible>,
}

/// Whether a snapshot recorded what is claimed.
pub(super) fn is_recorded(recorded: &[Recorded]) -> bool {
    recorded.iter().any(|recorded| recorded.compared.is_same() == Some(true))
}

impl Answer<'_> {
    /// Whether a snapshot of the run recorded the state; of a run without one nothing is known.
    pub(super) fn verdict(&self) -> Overall {
        if is_recorded(&self.recorded) {
            Overall::Holds
        } else if self.recorded.is_empty() || self.recorded.iter().any(|of| of.compared.is_same().is_none()) {
            Overall::Unknown
        } else {
            Overall::Violated
        }
    }

    /// What was recorded that differs in the least.
    pub(super) fn nearest(&self) -> Option<&Recorded> {
        self.recorded.iter().min_by_key(|recorded| recorded.compared.differences.len())
    }
}
