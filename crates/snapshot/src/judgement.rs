//! Everything there is to say of one snapshot: what was recorded, what the oracles say of it and why, whether it happened, and what
//! it cost. For reports, made from the events of the window; whoever sweeps through a million seeds asks the
//! [`Judge`] alone.

use std::ops::Range;
use std::sync::Arc;

use sim_core::{ProcessId, System};

use crate::computation::Computation;
use crate::costs::Costs;
use crate::id::SnapshotId;
use crate::judge::{Judge, Judged};
use crate::meanwhile::Meanwhile;
use crate::occurrence::{Occurrence, occurrences};
use crate::oracle::{Checks, Ending, Evidence, Overall, Verdict, overall};
use crate::reasons::{Said, explain};
use crate::recorded::RecordedOf;
use crate::wanted::{Unwanted, Wanted};

/// One snapshot, judged.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judgement<P: Computation> {
    /// Which.
    pub snapshot: SnapshotId,
    /// What was recorded.
    pub recorded: Arc<RecordedOf<P>>,
    /// How much there was of each good before the first event.
    pub goods: Vec<u64>,
    /// What the oracles said.
    pub checks: Checks,
    /// When the run was in the recorded state, if it ever was.
    pub occurrence: Option<Occurrence>,
    /// What it cost.
    pub costs: Costs,
    /// Those that recorded of their own accord, and not because of a message; in the order in which they did.
    pub initiators: Vec<ProcessId>,
    /// By process that has recorded: the initiator from which the news came to it, whose *region* it is in.
    pub regions: Vec<Option<ProcessId>>,
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
        judge.read(evidence, snapshots, wanted)?;
        let Evidence { offers, over, law, .. } = *evidence;
        let ending = Ending { meanwhile: Meanwhile::default(), offers, over, law };
        Self::watched(evidence.system, judge, ending, Some(evidence), wanted)
    }

    /// The same by one who watched the events as they happened; `evidence` has them, if they were kept.
    pub(crate) fn watched(
        system: &System<P>,
        judge: &Judge<P>,
        ending: Ending<'_>,
        evidence: Option<&Evidence<'_, P>>,
        wanted: Wanted<'_>,
    ) -> Result<Vec<Self>, Unwanted> {
        let mut judgements = Vec::new();
        judge.judge_each(system, ending, wanted, |judged| {
            judgements.push(Self::from(&judged));
            Ok(())
        })?;
        judgements.sort_unstable_by_key(|judgement| judgement.snapshot);
        let Some(evidence) = evidence else { return Ok(judgements) };
        let is_wrong = |verdict: &Verdict| matches!(verdict, Verdict::Violated(_));
        let said = judgements.iter_mut().map(Self::said);
        explain(evidence, judge.panel(&system.protocol), &mut said.collect::<Vec<_>>(), is_wrong, wanted)?;
        let recorded: Vec<_> = judgements.iter().map(|judgement| &*judgement.recorded).collect();
        let found = occurrences(evidence, &recorded, wanted)?;
        for (judgement, occurrence) in judgements.iter_mut().zip(found) {
            judgement.occurrence = occurrence;
        }
        Ok(judgements)
    }

    /// What was said, to be told why.
    fn said(&mut self) -> Said<'_, P> {
        Said { snapshot: self.snapshot, recorded: &self.recorded, checks: &mut self.checks }
    }

    /// The verdict of all checks.
    #[must_use]
    pub fn verdict(&self) -> Overall {
        overall(&self.checks)
    }
}

impl<P: Computation> From<&Judged<'_, P>> for Judgement<P> {
    fn from(judged: &Judged<'_, P>) -> Self {
        Self {
            snapshot: judged.snapshot,
            recorded: Arc::clone(judged.recorded),
            goods: judged.goods.to_vec(),
            checks: judged.checks.to_vec(),
            occurrence: None,
            costs: judged.costs,
            initiators: judged.initiators.to_vec(),
            regions: judged.regions.to_vec(),
        }
    }
}
