//! How many snapshots are enough for one to show what is waited for: doubled until one does, and then halved between those that are enough
//! and those that are not.

use snapshot::oracle::Overall;
use snapshot::{Asked, Program, Stopped};
use trace::Finished;
use trace::spec::Spec;
use trace::spec::values::MAX_SNAPSHOTS;

use crate::failure::Failure;
use crate::predicates::understood;
use crate::scenario::Scenario;

/// What every program has, and what is so of it for ever.
const TERMINATED: &str = "terminated";

/// A search for the least number that is enough.
#[derive(Clone, Copy, Debug)]
pub(super) struct Search {
    most: u32,
    /// So many are not.
    too_few: u32,
    /// So many are, if that is known of any number.
    enough: Option<u32>,
}

impl Search {
    /// As far as the scenario allows.
    pub(super) fn of(scenario: &Scenario) -> Self {
        Self { most: scenario.spec.snapshots.unwrap_or(MAX_SNAPSHOTS), too_few: 0, enough: None }
    }

    /// How many are to be tried next; nothing, if it is found.
    pub(super) fn next(&self) -> Option<u32> {
        match self.enough {
            None => Some(self.too_few.saturating_mul(2).max(1).min(self.most)),
            Some(enough) => (enough - self.too_few > 1).then(|| self.too_few + (enough - self.too_few) / 2),
        }
    }

    /// Whether no more than so many can be had, where they are too few and this is why there were no more.
    pub(super) fn is_over(&self, snapshots: u32, stopped: Stopped) -> bool {
        self.enough.is_none() && (stopped != Stopped::SnapshotComplete || snapshots == self.most)
    }

    /// Of so many one shows it, or none does.
    pub(super) fn tried(&mut self, snapshots: u32, shown: bool) {
        if shown {
            self.enough = Some(snapshots);
        } else {
            self.too_few = snapshots;
        }
    }

    /// The least number that is enough, of a search that is over.
    pub(super) fn enough(&self) -> u32 {
        self.enough.expect("it has been found")
    }
}

/// The scenario with so many.
pub(super) fn with_snapshots(scenario: &Scenario, snapshots: u32) -> Result<Scenario, Failure> {
    scenario.with(&Spec { snapshots: Some(snapshots), ..Spec::default() })
}

/// Whether some snapshot shows it.
pub(super) enum Shown {
    Yes,
    No(Miss),
}

/// Why none does.
pub(super) struct Miss {
    /// Why no more were taken.
    pub(super) stopped: Stopped,
    /// Of which it is not known, why.
    pub(super) unknown: Option<String>,
    /// Whether the last shows that nothing can happen any more, and is right.
    pub(super) ended: bool,
    /// Whether something is wrong with one of them.
    pub(super) is_wrong: bool,
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
        let is_wrong = finished.verdict() == Overall::Violated;
        Self::No(Miss { stopped: finished.stopped, unknown, ended: has_ended(finished), is_wrong })
    }
}

/// Whether the last snapshot is right, and shows that the computation has terminated.
fn has_ended<P: Program>(finished: &Finished<'_, P>) -> bool {
    let Some(last) = finished.judgements.last() else { return false };
    let terminated = understood(finished.system, TERMINATED).ok().map(|named| named.asked);
    let shows = |asked: Asked<P>| asked.is_shown(finished.system, &last.recorded) == Ok(true);
    last.verdict() == Overall::Holds && terminated.is_some_and(shows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_number_that_is_enough_is_found_in_few_trials() {
        for wanted in 1..=100 {
            let (mut search, mut trials) = (Search { most: 100, too_few: 0, enough: None }, 0);
            while let Some(snapshots) = search.next() {
                assert!(
                    !search.is_over(snapshots, Stopped::SnapshotComplete) || snapshots >= wanted,
                    "{wanted}"
                );
                search.tried(snapshots, snapshots >= wanted);
                trials += 1;
            }
            assert_eq!(search.enough(), wanted);
            assert!(trials <= 15, "{wanted}: {trials}");
        }
    }
}
