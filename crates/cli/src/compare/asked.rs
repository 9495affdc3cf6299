//! What is compared: which algorithms, of which experiment, on which channels.

use explore::Options;
use sim_core::{Delay, Order};
use snapshot::Starters;
use snapshot::algorithms::{self, Entry};
use trace::spec::{ANY, Basis, Graph, Spec, algorithm_tip, is_any};

use crate::args::CompareArgs;
use crate::explore::threads;
use crate::failure::Failure;
use crate::memory;
use crate::scenario::Scenario;

/// The shape of a comparison's topology, unless it is said.
const SHAPE: &str = "complete:4";
/// Its program.
const PROGRAM: &str = "bank";

/// What is searched for every schedule, unless the experiment is said: a bank of two in which one message may overtake another, and of
/// three, in which causal order is more than FIFO. Each with the balance of a process, and its transfers.
const MODELS: [(&str, u64); 2] = [("ring:2", 2), ("complete:3", 1)];

/// When all start who start together, unless it is said.
const TOGETHER: Delay = Delay::fixed(50);

/// A comparison that was asked for.
pub(super) struct Asked {
    pub(super) algorithms: Vec<&'static Entry>,
    /// The experiment, under the usual algorithm.
    pub(super) scenario: Scenario,
    /// What is searched for every schedule, and how far.
    pub(super) models: Vec<Scenario>,
    pub(super) options: Options,
}

impl Asked {
    pub(super) fn from_args(args: &CompareArgs) -> Result<Self, Failure> {
        if args.scenario.spec.algorithm.is_some() {
            let tip = "'--algorithms NAMES' says which";
            return Err(Failure::with_tip("'--algorithm' changes nothing: several are compared", tip));
        }
        let algorithms = args.names().into_iter().map(named).collect::<Result<_, _>>()?;
        let usual = Spec {
            graph: Some(Graph::Named(SHAPE.to_string())),
            program: Some(PROGRAM.to_string()),
            ..Spec::default()
        };
        let scenario = Scenario::from_args_over(&args.scenario, usual)?;
        refuse_faults(&scenario)?;
        // The algorithm of a file is one of many.
        let scenario = scenario.with(&algorithm(Basis::ALGORITHM))?;
        if let Some(why) = scenario.draws_nothing() {
            let what = format!("there is one run, whatever the seed: {why}");
            return Err(Failure::with_tip(what, "'sim run' judges it"));
        }
        let said = args.scenario.file.is_some() || {
            let Spec { graph, program, parameters, .. } = &args.scenario.spec;
            graph.is_some() || program.is_some() || !parameters.is_empty()
        };
        let models = match (args.explore, said) {
            (false, _) => Vec::new(),
            (true, true) => vec![scenario.clone()],
            (true, false) => {
                MODELS.iter().map(|model| scenario.with(&small(model))).collect::<Result<_, _>>()?
            }
        };
        let options = Options {
            jobs: threads(args.jobs),
            max_states: args.max_states,
            max_bytes: memory::left(),
            ..Options::default()
        };
        Ok(Self { algorithms, scenario, models, options })
    }

    /// A comparison of these on this experiment, from shards.
    pub(super) fn again(algorithms: &[String], scenario: Scenario) -> Result<Self, Failure> {
        let algorithms = algorithms.iter().map(|name| named(name)).collect::<Result<_, _>>()?;
        Ok(Self { algorithms, scenario, models: Vec::new(), options: Options::default() })
    }

    /// Whether channels have an order of their own, so that no other can be asked for.
    pub(super) fn has_own_orders(&self) -> bool {
        let Some(Graph::Listed { channels, .. }) = &self.scenario.spec.graph else { return false };
        channels.iter().any(|channel| channel.order.is_some())
    }

    /// The channels on which an algorithm is measured: those that were asked for, else those that it needs; `None` where each has its own
    /// order.
    pub(super) fn order(&self, entry: &Entry) -> Option<Order> {
        (!self.has_own_orders()).then(|| self.scenario.spec.links.unwrap_or(entry.needs.order))
    }

    /// How long a message takes where costs are measured.
    pub(super) fn unit(&self) -> Delay {
        self.scenario.spec.delay.unwrap_or(Delay::fixed(1))
    }

    /// How long it takes where messages overtake each other.
    pub(super) fn backlog(&self) -> Delay {
        let usual = || Delay::uniform(1, 200).expect("the range is not empty");
        self.scenario.spec.delay.unwrap_or_else(usual)
    }

    /// This experiment under this algorithm, on such channels. If it was not said who starts the snapshots, it is who has to.
    pub(super) fn under(
        entry: &Entry,
        scenario: &Scenario,
        order: Option<Order>,
        delay: Option<Delay>,
    ) -> Result<Scenario, Failure> {
        let spec = &scenario.spec;
        let initiators = if spec.initiators.is_empty() { starters(entry, scenario) } else { Vec::new() };
        // All who start together do so by the same time of a clock.
        let together = initiators.len() > 1 || is_any(&initiators);
        let start = (together && spec.start.is_none()).then_some(TOGETHER);
        scenario.with(&Spec { links: order, delay, initiators, start, ..algorithm(entry.name) })
    }
}

/// Who has to start the snapshots of this algorithm; nobody, where the usual initiator does.
fn starters(entry: &Entry, scenario: &Scenario) -> Vec<String> {
    let topology = &scenario.configuration.topology;
    match entry.needs.initiators {
        Starters::Any | Starters::One => Vec::new(),
        Starters::All => vec![ANY.to_string()],
        Starters::Sources => {
            let sources = topology.processes().filter(|process| topology.incoming(*process).is_empty());
            sources.map(|process| topology.name(process).to_string()).collect()
        }
    }
}

fn small((shape, transfers): &(&str, u64)) -> Spec {
    let set = |name: &str| (name.to_string(), transfers.to_string());
    Spec {
        graph: Some(Graph::Named((*shape).to_string())),
        program: Some(PROGRAM.to_string()),
        parameters: vec![set("balance"), set("transfers")],
        ..Spec::default()
    }
}

fn algorithm(name: &str) -> Spec {
    Spec { algorithm: Some(name.to_string()), ..Spec::default() }
}

fn named(name: &str) -> Result<&'static Entry, Failure> {
    algorithms::entry(name).ok_or_else(|| {
        let what = format!("invalid value '{name}' for '--algorithms': there is no such algorithm");
        Failure::with_tip(what, algorithm_tip(name))
    })
}

/// Refuses what goes wrong: the formulae of costs are those of networks in which nothing does.
fn refuse_faults(scenario: &Scenario) -> Result<(), Failure> {
    if scenario.configuration.faults.is_empty() {
        return Ok(());
    }
    let what =
        "'--fault' is not for comparisons: what is compared is what algorithms do where nothing goes wrong";
    Err(Failure::with_tip(what, "'sim check' tells what comes of a fault under one algorithm"))
}
