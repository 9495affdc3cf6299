//! A plan in words, for people.

use sim_core::words::counted;
use sim_core::{Delay, Order, Shape};
use snapshot::catalog::Visitor;
use snapshot::{Program, algorithms};

use super::planned::Plan;
use super::script::Followed;
use crate::spec::values::{ORDERS, order_name};

impl Plan {
    /// In a line, for people.
    #[must_use]
    pub fn describe(&self, program: &impl Program) -> String {
        self.in_a_line(&program.describe(), &self.describe_timing())
    }

    /// The same without what decides the order of events: every order is tried.
    #[must_use]
    pub fn describe_all_orders(&self, program: &impl Program) -> String {
        self.in_a_line(&program.describe(), "every order of events")
    }

    /// The computation alone, in a line: where it runs, and what it is.
    #[must_use]
    pub fn describe_alone(&self) -> String {
        format!("{}; {}", self.graph(), self.with_program(InWords { plan: self }))
    }

    /// In a line; `program` is what the program says of itself, `timing` what decides the order of events.
    fn in_a_line(&self, program: &str, timing: &str) -> String {
        let order = self.orders();
        let snapshots = match self.configuration.initiation.snapshots {
            1 => String::new(),
            several => format!("{}, ", counted(several, "snapshot")),
        };
        let algorithm = self.algorithm_and_need();
        let back_edges = self.describe_back_edges();
        format!("{}; {program}; {snapshots}{algorithm}; {order} channels{back_edges}, {timing}", self.graph())
    }

    /// The orders that channels have: `fifo and unordered`.
    fn orders(&self) -> String {
        let channels = self.configuration.topology.channels();
        let is_there = |order: &Order| channels.iter().any(|channel| channel.order == *order);
        let orders = ORDERS.iter().filter(|(_, order, _)| is_there(order));
        let names: Vec<_> = orders.map(|(name, ..)| *name).collect();
        // Without channels there is none that would not keep the order.
        if names.is_empty() { order_name(Order::Fifo).to_string() } else { names.join(" and ") }
    }

    /// The algorithm, and the order that it needs where the channels do not keep it.
    fn algorithm_and_need(&self) -> String {
        let algorithms::Entry { name, needs, .. } = self.algorithm;
        if needs.has_order(&self.configuration.topology) {
            return (*name).to_string();
        }
        format!("{name}, which needs {}", order_name(needs.order))
    }

    /// What decides the order of events, for people.
    fn describe_timing(&self) -> String {
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

    /// The topology in a few words.
    fn graph(&self) -> String {
        match self.configuration.shape {
            Some(Shape::Ring(2)) => "ring of P, Q".to_string(),
            Some(shape) => shape.to_string(),
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

/// What a plan's program says of itself.
struct InWords<'a> {
    plan: &'a Plan,
}

impl Visitor for InWords<'_> {
    type Output = String;

    fn visit<P: Program>(self) -> Self::Output {
        self.plan.system::<P>().expect("a plan's program can be built").protocol.describe()
    }
}
