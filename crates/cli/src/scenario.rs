//! What was asked for, understood: an experiment on processes that exist, ready to run under any seed.

mod asked;
mod choice;
mod command;
mod config;
mod graph;
mod named;
mod smaller;
mod start;
mod systems;
mod tokens;
mod words;

use std::path::Path;
use std::sync::Arc;

use sim_core::{Order, ProcessId, Schedule, Shape, Timing, Topology};
use snapshot::catalog::{self, Entry};
use snapshot::computation::script::Statement;
use snapshot::shrink::Configuration;
use snapshot::{Initiators, algorithms};
use trace::spec::{ANY, Basis, Graph, Seed, Spec, Text, algorithm_tip, program_tip};

use crate::args::ExperimentArgs;
use crate::failure::Failure;
use crate::input::load;
pub(crate) use config::tool;
use graph::{Built, name_of};
use start::{initiation, script};
use systems::Possible;
pub(crate) use systems::systems;
use tokens::tell_of_unused;

/// An experiment but for its seed.
#[derive(Clone, Debug)]
pub(crate) struct Scenario {
    pub(crate) name: String,
    /// What decides which runs there are; the rest is which of them is made.
    pub(crate) configuration: Configuration,
    pub(crate) program: &'static Entry,
    pub(crate) algorithm: &'static algorithms::Entry,
    pub(crate) script: Option<Followed>,
    pub(crate) timing: Timing,
    pub(crate) max_events: u64,
    /// What it is to be drawn from, if that was said.
    seed: Option<Seed>,
    /// The schedule to follow instead of a seed.
    pub(crate) schedule: Option<Schedule>,
    /// The options that were typed, and the file that they were laid over.
    typed: Spec,
    file: Option<String>,
}

/// A script that is followed.
#[derive(Clone, Debug)]
pub(crate) struct Followed {
    pub(crate) text: Text,
    pub(crate) statements: Arc<[Statement]>,
    /// Whether by the ticks of the COS 418 simulator.
    pub(crate) ticks: bool,
    /// The delays of its messages, if they are not drawn.
    pub(crate) delays: Option<Vec<u64>>,
}

impl Scenario {
    /// The experiment that these options ask for.
    pub(crate) fn from_args<const ONE: bool>(args: &ExperimentArgs<ONE>) -> Result<Self, Failure> {
        let typed = asked::typed(&args.spec)?;
        let scenario = match &args.file {
            None => Self::new(typed, None)?,
            Some(path) => Self::over_file(typed, path)?,
        };
        if args.spec.hold.is_some() && scenario.ticks() {
            return Err(Failure::with_tip(
                "'--hold' changes nothing: with '--events' the script says itself when a process does something",
                "its lines 'tick N' do; '--param file=FILE' with '--program script' runs it without ticks",
            ));
        }
        if args.spec.start.is_some() && !scenario.starts_of_own_accord() {
            return Err(Failure::with_tip(
                "'--start' changes nothing: a snapshot starts when the trigger is reached",
                "with '--trigger none' it starts of its own accord",
            ));
        }
        Ok(scenario)
    }

    fn over_file(typed: Spec, path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        let base = asked::in_file(&load(path)?, path)?;
        let idle = base.graph.as_ref().filter(|_| typed.graph.is_none());
        if let Some(option) = idle.and_then(|graph| typed.idle_over(graph)) {
            let what = format!("'{option}' changes nothing: every channel in '{name}' has its own");
            return Err(Failure::new(what));
        }
        let scenario = Self::new(typed.clone().over(base), Some(name))?;
        Ok(Self { typed, ..scenario })
    }

    /// The experiment that a saved configuration asks for; `file` is where it was saved.
    pub(crate) fn from_config(config: &trace::model::Config, file: &str) -> Result<(Self, u64), Failure> {
        let spec = Spec::from_config(config)?;
        let seed = spec.seed.and_then(Seed::given).unwrap_or_default();
        let by_options = matches!(spec.graph, Some(Graph::Named(_))) && spec.script.is_none();
        let from_file = (!by_options).then(|| file.to_string());
        let mut scenario = Self::new(spec, from_file)?;
        if !by_options {
            scenario.typed = Spec::default();
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

    fn new(spec: Spec, file: Option<String>) -> Result<Self, Failure> {
        let program = program(spec.program_name().unwrap_or(Basis::PROGRAM))?;
        let algorithm = algorithm(spec.algorithm.as_deref().unwrap_or(Basis::ALGORITHM))?;
        let script = script(&spec, program)?;
        let Built { shape, topology, tokens, delays } = graph::built(&spec, script.as_ref())?;
        if topology.process(ANY).is_some() {
            let tip = "it stands for every process, where initiators are named";
            return Err(Failure::with_tip(format!("a process cannot be called '{ANY}'"), tip));
        }
        let tokens = if spec.tokens.is_empty() { tokens } else { spec.tokens.clone() };
        tell_of_unused(&tokens, program, script.as_ref(), &topology);
        let usual = Basis { program, topology: &topology, ticks: spec.ticks(), commanded: None };
        let (delay, hold) =
            (spec.delay.unwrap_or_else(|| usual.delay()), spec.hold.unwrap_or_else(|| usual.hold()));
        let timing = Timing::new(delay, hold);
        let timing = timing.with_start(spec.start.unwrap_or_else(Basis::start));
        let timing = delays.into_iter().fold(timing, |timing, (c, delay)| timing.with_channel(c, delay));
        let schedule = spec.schedule.as_deref().map(|text| parse_schedule(text, &topology)).transpose()?;
        let scenario = Self {
            name: spec.name.clone().unwrap_or_else(|| name_of(spec.graph.as_ref(), shape)),
            max_events: spec.max_events.unwrap_or_else(|| usual.max_events()),
            configuration: Configuration {
                shape,
                initiation: initiation(&spec, &usual, script.as_ref())?,
                topology: Arc::new(topology),
                atomic: Spec::atomic(hold),
                parameters: spec.parameters.clone(),
                tokens: if program.takes_tokens { tokens } else { Vec::new() },
                script: script.as_ref().map(|script| script.statements.clone()),
            },
            program,
            algorithm,
            script,
            timing,
            seed: spec.seed,
            schedule,
            typed: spec,
            file,
        };
        scenario.visit(Possible { scenario: &scenario })?;
        Ok(scenario)
    }

    /// Does something with the scenario's program, under its algorithm.
    pub(crate) fn visit<V: algorithms::Visitor>(&self, visitor: V) -> V::Output {
        algorithms::visit(self.program.name, self.algorithm.name, visitor)
            .expect("both were found by their names")
    }

    /// Does something with the scenario's program alone.
    pub(crate) fn with_program<V: catalog::Visitor>(&self, visitor: V) -> V::Output {
        catalog::visit(self.program.name, visitor).expect("the program was found by its name")
    }

    /// Whether every channel keeps the order of its messages.
    pub(crate) fn fifo(&self) -> bool {
        self.configuration.topology.channels().iter().all(|channel| channel.order == Order::Fifo)
    }

    /// Whether every seed records the same state: the exercise with FIFO channels, in which `m` is never held.
    pub(crate) fn same_for_every_seed(&self) -> bool {
        self.is_the_exercises_ring()
            && self.program.name == Basis::PROGRAM
            && self.algorithm.name == Basis::ALGORITHM
            && self.configuration.parameters.is_empty()
            && self.configuration.initiation.trigger.is_some()
            && self.configuration.initiation.snapshots == 1
            && self.initiators().len() == 1
            && self.fifo()
            && self.configuration.atomic
            && self.schedule.is_none()
    }

    /// Whether the run goes by the ticks of the COS 418 simulator.
    pub(crate) fn ticks(&self) -> bool {
        self.script.as_ref().is_some_and(|script| script.ticks)
    }

    fn is_the_exercises_ring(&self) -> bool {
        self.configuration.shape == Some(Shape::Ring(2))
    }

    /// Whether some process starts a snapshot of its own accord; not if the computation itself does.
    pub(crate) fn starts_of_own_accord(&self) -> bool {
        self.configuration.initiation.any_of_own_accord()
    }

    /// The processes that start snapshots, if they were named and are all alike.
    pub(crate) fn initiators(&self) -> &[ProcessId] {
        match &self.configuration.initiation.initiators {
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
        let what = format!("invalid value '{name}' for '--program': there is no such program");
        Failure::with_tip(what, program_tip(name))
    })
}

fn algorithm(name: &str) -> Result<&'static algorithms::Entry, Failure> {
    algorithms::entry(name).ok_or_else(|| {
        let what = format!("invalid value '{name}' for '--algorithm': there is no such algorithm");
        Failure::with_tip(what, algorithm_tip(name))
    })
}

/// The first field of a file's configuration that is another than ours.
fn differing_field(ours: &trace::model::Config, theirs: &trace::model::Config) -> Option<String> {
    let value = |config| serde_json::to_value(config).expect("a configuration is JSON");
    let (ours, theirs) = (value(ours), value(theirs));
    let fields = theirs.as_object().into_iter().flat_map(|config| config.keys());
    fields.into_iter().find(|field| ours.get(field) != theirs.get(field)).cloned()
}
