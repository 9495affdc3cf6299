//! What is said of a run by whoever saw its steps once, held against its events looked at as a whole.

use snapshot::oracle::panel;
use snapshot::oracle::{Evidence, Verdict};
use snapshot::reasons::{Said, explain};
use snapshot::{Computation, Judgement, Wanted};

/// Asserts that each claim of which it is said that it holds does so by the events too: with the reordered run performed, and the
/// messages across the cut gone through one by one. And that what is said to be wrong is.
///
/// # Panics
/// When the events tell something else.
pub fn is_what_the_events_tell<C: Computation>(evidence: &Evidence<'_, C>, judgements: &[Judgement<C>]) {
    let mut told: Vec<_> = judgements.iter().map(|judgement| judgement.checks.clone()).collect();
    let said = judgements.iter().zip(&mut told).map(|(judgement, checks)| Said {
        snapshot: judgement.snapshot,
        recorded: &judgement.recorded,
        checks,
    });
    let is_said = |verdict: &Verdict| !matches!(verdict, Verdict::Unknown(_));
    explain(evidence, panel(evidence.law)(), &mut said.collect::<Vec<_>>(), is_said, Wanted::ALWAYS)
        .expect("it is wanted");
    for (told, judgement) in told.iter().zip(judgements) {
        assert_eq!(*told, judgement.checks, "snapshot {}", judgement.snapshot.0);
    }
}
