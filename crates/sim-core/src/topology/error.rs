//! Why a graph is not a topology.

use super::shape::ShapeError;

/// Why a graph is not a topology.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TopologyError {
    /// There are no processes at all.
    #[error("a topology needs at least one process")]
    NoProcess,
    /// The shape has no graph, or one that is too large.
    #[error(transparent)]
    Shape(#[from] ShapeError),
    /// Two processes share a name.
    #[error("two processes are called '{0}'")]
    DuplicateName(String),
    /// A name that cannot be read in a line of text.
    #[error("a process cannot be called {0:?}: a name is not empty and holds no control characters")]
    BadName(String),
    /// The names do not fit.
    #[error("the names of all processes together are longer than 4 GiB")]
    LongNames,
    /// The channels cannot be numbered.
    #[error("there are 2^32 channels or more")]
    ManyChannels,
    /// A channel names a process that does not exist.
    #[error("there is no process number {0}")]
    UnknownProcess(u32),
    /// Two channels with the same source and target.
    #[error("there are two channels {0}")]
    DuplicateChannel(String),
    /// Some channels are causal, and others are not.
    #[error("{0} is not causal, though other channels are")]
    PartlyCausal(String),
    /// Two channels between different processes that would have one name.
    #[error("two channels are called {name}: one leads from {first}, one from {second}")]
    AmbiguousChannel {
        /// What both are called.
        name: String,
        /// The ends of the one: `'P' to 'Q'`.
        first: String,
        /// The ends of the other.
        second: String,
    },
}

impl TopologyError {
    /// Two channels, each with its source and its target, that are both called `P->Q`.
    #[must_use]
    pub fn two_channels(first: (&str, &str), second: (&str, &str)) -> Self {
        let name = format!("{}->{}", second.0, second.1);
        if first == second {
            return Self::DuplicateChannel(name);
        }
        let ends = |(source, target)| format!("'{source}' to '{target}'");
        Self::AmbiguousChannel { name, first: ends(first), second: ends(second) }
    }
}
