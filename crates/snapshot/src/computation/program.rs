//! A computation that people can ask for by name, and read back from what it prints.

use std::fmt::Display;

use sim_core::{ProcessId, VirtualTime};

use super::arguments::Arguments;
use super::entry::Entry;
use super::parameters::ParameterError;
use super::underlying::Computation;

/// A computation that people can ask for by name, and whose runs can be read back from text.
///
/// Files write a state as its count and what it holds of the one good that there is then ([`counted`](Self::counted) reads that
/// back), or else as it [prints](Computation::print_state). What states, messages and commands print as is complete: the `parse_` functions, of messages that of the [computation](Computation::parse_message), give back the very value,
/// or nothing for a text that none prints as. A message is displayed as it prints, so that an algorithm can send it along in its own.
pub trait Program:
    Computation<State: Ord + Send + Sync, Message: Ord + Send + Sync + Display, Command: Send + Sync>
    + Clone
    + Sync
{
    /// What is known of it without building it.
    fn entry(&self) -> &'static Entry;

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

    /// The state that a file tells, and what it says that it holds of each good.
    fn read_state(&self, written: WrittenState<'_>, held: &[u64]) -> Option<Self::State> {
        match written {
            WrittenState::Count(count) => self.counted(count, held.first().copied().unwrap_or_default()),
            WrittenState::Text(text) => self.parse_state(text),
        }
    }

    /// The message that a file tells, and what it says that it carries of each good.
    fn read_message(&self, text: &str, _carried: &[u64]) -> Option<Self::Message> {
        self.parse_message(text)
    }

    /// The command that prints as this text.
    fn parse_command(&self, text: &str) -> Option<Self::Command>;
}

/// A state as files have it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WrittenState<'a> {
    /// A count.
    Count(u64),
    /// Any other.
    Text(&'a str),
}
