//! Every program there is, as one value: what is claimed of any computation is claimed of each of them.

use sim_core::Topology;
use snapshot::script::Script;
use snapshot::{Bank, Chatter, Program, TokenRing};
use trace::cos418::events;

/// One of the programs, set up.
#[derive(Clone, Debug)]
pub enum AnyProgram {
    /// Copies of m go round.
    Ring(TokenRing),
    /// Money changes hands.
    Bank(Bank),
    /// Words are passed on.
    Chatter(Chatter),
    /// Each process follows its lines of a text.
    Script(Script, String),
}

impl AnyProgram {
    /// The script of this text.
    #[must_use]
    pub fn script(topology: &Topology, text: String) -> Self {
        let statements = events::parse(&text).expect("the test's script can be read");
        let script = Script::new(topology, &[], &statements).expect("the test's script can be followed");
        Self::Script(script, text)
    }
}

/// Applies a function to a scenario of [`AnyProgram`], as a scenario of the program that it is.
#[macro_export]
macro_rules! of_any {
    ($scenario:expr, $function:ident($($argument:expr),*)) => {
        match &$scenario.computation {
            $crate::programs::AnyProgram::Ring(ring) => $function(&$scenario.of(*ring), $($argument),*),
            $crate::programs::AnyProgram::Bank(bank) => $function(&$scenario.of(bank.clone()), $($argument),*),
            $crate::programs::AnyProgram::Chatter(chatter) => $function(&$scenario.of(*chatter), $($argument),*),
            $crate::programs::AnyProgram::Script(script, _) => {
                $function(&$scenario.of(script.clone()), $($argument),*)
            }
        }
    };
}

/// What is conserved, counted from the fields of states and messages, without what the program says of itself.
pub trait Wealth: Program {
    /// How much there is from the beginning to the end.
    fn in_all(&self, topology: &Topology) -> u64;
    /// How much of it a process has.
    fn at(state: &Self::State) -> u64;
    /// How much of it is on the way.
    fn on_the_way(message: &Self::Message) -> u64;
}

impl Wealth for TokenRing {
    fn in_all(&self, _: &Topology) -> u64 {
        u64::from(self.tokens)
    }

    fn at(state: &Self::State) -> u64 {
        u64::from(state.held)
    }

    fn on_the_way(_: &Self::Message) -> u64 {
        1
    }
}

impl Wealth for Bank {
    fn in_all(&self, topology: &Topology) -> u64 {
        topology.processes().map(|process| self.balances.of(process) + u64::from(self.widgets)).sum()
    }

    fn at(state: &Self::State) -> u64 {
        state.balance + u64::from(state.widgets)
    }

    fn on_the_way(message: &Self::Message) -> u64 {
        u64::from(message.money) + u64::from(message.widgets)
    }
}

impl Wealth for Chatter {
    fn in_all(&self, topology: &Topology) -> u64 {
        u64::from(self.words) * topology.processes().len() as u64
    }

    fn at(state: &Self::State) -> u64 {
        u64::from(state.to_say)
    }

    fn on_the_way(_: &Self::Message) -> u64 {
        1
    }
}

impl Wealth for Script {
    /// The strategies give every process so much.
    fn in_all(&self, topology: &Topology) -> u64 {
        (HOLD_PLAIN + HOLD_WIDGETS) * topology.processes().len() as u64
    }

    fn at(state: &Self::State) -> u64 {
        state.holdings.iter().map(|held| held.count).sum()
    }

    fn on_the_way(message: &Self::Message) -> u64 {
        message.amounts.iter().map(|amount| amount.count).sum()
    }
}

/// What each process of a generated script has at the start, of no unit.
pub const HOLD_PLAIN: u64 = 5;
/// The same of widgets.
pub const HOLD_WIDGETS: u64 = 3;
