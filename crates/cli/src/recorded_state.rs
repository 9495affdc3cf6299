//! A recorded global state as JSON: the same for one that a seed recorded and one that a search found.

use std::fmt::Display;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;
use sim_core::Topology;
use snapshot::RecordedValue;

/// A recorded global state.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RecordedState {
    /// The state of each process, as it prints; `null` for one that did not record.
    processes: IndexMap<String, Option<String>>,
    /// The messages in each channel, as they print; `null` for one that was not closed.
    channels: IndexMap<String, Option<Vec<String>>>,
}

impl RecordedState {
    /// The JSON form of a state.
    pub(crate) fn of<S: Display, M: Display>(topology: &Topology, state: &RecordedValue<S, M>) -> Self {
        let processes = topology.processes().zip(&state.processes);
        let channels = topology.channel_ids().zip(&state.channels);
        let printed = |messages: &Vec<M>| messages.iter().map(ToString::to_string).collect();
        Self {
            processes: processes
                .map(|(process, state)| {
                    (topology.name(process).to_string(), state.as_ref().map(ToString::to_string))
                })
                .collect(),
            channels: channels
                .map(|(channel, messages)| (topology.channel_name(channel), messages.as_ref().map(printed)))
                .collect(),
        }
    }
}
