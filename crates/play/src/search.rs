//! Every schedule, tried: which global states can be recorded, and is each as it should be?

use std::ops::ControlFlow;

use explore::{Options, Report, explore_with};
use serde::Serialize;
use sim_core::System;
use snapshot::Program;
use snapshot::algorithms::Algorithm;
use snapshot::algorithms::Visitor;
use snapshot::exploration::{Failed, Outcome, Snapshots, WrongOf};
use snapshot::oracle::Overall;
use trace::model::Verdict;
use trace::notation;
use trace::plan::Refused;

use crate::answer::{Told, refused};
use crate::bounds;
use crate::experiment::Experiment;

/// What a search came to.
#[derive(Serialize)]
struct Searched {
    /// How many states were found.
    states: u64,
    /// How many steps between them.
    steps: u64,
    /// In how many a schedule ends.
    ends: u64,
    /// Whether that is all there is.
    complete: bool,
    /// Why the search ended.
    ending: &'static str,
    /// What is recorded; what has the shorter schedule comes first.
    recorded: Vec<Recorded>,
}

/// Ends of schedules that record the same and are worth the same.
#[derive(Serialize)]
struct Recorded {
    /// The state in the exercise's notation.
    state: String,
    /// What it is worth.
    verdict: Verdict,
    /// The checks that fail.
    failed: Vec<&'static str>,
    /// How many ends there are.
    ends: u64,
    /// A schedule to one of them.
    schedule: String,
}

/// Tries every schedule, up to so many states.
pub(crate) fn explore(experiment: &Experiment, max_states: u64) -> Result<Told, Refused> {
    let idle = "every order of events is tried, as far as it goes";
    experiment.refuse_typed(|entry| entry.timing || entry.chooses || entry.name == "max_events", idle)?;
    if experiment.plan.schedule.is_some() {
        return Err(refused("a scenario with a schedule has one run, not many", "ask to run it"));
    }
    if experiment.plan.configuration.faults.by_chance() {
        let what = "what goes wrong by chance is for seeds, not for a search of everything";
        return Err(refused(what, "without ':1/100' a search tries every moment"));
    }
    if !(1..=bounds::STATES).contains(&max_states) {
        let what = format!(
            "{max_states} states are asked for, and for one request there are 1 to {}",
            bounds::STATES
        );
        return Err(refused(what, "'sim explore' goes on as long as there is room"));
    }
    let command = experiment.command_of_all("explore");
    let (searched, verdict) = experiment.plan.visit(Search { experiment, max_states })?;
    Ok(Told {
        verdict: Some(verdict),
        output: serde_json::to_string(&searched).expect("texts and numbers are JSON"),
        command: Some(format!("{command} --keep-going --max-states {max_states}")),
        notes: Vec::new(),
    })
}

struct Search<'a> {
    experiment: &'a Experiment,
    max_states: u64,
}

impl Visitor for Search<'_> {
    type Output = Result<(Searched, Overall), Refused>;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output {
        let plan = &self.experiment.plan;
        let systems = plan.systems::<P, A>(&algorithm)?;
        let snapshots = plan.configuration.initiation.snapshots;
        let property = Snapshots::of(&systems.underlying, &systems.superposed, snapshots).by_law(systems.law);
        let options = Options {
            reduce: true,
            keep_going: true,
            max_states: self.max_states,
            max_bytes: bounds::BYTES,
            ..Options::default()
        };
        let found = explore_with(&systems.superposed, &property, &options, |_| ControlFlow::Continue(()));
        Ok(searched::<P>(&systems.underlying, &found))
    }
}

fn searched<P: Program>(system: &System<P>, found: &Report<Outcome<P>, WrongOf<P>>) -> (Searched, Overall) {
    let good = found.outcomes.iter().map(|found| (&found.what, &[][..], found.times, &found.witness));
    let wrong = &found.violations;
    let wrong = wrong
        .iter()
        .map(|found| (&found.what.recorded, found.what.failed.as_slice(), found.times, &found.witness));
    let mut all: Vec<_> = good.chain(wrong).collect();
    all.sort_by_key(|(.., witness)| witness.steps());
    let worth = |recorded, failed| worth::<P>(recorded, failed);
    let whole = Overall::of(all.iter().map(|(recorded, failed, ..)| worth(recorded, failed)));
    let verdict = if whole == Overall::Holds && !found.complete() { Overall::Unknown } else { whole };
    let recorded = all.into_iter().map(|(recorded, failed, ends, witness)| Recorded {
        state: in_a_line(system, recorded),
        verdict: worth(recorded, failed).into(),
        failed: failed.iter().flat_map(|failed| failed.checks.iter().copied()).collect(),
        ends,
        schedule: witness.schedule().display(&system.topology),
    });
    let searched = Searched {
        states: found.states,
        steps: found.steps,
        ends: found.ends,
        complete: found.complete(),
        ending: found.ending.name(),
        recorded: recorded.collect(),
    };
    (searched, verdict)
}

/// What an end is worth: unknown if not everything is recorded.
fn worth<P: Program>(recorded: &Outcome<P>, failed: &[Failed]) -> Overall {
    if !failed.is_empty() {
        Overall::Violated
    } else if !recorded.is_empty() && recorded.iter().all(|recorded| recorded.whole) {
        Overall::Holds
    } else {
        Overall::Unknown
    }
}

fn in_a_line<P: Program>(system: &System<P>, recorded: &Outcome<P>) -> String {
    if recorded.is_empty() {
        return "nothing: no snapshot is taken".to_string();
    }
    let lines = recorded.iter().map(|state| notation::line(system, state));
    lines.collect::<Vec<_>>().join("  |  ")
}
