//! The cuts of snapshots.

use draw::lattice::Recorded;
use observed::lattice::{Cut, Steps};
use observed::model::Run;
use observed::model::Snapshot;

/// The cut of each snapshot that all processes recorded.
pub(super) fn of(run: &Run, steps: &Steps, went: Option<&[Cut]>) -> Vec<Recorded> {
    let recorded = |(number, snapshot): (&u64, &Snapshot)| {
        let cut: Cut = steps.recorded(snapshot)?;
        let occurred = went.map(|went| went.contains(&cut));
        Some(Recorded { snapshot: *number, is_consistent: steps.is_consistent(&cut), occurred, cut })
    };
    run.snapshots.iter().filter_map(recorded).collect()
}
