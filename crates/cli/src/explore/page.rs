//! What came of a search as a page: what can be recorded, a run of each, and the states that a reader can go through.

use std::collections::BTreeMap;

use draw::choices::{Choices, End, Ends, Recordable, write};
use sim_core::words::counted;
use sim_core::{Action, Schedule, System};
use snapshot::Program;
use snapshot::oracle::Overall;
use trace::model::Verdict;
use trace::{Saved, notation};

use super::found::Found;
use super::graph::{Collected, Ended, collected};
use super::json::{self, Explored, Outcomes};
use super::words;
use crate::args::{ExploreArgs, Reduce};
use crate::failure::Failure;
use crate::output::Output;
use crate::recorded_state::RecordedState;
use crate::scenario::Scenario;
use crate::step;

/// As many recordable states are listed.
const LISTED: usize = 200;
/// Of as many kinds of ends that an oracle condemns a run is drawn, and of as many others.
const DRAWN: usize = 24;
/// The ways to these are there to their ends, as far as they have so many steps together.
const ON_WAYS: usize = 4_000;
/// As many states that the computation alone cannot be in are named.
const NAMED: usize = 10;
/// Stands for a schedule, in a command of which the rest is wanted.
const HERE: &str = "SCHEDULE";

/// What was searched, and what came of it sentence by sentence: the verdict first.
pub(super) type Told = (String, Vec<String>);

/// Tells it.
pub(super) fn sentences<P: Program>(
    args: &ExploreArgs,
    scenario: &Scenario,
    system: &System<P>,
    result: &Found<P>,
) -> Told {
    let found = &result.found;
    let mut told = vec![
        format!("{}: {}.", capital(words::verdict(result)), words::ends_and_why::<P>(found)),
        format!("{}.", words::headline::<P>(found)),
        format!("{}.", words::counts::<P>(args, found)),
    ];
    if let Some(compared) = &result.reachable {
        let unreachable: Vec<_> = compared.unreachable().map(|state| notation::line(system, state)).collect();
        told.push(match words::compared::<P>(compared) {
            Some(told) => format!("{told}."),
            None => "Not compared: the search over the computation alone was given up.".to_string(),
        });
        let named = unreachable.iter().take(NAMED);
        told.extend(named.map(|line| format!("Unreachable: the computation alone cannot be in {line}.")));
        if let more @ 1.. = unreachable.len().saturating_sub(NAMED) {
            told.push(format!("Unreachable: and {more} more; -f json has them all."));
        }
    }
    told.extend(words::reduced(result).map(|reduced| format!("{}.", capital(&reduced))));
    (scenario.describe_all_orders(&system.protocol), told)
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Writes the page.
pub(super) fn write_page(
    args: &ExploreArgs,
    scenario: &Scenario,
    explored: &Explored,
    (headline, told): Told,
    out: &mut Output,
) -> Result<(), Failure> {
    let listed = listed(&explored.recorded);
    let graph = collected(scenario, &ways(scenario, &listed)?)?;
    let topology = &scenario.configuration.topology;
    let left_out = left_out(args, explored, &graph);
    let around = scenario.command_with(HERE);
    let (before, after) = around.split_once(HERE).unwrap_or((&around, ""));
    let recordable = recordable(scenario, &listed, &graph)?;
    let choices = Choices {
        headline,
        ok: ok(explored.verdict),
        told,
        more: explored.recorded.len() - listed.len(),
        processes: topology.processes().map(|process| topology.name(process).to_string()).collect(),
        channels: topology.channel_ids().map(|channel| topology.channel_name(channel)).collect(),
        states: states(graph, &listed),
        recordable,
        left_out,
        around: [before.to_string(), after.to_string()],
        command: command(args, scenario),
    };
    Ok(write(&choices, out)?)
}

/// What is listed: what some end records wrongly first.
fn listed(recorded: &[Outcomes]) -> Vec<&Outcomes> {
    let mut listed: Vec<_> = recorded.iter().collect();
    listed.sort_by_key(|outcomes| !outcomes.ends.iter().any(|ends| ends.verdict == Verdict::Failed));
    listed.truncate(LISTED);
    listed
}

/// The ways to what is listed.
fn ways(scenario: &Scenario, listed: &[&Outcomes]) -> Result<Vec<Schedule>, Failure> {
    let (mut steps, mut ways) = (0, Vec::new());
    for ends in listed.iter().flat_map(|outcomes| &outcomes.ends) {
        let way = witness(scenario, ends)?;
        steps += way.0.len();
        if steps > ON_WAYS {
            break;
        }
        ways.push(way);
    }
    Ok(ways)
}

/// The schedule to the first of some ends.
fn witness(scenario: &Scenario, ends: &json::Ends) -> Result<Schedule, Failure> {
    let topology = &scenario.configuration.topology;
    Schedule::parse(&ends.witness, topology).map_err(|error| Failure::new(error.to_string()))
}

const fn ok(verdict: Verdict) -> Option<bool> {
    match verdict {
        Verdict::Ok => Some(true),
        Verdict::Failed => Some(false),
        Verdict::Unknown => None,
    }
}

/// What is listed, with the way to each kind of end, and with runs as far as they are drawn.
fn recordable(
    scenario: &Scenario,
    listed: &[&Outcomes],
    graph: &Collected,
) -> Result<Vec<Recordable>, Failure> {
    let (mut condemned, mut others) = (DRAWN, DRAWN);
    let mut recordable = Vec::new();
    for outcomes in listed {
        let mut kinds = Vec::new();
        for ends in &outcomes.ends {
            let schedule = witness(scenario, ends)?;
            let left = if ends.verdict == Verdict::Failed { &mut condemned } else { &mut others };
            let is_drawn = *left > 0;
            *left -= usize::from(is_drawn);
            kinds.push(Ends {
                ok: ok(ends.verdict),
                failed: words::failed(ends.failed.iter().map(|of| (of.snapshot, of.checks.join(", ")))),
                count: ends.count,
                steps: schedule.0.len(),
                way: way(graph, &schedule.0),
                command: scenario.command_with(&ends.witness),
                run: if is_drawn { drawn(scenario, schedule)? } else { None },
            });
        }
        recordable.push(Recordable { state: outcomes.state.clone(), ends: kinds });
    }
    Ok(recordable)
}

/// The run of a schedule; none after an interruption.
fn drawn(scenario: &Scenario, schedule: Schedule) -> Result<Option<Saved>, Failure> {
    match step::saved(&scenario.following(schedule), 0) {
        Err(Failure::Interrupted) => Ok(None),
        run => run.map(Some),
    }
}

/// The choices that these actions are, as far as they lead to states that are there.
fn way(graph: &Collected, actions: &[Action]) -> Vec<usize> {
    let (mut here, mut way) = (0, Vec::new());
    for action in actions {
        let reached = &graph.states[here];
        let Some(place) = reached.actions.iter().position(|one| one == action) else { break };
        let Some(to) = reached.state.choices[place].to else { break };
        way.push(place);
        here = to;
    }
    way
}

/// The states, and of each end its place in the list.
fn states(graph: Collected, listed: &[&Outcomes]) -> Vec<draw::choices::State> {
    let mut places = BTreeMap::new();
    for (place, outcomes) in listed.iter().enumerate() {
        places.entry(key(&outcomes.snapshots)).or_insert(place);
    }
    let end = |Ended { line, recorded, verdict, failed }| End {
        state: line,
        place: places.get(&key(&recorded)).copied(),
        ok: match verdict {
            Overall::Holds => Some(true),
            Overall::Violated => Some(false),
            Overall::Unknown => None,
        },
        failed,
    };
    let states = graph.states.into_iter().map(|reached| {
        let mut state = reached.state;
        state.end = reached.ended.map(end);
        state
    });
    states.collect()
}

/// What is recorded, as a text: what states and messages print as tells them apart.
fn key(recorded: &[RecordedState]) -> String {
    serde_json::to_string(recorded).expect("texts and lists of texts are always JSON")
}

/// What there is to say of the states that are there.
fn left_out(args: &ExploreArgs, explored: &Explored, graph: &Collected) -> Option<String> {
    let here = graph.states.len() as u64;
    let every = match args.reduce {
        Reduce::On => {
            " The states here are of every order of events, also of those that the search left out."
        }
        Reduce::Off | Reduce::Both => "",
    };
    if graph.whole {
        return (!every.is_empty()).then(|| every.trim_start().to_string());
    }
    let all = match (explored.complete && args.reduce != Reduce::On, explored.states) {
        (true, all) => format!("of {all} states {here} are here"),
        (false, _) => format!("{} are here, and there are more", counted(here, "state")),
    };
    let of = format!("{all}: the first, and those on the ways to what is listed");
    Some(format!("{}; beyond them choices lead out of the page.{every}", capital(&of)))
}

/// The command that makes the page again.
fn command(args: &ExploreArgs, scenario: &Scenario) -> String {
    let reduce = match args.reduce {
        Reduce::On => Some("--reduce on".to_string()),
        Reduce::Both => Some("--reduce both".to_string()),
        Reduce::Off => None,
    };
    let words = [
        Some("sim explore -f html".to_string()),
        reduce,
        args.against_reachable.then(|| "--against-reachable".to_string()),
        args.exact.then(|| "--exact".to_string()),
        args.max_states.map(|most| format!("--max-states {most}")),
        Some(scenario.options()).filter(|options| !options.is_empty()),
    ];
    words.into_iter().flatten().collect::<Vec<_>>().join(" ")
}
