//! A plan in words, for people.

use sim_core::words::counted;
use sim_core::{Delay, Shape};
use snapshot::Program;
use snapshot::When;

use super::graph::name_of;
use super::planned::Plan;
use super::script::Followed;
use crate::assumption;
use crate::spec::values::order_name;

/// More faults are not told one by one.
const MANY: usize = 4;

impl Plan {
    /// In a line, for people.
    #[must_use]
    pub fn describe(&self, program: &impl Program) -> String {
        let by_schedule = self.schedule.is_some().then_some("when the schedule says, whatever the time");
        self.in_a_line(program, &self.describe_timing(), by_schedule)
    }

    /// The same without what decides the order of events: every order is tried.
    #[must_use]
    pub fn describe_all_orders(&self, program: &impl Program) -> String {
        self.in_a_line(program, "every order of events", Some("at every moment, whatever the time"))
    }

    /// The computation alone, in a line: where it runs, and what it is.
    #[must_use]
    pub fn describe_alone(&self) -> String {
        format!("{}; {}", self.graph(), self.computation().protocol.describe())
    }

    /// In a line; `timing` is what decides the order of events, and `moment` when a fault happens, if not at its time.
    fn in_a_line(&self, program: &impl Program, timing: &str, moment: Option<&str>) -> String {
        let snapshots = match self.configuration.initiation.snapshots {
            1 => String::new(),
            several => format!("{}, ", counted(several, "snapshot")),
        };
        let (algorithm, program) = (self.algorithm_on_channels(program), program.describe());
        let faults = match self.faults() {
            none if none.is_empty() => String::new(),
            few if few.len() <= MANY => format!("; with {}", few.join(", ")),
            many => format!("; with {} and {} more", many[0], counted(many.len() - 1, "fault")),
        };
        let timed = self.configuration.faults.all().any(|(_, fault)| matches!(fault.when, When::At(_)));
        let moment = moment.filter(|_| timed).map(|moment| format!(" ({moment})")).unwrap_or_default();
        format!("{}; {program}; {snapshots}{algorithm}, {timing}{faults}{moment}", self.graph())
    }

    /// The algorithm and the channels; where its assumption does not hold, which order it needs, or what comes of it.
    fn algorithm_on_channels(&self, program: &impl Program) -> String {
        let (topology, back_edges) = (&self.configuration.topology, self.describe_back_edges());
        let (name, needs, orders) = (self.algorithm.name, self.algorithm.needs, assumption::orders(topology));
        match assumption::broken(self.algorithm, topology, program) {
            None => format!("{name}; {orders} channels{back_edges}"),
            Some(broken) if needs.has_order(topology) => {
                format!("{broken}, it may wait for ever; {orders} channels{back_edges}")
            }
            Some(broken) => format!("{broken}, it needs {}{back_edges}", order_name(needs.order)),
        }
    }

    /// What decides the order of events, for people.
    #[must_use]
    pub fn describe_timing(&self) -> String {
        let (delay, hold) = (self.timing.message(), self.timing.hold());
        let delay = match &self.script {
            Some(Followed { delays: Some(_), .. }) => "delays from a file".to_string(),
            _ if self.timing.has_overrides() => "delays by channel".to_string(),
            Some(Followed { ticks: true, .. }) => format!("delay {delay}, by ticks"),
            _ => format!("delay {delay}"),
        };
        match (&self.schedule, self.configuration.atomic) {
            (Some(_), false) if self.usual().hold() == Delay::ZERO => {
                "a given schedule, receiving and forwarding apart".to_string()
            }
            (Some(_), _) => "a given schedule".to_string(),
            (None, true) => delay,
            (None, false) => format!("{delay}, hold {hold}"),
        }
    }

    /// The topology in a few words, behind the name of the experiment if it has one of its own.
    fn graph(&self) -> String {
        let usual = name_of(self.spec.graph.as_ref(), self.configuration.shape);
        let named =
            |graph: String| if self.name == usual { graph } else { format!("{}: {graph}", self.name) };
        match self.configuration.shape {
            Some(Shape::Ring(2)) => named("ring of P, Q".to_string()),
            Some(shape) => named(shape.to_string()),
            None => {
                let (processes, channels) = (
                    self.configuration.topology.processes().len(),
                    self.configuration.topology.channels().len(),
                );
                let (processes, channels) = (counted(processes, "process"), counted(channels, "channel"));
                format!("{}: {processes}, {channels}", self.name)
            }
        }
    }
}
