//! What was asked for, understood: an experiment on processes that exist, ready to run under any seed.

mod command;
mod graph;
mod named;
mod smaller;
mod start;
mod tokens;
mod words;

use std::path::Path;
use std::sync::Arc;

use sim_core::{Delay, Delays, Order, ProcessId, Schedule, Shape, Timing, Topology};
use snapshot::catalog::{self, Entry, Visitor};
use snapshot::computation::script::Statement;
use snapshot::{Initiation, Initiators};
use trace::restore::ANY;

use crate::args::ScenarioArgs;
use crate::failure::Failure;
use crate::given::{Given, Graph, Text};
use crate::input::load;
pub(crate) use graph::TOPOLOGY_TIP;
use graph::{Built, listed, name_of, named};
use start::{initiation, script};
use tokens::tell_of_unused;

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
    pub(crate) text: Text,
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
        let scenario = match &args.scenario {
            None => Self::new(typed, None)?,
            Some(path) => Self::over_file(typed, path)?,
        };
        if args.hold.is_some() && scenario.ticks() {
            return Err(Failure::with_tip(
                "'--hold' changes nothing: with '--events' the script says itself when a process does something",
                "its lines 'tick N' do; '--param file=FILE' with '--program script' runs it without ticks",
            ));
        }
        if args.start.is_some() && !scenario.starts_of_own_accord() {
            return Err(Failure::with_tip(
                "'--start' changes nothing: a snapshot starts when the trigger is reached",
                "with '--trigger none' it starts of its own accord",
            ));
        }
        Ok(scenario)
    }

    fn over_file(typed: Given, path: &Path) -> Result<Self, Failure> {
        let text = load(path)?;
        let name = path.display().to_string();
        let folder = path.parent().unwrap_or(Path::new(""));
        let base = crate::scenario_file::read(&text, &name)?.with_script(folder)?;
        let (delay, links) = (typed.delay.is_some(), typed.links.is_some());
        if let Some(option) =
            base.graph.as_ref().filter(|_| typed.graph.is_none()).and_then(|g| g.idle(delay, links))
        {
            return Err(Failure::new(format!(
                "'{option}' changes nothing: every channel in '{name}' has its own"
            )));
        }
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
        let mut ours = scenario.config(seed);
        // Any form that means the same actions.
        ours.schedule.clone_from(&config.schedule);
        // What is not told has its usual value.
        for (ours, theirs) in [(&mut ours.seed, &config.seed), (&mut ours.algorithm, &config.algorithm)] {
            if theirs.is_empty() {
                ours.clear();
            }
        }
        match differing_field(&ours, config) {
            None => Ok((scenario, seed)),
            Some(field) => {
                Err(Failure::new(format!("config.{field}: with this value this version cannot run it")))
            }
        }
    }

    fn new(given: Given, file: Option<String>) -> Result<Self, Failure> {
        let order = given.links.unwrap_or_default();
        let graph = given.graph.clone().unwrap_or_else(|| Graph::Named(DEFAULT_TOPOLOGY.to_string()));
        let program = program(given.program.as_deref().unwrap_or(DEFAULT_PROGRAM))?;
        let script = script(&given, program)?;
        if let Some(shape) = graph.shape() {
            named::all_in(shape, &given, script.as_ref())?;
        }
        let Built { shape, topology, tokens, delays } = match graph {
            Graph::Named(name) => named(&name, order, given.ticks)?,
            Graph::Listed { processes, channels } => listed(&processes, &channels, order)?,
        };
        if topology.process(ANY).is_some() {
            let tip = "it stands for every process, where initiators are named";
            return Err(Failure::with_tip(format!("a process cannot be called '{ANY}'"), tip));
        }
        let tokens = if given.tokens.is_empty() { tokens } else { given.tokens.clone() };
        tell_of_unused(&tokens, program, script.as_ref(), &topology);
        let hold = given.hold.unwrap_or_else(|| default_hold(program));
        let delay = given.delay.unwrap_or_else(|| default_delay(given.ticks));
        let timing = Timing::new(delay, hold).with_start(given.start.unwrap_or_else(default_start));
        let timing = delays.into_iter().fold(timing, |timing, (c, delay)| timing.with_channel(c, delay));
        let schedule = given.schedule.as_deref().map(|text| parse_schedule(text, &topology)).transpose()?;
        let scenario = Self {
            name: given.name.clone().unwrap_or_else(|| name_of(given.graph.as_ref(), shape)),
            shape,
            initiation: initiation(&given, program, &topology, script.as_ref())?,
            max_events: given.max_events.unwrap_or_else(|| default_max_events(&topology)),
            topology: Arc::new(topology),
            tokens: if program.takes_tokens { tokens } else { Vec::new() },
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

    /// Why no seed makes a difference to its runs, if none does.
    pub(crate) fn draws_nothing(&self) -> Option<&'static str> {
        let delays = self.script.as_ref().is_some_and(|script| script.delays.is_some());
        match (&self.schedule, delays) {
            (Some(_), _) => Some("the run follows a schedule"),
            (None, true) => Some("all delays are given"),
            (None, false) => None,
        }
    }

    /// Whether the run goes by the ticks of the COS 418 simulator.
    pub(crate) fn ticks(&self) -> bool {
        self.script.as_ref().is_some_and(|script| script.ticks)
    }

    fn is_the_exercises_ring(&self) -> bool {
        self.shape == Some(Shape::Ring(2))
    }

    /// Whether some process starts a snapshot of its own accord; not if the computation itself does.
    pub(crate) fn starts_of_own_accord(&self) -> bool {
        self.initiation.any_of_own_accord()
    }

    /// The processes that start snapshots, if they were named and are all alike.
    pub(crate) fn initiators(&self) -> &[ProcessId] {
        match &self.initiation.initiators {
            Initiators::Any | Initiators::Each(_) => &[],
            Initiators::These(these) => these,
        }
    }
}

fn parse_schedule(text: &str, topology: &Topology) -> Result<Schedule, Failure> {
    Schedule::parse(text, topology).map_err(|error| {
        Failure::with_tip(error.to_string(), "a schedule is written as P! (P>Q Q>P)*3, or is a file of that")
    })
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

/// The first field of a file's configuration that is another than ours.
fn differing_field(ours: &trace::model::Config, theirs: &trace::model::Config) -> Option<String> {
    let value = |config| serde_json::to_value(config).expect("a configuration is JSON");
    let (ours, theirs) = (value(ours), value(theirs));
    let fields = theirs.as_object().into_iter().flat_map(|config| config.keys());
    fields.into_iter().find(|field| ours.get(field) != theirs.get(field)).cloned()
}
