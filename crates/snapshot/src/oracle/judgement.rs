//! Everything there is to say of one snapshot: what was recorded, what the oracles say of it, whether it happened, and what it
//! cost. For reports; whoever sweeps through a million seeds asks the [`Judge`] alone.

use std::ops::{ControlFlow, Range};

use sim_core::{Happening, ProcessId};

use super::{Case, Checks, Evidence, Judge, Judged, Overall, overall};
use crate::algorithm::{SnapshotId, Wire};
use crate::computation::Computation;
use crate::costs::Costs;
use crate::occurrence::{Occurrence, occurrences};
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
    ///
    /// # Panics
    /// Never: the one snapshot is judged.
    pub fn of(evidence: &Evidence<'_, P>, judge: &mut Judge<P>) -> Self {
        let snapshot = evidence.snapshot.0;
        let one = Self::each(evidence, snapshot..snapshot.saturating_add(1), judge, || true);
        one.and_then(|one| one.into_iter().next()).expect("it is wanted")
    }

    /// Judges each of these snapshots of one window; `None` if they are no longer `wanted`. The snapshot of the evidence does
    /// not matter.
    pub fn each(
        evidence: &Evidence<'_, P>,
        snapshots: Range<u32>,
        judge: &mut Judge<P>,
        wanted: impl Fn() -> bool,
    ) -> Option<Vec<Self>> {
        let mut judgements = Vec::new();
        let all = judge.judge_each(evidence, snapshots, |judged| {
            judgements.push(Self::so_far(judged));
            if wanted() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        judgements.sort_unstable_by_key(|judgement| judgement.snapshot);
        let recorded: Vec<_> = judgements.iter().map(|judgement| &judgement.recorded).collect();
        let found = all.is_continue().then(|| occurrences(evidence, &recorded))?;
        for (judgement, occurrence) in judgements.iter_mut().zip(found) {
            judgement.occurrence = occurrence;
        }
        Some(judgements)
    }

    /// What can be said without looking through the whole window.
    fn so_far(judged: Judged<'_, P>) -> Self {
        Self {
            snapshot: judged.snapshot(),
            recorded: judged.recorded().clone(),
            occurrence: None,
            costs: Costs::of(judged.case),
            initiators: initiators(judged.case),
            checks: judged.checks,
        }
    }

    /// The verdict of all checks.
    #[must_use]
    pub fn verdict(&self) -> Overall {
        overall(&self.checks)
    }
}

/// Who first recorded its state in a step that received no marker of the snapshot.
fn initiators<P: Computation>(case: &Case<'_, P>) -> Vec<ProcessId> {
    let (events, snapshot) = (case.evidence.events, case.evidence.snapshot);
    let by_marker = |place: usize| {
        let cause = &events[case.index.start_of_step(place)].what;
        matches!(cause, Happening::Receive { body, .. } if *body == Wire::Marker(snapshot))
    };
    let recordings = case.own().filter(|(place, event)| {
        let first = case.recorded.processes[event.process.index()].first.as_ref();
        first.is_some_and(|first| first.event == *place)
    });
    recordings.filter(|(place, _)| !by_marker(*place)).map(|(_, event)| event.process).collect()
}
