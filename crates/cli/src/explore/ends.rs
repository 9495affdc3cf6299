//! The ends of a search, sorted by what they record: good ones and bad ones of one recorded state side by side.

use std::collections::BTreeSet;

use explore::{Report, Witness};
use indexmap::IndexMap;
use snapshot::Program;
use snapshot::exploration::{Failed, Outcome, WrongOf};
use snapshot::oracle::Overall;

/// What a search over the snapshots of a program came to.
pub(crate) type Searched<P> = Report<Outcome<P>, WrongOf<P>>;

/// Ends that record the same and are worth the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind<'a> {
    /// Violated, unknown if not everything is recorded, or else it holds.
    pub(super) verdict: Overall,
    /// What is wrong, if something is.
    pub(super) failed: &'a [Failed],
    /// How many ends there are.
    pub(super) ends: u64,
    /// A schedule to one of them.
    pub(super) witness: &'a Witness,
}

/// Everything that was recorded, for all snapshots together, each with the kinds of ends that record it; what was found first
/// comes first.
pub(super) fn by_recorded<P: Program>(found: &Searched<P>) -> Vec<(&Outcome<P>, Vec<Kind<'_>>)> {
    let good = found.outcomes.iter().map(|found| {
        let verdict = if is_whole::<P>(&found.what) { Overall::Holds } else { Overall::Unknown };
        (&found.what, Kind { verdict, failed: &[], ends: found.times, witness: &found.witness })
    });
    let wrong = found.violations.iter().map(|found| {
        let (verdict, failed) = (Overall::Violated, found.what.failed.as_slice());
        (&found.what.recorded, Kind { verdict, failed, ends: found.times, witness: &found.witness })
    });
    let mut ends: Vec<_> = good.chain(wrong).collect();
    ends.sort_by_key(|(_, kind)| kind.witness.steps());
    let mut places = std::collections::BTreeMap::new();
    let mut sorted: Vec<(&Outcome<P>, Vec<Kind<'_>>)> = Vec::new();
    for (recorded, kind) in ends {
        let place = *places.entry(recorded).or_insert(sorted.len());
        match sorted.get_mut(place) {
            Some((_, kinds)) => kinds.push(kind),
            None => sorted.push((recorded, vec![kind])),
        }
    }
    sorted
}

/// What an end is worth: what is said of it together, and what is wrong.
pub(super) fn worth<P: Program>(end: &Result<Outcome<P>, WrongOf<P>>) -> (Overall, &[Failed]) {
    match end {
        Ok(recorded) if is_whole::<P>(recorded) => (Overall::Holds, &[]),
        Ok(_) => (Overall::Unknown, &[]),
        Err(wrong) => (Overall::Violated, &wrong.failed),
    }
}

/// Whether there are snapshots and everything of them is recorded.
fn is_whole<P: Program>(recorded: &Outcome<P>) -> bool {
    !recorded.is_empty() && recorded.iter().all(|recorded| recorded.whole)
}

/// Everything that was recorded, for all snapshots together, whatever it is worth.
pub(super) fn all_recorded<P: Program>(found: &Searched<P>) -> BTreeSet<&Outcome<P>> {
    let wrong = found.violations.iter().map(|found| &found.what.recorded);
    found.outcomes.iter().map(|found| &found.what).chain(wrong).collect()
}

/// How many ends there are that hold, are violated, and are unknown.
pub(crate) fn totals<P: Program>(found: &Searched<P>) -> [u64; 3] {
    let mut totals = [0; 3];
    for kind in by_recorded::<P>(found).iter().flat_map(|(_, kinds)| kinds) {
        totals[kind.verdict as usize] += kind.ends;
    }
    totals
}

/// For each different list of what is wrong, the first end where that is so, with how many there are.
pub(super) fn by_failure<P: Program>(found: &Searched<P>) -> Vec<(&WrongOf<P>, &Witness, u64)> {
    let mut failures: IndexMap<&[Failed], (&WrongOf<P>, &Witness, u64)> = IndexMap::new();
    for found in &found.violations {
        let new = (&found.what, &found.witness, 0);
        failures.entry(found.what.failed.as_slice()).or_insert(new).2 += found.times;
    }
    failures.into_values().collect()
}
