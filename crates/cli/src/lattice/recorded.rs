//! The cuts of snapshots, and cuts as they are written.

use draw::lattice::Recorded;
use observed::Run;
use observed::lattice::{Cut, Steps};
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

/// `P=3,Q=5`, as `--at` of 'sim cut' takes it.
pub(super) fn written(run: &Run, steps: &Steps, cut: &[u32]) -> String {
    let of = steps.processes.iter().zip(cut).map(|(process, has)| format!("{}={has}", run.name(*process)));
    of.collect::<Vec<_>>().join(",")
}
