//! Why it is not known whether a predicate is so.

use sim_core::ProcessId;

/// Why something is unknown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Why {
    /// Nobody tells the state of the process then.
    State(ProcessId),
    /// Its state is no number.
    NoNumber(ProcessId),
    /// Nobody tells what the process holds then.
    Holds(ProcessId),
    /// It is not known what is in the channel that leads from the first to the second.
    Channel(ProcessId, ProcessId),
}

impl Why {
    /// In words, for people, who know the processes by their names.
    pub fn in_words(self, name: impl Fn(ProcessId) -> String) -> String {
        match self {
            Self::State(process) => format!("the log does not tell the state of {}", name(process)),
            Self::NoNumber(process) => format!("the state of {} is no number", name(process)),
            Self::Holds(process) => format!("the log does not tell what {} holds", name(process)),
            Self::Channel(from, to) => {
                format!("the log does not tell all messages in {}->{}", name(from), name(to))
            }
        }
    }
}
