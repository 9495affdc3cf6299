//! What is compared: which algorithms, of which experiment, on which channels.

use sim_core::{Delay, Order};
use snapshot::Starters;
use snapshot::algorithms::{self, Entry};
use snapshot::price::usual_order;
use trace::spec::{ANY, Basis, Graph, Spec, algorithm_tip, is_any};

use crate::args::CompareArgs;
use crate::check::sweep::Share;
use crate::failure::Failure;
use crate::scenario::Scenario;

/// The shape of a comparison's topology, unless it is said.
const SHAPE: &str = "complete:4";
/// Its program.
const PROGRAM: &str = "bank";

/// When all start who start together, unless it is said.
const TOGETHER: Delay = Delay::fixed(50);

/// A comparison that was asked for.
pub(super) struct Asked {
    pub(super) algorithms: Vec<&'static Entry>,
    pub(super) share: Share,
    /// The experiment, under the usual algorithm.
    pub(super) scenario: Scenario,
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
        // The algorithm of a file is one of many.
        let scenario = scenario.with(&algorithm(Basis::ALGORITHM))?;
        if let Some(why) = scenario.draws_nothing() {
            let what = format!("there is one run, whatever the seed: {why}");
            return Err(Failure::with_tip(what, "'sim run' judges it"));
        }
        Ok(Self { algorithms, share: Share::of(&args.seeds, args.jobs), scenario })
    }

    /// Whether channels have an order of their own, so that no other can be asked for.
    pub(super) fn has_own_orders(&self) -> bool {
        let Some(Graph::Listed { channels, .. }) = &self.scenario.spec.graph else { return false };
        channels.iter().any(|channel| channel.order.is_some())
    }

    /// The channels on which an algorithm is measured: those that were asked for, else those that it needs; `None` where each has its own
    /// order.
    pub(super) fn order(&self, entry: &Entry) -> Option<Order> {
        let usual = || self.scenario.spec.links.unwrap_or_else(|| usual_order(entry.needs));
        (!self.has_own_orders()).then(usual)
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

    /// The experiment under this algorithm, on such channels. If it was not said who starts the snapshots, it is who has to.
    pub(super) fn under(
        &self,
        entry: &Entry,
        order: Option<Order>,
        delay: Delay,
    ) -> Result<Scenario, Failure> {
        let spec = &self.scenario.spec;
        let initiators = if spec.initiators.is_empty() { self.starters(entry) } else { Vec::new() };
        // All who start together do so by the same time of a clock.
        let together = initiators.len() > 1 || is_any(&initiators);
        let start = (together && spec.start.is_none()).then_some(TOGETHER);
        self.scenario.with(&Spec {
            links: order,
            delay: Some(delay),
            initiators,
            start,
            ..algorithm(entry.name)
        })
    }

    /// Who has to start the snapshots of this algorithm; nobody, where the usual initiator does.
    fn starters(&self, entry: &Entry) -> Vec<String> {
        let topology = &self.scenario.configuration.topology;
        match entry.needs.initiators {
            Starters::Any | Starters::One => Vec::new(),
            Starters::All => vec![ANY.to_string()],
            Starters::Sources => {
                let sources = topology.processes().filter(|process| topology.incoming(*process).is_empty());
                sources.map(|process| topology.name(process).to_string()).collect()
            }
        }
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
