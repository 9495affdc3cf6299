//! The numbers of snapshots, which are small in a saved run.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Run;

/// The numbers of snapshots as a saved run has them: the log's own, if they are all small; else 1, 2, …
pub(super) struct Numbers(BTreeMap<u64, u32>);

impl Numbers {
    pub(super) fn of(run: &Run) -> Self {
        let controls = run.messages.iter().filter_map(|message| message.control);
        let all: BTreeSet<u64> = run.snapshots.keys().copied().chain(controls).collect();
        let own = all.iter().map(|number| Some((*number, u32::try_from(*number).ok()?)));
        Self(own.collect::<Option<_>>().unwrap_or_else(|| all.iter().copied().zip(1..).collect()))
    }

    pub(super) fn get(&self, number: u64) -> u32 {
        self.0.get(&number).copied().unwrap_or_default()
    }
}
