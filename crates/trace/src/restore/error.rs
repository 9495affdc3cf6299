//! Why a saved run is no trace.

use sim_core::TopologyError;

/// Why a saved run is no trace.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RestoreError {
    /// The configuration is not one of this program's.
    #[error("config.{field}: {what}")]
    Config {
        /// The field.
        field: String,
        /// What is wrong with it.
        what: String,
    },
    /// The processes and channels are no topology.
    #[error("config: {0}")]
    Topology(#[from] TopologyError),
    /// An event cannot be part of a trace.
    #[error("events[{seq}].{field}: {what}")]
    Event {
        /// Its `seq`.
        seq: u64,
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        what: String,
    },
}
