//! What can be asked of resources by name, what is conserved of them, and that they may be in a deadlock.

use sim_core::words::counted;
use sim_core::{GlobalState, Topology};

use super::super::arguments::Arguments;
use super::super::entry::{Entry, soon};
use super::super::good::Good;
use super::super::parameters::{Parameter, ParameterError};
use super::super::program::Program;
use super::super::property::Predicate;
use super::super::underlying::Computation;
use super::super::wait_for::{Model, WaitFor};
use super::deadlock;
use super::{Demand, Holding, Move, Resources};

/// What is conserved.
static GOODS: [Good; 1] = [Good::new("resource", "resource", "resources")];

/// What may be so.
static PREDICATES: [Predicate; 1] = [Predicate {
    name: "deadlocked",
    stable: true,
    sentence: "some processes wait for each other, and will for ever",
}];

impl Computation for Resources {
    fn print_state(&self, state: &Holding) -> String {
        state.print(&self.names)
    }

    speaks_as_displayed!();

    fn parse_message(&self, text: &str) -> Option<Demand> {
        Demand::parse(text)
    }

    fn goods(&self) -> &[Good] {
        &GOODS
    }

    fn held(&self, state: &Holding, _: usize) -> u64 {
        u64::from(state.lent.is_none()) + state.has.len() as u64
    }

    fn carried(&self, message: &Demand, _: usize) -> u64 {
        u64::from(*message != Demand::Request)
    }

    fn predicates(&self) -> &[Predicate] {
        &PREDICATES
    }

    fn holds<K>(&self, _: usize, topology: &Topology, state: &GlobalState<Holding, Demand, K>) -> bool {
        let some_wait = state.processes.iter().any(Holding::is_waiting);
        some_wait && deadlock::wait_for(self.model, topology, state).is_deadlock()
    }

    fn wait_for<K>(&self, topology: &Topology, state: &GlobalState<Holding, Demand, K>) -> Option<WaitFor> {
        Some(deadlock::wait_for(self.model, topology, state))
    }
}

const ASK: Parameter = Parameter {
    name: "ask",
    default: Some(1),
    most: 1 << 20,
    about: "how many resources a process asks for at a time",
};
const TIMES: Parameter =
    Parameter { name: "times", default: Some(3), most: 1 << 30, about: "how often a process asks" };
const ANY: Parameter = Parameter {
    name: "any",
    default: Some(0),
    most: 1,
    about: "1: one of what it asked for is enough (OR model); 0: it needs all (AND)",
};

impl Resources {
    /// What is known of it without building it.
    pub const ENTRY: Entry = Entry {
        name: "resources",
        about: "each process lends its resource and asks for others'; some may wait for ever",
        parameters: &[ASK, TIMES, ANY],
        takes_any: false,
        counts: false,
        takes_tokens: false,
        default_hold: soon,
    };
}

impl Program for Resources {
    fn entry(&self) -> &'static Entry {
        &Self::ENTRY
    }

    fn build(arguments: &Arguments<'_>) -> Result<Self, ParameterError> {
        let number = |parameter| arguments.count(parameter);
        let ask = number(&ASK)?;
        if ask == 0 {
            return Err(arguments.wrong(&ASK, "who asks asks for at least 1; with times=0 nobody does"));
        }
        let model = if number(&ANY)? == 1 { Model::Or } else { Model::And };
        Ok(Self::new(model, ask, number(&TIMES)?, arguments.topology))
    }

    fn ends(&self) -> bool {
        true
    }

    fn describe(&self) -> String {
        let Self { model, ask, times, some_ask, .. } = self;
        if !some_ask {
            return "resources, but nobody can ask for one: no channel has one back, as in complete:3"
                .to_string();
        }
        let of = if *model == Model::Or { "any" } else { "all" };
        let times = counted(u64::from(*times), "time");
        format!("resources, each asks for {of} of {ask} at a time, {times}")
    }

    fn parse_state(&self, text: &str) -> Option<Holding> {
        Holding::parse(text, &self.names)
    }

    fn parse_command(&self, text: &str) -> Option<Move> {
        Move::parse(text)
    }
}
