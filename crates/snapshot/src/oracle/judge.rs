//! All the oracles, of snapshot after snapshot of a window.
//!
//! The window is gone through once, and of each snapshot only what is about it: the state before it is led on from one snapshot to the
//! next.

use std::ops::Range;

use sim_core::GlobalState;

use super::{Before, Case, Check, Checks, Evidence, Oracle, Verdict, oracles, undisturbed};
use crate::algorithm::SnapshotId;
use crate::computation::Computation;
use crate::cut::Cut;
use crate::index::Index;
use crate::recorded::{RecordedGlobalState, RecordedOf};
use crate::rerun::told;
use crate::wanted::{Unwanted, Wanted};
use crate::window::Underlying;

/// Judges snapshot after snapshot.
#[derive(Debug)]
pub struct Judge<P: Computation> {
    oracles: Vec<Box<dyn Oracle<P>>>,
    index: Index,
    recorded: RecordedOf<P>,
    /// The underlying global state before the snapshot that is being judged.
    before: Underlying<P>,
    /// A buffer: the computation alone.
    alone: Underlying<P>,
}

impl<P: Computation> Default for Judge<P> {
    fn default() -> Self {
        Self::with(oracles())
    }
}

impl<P: Computation> Judge<P> {
    /// Judges by these oracles.
    #[must_use]
    pub fn with(oracles: Vec<Box<dyn Oracle<P>>>) -> Self {
        let empty = || GlobalState { processes: Vec::new(), channels: Vec::new() };
        Self {
            oracles,
            recorded: RecordedGlobalState::default(),
            index: Index::default(),
            before: empty(),
            alone: empty(),
        }
    }

    /// What all the oracles say of this evidence.
    ///
    /// # Panics
    /// Never: the one snapshot is judged.
    pub fn judge(&mut self, evidence: &Evidence<'_, P>) -> Checks {
        let snapshot = evidence.snapshot.0;
        let mut said = None;
        let judged =
            self.judge_each(evidence, snapshot..snapshot.saturating_add(1), Wanted::ALWAYS, |judged| {
                said = Some(judged.checks);
                Ok(())
            });
        judged.ok().and(said).expect("one snapshot was to be judged, and it is wanted")
    }

    /// What all the oracles say of each of these snapshots of one window, in the order in which they began, as long as `wanted`
    /// and `see` say so. The snapshot of the evidence does not matter.
    ///
    /// The window is gone through once, and of each snapshot only what is about it.
    ///
    /// # Errors
    /// [`Unwanted`] when the rest is not wanted.
    pub fn judge_each(
        &mut self,
        evidence: &Evidence<'_, P>,
        snapshots: Range<u32>,
        wanted: Wanted<'_>,
        mut see: impl FnMut(Judged<'_, P>) -> Result<(), Unwanted>,
    ) -> Result<(), Unwanted> {
        let Self { oracles, index, recorded, before, alone } = self;
        index.read::<P>(evidence.events, snapshots, wanted)?;
        let undisturbed = &undisturbed::of_window(evidence, alone, wanted)?;
        let disturbed = *undisturbed != Verdict::Holds;
        if disturbed {
            index.mix();
        }
        before.clone_from(evidence.base);
        let mut at = 0;
        for snapshot in index.snapshots() {
            wanted.ask()?;
            let evidence = &evidence.of(snapshot);
            recorded.assemble_again::<P>(
                &evidence.system.topology,
                evidence.events,
                snapshot,
                index,
                wanted,
            )?;
            let span = if disturbed { 0..evidence.events.len() } else { span(evidence, index, recorded) };
            for place in wanted.each(index.computation(&(at..span.start))) {
                told::<P>(before, &evidence.events[place?]);
            }
            at = at.max(span.start);
            let cut = &Cut { events: evidence.events, index, recorded };
            let part = if disturbed { span } else { up_to_the_cut(cut, &span) };
            let case = Case { evidence, index, recorded, cut, undisturbed, part, before, wanted };
            let checks =
                oracles.iter_mut().map(|oracle| check(&mut **oracle, &case)).collect::<Result<_, _>>()?;
            see(Judged { case: &case, checks })?;
        }
        Ok(())
    }

    /// The recorded global state that was judged last.
    #[must_use]
    pub const fn recorded(&self) -> &RecordedOf<P> {
        &self.recorded
    }
}

/// The part of the window that a snapshot is about: whole steps from its first sign to its last, or to the end if it is not whole.
fn span<P: Computation>(evidence: &Evidence<'_, P>, index: &Index, recorded: &RecordedOf<P>) -> Range<usize> {
    let mut own = index.own(evidence.snapshot);
    let end = evidence.events.len();
    let Some(first) = own.next() else { return end..end };
    let last = own.next_back().unwrap_or(first);
    let end = if recorded.is_whole() { index.events_of(index.step_of(last)).end } else { end };
    index.start_of_step(first)..end
}

/// The beginning of a part of the window, up to the step of its last prerecording event.
fn up_to_the_cut<P: Computation>(cut: &Cut<'_, P>, span: &Range<usize>) -> Range<usize> {
    let Cut { index, recorded, .. } = cut;
    let records = recorded.processes.iter().enumerate();
    let prerecording = records.filter_map(|(process, record)| match &record.first {
        Some(recording) => index.last_up_to(index.step_of(recording.event)),
        None => index.last_at(process),
    });
    let last = prerecording.max().filter(|last| span.contains(last));
    span.start..last.map_or(span.start, |last| index.events_of(index.step_of(last)).end)
}

/// What an oracle says of a snapshot.
fn check<P: Computation>(oracle: &mut dyn Oracle<P>, case: &Case<'_, P>) -> Result<Check, Unwanted> {
    let name = oracle.claim().name;
    let verdict = match (case.recorded.is_whole(), oracle.before_whole()) {
        (false, Before::Nothing) => incomplete(),
        (false, Before::Violation) => match oracle.judge(case)? {
            Verdict::Holds => incomplete(),
            other => other,
        },
        (true, _) | (false, Before::Anything) => oracle.judge(case)?,
    };
    Ok(Check { name, verdict })
}

/// One snapshot of a window, judged.
#[derive(Debug)]
pub struct Judged<'a, P: Computation> {
    pub(crate) case: &'a Case<'a, P>,
    /// What all the oracles said.
    pub checks: Checks,
}

impl<P: Computation> Judged<'_, P> {
    /// Which snapshot.
    #[must_use]
    pub const fn snapshot(&self) -> SnapshotId {
        self.case.evidence.snapshot
    }

    /// What was recorded for it.
    #[must_use]
    pub const fn recorded(&self) -> &RecordedOf<P> {
        self.case.recorded
    }
}

fn incomplete() -> Verdict {
    Verdict::Unknown("the snapshot is not complete".into())
}
