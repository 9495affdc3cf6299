//! Whether a snapshot of a run shows what is waited for, where so many are taken.

use snapshot::{Asked, Program, Stopped};
use trace::Finished;
use trace::spec::Spec;

use crate::failure::Failure;
use crate::scenario::Scenario;

/// The scenario with so many.
pub(super) fn with_snapshots(scenario: &Scenario, snapshots: u32) -> Result<Scenario, Failure> {
    scenario.with(&Spec { snapshots: Some(snapshots), ..Spec::default() })
}

/// Whether some snapshot shows it, and if not why no more were taken, and why that is not known of one.
pub(super) enum Shown {
    Yes,
    No(Stopped, Option<String>),
}

impl Shown {
    /// What the snapshots of a run show.
    pub(super) fn of<P: Program>(finished: &Finished<'_, P>, asked: &Asked<P>) -> Self {
        let mut unknown = None;
        for judgement in &finished.judgements {
            match asked.is_shown(finished.system, &judgement.recorded) {
                Ok(true) => return Self::Yes,
                Ok(false) => {}
                Err(why) => unknown = Some(why),
            }
        }
        Self::No(finished.stopped, unknown)
    }
}
