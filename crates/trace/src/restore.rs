//! From a file's events back to a trace that the oracles can judge: from the file alone, whoever wrote it.
//!
//! A file may say what could not have happened; then the oracles shall say so. Only what is no trace at all is refused
//! here: an unknown name, a receipt of a message that nobody sent, a step without a beginning.

mod config;
mod error;
mod events;
#[cfg(test)]
pub(crate) mod tests;

use sim_core::System;
use snapshot::oracle::{Evidence, Law};
use snapshot::{LogEvent, Offered, Program, SnapshotId, Underlying, algorithms};

use crate::model::{Config, Event};
use crate::spec::{Basis, FieldError};

pub(crate) use config::{program, topology};
pub use error::RestoreError;

impl From<FieldError> for RestoreError {
    fn from(FieldError { field, what, .. }: FieldError) -> Self {
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
    /// How many control messages its algorithm should send, if that is known.
    pub law: Option<Law>,
}

impl<P: Program> Restored<P> {
    /// What the oracles see of a snapshot of the run, by all its events. What processes were offered to do, no file tells; nor whether
    /// anything could still have happened.
    #[must_use]
    pub const fn evidence(&self, snapshot: SnapshotId) -> Evidence<'_, P> {
        let Self { system, base, events, law } = self;
        let (events, offers) = (events.as_slice(), Offered::NotSeen);
        Evidence { system, snapshot, base, events, offers, over: false, law: *law }
    }
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
    Ok(Restored { system, base, events, law: law(config) })
}

/// How many control messages the algorithm of a saved run should send, if that is known. A file that names no algorithm means the usual one.
#[must_use]
pub fn law(config: &Config) -> Option<Law> {
    let algorithm = Some(config.algorithm.as_str()).filter(|name| !name.is_empty());
    match algorithm.unwrap_or(Basis::ALGORITHM) {
        foreign if algorithms::is_foreign(foreign) => Some(Law::UNTOLD),
        ours => algorithms::entry(ours).map(|entry| entry.law),
    }
}
