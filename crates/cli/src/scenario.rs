//! What was asked for, understood: an experiment on processes that exist, ready to run under any seed.

mod smaller;

use std::path::Path;
use std::sync::Arc;

use sim_core::{Delay, Delays, Order, ProcessId, Schedule, Shape, Timing, Topology};
use snapshot::catalog::{self, Entry, Visitor};
use snapshot::computation::script::{Instruction, Statement};
use snapshot::{Initiation, Initiators, Parameter, Program as _, Script};
use trace::cos418;

use crate::args::ScenarioArgs;
use crate::failure::Failure;
use crate::given::{Given, Graph, Listed, Text, is_any, quoted};
use crate::input::load;
use crate::values::Trigger;

/// The topology unless another is asked for: the exercise's.
const DEFAULT_TOPOLOGY: &str = "ring:2";
/// The program unless another is asked for.
const DEFAULT_PROGRAM: &str = "token-ring";
/// The count at which the exercise's P starts the snapshot.
const DEFAULT_TRIGGER: u64 = 101;

/// An experiment but for its seed.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    pub(crate) name: String,
    /// The shape of the topology, if it has one.
    pub(crate) shape: Option<Shape>,
    pub(crate) topology: Arc<Topology>,
    /// What each process has at the start, if a file says so.
    pub(crate) tokens: Vec<u64>,
    pub(crate) script: Option<Followed>,
    pub(crate) program: &'static Entry,
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) initiation: Initiation,
    pub(crate) timing: Timing,
    pub(crate) max_events: u64,
    /// The seed that a file asks for.
    pub(crate) seed: Option<u64>,
    /// The schedule to follow instead of a seed.
    pub(crate) schedule: Option<Schedule>,
    /// The options that were typed, and the file that they were laid over.
    typed: Given,
    file: Option<String>,
}

/// A script that is followed.
#[derive(Clone, Debug)]
pub(crate) struct Followed {
    pub(crate) text: String,
    pub(crate) statements: Vec<Statement>,
    /// Whether by the ticks of the COS 418 simulator.
    pub(crate) ticks: bool,
    /// The delays of its messages, if they are not drawn.
    pub(crate) delays: Option<Vec<u64>>,
}

fn default_delay(ticks: bool) -> Delay {
    if ticks { Delays::usual() } else { Delay::uniform(1, 20).expect("the range is not empty") }
}

fn default_start() -> Delay {
    Delay::uniform(1, 100).expect("the range is not empty")
}

/// More for a large topology, where a snapshot alone takes some events for each process and channel.
fn default_max_events(topology: &Topology) -> u64 {
    let size = (topology.processes().len() + topology.channels().len()) as u64;
    (50 * size).max(1_000_000)
}

impl Scenario {
    /// The experiment that these options ask for.
    pub(crate) fn from_args(args: &ScenarioArgs) -> Result<Self, Failure> {
        let typed = Given::from_args(args)?;
        match &args.scenario {
            None => Self::new(typed, None),
            Some(path) => Self::over_file(typed, path),
        }
    }

    fn over_file(typed: Given, path: &Path) -> Result<Self, Failure> {
        let text = load(path)?;
        let name = path.display().to_string();
        let folder = path.parent().unwrap_or(Path::new(""));
        let base = crate::scenario_file::read(&text, &name)?.with_script(folder)?;
        let scenario = Self::new(typed.clone().over(base), Some(name))?;
        Ok(Self { typed, ..scenario })
    }

    /// The experiment that a saved configuration asks for; `file` is where it was saved.
    pub(crate) fn from_config(config: &trace::model::Config, file: &str) -> Result<(Self, u64), Failure> {
        let given = Given::from_config(config)?;
        let seed = given.seed.unwrap_or_default();
        let by_options = matches!(given.graph, Some(Graph::Named(_))) && given.script.is_none();
        let from_file = (!by_options).then(|| file.to_string());
        let mut scenario = Self::new(given, from_file)?;
        if !by_options {
            scenario.typed = Given::default();
        }
        match differing_field(&scenario.config(seed), config) {
            None => Ok((scenario, seed)),
            Some(field) => {
                Err(Failure::new(format!("config: this version cannot run a file with this '{field}'")))
            }
        }
    }

    fn new(given: Given, file: Option<String>) -> Result<Self, Failure> {
        let order = given.links.unwrap_or_default();
        let graph = given.graph.clone().unwrap_or_else(|| Graph::Named(DEFAULT_TOPOLOGY.to_string()));
        let Built { shape, topology, tokens, delays } = match graph {
            Graph::Named(name) => named(&name, order)?,
            Graph::Listed { processes, channels } => listed(&processes, &channels, order)?,
        };
        let program = program(given.program.as_deref().unwrap_or(DEFAULT_PROGRAM))?;
        let hold = given.hold.unwrap_or_else(|| default_hold(program));
        let delay = given.delay.unwrap_or_else(|| default_delay(given.ticks));
        let timing = Timing::new(delay, hold).with_start(given.start.unwrap_or_else(default_start));
        let timing = delays.into_iter().fold(timing, |timing, (c, delay)| timing.with_channel(c, delay));
        let schedule = given.schedule.as_deref().map(|text| parse_schedule(text, &topology)).transpose()?;
        let script = script(&given, program)?;
        let scenario = Self {
            name: given.name.clone().unwrap_or_else(|| name_of(given.graph.as_ref(), shape)),
            shape,
            initiation: initiation(&given, program, &topology, script.as_ref())?,
            max_events: given.max_events.unwrap_or_else(|| default_max_events(&topology)),
            topology: Arc::new(topology),
            tokens: if given.tokens.is_empty() { tokens } else { given.tokens.clone() },
            script,
            program,
            parameters: given.parameters.clone(),
            timing,
            seed: given.seed,
            schedule,
            typed: given,
            file,
        };
        scenario.visit(crate::prepared::Possible { scenario: &scenario })?;
        Ok(scenario)
    }

    /// Follows a schedule instead of a seed: a file of it, or the schedule itself.
    pub(crate) fn follow(&mut self, schedule: &str) -> Result<(), Failure> {
        let path = Path::new(schedule);
        let text = if path == Path::new("-") || path.exists() { load(path)? } else { schedule.to_string() };
        self.schedule = Some(parse_schedule(&text, &self.topology)?);
        Ok(())
    }

    /// Does something with the scenario's program.
    pub(crate) fn visit<V: Visitor>(&self, visitor: V) -> V::Output {
        catalog::visit(self.program.name, visitor).expect("the program was found by its name")
    }

    /// Whether nothing waits before it does something of its own accord.
    pub(crate) fn atomic(&self) -> bool {
        self.timing.hold() == Delay::ZERO
    }

    /// Whether every channel keeps the order of its messages.
    pub(crate) fn fifo(&self) -> bool {
        self.topology.channels().iter().all(|channel| channel.order == Order::Fifo)
    }

    /// Whether every seed records the same state: the exercise with FIFO channels, in which `m` is never held.
    pub(crate) fn same_for_every_seed(&self) -> bool {
        self.is_the_exercises_ring()
            && self.program.name == DEFAULT_PROGRAM
            && self.parameters.is_empty()
            && self.initiation.trigger.is_some()
            && self.initiation.snapshots == 1
            && self.initiators().len() == 1
            && self.fifo()
            && self.atomic()
            && self.schedule.is_none()
    }

    /// Whether the run goes by the ticks of the COS 418 simulator.
    pub(crate) fn ticks(&self) -> bool {
        self.script.as_ref().is_some_and(|script| script.ticks)
    }

    fn is_the_exercises_ring(&self) -> bool {
        self.shape == Some(Shape::Ring(2))
    }

    /// The processes that start snapshots, if they were named.
    pub(crate) fn initiators(&self) -> &[ProcessId] {
        match &self.initiation.initiators {
            Initiators::Any => &[],
            Initiators::These(these) => these,
        }
    }

    /// Who starts the snapshots, in words: `P`, `p0 or p3`, `any process`.
    pub(crate) fn initiators_in_words(&self) -> String {
        match &self.initiation.initiators {
            Initiators::Any => "any process".to_string(),
            Initiators::These(these) => {
                let names: Vec<_> = these.iter().map(|process| self.topology.name(*process)).collect();
                names.join(" or ")
            }
        }
    }

    /// In a line, for people; `program` is what the program says of itself, `timing` what decides the order of events.
    pub(crate) fn describe(&self, program: &str, timing: &str) -> String {
        let order = if self.fifo() {
            "fifo"
        } else if self.topology.channels().iter().all(|channel| channel.order == Order::Unordered) {
            "unordered"
        } else {
            "fifo and unordered"
        };
        let snapshots = match self.initiation.snapshots {
            1 => String::new(),
            several => format!("{several} snapshots, "),
        };
        format!("{}; {program}; {snapshots}chandy-lamport; {order} channels, {timing}", self.graph())
    }

    /// What decides the order of events, for people.
    pub(crate) fn describe_timing(&self) -> String {
        let (delay, hold) = (self.timing.message(), self.timing.hold());
        let delay = match &self.script {
            Some(Followed { delays: Some(_), .. }) => "delays from a file".to_string(),
            _ if self.timing.has_overrides() => "delays by channel".to_string(),
            Some(Followed { ticks: true, .. }) => format!("delay {delay}, by ticks"),
            _ => format!("delay {delay}"),
        };
        match (&self.schedule, self.atomic()) {
            (Some(_), true) => "a given schedule".to_string(),
            (Some(_), false) => "a given schedule, receiving and forwarding apart".to_string(),
            (None, true) => delay,
            (None, false) => format!("{delay}, hold {hold}"),
        }
    }

    /// The topology in a few words.
    fn graph(&self) -> String {
        match self.shape {
            Some(Shape::Ring(2)) => "ring of P, Q".to_string(),
            Some(shape) => shape.to_string(),
            None => {
                let (processes, channels) = (self.topology.processes().len(), self.topology.channels().len());
                format!("{}: {processes} processes, {channels} channels", self.name)
            }
        }
    }

    /// The options that make this experiment.
    pub(crate) fn options(&self) -> String {
        let mut options = self.asked();
        if self.schedule.is_some() {
            options.delay = None;
        }
        self.written(&options)
    }

    /// The same for a run that follows a schedule: delays do not matter then.
    pub(crate) fn options_without_delay(&self) -> String {
        self.written(&Given { delay: None, ..self.asked() })
    }

    fn written(&self, asked: &Given) -> String {
        let file = self.file.iter().map(|file| format!("--scenario {}", quoted(file)));
        file.chain(asked.options()).collect::<Vec<_>>().join(" ")
    }

    /// What is to be typed: over a file what was typed, else what differs from the defaults, and the trigger.
    fn asked(&self) -> Given {
        if self.file.is_some() {
            return Given { schedule: None, seed: None, ..self.typed.clone() };
        }
        let Timings { delay, hold, start } = Timings::of(&self.timing);
        let order = self.topology.channels().first().map_or(Order::Fifo, |channel| channel.order);
        let first = [ProcessId(0)];
        let initiators = match &self.initiation.initiators {
            Initiators::Any => Some(vec![trace::restore::ANY.to_string()]),
            Initiators::These(these) if *these == first => None,
            Initiators::These(these) => {
                Some(these.iter().map(|process| self.topology.name(*process).to_string()).collect())
            }
        };
        Given {
            graph: self.typed.graph.clone().filter(|_| !self.is_the_exercises_ring()),
            program: Some(self.program.name.to_string()).filter(|name| name != DEFAULT_PROGRAM),
            script: self.typed.script.clone(),
            ticks: self.ticks(),
            delays: self.typed.delays.clone(),
            parameters: self.parameters.clone(),
            trigger: match self.initiation.trigger {
                Some(trigger) => Some(Trigger::Count(trigger)),
                None => self.program.counts.then_some(Trigger::None),
            },
            start: Some(start).filter(|start| *start != default_start()),
            initiators: initiators.filter(|initiators| !initiators.is_empty()),
            snapshots: Some(self.initiation.snapshots).filter(|k| *k != 1 && !self.commanded()),
            delay: Some(delay).filter(|delay| *delay != default_delay(self.ticks())),
            hold: Some(hold).filter(|hold| *hold != default_hold(self.program)),
            links: Some(order).filter(|order| *order != Order::Fifo),
            max_events: Some(self.max_events).filter(|events| *events != default_max_events(&self.topology)),
            ..Given::default()
        }
    }

    /// Whether the computation itself starts the snapshots.
    fn commanded(&self) -> bool {
        self.initiation.initiators == Initiators::These(Vec::new())
    }

    /// The command that shows the run of this seed, or of the schedule.
    pub(crate) fn command(&self, seed: u64) -> String {
        match &self.schedule {
            Some(schedule) => {
                let (sim, schedule) = (self.program_with_topology(), schedule.display(&self.topology));
                format!("{sim} --schedule {} {}", always_quoted(&schedule), self.options())
                    .trim_end()
                    .to_string()
            }
            None => format!("sim --seed {seed} {}", self.options()).trim_end().to_string(),
        }
    }

    /// The command that looks for a seed for which a check fails.
    pub(crate) fn check_command(&self) -> String {
        format!("sim check {}", self.options()).trim_end().to_string()
    }

    /// The program's parameters that have a value: what was set, or the default.
    pub(crate) fn effective_parameters(&self) -> Vec<(String, String)> {
        let effective = |parameter: &Parameter| {
            let set = self.parameters.iter().rev().find(|(name, _)| name == parameter.name);
            let value = set.map(|(_, value)| value.clone()).or(parameter.default.map(|n| n.to_string()));
            value.map(|value| (parameter.name.to_string(), value))
        };
        self.program.parameters.iter().filter_map(effective).collect()
    }

    /// The command that follows this schedule.
    pub(crate) fn command_with(&self, schedule: &str) -> String {
        let options = self.options_without_delay();
        format!("sim --schedule {} {options}", always_quoted(schedule)).trim_end().to_string()
    }
}

/// A schedule as a shell takes it.
fn always_quoted(schedule: &str) -> String {
    format!("'{}'", schedule.replace('\'', r"'\''"))
}

/// The delays that hold for all.
struct Timings {
    delay: Delay,
    hold: Delay,
    start: Delay,
}

impl Timings {
    fn of(timing: &Timing) -> Self {
        Self { delay: timing.message(), hold: timing.hold(), start: timing.start() }
    }
}

fn parse_schedule(text: &str, topology: &Topology) -> Result<Schedule, Failure> {
    Schedule::parse(text, topology).map_err(|error| {
        Failure::with_tip(error.to_string(), "a schedule is written as P! (P>Q Q>P)*3, or is a file of that")
    })
}

type OwnDelays = Vec<(sim_core::ChannelId, Delay)>;

/// A topology, and what is known besides.
struct Built {
    shape: Option<Shape>,
    topology: Topology,
    tokens: Vec<u64>,
    /// The delays of the channels that have their own.
    delays: OwnDelays,
}

/// The topology of this shape, or of this file.
fn named(name: &str, order: Order) -> Result<Built, Failure> {
    let error = match name.parse::<Shape>() {
        Ok(shape) => {
            let topology = shape.build(order);
            let topology = topology.map_err(|error| of_topology(name, &error.to_string()))?;
            return Ok(Built { shape: Some(shape), topology, tokens: Vec::new(), delays: Vec::new() });
        }
        Err(error) => error,
    };
    let path = Path::new(name);
    if path.extension().is_none_or(|extension| extension != "top") && !path.is_file() {
        return Err(of_topology(name, &error.to_string()));
    }
    let bad = |what: String| Failure::new(format!("cannot read '{name}': {what}"));
    let top = cos418::Top::parse(&load(path)?).map_err(|error| bad(error.to_string()))?;
    let topology = top.topology().map_err(|error| bad(error.to_string()))?.with_order(order);
    Ok(Built { shape: None, topology, tokens: top.tokens(), delays: Vec::new() })
}

/// What can be said of a topology.
pub(crate) const TOPOLOGY_TIP: &str =
    "a shape is ring:N, complete:N, line:N, star:N, grid:RxC or random:N,E[,SEED]; or name a .top file";

fn of_topology(name: &str, what: &str) -> Failure {
    Failure::with_tip(format!("invalid value '{name}' for '--topology': {what}"), TOPOLOGY_TIP)
}

/// The topology of these processes and channels.
fn listed(processes: &[String], channels: &[Listed], order: Order) -> Result<Built, Failure> {
    let places: std::collections::BTreeMap<&str, u32> =
        processes.iter().map(String::as_str).zip(0..).collect();
    let place = |name: &str| {
        let place = places.get(name).copied().map(ProcessId);
        place.ok_or_else(|| Failure::new(format!("there is no process '{name}'")))
    };
    let channel = |listed: &Listed| {
        Ok(sim_core::Channel {
            source: place(&listed.from)?,
            target: place(&listed.to)?,
            order: listed.order.unwrap_or(order),
        })
    };
    let ends = channels.iter().map(channel).collect::<Result<Vec<_>, Failure>>()?;
    let topology =
        Topology::new(processes.to_vec(), ends.clone()).map_err(|error| Failure::new(error.to_string()))?;
    let own = ends.iter().zip(channels).filter_map(|(ends, listed)| {
        let id = topology.between(ends.source, ends.target).expect("the channel was just added");
        listed.delay.map(|delay| (id, delay))
    });
    let delays = own.collect();
    Ok(Built { shape: None, topology, tokens: Vec::new(), delays })
}

fn name_of(graph: Option<&Graph>, shape: Option<Shape>) -> String {
    match (shape, graph) {
        (Some(shape), _) => {
            let name = shape.to_string();
            name.split(':').next().unwrap_or(&name).to_string()
        }
        (None, Some(Graph::Named(file))) => {
            Path::new(file).file_stem().map_or("scenario".into(), |stem| stem.to_string_lossy().into_owned())
        }
        (None, _) => "scenario".to_string(),
    }
}

/// The script that is to be followed.
fn script(given: &Given, program: &Entry) -> Result<Option<Followed>, Failure> {
    let Some(Text { file, text }) = &given.script else { return Ok(None) };
    if program.name != Script::NAME {
        return Err(Failure::new(format!("'{file}' is a script, and the program is '{}'", program.name)));
    }
    let bad = |file: &str, error: cos418::LineError| Failure::new(format!("cannot read '{file}': {error}"));
    let statements = cos418::events::parse(text).map_err(|error| bad(file, error))?;
    let delays = given
        .delays
        .as_ref()
        .map(|Text { file, text }| cos418::delays::parse(text).map_err(|error| bad(file, error)));
    let delays = delays.transpose()?;
    Ok(Some(Followed { text: text.clone(), statements, ticks: given.ticks, delays }))
}

fn program(name: &str) -> Result<&'static Entry, Failure> {
    catalog::entry(name).ok_or_else(|| {
        let names: Vec<_> = catalog::ALL.iter().map(|entry| entry.name).collect();
        Failure::with_tip(
            format!("invalid value '{name}' for '--program': there is no such program"),
            format!("the programs are {}", names.join(", ")),
        )
    })
}

fn default_hold(program: &'static Entry) -> Delay {
    (program.default_hold)()
}

/// Who starts the snapshots, and when.
fn initiation(
    given: &Given,
    program: &Entry,
    topology: &Topology,
    script: Option<&Followed>,
) -> Result<Initiation, Failure> {
    if let Some(script) = script {
        let is_snapshot = |statement: &&Statement| matches!(statement.what, Instruction::Snapshot { .. });
        let count = script.statements.iter().filter(is_snapshot).count();
        let snapshots = u32::try_from(count).expect("a script has at most a million statements");
        if script.ticks || snapshots > 0 {
            return commanded(given, snapshots);
        }
    }
    let initiators = match &given.initiators {
        None => Initiators::These(vec![ProcessId(0)]),
        Some(names) if is_any(names) => Initiators::Any,
        Some(names) => {
            let named = names.iter().map(|name| process(name, topology));
            Initiators::these(&named.collect::<Result<Vec<_>, _>>()?)
        }
    };
    let trigger = match given.trigger {
        Some(Trigger::Count(_)) if !program.counts => {
            return Err(Failure::with_tip(
                format!("invalid value for '--trigger': the states of '{}' are no counts", program.name),
                "with '--trigger none' an initiator starts of its own accord",
            ));
        }
        Some(Trigger::Count(count)) => Some(count),
        Some(Trigger::None) => None,
        None => program.counts.then_some(DEFAULT_TRIGGER),
    };
    Ok(Initiation { snapshots: given.snapshots.unwrap_or(1), initiators, trigger })
}

/// A script says itself who starts which snapshot when.
fn commanded(given: &Given, snapshots: u32) -> Result<Initiation, Failure> {
    let given_in_config = given.snapshots == Some(snapshots) && given.trigger == Some(Trigger::None);
    let said = [
        ("--initiators", given.initiators.as_ref().is_some_and(|names| names.iter().any(|n| !n.is_empty()))),
        ("--trigger", given.trigger.is_some()),
        ("--snapshots", given.snapshots.is_some()),
    ];
    match said.into_iter().find(|(_, said)| *said && !given_in_config) {
        Some((option, _)) => Err(Failure::with_tip(
            format!("'{option}' changes nothing: a script says itself who starts a snapshot when"),
            "its lines 'snapshot PROCESS' do",
        )),
        None => Ok(Initiation::commanded(snapshots)),
    }
}

fn process(name: &str, topology: &Topology) -> Result<ProcessId, Failure> {
    topology.process(name).ok_or_else(|| {
        Failure::with_tip(
            format!("invalid value '{name}' for '--initiators': there is no such process"),
            format!("the processes are {}", some_names(topology)),
        )
    })
}

/// The names of the processes; of many the first and the last.
fn some_names(topology: &Topology) -> String {
    let names: Vec<_> = topology.processes().map(|process| topology.name(process)).collect();
    match names.as_slice() {
        [first, second] => format!("{first} and {second}"),
        [first, .., last] if names.len() > 12 => format!("{first} to {last}"),
        all => all.join(", "),
    }
}

/// The first field in which two configurations differ.
fn differing_field(ours: &trace::model::Config, theirs: &trace::model::Config) -> Option<String> {
    let value = |config| serde_json::to_value(config).expect("a configuration is JSON");
    let (ours, theirs) = (value(ours), value(theirs));
    let fields = ours.as_object().into_iter().chain(theirs.as_object()).flat_map(|config| config.keys());
    fields.into_iter().find(|field| ours.get(field) != theirs.get(field)).cloned()
}
