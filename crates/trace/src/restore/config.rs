//! The configuration of a saved run, as a topology and a program.

use std::collections::BTreeMap;

use sim_core::{Channel, ProcessId, Topology};
use snapshot::{Arguments, ParameterError, Program, Written, catalog};

use super::error::RestoreError;
use crate::cos418;
use crate::model::{self, Config};
use crate::spec::{ANY, Spec, values::MAX_SNAPSHOTS};

fn config(field: impl Into<String>, what: &impl ToString) -> RestoreError {
    RestoreError::Config { field: field.into(), what: what.to_string() }
}

/// Whether the processes that start the snapshots exist; none are named if every process may, or if a script says who does.
pub(super) fn known_initiators(saved: &Config, topology: &Topology) -> Result<(), RestoreError> {
    let known = |field: String, written: &str| {
        let read = Written::read(written, |name| topology.process(name).is_some());
        read.map(drop).map_err(|error| config(field, &error))
    };
    match saved.initiators.as_slice() {
        [] if saved.initiator == ANY || saved.initiator.is_empty() => Ok(()),
        [] => known("initiator".to_string(), &saved.initiator),
        several => several
            .iter()
            .enumerate()
            .try_for_each(|(place, written)| known(format!("initiators[{place}]"), written)),
    }
}

/// The computation of a configuration.
///
/// # Errors
/// When its parameters or its hold cannot be used.
pub(crate) fn program<P: Program>(saved: &Config, topology: &Topology) -> Result<P, RestoreError> {
    let hold = Spec::hold_of(saved)?;
    let given: Vec<_> = saved.parameters.clone().into_iter().collect();
    let script = saved.script.as_deref().map(cos418::events::parse).transpose();
    let script = script.map_err(|error| config("script", &error))?;
    let statements = script.as_ref().map_or(0, Vec::len);
    let most = u32::try_from(statements).unwrap_or(u32::MAX).max(MAX_SNAPSHOTS);
    if saved.snapshots > most || (saved.snapshots == 0 && script.is_none()) {
        return Err(config("snapshots", &format!("{}: expected 1 to {most}", saved.snapshots)));
    }
    let program = catalog::entry(&saved.program);
    let program =
        program.ok_or_else(|| config("program", &format!("there is no program '{}'", saved.program)))?;
    let arguments = Arguments {
        program,
        given: &given,
        atomic: Spec::atomic(hold),
        topology,
        tokens: &saved.tokens,
        script: script.as_deref(),
        outside: saved.outside.as_ref(),
    };
    let program = arguments.known().and_then(|()| P::build(&arguments));
    program.map_err(|error| config(field_of(&error), &error))
}

/// The field of a configuration that a program cannot be built from.
const fn field_of(error: &ParameterError) -> &'static str {
    match error {
        ParameterError::Tokens { .. } => "tokens",
        ParameterError::NoScript | ParameterError::Script(_) => "script",
        ParameterError::NotAllowed | ParameterError::Outside(_) => "program",
        _ => "parameters",
    }
}

/// The topology of a configuration.
///
/// # Errors
/// When its processes and channels are none, or are not numbered as this program numbers them.
pub(crate) fn topology(saved: &Config) -> Result<Topology, RestoreError> {
    let places: BTreeMap<&str, ProcessId> =
        saved.processes.iter().map(String::as_str).zip((0..).map(ProcessId)).collect();
    let end = |channel: usize, field: &str, name: &str| {
        let found = places.get(name).copied();
        found.ok_or_else(|| {
            config(format!("channels[{channel}].{field}"), &format!("there is no process '{name}'"))
        })
    };
    let channel = |(place, channel): (usize, &model::Channel)| {
        let (source, target) = (end(place, "from", &channel.from)?, end(place, "to", &channel.to)?);
        Ok(Channel { source, target, order: channel.order.into() })
    };
    let channels = saved.channels.iter().enumerate().map(channel).collect::<Result<_, RestoreError>>()?;
    let topology = Topology::new(saved.processes.clone(), channels)?;
    let marked = saved.back_edges.iter().enumerate().map(|(place, name)| {
        let found = topology.channel_called(name);
        found.ok_or_else(|| config(format!("back_edges[{place}]"), &format!("there is no channel '{name}'")))
    });
    let marked = marked.collect::<Result<Vec<_>, RestoreError>>()?;
    Ok(topology.with_back_edges(marked))
}
