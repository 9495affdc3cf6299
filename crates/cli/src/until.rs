//! `--until`: snapshots again and again, until one shows what was waited for; and what was seen of it, for people.
//!
//! What is run in the end is the scenario with so many snapshots that one shows it, where with one fewer none would. So it is a run like any
//! other: saved, drawn, run again by its command. The recorded state is asked as it is, right or wrong. [`search`] finds how many that
//! are, [`seeds`] of many seeds at once.

mod search;
mod seeds;

mod text;

use sim_core::words::counted;
use snapshot::algorithms::Algorithm;
use snapshot::algorithms::Visitor;
use snapshot::{Program, Stopped};
use trace::Finished;
use trace::model::Until;
use trace::spec::values::MAX_SNAPSHOTS;

use crate::drive::{Keep, Watching};
use crate::failure::Failure;
use crate::one_run::Runs;
use crate::predicates::{of_global_states, understood};
use crate::progress::Progress;
use crate::report::no_more;
use crate::scenario::Scenario;

use search::{Miss, Search, Shown, with_snapshots};

pub(crate) use seeds::{Waited, With, run_seeds};
pub(crate) use text::write;

/// The scenario with as many snapshots as it takes until one shows it. If none does, it is run for what is wrong with them, where something is.
pub(crate) fn enough(scenario: &Scenario, seed: u64, name: &str) -> Result<Scenario, Failure> {
    match tried(scenario, seed, name)? {
        (found, None) => Ok(found),
        (last, Some((_, miss))) if miss.is_wrong => Ok(last),
        (last, Some((snapshots, miss))) => {
            let seen = last.visit_fast(Seen { scenario: &last, seed, name })?;
            Err(never(&last, &seen, snapshots, miss))
        }
    }
}

/// The same; if none shows it, with as many as there were.
pub(crate) fn as_many(scenario: &Scenario, seed: u64, name: &str) -> Result<Scenario, Failure> {
    Ok(tried(scenario, seed, name)?.0)
}

/// The scenario with as many as it takes; or with as many as there are, how many that is, and why none shows it.
fn tried(scenario: &Scenario, seed: u64, name: &str) -> Result<(Scenario, Option<(u32, Miss)>), Failure> {
    of_global_states("--until", Some(scenario.algorithm.law))?;
    let mut search = Search::of(scenario);
    while let Some(snapshots) = search.next() {
        let trial = with_snapshots(scenario, snapshots)?;
        match trial.visit_fast(Trial { scenario: &trial, seed, name })? {
            Shown::No(miss) if search.is_over(snapshots, miss.stopped) => {
                return Ok((trial, Some((snapshots, miss))));
            }
            shown => search.tried(snapshots, matches!(shown, Shown::Yes)),
        }
    }
    Ok((with_snapshots(scenario, search.enough())?, None))
}

/// None shows it, whether it was so or not; of some it may not be known whether they do.
fn never(scenario: &Scenario, seen: &Until, snapshots: u32, miss: Miss) -> Failure {
    let taken = counted(snapshots, "snapshot");
    let (why, tip) = match miss.stopped {
        Stopped::SnapshotComplete if miss.ended => (": the computation has ended".to_string(), None),
        Stopped::SnapshotComplete if snapshots < MAX_SNAPSHOTS => {
            (String::new(), Some("'--snapshots N' allows more"))
        }
        Stopped::SnapshotComplete => (String::new(), None),
        stopped => {
            let triggered = scenario.configuration.initiation.trigger.is_some();
            let tip = triggered.then_some("'--trigger none' starts them at any time");
            (format!(": {}", no_more(scenario, stopped)), tip)
        }
    };
    let unknown = miss.unknown.map(|why| format!("; of some it is not known: {why}")).unwrap_or_default();
    let name = &seen.predicate;
    let so = text::when_so(seen).map(|so| format!("; it was so {so}")).unwrap_or_default();
    let what = format!("of {taken} none shows '{name}'{why}{unknown}{so}");
    Failure::NoVerdict { what, tip: tip.map(str::to_string) }
}

/// A run with so many snapshots.
struct Trial<'a> {
    scenario: &'a Scenario,
    seed: u64,
    name: &'a str,
}

impl Visitor for Trial<'_> {
    type Output = Result<Shown, Failure>;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output {
        let prepared = self.scenario.prepare::<P, A>(&algorithm)?;
        self.tried(&prepared)
    }
}

/// The same run, of which is asked when it was so.
struct Seen<'a> {
    scenario: &'a Scenario,
    seed: u64,
    name: &'a str,
}

impl Visitor for Seen<'_> {
    type Output = Result<Until, Failure>;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output {
        let prepared = self.scenario.prepare::<P, A>(&algorithm)?;
        run_whole(&prepared, self.seed, Keep::IfRoom, |finished: &Finished<'_, P>| {
            Ok(finished.waited_for(&understood(finished.system, self.name)?.asked))
        })
    }
}

/// Runs a seed to the end, and asks this of it.
fn run_whole<P: Program, T>(
    prepared: &dyn Runs<P>,
    seed: u64,
    keep: Keep,
    ask: impl Fn(&Finished<'_, P>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let progress = Progress::counting("events");
    let stop = |events| progress.at(events);
    let ran = prepared.run_unless(seed, keep, Watching::Nobody, &stop)?;
    ask(&ran.ok_or(Failure::Interrupted)?.finished)
}

impl Trial<'_> {
    fn tried<P: Program>(&self, prepared: &dyn Runs<P>) -> Result<Shown, Failure> {
        let system = prepared.system();
        let asked = understood(system, self.name)?.asked;
        run_whole(prepared, self.seed, Keep::Nothing, |finished| Ok(Shown::of(finished, &asked)))
    }
}
