//! Everything there is to say of one snapshot: what was recorded, what the oracles say of it, whether it happened, and what it
//! cost. For reports; whoever sweeps through a million seeds asks the [`Judge`] alone.

use std::ops::Range;

use sim_core::{Happening, ProcessId};

use super::{Case, Checks, Evidence, Judge, Judged, Overall, overall};
use crate::algorithm::SnapshotId;
use crate::computation::Computation;
use crate::costs::Costs;
use crate::load::Load;
use crate::occurrence::{Occurrence, occurrences};
use crate::recorded::RecordedOf;
use crate::wanted::{Unwanted, Wanted};
use crate::wire::Carries as _;

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
        let one = Self::each(evidence, snapshot..snapshot.saturating_add(1), judge, Wanted::ALWAYS);
        one.ok()
            .and_then(|one| one.into_iter().next())
            .expect("one snapshot was to be judged, and it is wanted")
    }

    /// Judges each of these snapshots of one window. The snapshot of the evidence does not matter.
    ///
    /// # Errors
    /// [`Unwanted`] when they are no longer wanted.
    pub fn each(
        evidence: &Evidence<'_, P>,
        snapshots: Range<u32>,
        judge: &mut Judge<P>,
        wanted: Wanted<'_>,
    ) -> Result<Vec<Self>, Unwanted> {
        let load = Load::of(evidence, wanted)?;
        let mut judgements = Vec::new();
        judge.judge_each(evidence, snapshots, wanted, |judged| {
            judgements.push(Self::so_far(judged, &load)?);
            Ok(())
        })?;
        judgements.sort_unstable_by_key(|judgement| judgement.snapshot);
        let recorded: Vec<_> = judgements.iter().map(|judgement| &judgement.recorded).collect();
        let found = occurrences(evidence, &recorded, wanted)?;
        for (judgement, occurrence) in judgements.iter_mut().zip(found) {
            judgement.occurrence = occurrence;
        }
        Ok(judgements)
    }

    /// What can be said without looking through the whole window.
    fn so_far(judged: Judged<'_, P>, load: &Load) -> Result<Self, Unwanted> {
        Ok(Self {
            snapshot: judged.snapshot(),
            recorded: judged.recorded().clone(),
            occurrence: None,
            costs: Costs::of(judged.case, load)?,
            initiators: initiators(judged.case)?,
            checks: judged.checks,
        })
    }

    /// The verdict of all checks.
    #[must_use]
    pub fn verdict(&self) -> Overall {
        overall(&self.checks)
    }
}

/// Who first recorded its state in a step that received no marker of the snapshot.
fn initiators<P: Computation>(case: &Case<'_, P>) -> Result<Vec<ProcessId>, Unwanted> {
    let (events, snapshot) = (case.evidence.events, case.evidence.snapshot);
    let by_marker = |place: usize| {
        let cause = &events[case.index.start_of_step(place)].what;
        matches!(cause, Happening::Receive { body, .. } if body.control() == Some(snapshot))
    };
    let mut initiators = Vec::new();
    for own in case.own() {
        let (place, event) = own?;
        let first = case.recorded.processes[event.process.index()].first.as_ref();
        let records = first.is_some_and(|first| first.event == place);
        initiators.extend((records && !by_marker(place)).then_some(event.process));
    }
    Ok(initiators)
}
