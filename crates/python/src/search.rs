//! Every schedule, tried: which global states can be recorded, and is each as it should be?

use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use explore::{Options, Report, explore_with};
use serde::Serialize;
use sim_core::System;
use snapshot::Program;
use snapshot::algorithms::Algorithm;
use snapshot::algorithms::Visitor;
use snapshot::exploration::{Failed, Outcome, Snapshots, WrongOf};
use snapshot::oracle::Overall;
use trace::notation;

use crate::bounds;
use crate::experiment::Experiment;
use crate::failure::Failure;
use crate::run::word;
use crate::waiting::Stop;

/// What a search came to.
#[derive(Serialize)]
struct Searched {
    verdict: &'static str,
    states: u64,
    steps: u64,
    ends: u64,
    complete: bool,
    ending: &'static str,
    /// What has the shorter schedule comes first.
    recorded: Vec<Recorded>,
    command: Option<String>,
    remarks: Vec<String>,
}

/// Ends of schedules that record the same and are worth the same.
#[derive(Serialize)]
struct Recorded {
    state: String,
    verdict: &'static str,
    failed: Vec<&'static str>,
    ends: u64,
    schedule: String,
}

/// Tries every schedule, up to so many states.
pub(crate) fn explore(
    experiment: &Experiment,
    (max_states, reduce): (u64, bool),
    jobs: NonZeroUsize,
    stop: Stop<'_>,
) -> Result<String, Failure> {
    let idle = "every order of events is tried, as far as it goes";
    experiment.refuse_typed(|entry| entry.timing || entry.chooses || entry.name == "max_events", idle)?;
    if experiment.plan.schedule.is_some() {
        let what = "a scenario with a schedule has one run, not many";
        return Err(Failure::with_tip(what, "'run' follows the schedule"));
    }
    if experiment.plan.configuration.faults.by_chance() {
        let what = "what goes wrong by chance is for seeds, not for a search of everything";
        return Err(Failure::with_tip(what, "without ':1/100' a search tries every moment"));
    }
    if max_states == 0 {
        return Err(Failure::new("invalid value '0' for 'max_states': a search has one state at least"));
    }
    let searched = experiment.plan.visit(Search { experiment, max_states, reduce, jobs, stop })?;
    let command = experiment.command_of_all("explore");
    let reduced = if reduce { " --reduce on" } else { "" };
    let command = command.map(|command| format!("{command}{reduced} --keep-going --max-states {max_states}"));
    let searched = Searched { command, remarks: experiment.remarks(), ..searched };
    Ok(serde_json::to_string(&searched).expect("texts and numbers are JSON"))
}

struct Search<'a> {
    experiment: &'a Experiment,
    max_states: u64,
    /// Whether orders that cannot matter are left out.
    reduce: bool,
    jobs: NonZeroUsize,
    stop: Stop<'a>,
}

impl Visitor for Search<'_> {
    type Output = Result<Searched, Failure>;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output {
        let Self { experiment, max_states, reduce, jobs, stop } = self;
        let systems = experiment.plan.systems::<P, A>(&algorithm)?;
        let snapshots = experiment.plan.configuration.initiation.snapshots;
        let property = Snapshots::of(&systems.underlying, &systems.superposed, snapshots).by_law(systems.law);
        let options = Options {
            jobs,
            reduce,
            keep_going: true,
            max_states,
            max_bytes: bounds::BYTES,
            ..Options::default()
        };
        let look = |_| if stop() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
        let found = explore_with(&systems.superposed, &property, &options, look);
        Ok(searched::<P>(&systems.underlying, &found))
    }
}

fn searched<P: Program>(system: &System<P>, found: &Report<Outcome<P>, WrongOf<P>>) -> Searched {
    let good = found.outcomes.iter().map(|found| (&found.what, &[][..], found.times, &found.witness));
    let wrong = found
        .violations
        .iter()
        .map(|found| (&found.what.recorded, found.what.failed.as_slice(), found.times, &found.witness));
    let mut all: Vec<_> = good.chain(wrong).collect();
    all.sort_by_key(|(.., witness)| witness.steps());
    let whole = Overall::of(all.iter().map(|(recorded, failed, ..)| worth::<P>(recorded, failed)));
    let verdict = if whole == Overall::Holds && !found.complete() { Overall::Unknown } else { whole };
    let recorded = all.into_iter().map(|(recorded, failed, ends, witness)| Recorded {
        state: in_a_line(system, recorded),
        verdict: word(worth::<P>(recorded, failed)),
        failed: failed.iter().flat_map(|failed| failed.checks.iter().copied()).collect(),
        ends,
        schedule: witness.schedule().display(&system.topology),
    });
    Searched {
        verdict: word(verdict),
        states: found.states,
        steps: found.steps,
        ends: found.ends,
        complete: found.complete(),
        ending: found.ending.name(),
        recorded: recorded.collect(),
        command: None,
        remarks: Vec::new(),
    }
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
