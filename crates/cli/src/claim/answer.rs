//! All that is found out about a claim, and what it comes to.

use observed::lattice::Steps;
use observed::model::Run;
use snapshot::oracle::Overall;

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
    /// Whether a scenario was given, and the run is but one of those that it has.
    pub(super) of_scenario: bool,
}

/// Whether a snapshot recorded what is claimed.
pub(super) fn is_recorded(recorded: &[Recorded]) -> bool {
    recorded.iter().any(|recorded| recorded.compared.is_same() == Some(true))
}

impl Answer<'_> {
    /// Whether a snapshot of the run recorded the state, or of a scenario one of any run; of a run without one nothing is known.
    pub(super) fn verdict(&self) -> Overall {
        if is_recorded(&self.recorded) {
            return Overall::Holds;
        }
        match &self.possible {
            Some(possible) if self.of_scenario => match possible {
                Possible::Yes { .. } => Overall::Holds,
                Possible::No(_) => Overall::Violated,
                Possible::Unknown(_) => Overall::Unknown,
            },
            _ => self.is_of_this_run(),
        }
    }

    /// Whether the run that is there recorded the state, which no snapshot surely did.
    fn is_of_this_run(&self) -> Overall {
        if self.recorded.is_empty() || self.recorded.iter().any(|of| of.compared.is_same().is_none()) {
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
