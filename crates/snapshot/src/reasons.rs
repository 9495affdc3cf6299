//! Why a claim is wrong, told from the events of the window, when they were kept.
//!
//! That something is wrong was found by whoever watched the run ([`Judge`](crate::Judge)); here each oracle that found it goes through the
//! events, names those that it condemns, and tells their story. Of each snapshot it looks only at what is about it, and the state before
//! that is led on from one snapshot to the next.

use std::ops::Range;

use crate::aim::Aim;
use crate::computation::Computation;
use crate::cut::Cut;
use crate::id::SnapshotId;
use crate::index::Index;
use crate::oracle::{Case, Check, Checks, Evidence, Law, Oracle, Verdict, undisturbed};
use crate::recorded::RecordedOf;
use crate::rerun::told;
use crate::wanted::{Unwanted, Wanted};

/// What was said of a snapshot.
#[derive(Debug)]
pub struct Said<'a, P: Computation> {
    /// Which.
    pub snapshot: SnapshotId,
    /// What was recorded.
    pub recorded: &'a RecordedOf<P>,
    /// What the oracles said.
    pub checks: &'a mut Checks,
}

/// Has these verdicts on claims told from the events, with reasons for what is wrong; they are of snapshots with successive
/// numbers.
///
/// # Errors
/// [`Unwanted`] when nobody waits for it any more; nothing is said then.
///
/// # Panics
/// Never: there are not so many snapshots.
pub fn explain<P: Computation>(
    evidence: &Evidence<'_, P>,
    mut oracles: Vec<Box<dyn Oracle<P>>>,
    said: &mut [Said<'_, P>],
    these: impl Fn(&Verdict) -> bool,
    wanted: Wanted<'_>,
) -> Result<(), Unwanted> {
    let Some(first) = said.first().map(|said| said.snapshot) else { return Ok(()) };
    let these = |check: &Check| these(&check.verdict);
    if !said.iter().any(|said| said.checks.iter().any(these)) {
        return Ok(());
    }
    let mut index = Index::default();
    let end = first.0.saturating_add(u32::try_from(said.len()).expect("snapshots have such numbers"));
    index.read::<P>(evidence.events, first.0..end, wanted)?;
    let undisturbed = &undisturbed::of_window(evidence, wanted)?;
    let disturbed = *undisturbed != Verdict::Holds;
    if disturbed {
        index.mix();
    }
    let (mut before, mut at) = (evidence.base.clone(), 0);
    for snapshot in index.snapshots() {
        let Said { recorded, checks, .. } = &mut said[(snapshot.0 - first.0) as usize];
        if !checks.iter().any(these) {
            continue;
        }
        wanted.ask()?;
        let evidence = &evidence.of(snapshot);
        let span = if disturbed { 0..evidence.events.len() } else { span(evidence, &index, recorded) };
        for place in wanted.each(index.computation(&(at..span.start))) {
            told::<P>(&mut before, &evidence.events[place?]);
        }
        at = at.max(span.start);
        let (index, before, recorded) = (&index, &before, &*recorded);
        let cut = &Cut { events: evidence.events, index, recorded };
        let part = if disturbed { span } else { up_to_the_cut(cut, &span) };
        let case = Case { evidence, index, recorded, cut, undisturbed, part, before, wanted };
        for (oracle, check) in oracles.iter_mut().zip(checks.iter_mut()).filter(|(_, check)| these(check)) {
            check.verdict = oracle.explain(&case)?;
        }
    }
    Ok(())
}

/// The part of the window that a snapshot is about: whole steps from its first sign to its last, or to the end if it is not whole.
fn span<P: Computation>(evidence: &Evidence<'_, P>, index: &Index, recorded: &RecordedOf<P>) -> Range<usize> {
    let mut own = index.own(evidence.snapshot);
    let end = evidence.events.len();
    // Who stays at an old checkpoint has events behind a line that come long before it.
    if Law::aim_of(evidence.law) == Aim::RecoveryLine {
        return 0..end;
    }
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
