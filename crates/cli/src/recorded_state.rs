//! A recorded global state as JSON: the same for one that a seed recorded and one that a search found.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;
use sim_core::System;
use snapshot::{Program, RecordedValue};

/// A recorded global state.
#[derive(PartialEq, Eq, Debug, Serialize, JsonSchema)]
pub(crate) struct RecordedState {
    /// The state of each process, as it prints; `null` for one that did not record.
    processes: IndexMap<String, Option<String>>,
    /// The messages in each channel, as they print; `null` for one that was not closed.
    channels: IndexMap<String, Option<Vec<String>>>,
}

impl RecordedState {
    /// The JSON form of a state.
    pub(crate) fn of<P: Program>(
        System { protocol, topology }: &System<P>,
        state: &RecordedValue<P::State, P::Message>,
    ) -> Self {
        let processes = topology.processes().zip(&state.processes);
        let channels = topology.channel_ids().zip(&state.channels);
        let printed = |messages: &Vec<_>| messages.iter().map(|body| protocol.print_message(body)).collect();
        Self {
            processes: processes
                .map(|(process, state)| {
                    let state = state.as_ref().map(|state| protocol.print_state(state));
                    (topology.name(process).to_string(), state)
                })
                .collect(),
            channels: channels
                .map(|(channel, messages)| (topology.channel_name(channel), messages.as_ref().map(printed)))
                .collect(),
        }
    }
}
