//! `--until`: snapshots again and again, until one shows what was waited for; and what was seen of it, for people.
//!
//! What is run in the end is the scenario with so many snapshots that one shows it, where with one fewer none would. So it is a run like any
//! other: saved, drawn, run again by its command. The recorded state is asked as it is, right or wrong. [`search`] finds how many that
//! are, [`seeds`] of many seeds at once.

mod search;
mod seeds;

mod text;

use sim_core::words::counted;
use snapshot::algorithms::Visitor;
use snapshot::{Algorithm, Program, Stopped};

use crate::drive::{Keep, Watching};
use crate::failure::Failure;
use crate::one_run::Runs;
use crate::predicates::{of_global_states, understood};
use crate::progress::Progress;
use crate::report::no_more;
use crate::scenario::Scenario;

use search::{Search, Shown, with_snapshots};

pub(crate) use seeds::{Waited, With, run_seeds};
pub(crate) use text::write;

/// The scenario with as many snapshots as it takes until one shows it.
pub(crate) fn enough(scenario: &Scenario, seed: u64, name: &str) -> Result<Scenario, Failure> {
    match tried(scenario, seed, name)? {
        (found, None) => Ok(found),
        (last, Some(Never { snapshots, stopped, unknown })) => {
            Err(never(&last, (name, unknown), snapshots, stopped))
        }
    }
}

/// The same; if none shows it, with as many as there were.
pub(crate) fn as_many(scenario: &Scenario, seed: u64, name: &str) -> Result<Scenario, Failure> {
    Ok(tried(scenario, seed, name)?.0)
}

fn tried(scenario: &Scenario, seed: u64, name: &str) -> Result<(Scenario, Option<Never>), Failure> {
    of_global_states("--until", Some(scenario.algorithm.law))?;
    let mut search = Search::of(scenario);
    while let Some(snapshots) = search.next() {
        let trial = with_snapshots(scenario, snapshots)?;
        match trial.visit_fast(Trial { scenario: &trial, seed, name })? {
            Shown::No(stopped, unknown) if search.is_over(snapshots, stopped) => {
                return Ok((trial, Some(Never { snapshots, stopped, unknown })));
            }
            shown => search.tried(snapshots, matches!(shown, Shown::Yes)),
        }
    }
    Ok((with_snapshots(scenario, search.enough())?, None))
}

/// Of so many none shows it.
struct Never {
    snapshots: u32,
    /// Why there were no more.
    stopped: Stopped,
    /// Of which it is not known, why.
    unknown: Option<String>,
}

/// None shows it; of some it may not be known whether they do.
fn never(
    scenario: &Scenario,
    (name, unknown): (&str, Option<String>),
    snapshots: u32,
    stopped: Stopped,
) -> Failure {
    let taken = counted(snapshots, "snapshot");
    let (why, tip) = match stopped {
        Stopped::SnapshotComplete => (String::new(), "'--snapshots N' allows more"),
        stopped => (format!(": {}", no_more(scenario, stopped)), "'--trigger none' starts them at any time"),
    };
    let unknown = unknown.map(|why| format!("; of some it is not known: {why}")).unwrap_or_default();
    let what = format!("of {taken} none shows '{name}'{why}{unknown}");
    Failure::NoVerdict { what, tip: Some(tip.to_string()) }
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

impl Trial<'_> {
    fn tried<P: Program>(&self, prepared: &dyn Runs<P>) -> Result<Shown, Failure> {
        let system = prepared.system();
        let asked = understood(system, self.name)?.asked;
        let progress = Progress::counting("events");
        let stop = |events| progress.at(events);
        let ran = prepared.run_unless(self.seed, Keep::Nothing, Watching::Nobody, &stop)?;
        Ok(Shown::of(&ran.ok_or(Failure::Interrupted)?.finished, &asked))
    }
}
