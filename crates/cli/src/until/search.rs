//! How many snapshots are enough for one to show what is waited for: doubled until one does, and then halved between those that are enough
//! and those that are not.

use snapshot::Stopped;

use crate::scenario::Scenario;

/// So many snapshots are taken at most, unless it is said.
const MOST: u32 = 1000;

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
        Self { most: scenario.spec.snapshots.unwrap_or(MOST), too_few: 0, enough: None }
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
