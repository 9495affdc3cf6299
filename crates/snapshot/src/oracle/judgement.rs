//! Everything there is to say of one snapshot: what was recorded, what the oracles say of it, whether it happened, and what it
//! cost. For reports; whoever sweeps through a million seeds asks the [`Judge`] alone.

use sim_core::{Happening, ProcessId};

use super::{Checks, Evidence, Judge, Overall, overall};
use crate::algorithm::{Recorded, SnapshotId};
use crate::computation::Computation;
use crate::costs::Costs;
use crate::occurrence::{Occurrence, occurrence};
use crate::recorded::RecordedOf;

/// One snapshot, judged.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judgement<P: Computation> {
    /// Which.
    pub snapshot: SnapshotId,
    /// What was recorded.
    pub recorded: RecordedOf<P>,
    /// What the oracles said.
    pub checks: Checks,
    /// When the run was in the recorded state, if it ever was.
    pub occurrence: Option<Occurrence>,
    /// What it cost.
    pub costs: Costs,
    /// Those that recorded of their own accord, without a marker; in the order in which they did.
    pub initiators: Vec<ProcessId>,
}

impl<P: Computation> Judgement<P> {
    /// Judges the snapshot of this evidence.
    pub fn of(evidence: &Evidence<'_, P>, judge: &mut Judge<P>) -> Self {
        let checks = judge.judge(evidence);
        let recorded = judge.recorded().clone();
        Self {
            snapshot: evidence.snapshot,
            occurrence: occurrence(evidence, &recorded),
            costs: Costs::of(evidence),
            initiators: initiators(evidence, &recorded),
            recorded,
            checks,
        }
    }

    /// The verdict of all checks.
    #[must_use]
    pub fn verdict(&self) -> Overall {
        overall(&self.checks)
    }
}

/// Who first recorded its state in a step that received no marker of the snapshot.
fn initiators<P: Computation>(evidence: &Evidence<'_, P>, recorded: &RecordedOf<P>) -> Vec<ProcessId> {
    let mut initiators = Vec::new();
    let mut by_marker = false;
    for (place, event) in evidence.events.iter().enumerate() {
        match &event.what {
            Happening::Receive { body, .. } => by_marker = *body == crate::Wire::Marker(evidence.snapshot),
            Happening::Internal { .. } => by_marker = false,
            Happening::Observe(Recorded::Process { snapshot, .. })
                if *snapshot == evidence.snapshot
                    && !by_marker
                    && is_first(recorded, event.process, place) =>
            {
                initiators.push(event.process);
            }
            _ => {}
        }
    }
    initiators
}

fn is_first<S, M>(recorded: &crate::RecordedGlobalState<S, M>, process: ProcessId, place: usize) -> bool {
    recorded.processes[process.index()].first.as_ref().is_some_and(|first| first.event == place)
}
