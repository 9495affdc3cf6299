//! A scenario file: TOML as people write it, or JSON as the program does.

use std::path::Path;

use sim_core::Shape;
use snapshot::{Program as _, Script, catalog};
use trace::model::Config;
use trace::restore::ANY;
use trace::scenario::{
    self, InitiatorsEntry, ParameterEntry, ProgramEntry, ScenarioFile, Spanned, TriggerEntry,
};

use crate::failure::Failure;
use crate::given::{FILE, Given, Graph, Listed};
use crate::scenario::TOPOLOGY_TIP;
use crate::values::{Seed, Trigger};

/// What the text of this file asks for.
pub(crate) fn read(text: &str, name: &str) -> Result<Given, Failure> {
    if text.trim_start().starts_with('{') { of_json(text, name) } else { toml(text, name) }
}

fn toml(text: &str, file_name: &str) -> Result<Given, Failure> {
    let file = scenario::parse(text, file_name).map_err(Failure::from)?;
    supported_algorithm(&file)?;
    known_program(&file)?;
    let start = start(&file)?;
    let seed = seed(&file)?;
    let ScenarioFile { name, delay, hold, links, max_events, schedule, .. } = &file;
    Ok(Given {
        name: plain(name.as_ref()),
        graph: graph(&file, beside(file_name))?,
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

fn plain<T: Clone>(spanned: Option<&Spanned<T>>) -> Option<T> {
    spanned.map(|spanned| spanned.get_ref().clone())
}

fn parameter(entry: &ParameterEntry) -> (String, String) {
    (entry.key.get_ref().clone(), entry.value.get_ref().clone())
}

/// Where a file that the scenario names is.
fn beside(file_name: &str) -> &Path {
    Path::new(file_name).parent().unwrap_or(Path::new(""))
}

fn graph(file: &ScenarioFile, folder: &Path) -> Result<Option<Graph>, Failure> {
    match (&file.topology, &file.processes) {
        (Some(topology), _) => named(file, topology, folder).map(Some),
        (None, Some(processes)) => Ok(Some(listed(file, processes.get_ref()))),
        (None, None) => Ok(None),
    }
}

/// A shape, or a topology file beside the scenario file.
fn named(file: &ScenarioFile, topology: &Spanned<String>, folder: &Path) -> Result<Graph, Failure> {
    let name = topology.get_ref();
    let Err(error) = name.parse::<Shape>() else { return Ok(Graph::Named(name.clone())) };
    let path = folder.join(name);
    if path.extension().is_some_and(|extension| extension == "top") || path.is_file() {
        return Ok(Graph::Named(path.display().to_string()));
    }
    let tip = Some(TOPOLOGY_TIP.to_string());
    Err(Failure::from(file.error_at(topology.span(), error.to_string(), tip)))
}

/// The processes and channels that the file lists.
fn listed(file: &ScenarioFile, processes: &[Spanned<String>]) -> Graph {
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
    Graph::Listed {
        processes: processes.iter().map(|name| name.get_ref().clone()).collect(),
        channels: listed.collect(),
    }
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
        Failure::from(file.error_at(start.span(), error.to_string(), Some(tip.to_string())))
    })
}

fn seed(file: &ScenarioFile) -> Result<Option<u64>, Failure> {
    let Some(seed) = &file.seed else { return Ok(None) };
    match seed.get_ref().parse() {
        Ok(Seed::Given(seed)) => Ok(Some(seed)),
        Ok(Seed::Random) => {
            let tip = Some("'sim --seed random' draws one".to_string());
            Err(Failure::from(file.error_at(seed.span(), "a file has one seed", tip)))
        }
        Err(what) => Err(Failure::from(file.error_at(seed.span(), what, None))),
    }
}

fn snapshots(file: &ScenarioFile) -> Result<Option<u32>, Failure> {
    let Some(snapshots) = &file.snapshot.snapshots else { return Ok(None) };
    let count = u32::try_from(*snapshots.get_ref()).ok().filter(|count| (1..=1000).contains(count));
    let error = || Failure::from(file.error_at(snapshots.span(), "expected a number from 1 to 1000", None));
    count.map(Some).ok_or_else(error)
}

fn supported_algorithm(file: &ScenarioFile) -> Result<(), Failure> {
    match &file.snapshot.algorithm {
        Some(name) if name.get_ref() != "chandy-lamport" => {
            let what = format!("there is no algorithm '{}'", name.get_ref());
            let tip = Some("there is 'chandy-lamport'".to_string());
            Err(Failure::from(file.error_at(name.span(), what, tip)))
        }
        _ => Ok(()),
    }
}

/// Whether there is a program of the file's name that has its parameters: here, where the place of a mistake is known.
fn known_program(file: &ScenarioFile) -> Result<(), Failure> {
    let Some(ProgramEntry { name, parameters }) = &file.program else { return Ok(()) };
    let Some(entry) = catalog::entry(name.get_ref()) else {
        let names: Vec<_> = catalog::ALL.iter().map(|entry| entry.name).collect();
        let what = format!("there is no program '{}'", name.get_ref());
        let tip = meant(name.get_ref(), &names, "a similar program exists", "the programs are");
        return Err(Failure::from(file.error_at(name.span(), what, Some(tip))));
    };
    let of_script = (entry.name == Script::NAME).then_some(FILE);
    let known: Vec<_> = entry.parameters.iter().map(|parameter| parameter.name).chain(of_script).collect();
    match parameters.iter().find(|parameter| !known.contains(&parameter.key.get_ref().as_str())) {
        Some(ParameterEntry { key, .. }) => {
            let what = format!("'{}' has no parameter '{}'", entry.name, key.get_ref());
            let tip = meant(key.get_ref(), &known, "a similar parameter exists", "it has");
            Err(Failure::from(file.error_at(key.span(), what, Some(tip))))
        }
        None => Ok(()),
    }
}

/// What was probably meant, or what there is.
fn meant(word: &str, known: &[&str], similar: &str, all: &str) -> String {
    match scenario::closest(word, known.iter().copied()) {
        Some(closest) => format!("{similar}: '{closest}'"),
        None => format!("{all} {}", known.join(", ")),
    }
}

/// A saved run, or the configuration in it.
fn of_json(text: &str, name: &str) -> Result<Given, Failure> {
    #[derive(serde::Deserialize)]
    struct Run {
        config: Config,
    }
    #[derive(serde::Deserialize)]
    struct Form {
        config: Option<serde::de::IgnoredAny>,
    }
    // Of the JSONL form the first line has the configuration.
    let first = text.lines().next().unwrap_or_default();
    let text =
        if trace::json::parse::<Form>(first).is_ok_and(|form| form.config.is_some()) { first } else { text };
    let parsed = match trace::json::parse::<Form>(text) {
        Ok(Form { config: Some(_) }) => trace::json::parse::<Run>(text).map(|run| run.config),
        Ok(Form { config: None }) => trace::json::parse::<Config>(text),
        Err(error) => Err(error),
    };
    match parsed {
        Ok(config) => Given::from_config(&config),
        Err(error) => Err(Failure::with_tip(
            format!("cannot read '{name}': {error}"),
            "a scenario in JSON is what -f json writes, or the 'config' in it",
        )),
    }
}
