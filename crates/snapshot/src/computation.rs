//! The underlying computations: what a snapshot is taken *of*.
//!
//! A [`Computation`] is a [`Protocol`] that also says which [goods](Good) no event may create or destroy, so that an oracle can
//! count them in a recorded global state. A [`Program`] is one that people can ask for by name. One file a computation; what
//! it takes to add another is that file and a line in [`catalog`].

/// In a [`Computation`]: its states, messages and commands print as they are displayed.
macro_rules! prints_as_displayed {
    () => {
        fn print_state(&self, state: &Self::State) -> String {
            state.to_string()
        }

        fn print_message(&self, message: &Self::Message) -> String {
            message.to_string()
        }

        fn print_command(&self, command: &Self::Command) -> String {
            command.to_string()
        }
    };
}

mod bank;
pub mod catalog;
mod chatter;
mod counted;
mod good;
mod parameters;
pub mod script;
mod token_ring;

pub use bank::{Account, Balances, Bank, Transfer};
pub use chatter::{Chatter, ChatterState, Say, Word};
pub use good::Good;
pub use parameters::{Arguments, Parameter, ParameterError};
pub use script::{Script, ScriptCommand, ScriptState};
pub use token_ring::{Forward, Forwarding, Token, TokenRing, TokenState};

use sim_core::{Delay, ProcessId, Protocol, State, VirtualTime};

/// A protocol that a snapshot can be superposed on and judged against.
///
/// It shows nothing (`Observation = ()`): what is to be seen of it are its states and messages. Nothing has to be said of it but what
/// is so: as long as nothing is conserved, and nobody wants texts of its own, a protocol is a computation without a line more.
pub trait Computation: Protocol<Observation = ()> + 'static {
    /// The number that a process's state is, for a trigger to watch: in the ring, its receipts of `m`. `None` when its
    /// state is no count.
    #[inline]
    fn count(&self, _state: &Self::State) -> Option<u64> {
        None
    }

    /// What is conserved; nothing, unless it says so.
    fn goods(&self) -> &[Good] {
        &[]
    }

    /// How much of a good a process in this state has, by the good's place in [`goods`](Self::goods): in the ring, the
    /// copies of `m` it holds.
    #[inline]
    fn held(&self, _state: &Self::State, _good: usize) -> u64 {
        0
    }

    /// How much of a good a message carries: in the ring, one copy of `m`.
    #[inline]
    fn carried(&self, _message: &Self::Message, _good: usize) -> u64 {
        0
    }

    /// A state as reports, stories and files have it.
    fn print_state(&self, state: &Self::State) -> String {
        format!("{state:?}")
    }

    /// A message as reports, stories and files have it.
    fn print_message(&self, message: &Self::Message) -> String {
        format!("{message:?}")
    }

    /// A command as reports, stories and files have it.
    fn print_command(&self, command: &Self::Command) -> String {
        format!("{command:?}")
    }

    /// The snapshot, counted from 1, that the process starts at the end of the step in which it does this; none, for
    /// nearly all.
    #[inline(always)]
    fn starts_snapshot(&self, _command: &Self::Command) -> Option<crate::SnapshotId> {
        None
    }
}

/// A global state of the underlying computation, of messages with identities.
pub type Underlying<P> = State<P>;

/// A computation that people can ask for by name, and whose runs can be read back from text.
///
/// Files write a state as its count and what it holds of the one good that there is then ([`counted`](Self::counted) reads that
/// back), or else as it [prints](Computation::print_state). What states, messages and commands print as is complete: the `parse_` functions give back the very value,
/// or nothing for a text that none prints as.
pub trait Program:
    Computation<State: Ord + Send + Sync, Message: Ord + Send + Sync, Command: Send + Sync> + Clone + Sync
{
    /// Its name.
    const NAME: &'static str;
    /// What it does, in a line.
    const ABOUT: &'static str;
    /// What can be set.
    const PARAMETERS: &'static [Parameter];
    /// Whether its states are counts, so that a trigger has something to watch.
    const COUNTS: bool;
    /// Whether it makes use of what a topology file says that each process has at the start.
    const TAKES_TOKENS: bool = false;

    /// How long its processes wait before they do something of their own accord, unless told otherwise.
    fn default_hold() -> Delay;

    /// The computation with these arguments.
    ///
    /// # Errors
    /// When a value cannot be used.
    fn build(arguments: &Arguments<'_>) -> Result<Self, ParameterError>;

    /// Whether every run of it comes to an end, so that a search over all its schedules does.
    fn ends(&self) -> bool;

    /// In a few words, for the head of a report: `one message m`.
    fn describe(&self) -> String;

    /// At what time which process does the next thing it offers; for programs that come with a timetable.
    fn timetable(&self) -> Vec<(VirtualTime, ProcessId)> {
        Vec::new()
    }

    /// What the process would do next if it could, in words; for programs whose processes have a list to go through.
    fn pending(&self, _process: ProcessId, _state: &Self::State) -> Option<String> {
        None
    }

    /// The state of this count that holds so much of the first good: for programs whose states are counts.
    fn counted(&self, _count: u64, _held: u64) -> Option<Self::State> {
        None
    }

    /// The state that prints as this text: for programs whose states are no counts.
    fn parse_state(&self, _text: &str) -> Option<Self::State> {
        None
    }

    /// The message that prints as this text.
    fn parse_message(&self, text: &str) -> Option<Self::Message>;

    /// The command that prints as this text.
    fn parse_command(&self, text: &str) -> Option<Self::Command>;
}
