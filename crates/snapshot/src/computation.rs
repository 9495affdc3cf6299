//! The underlying computations: what a snapshot is taken *of*.
//!
//! A [`Computation`] is a [`Protocol`](sim_core::Protocol) that also says which [goods](Good) no event may create or destroy, so that an oracle can
//! count them in a recorded global state. A [`Program`] is one that people can ask for by name. One file a computation; what
//! it takes to add another is that file and a line in [`catalog`].

/// In a [`Computation`]: its states, messages and commands print as they are displayed.
macro_rules! prints_as_displayed {
    () => {
        fn print_state(&self, state: &Self::State) -> String {
            state.to_string()
        }

        speaks_as_displayed!();
    };
}

/// The same of its messages and commands alone.
macro_rules! speaks_as_displayed {
    () => {
        fn print_message(&self, message: &Self::Message) -> String {
            message.to_string()
        }

        fn print_command(&self, command: &Self::Command) -> String {
            command.to_string()
        }
    };
}

mod any;
mod arguments;
mod asked;
mod bank;
pub mod catalog;
mod chatter;
mod counted;
mod diffusing;
mod entry;
mod foreign;
mod good;
pub mod outside;
mod parameters;
pub mod predicate;
mod program;
mod property;
mod resources;
pub mod script;
#[cfg(test)]
pub(crate) mod tests;
mod token_ring;
mod told;
mod underlying;
mod wait_for;

pub use any::AnyProgram;
pub use arguments::Arguments;
pub use asked::Asked;
pub use bank::{Account, Amounts, Balances, Bank, Transfer};
pub use chatter::{Chatter, ChatterState, Say, Word};
pub use diffusing::{Activation, Activity, Diffusing, Work};
pub use foreign::Foreign;
pub use good::Good;
pub use parameters::{Parameter, ParameterError};
pub use program::{Program, WrittenState};
pub use property::Predicate;
pub use resources::{Demand, Holding, Move, Resources};
pub use token_ring::{Forward, Forwarding, Token, TokenFault, TokenRing, TokenState};
pub use told::{Letter, Told};
pub use underlying::{Computation, Underlying};
pub use wait_for::{Model, WaitFor};
