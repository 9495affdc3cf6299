//! From a file's events back to a trace that the oracles can judge: from the file alone, whoever wrote it.
//!
//! A file may say what could not have happened; then the oracles shall say so. Only what is no trace at all is refused
//! here: an unknown name, a receipt of a message that nobody sent, a step without a beginning.

mod config;
mod events;

use sim_core::{System, TopologyError};
use snapshot::{LogEvent, Program, Underlying};

use crate::model::{Config, Event};
use crate::spec::FieldError;

pub use config::topology;

impl From<FieldError> for RestoreError {
    fn from(FieldError { field, what }: FieldError) -> Self {
        Self::Config { field, what }
    }
}

/// Everything the oracles need of a saved run.
#[derive(Debug)]
pub struct Restored<P: Program> {
    /// The computation, without any algorithm.
    pub system: System<P>,
    /// The initial global state.
    pub base: Underlying<P>,
    /// All events of the run.
    pub events: Vec<LogEvent<P>>,
}

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

/// Restores the trace of a saved run of the program `P`.
///
/// # Errors
/// When the configuration or an event is not one that a run of this program could have.
pub fn restore<P: Program>(config: &Config, events: &[Event]) -> Result<Restored<P>, RestoreError> {
    let topology = topology(config)?;
    let system = System::new(config::program::<P>(config, &topology)?, topology);
    config::known_initiators(config, &system.topology)?;
    let base = system.initial_state();
    let events = events::read(&system, events)?;
    Ok(Restored { system, base, events })
}
