//! `--until`: snapshots again and again, until one shows what was waited for; and what was seen of it, for people.
//!
//! What is run in the end is the scenario with so many snapshots that one shows it, where with one fewer none would. So it is a run like any
//! other: saved, drawn, run again by its command. The recorded state is asked as it is, right or wrong.

mod text;

use sim_core::words::counted;
use snapshot::algorithms::Visitor;
use snapshot::{Algorithm, Program, Stopped};
use trace::spec::Spec;

use crate::drive::{Keep, Watching};
use crate::failure::Failure;
use crate::one_run::Runs;
use crate::predicates::understood;
use crate::progress::Progress;
use crate::report::no_more;
use crate::scenario::Scenario;

pub(crate) use text::write;

/// So many snapshots are taken at most, unless it is said.
const MOST: u32 = 1000;

/// The scenario with as many snapshots as it takes until one shows it.
///
/// They are doubled until one does, and then halved between those that are enough and those that are not.
pub(crate) fn enough(scenario: &Scenario, seed: u64, name: &str) -> Result<Scenario, Failure> {
    let most = scenario.spec.snapshots.unwrap_or(MOST);
    let with = |snapshots| scenario.with(&Spec { snapshots: Some(snapshots), ..Spec::default() });
    let shows = |scenario: &Scenario| scenario.visit_fast(Trial { scenario, seed, name });
    let (mut too_few, mut snapshots) = (0, 1);
    let mut found = loop {
        let trial = with(snapshots)?;
        match shows(&trial)? {
            Shown::Yes => break trial,
            Shown::No(Stopped::SnapshotComplete, _) if snapshots < most => {}
            Shown::No(stopped, why) => return Err(never(&trial, (name, why), snapshots, stopped)),
        }
        (too_few, snapshots) = (snapshots, snapshots.saturating_mul(2).min(most));
    };
    while snapshots - too_few > 1 {
        let middle = too_few + (snapshots - too_few) / 2;
        let trial = with(middle)?;
        match shows(&trial)? {
            Shown::Yes => (snapshots, found) = (middle, trial),
            Shown::No(..) => too_few = middle,
        }
    }
    Ok(found)
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

/// Whether some snapshot shows it, and if not why no more were taken, and why that is not known of one.
enum Shown {
    Yes,
    No(Stopped, Option<String>),
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
        let finished = ran.ok_or(Failure::Interrupted)?.finished;
        let mut unknown = None;
        for judgement in &finished.judgements {
            match asked.is_shown(system, &judgement.recorded) {
                Ok(true) => return Ok(Shown::Yes),
                Ok(false) => {}
                Err(why) => unknown = Some(why),
            }
        }
        Ok(Shown::No(finished.stopped, unknown))
    }
}
