//! The same of many seeds: those that are to be tried with as many snapshots are run together, so that their systems are prepared once.

use std::collections::BTreeMap;
use std::ops::Range;

use snapshot::Program;
use snapshot::oracle::Overall;
use trace::model::Until;
use trace::notation;

use super::search::{Search, Shown, with_snapshots};
use crate::drive::{Keep, Watching};
use crate::failure::Failure;
use crate::one_run::Runs;
use crate::predicates::understood;
use crate::scenario::Scenario;
use crate::tally::Tally;

/// Prepares a scenario, and hands it on.
pub(crate) type With<'a, P> =
    dyn Fn(&Scenario, &mut dyn FnMut(&dyn Runs<P>) -> Result<(), Failure>) -> Result<(), Failure> + Sync + 'a;

/// What came of a seed.
#[derive(Debug)]
pub(crate) struct Waited {
    pub(crate) seed: u64,
    /// Of its run with as many snapshots as it takes; no verdict if none shows it.
    pub(crate) verdict: Overall,
    pub(crate) until: Until,
}

/// The seeds that are to be run with so many snapshots.
type Open<T> = BTreeMap<u32, Vec<T>>;

/// Runs these seeds, each until a snapshot shows it, as long as `goes_on` says so.
pub(crate) fn run_seeds<P: Program>(
    scenario: &Scenario,
    with: &With<'_, P>,
    text: &str,
    seeds: Range<u64>,
    goes_on: &dyn Fn() -> bool,
) -> Result<(Tally<P>, Vec<Waited>), Failure> {
    let (mut tally, mut waited) = (Tally::default(), Vec::new());
    for (snapshots, seeds) in found(scenario, with, text, seeds, goes_on)? {
        with(&with_snapshots(scenario, snapshots)?, &mut |runs| {
            let asked = understood(runs.system(), text)?.asked;
            for seed in &seeds {
                let ran = runs.run_unless(*seed, Keep::Events, Watching::Nobody, &|_| !goes_on())?;
                let Some(finished) = ran.map(|ran| ran.finished) else { return Ok(()) };
                let until = finished.waited_for(&asked);
                let verdict = match finished.verdict() {
                    Overall::Holds if until.snapshot.is_none() => Overall::Unknown,
                    verdict => verdict,
                };
                tally.add_verdict(*seed, verdict);
                tally.suffered += u64::from(finished.incidents().next().is_some());
                for judgement in &finished.judgements {
                    let notation = |value: &_| notation::line(runs.system(), value);
                    tally.add_recorded(*seed, &judgement.recorded, notation);
                }
                waited.push(Waited { seed: *seed, verdict, until });
            }
            Ok(())
        })?;
    }
    waited.sort_by_key(|waited| waited.seed);
    Ok((tally, waited))
}

/// With how many snapshots each is to be run: the least number of which one shows it, or as many as there are.
fn found<P: Program>(
    scenario: &Scenario,
    with: &With<'_, P>,
    text: &str,
    seeds: Range<u64>,
    goes_on: &dyn Fn() -> bool,
) -> Result<Open<u64>, Failure> {
    let search = Search::of(scenario);
    let first = search.next().expect("it has not begun");
    let mut open = Open::from([(first, seeds.map(|seed| (seed, search)).collect())]);
    let mut found = Open::new();
    while let Some((snapshots, seeds)) = open.pop_first() {
        with(&with_snapshots(scenario, snapshots)?, &mut |runs| {
            let asked = understood(runs.system(), text)?.asked;
            for (seed, mut search) in seeds.iter().copied() {
                let ran = runs.run_unless(seed, Keep::Nothing, Watching::Nobody, &|_| !goes_on())?;
                let Some(ran) = ran else { return Ok(()) };
                match Shown::of(&ran.finished, &asked) {
                    Shown::No(miss) if search.is_over(snapshots, miss.stopped) => {
                        found.entry(snapshots).or_default().push(seed);
                        continue;
                    }
                    shown => search.tried(snapshots, matches!(shown, Shown::Yes)),
                }
                match search.next() {
                    Some(next) => open.entry(next).or_default().push((seed, search)),
                    None => found.entry(search.enough()).or_default().push(seed),
                }
            }
            Ok(())
        })?;
    }
    Ok(found)
}
