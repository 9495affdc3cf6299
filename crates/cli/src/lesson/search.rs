//! The runs with which a lesson shows what its own run does not: other seeds of the experiment, or the experiment changed in one thing;
//! else the exercise or a small bank. What none of them shows is not there, and it is said why.

use draw::lesson::{Made, Recordable, Recorded, Wanted, can_be_asked, is_never_in_it, is_overlapping};
use sim_core::{Delay, Order};
use trace::model::Verdict;
use trace::spec::{Graph, Spec};

use crate::args::ScenarioArgs;
use crate::failure::Failure;
use crate::scenario::Scenario;
use crate::{explore, step};

/// So many seeds are tried, as long as their runs have no more than so many events together.
const SEEDS: u64 = 100;
const EVENTS: usize = 50_000;
/// So many states are searched at most.
const STATES: u64 = 5_000;
/// So many recorded states are shown.
const SHOWN: usize = 4;

/// A run, and the command that makes it.
pub(super) fn made(scenario: &Scenario, seed: u64) -> Result<Made, Failure> {
    Ok(Made { run: step::saved(scenario, seed)?, command: scenario.command(seed) })
}

/// A run of which it can be shown what comes of asking the processes, if the one of the lesson shows nothing.
pub(super) fn of_asking(about: &Made) -> Result<Option<Made>, Failure> {
    if can_be_asked(about) { Ok(None) } else { made(&exercise(&Spec::default())?, 0).map(Some) }
}

/// A run that never was in the state that was recorded of it.
pub(super) fn never(scenario: &Scenario, seed: u64) -> Result<Wanted<Made>, Failure> {
    let is_wanted = |made: &Made| is_never_in_it(&made.run);
    if let Some(made) = find(scenario, seed, is_wanted)? {
        return Ok(Ok(made));
    }
    let made = find(&bank(2, 1)?, 0, is_wanted)?;
    Ok(made.ok_or_else(|| {
        "with none of the seeds that were tried the recorded state was one that the run never was in"
            .to_string()
    }))
}

/// A run that goes wrong because messages overtake each other, and the one that does not, from the same seed; of the exercise, if the
/// algorithm needs no FIFO channels, or if no such run is found.
pub(super) fn overtaken(scenario: &Scenario, seed: u64) -> Result<Wanted<[Made; 2]>, Failure> {
    if scenario.algorithm.needs.order == Order::Fifo
        && let Ok(two) = overtaken_in(scenario, seed)?
    {
        return Ok(Ok(two));
    }
    overtaken_in(&exercise(&Spec::default())?, 0)
}

fn overtaken_in(scenario: &Scenario, seed: u64) -> Result<Wanted<[Made; 2]>, Failure> {
    let with = |order| asked(scenario, &Spec { links: Some(order), ..Spec::default() });
    let (unordered, fifo) = match (with(Order::Unordered)?, with(Order::Fifo)?) {
        (Ok(unordered), Ok(fifo)) => (unordered, fifo),
        (Err(why), _) | (_, Err(why)) => return Ok(Err(why)),
    };
    let mut events = 0;
    for seed in seeds(scenario, seed) {
        let wrong = made(&unordered, seed)?;
        events += wrong.run.events.len();
        if wrong.run.verdict() == Some(false) {
            let right = made(&fifo, seed)?;
            if right.run.verdict() == Some(true) {
                return Ok(Ok([wrong, right]));
            }
        }
        if events > EVENTS {
            break;
        }
    }
    let name = scenario.algorithm.name;
    Ok(Err(format!(
        "in no run that was tried a snapshot of {name} goes wrong only because messages overtake each other"
    )))
}

/// A run with two snapshots at the same time.
pub(super) fn overlapping(scenario: &Scenario, seed: u64) -> Result<Wanted<Made>, Failure> {
    let two = Spec { snapshots: Some(2), ..Spec::default() };
    let is_wanted = |made: &Made| is_overlapping(&made.run) && made.run.verdict() == Some(true);
    if let Ok(two) = asked(scenario, &two)?
        && let Some(made) = find(&two, seed, is_wanted)?
    {
        return Ok(Ok(made));
    }
    let made = find(&bank(3, 2)?, 0, is_wanted)?;
    Ok(made.ok_or_else(|| {
        "with none of the seeds that were tried two snapshots are taken at the same time".to_string()
    }))
}

/// What can be recorded of the experiment; if it is one state only, of the same where a process may wait before it does something; and if that
/// is not known, of the exercise.
pub(super) fn recordable(scenario: &Scenario) -> Result<Wanted<Recordable>, Failure> {
    let searched = search(scenario)?;
    if let Err(why) = searched {
        let held = exercise(&Spec { hold: Some(Delay::fixed(1)), ..Spec::default() })?;
        return Ok(search(&held)?
            .map(|all| Recordable { held: true, instead: Some(why.clone()), ..all })
            .map_err(|_| why));
    }
    if searched.as_ref().is_ok_and(|all| all.states.len() == 1)
        && let Ok(held) = asked(scenario, &Spec { hold: Some(Delay::fixed(1)), ..Spec::default() })?
        && let Ok(more) = search(&held)?
        && more.states.len() > 1
    {
        return Ok(Ok(Recordable { held: true, ..more }));
    }
    Ok(searched)
}

fn search(scenario: &Scenario) -> Result<Wanted<Recordable>, Failure> {
    let explored = match explore::recordable(scenario, STATES) {
        Ok(explored) => explored,
        Err(failure) => return Ok(Err(why(failure)?)),
    };
    if !explored.complete {
        return Ok(Err(format!("a search of {STATES} states did not come to its end")));
    }
    let mut states = Vec::new();
    for outcomes in explored.recorded.iter().take(SHOWN) {
        let wrong = || outcomes.ends.iter().filter(|ends| ends.verdict == Verdict::Failed);
        let Some(first) = wrong().next().or(outcomes.ends.first()) else { continue };
        let follows = scenario.with(&Spec { schedule: Some(first.witness.clone()), ..Spec::default() })?;
        let are = |verdict: Verdict| outcomes.ends.iter().any(|ends| ends.verdict == verdict);
        states.push(Recorded {
            state: outcomes.state.clone(),
            ends: outcomes.ends.iter().map(|ends| ends.count).sum(),
            wrong: wrong().map(|ends| ends.count).sum(),
            ok: if are(Verdict::Failed) { Some(false) } else { (!are(Verdict::Unknown)).then_some(true) },
            made: Made { command: scenario.command_with(&first.witness), ..made(&follows, 0)? },
        });
    }
    let command = format!("sim explore --exact {}", scenario.options()).trim_end().to_string();
    let more = explored.recorded.len().saturating_sub(SHOWN);
    Ok(Ok(Recordable { states, more, ends: explored.ends, held: false, instead: None, command }))
}

/// The first run, from this seed on, that is as it is wanted.
fn find(scenario: &Scenario, seed: u64, is_wanted: impl Fn(&Made) -> bool) -> Result<Option<Made>, Failure> {
    let mut events = 0;
    for seed in seeds(scenario, seed) {
        let made = made(scenario, seed)?;
        if is_wanted(&made) {
            return Ok(Some(made));
        }
        events += made.run.events.len();
        if events > EVENTS {
            break;
        }
    }
    Ok(None)
}

/// The seeds that are tried; one alone, if nothing is drawn from it.
fn seeds(scenario: &Scenario, seed: u64) -> std::ops::Range<u64> {
    let count = if scenario.draws_nothing().is_some() { 1 } else { SEEDS };
    seed..seed.saturating_add(count)
}

/// The experiment but for this; or why it cannot be so.
fn asked(scenario: &Scenario, change: &Spec) -> Result<Wanted<Scenario>, Failure> {
    match scenario.with(change) {
        Ok(scenario) => Ok(Ok(scenario)),
        Err(failure) => Ok(Err(why(failure)?)),
    }
}

/// What is wrong with what was asked for. Any other failure is one of the lesson.
fn why(failure: Failure) -> Result<String, Failure> {
    match failure {
        Failure::Input { what, .. } => Ok(what),
        other => Err(other),
    }
}

/// The exercise, with what is said.
fn exercise(spec: &Spec) -> Result<Scenario, Failure> {
    Scenario::from_args_over(&ScenarioArgs { file: None, spec: spec.clone() }, Spec::default())
}

/// A bank of so many processes, with so many snapshots.
fn bank(processes: usize, snapshots: u32) -> Result<Scenario, Failure> {
    let several = snapshots > 1;
    let spec = Spec {
        graph: Some(Graph::named(&format!("complete:{processes}"))),
        program: Some("bank".to_string()),
        initiators: if several { vec!["any".to_string()] } else { Vec::new() },
        snapshots: Some(snapshots),
        ..Spec::default()
    };
    Scenario::from_args_over(&ScenarioArgs { file: None, spec }, Spec::default())
}
