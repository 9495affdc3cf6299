//! A scenario file: TOML as people write it, or JSON as the program does.

use std::path::Path;

use sim_core::Shape;
use snapshot::{Program as _, Script, catalog};
use trace::model::Config;
use trace::restore::ANY;
use trace::scenario::{self, InitiatorsEntry, ScenarioError, ScenarioFile, Spanned, TriggerEntry};

use crate::failure::Failure;
use crate::given::{FILE, Given, Graph, Listed};
use crate::values::{Seed, Trigger};

/// What the text of this file asks for.
pub(crate) fn read(text: &str, name: &str) -> Result<Given, Failure> {
    if text.trim_start().starts_with('{') { json(text, name) } else { toml(text, name) }
}

fn toml(text: &str, name: &str) -> Result<Given, Failure> {
    let file = scenario::parse(text, name).map_err(failure)?;
    supported_algorithm(&file)?;
    known_program(&file)?;
    known_topology(&file)?;
    let start = start(&file)?;
    let seed = seed(&file)?;
    let ScenarioFile { name, delay, hold, links, max_events, schedule, .. } = &file;
    Ok(Given {
        name: plain(name.as_ref()),
        graph: graph(&file),
        program: file.program.as_ref().map(|program| program.name.get_ref().clone()),
        parameters: file.program.iter().flat_map(|program| &program.parameters).map(parameter).collect(),
        trigger: file.snapshot.trigger.as_ref().map(|trigger| match trigger.get_ref() {
            TriggerEntry::OwnAccord => Trigger::None,
            TriggerEntry::State(count) => Trigger::Count(*count),
        }),
        start,
        initiators: file.snapshot.initiators.as_ref().map(|initiators| match initiators.get_ref() {
            InitiatorsEntry::Any => vec![ANY.to_string()],
            InitiatorsEntry::Named(names) => names.iter().map(|name| name.get_ref().clone()).collect(),
        }),
        snapshots: snapshots(&file)?,
        delay: plain(delay.as_ref()),
        hold: plain(hold.as_ref()),
        links: plain(links.as_ref()),
        max_events: plain(max_events.as_ref()),
        seed,
        schedule: plain(schedule.as_ref()),
        ..Given::default()
    })
}

fn failure(ScenarioError { message: what, tip, .. }: ScenarioError) -> Failure {
    Failure::Input { what, tip }
}

fn plain<T: Clone>(spanned: Option<&Spanned<T>>) -> Option<T> {
    spanned.map(|spanned| spanned.get_ref().clone())
}

fn parameter(entry: &scenario::ParameterEntry) -> (String, String) {
    (entry.key.get_ref().clone(), entry.value.get_ref().clone())
}

fn graph(file: &ScenarioFile) -> Option<Graph> {
    if let Some(topology) = &file.topology {
        return Some(Graph::Named(topology.get_ref().clone()));
    }
    let processes = file.processes.as_ref()?.get_ref();
    let channels = file.channels.iter().flat_map(Spanned::get_ref);
    let listed = channels.map(|entry| {
        let channel = entry.get_ref();
        Listed {
            from: channel.from.get_ref().clone(),
            to: channel.to.get_ref().clone(),
            delay: plain(channel.delay.as_ref()),
            order: plain(channel.order.as_ref()),
        }
    });
    Some(Graph::Listed {
        processes: processes.iter().map(|name| name.get_ref().clone()).collect(),
        channels: listed.collect(),
    })
}

/// When an initiator starts of its own accord. A process may stand there too, as the one that has `m` first: it must be the
/// first process, for that is where `m` is.
fn start(file: &ScenarioFile) -> Result<Option<sim_core::Delay>, Failure> {
    let Some(start) = &file.start else { return Ok(None) };
    let first = file.processes.as_ref().and_then(|processes| processes.get_ref().first());
    if first.is_some_and(|first| first.get_ref() == start.get_ref()) {
        return Ok(None);
    }
    start.get_ref().parse().map(Some).map_err(|error: sim_core::DelayError| {
        let tip = "'start' is when a snapshot starts of its own accord, or the first of 'processes'";
        failure(file.error_at(start.span(), error.to_string(), Some(tip.to_string())))
    })
}

fn seed(file: &ScenarioFile) -> Result<Option<u64>, Failure> {
    let Some(seed) = &file.seed else { return Ok(None) };
    match seed.get_ref().parse() {
        Ok(Seed::Given(seed)) => Ok(Some(seed)),
        Ok(Seed::Random) => {
            let tip = Some("'sim --seed random' draws one".to_string());
            Err(failure(file.error_at(seed.span(), "a file has one seed", tip)))
        }
        Err(what) => Err(failure(file.error_at(seed.span(), what, None))),
    }
}

fn snapshots(file: &ScenarioFile) -> Result<Option<u32>, Failure> {
    let Some(snapshots) = &file.snapshot.snapshots else { return Ok(None) };
    let count = u32::try_from(*snapshots.get_ref()).ok().filter(|count| (1..=1000).contains(count));
    let error = || failure(file.error_at(snapshots.span(), "expected a number from 1 to 1000", None));
    count.map(Some).ok_or_else(error)
}

fn supported_algorithm(file: &ScenarioFile) -> Result<(), Failure> {
    match &file.snapshot.algorithm {
        Some(name) if name.get_ref() != "chandy-lamport" => {
            let what = format!("there is no algorithm '{}'", name.get_ref());
            let tip = Some("there is 'chandy-lamport'".to_string());
            Err(failure(file.error_at(name.span(), what, tip)))
        }
        _ => Ok(()),
    }
}

/// The program and its parameters are there; a script's file is the command line's own parameter.
fn known_program(file: &ScenarioFile) -> Result<(), Failure> {
    let Some(program) = &file.program else { return Ok(()) };
    let unknown = |word: &Spanned<String>, what: String, known: Vec<&str>| {
        let closest = scenario::closest(word.get_ref(), known.iter().copied());
        let tip = closest.map_or_else(
            || format!("there is {}", known.join(", ")),
            |closest| format!("did you mean '{closest}'?"),
        );
        failure(file.error_at(word.span(), what, Some(tip)))
    };
    let name = program.name.get_ref();
    let Some(entry) = catalog::entry(name) else {
        let known = catalog::ALL.iter().map(|entry| entry.name).collect();
        return Err(unknown(&program.name, format!("there is no program '{name}'"), known));
    };
    let mut known: Vec<&str> = entry.parameters.iter().map(|parameter| parameter.name).collect();
    if name == Script::NAME {
        known.push(FILE);
    }
    match program.parameters.iter().find(|parameter| !known.contains(&parameter.key.get_ref().as_str())) {
        Some(parameter) => {
            let what = format!("'{name}' has no parameter '{}'", parameter.key.get_ref());
            Err(unknown(&parameter.key, what, known))
        }
        None => Ok(()),
    }
}

/// The topology is a shape, or a file that is there.
fn known_topology(file: &ScenarioFile) -> Result<(), Failure> {
    let Some(topology) = &file.topology else { return Ok(()) };
    match topology.get_ref().parse::<Shape>() {
        Err(error) if !Path::new(topology.get_ref()).is_file() => {
            let tip = "a shape is ring:N, complete:N, line:N, star:N, grid:RxC or random:N,E[,SEED]";
            Err(failure(file.error_at(topology.span(), error.to_string(), Some(tip.to_string()))))
        }
        _ => Ok(()),
    }
}

/// A saved run, or the configuration in it.
fn json(text: &str, name: &str) -> Result<Given, Failure> {
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Saved {
        Run { config: Box<Config> },
        Config(Box<Config>),
    }
    let first = text.lines().next().unwrap_or_default();
    let parsed = serde_json::from_str(text).or_else(|error| serde_json::from_str(first).map_err(|_| error));
    match parsed {
        Ok(Saved::Run { config } | Saved::Config(config)) => Given::from_config(&config),
        Err(error) => Err(Failure::with_tip(
            format!("cannot read '{name}': {error}"),
            "a scenario in JSON is what -f json writes, or the 'config' in it",
        )),
    }
}
