//! A recorded global state as JSON: the same for one that a seed recorded and one that a search found.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sim_core::{System, Topology};
use snapshot::Program;
use snapshot::exploration::RecordedValue;

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
    pub(crate) fn of<P: Program>(system: &System<P>, state: &RecordedValue<P::State, P::Message>) -> Self {
        Self::named(&system.topology, Printed::of(system, state))
    }

    /// The same of one that is printed already.
    pub(crate) fn named(topology: &Topology, Printed { processes, channels }: Printed) -> Self {
        let names = topology.processes().map(|process| topology.name(process).to_string());
        let channel_names = topology.channel_ids().map(|channel| topology.channel_name(channel));
        Self { processes: names.zip(processes).collect(), channels: channel_names.zip(channels).collect() }
    }
}

/// A recorded global state as it prints, where its processes and channels need no names.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Printed {
    /// The state of each process, in the order of the configuration; `null` for one that did not record.
    processes: Vec<Option<String>>,
    /// The messages in each channel, in that order; `null` for one that was not closed.
    channels: Vec<Option<Vec<String>>>,
}

impl Printed {
    /// A state as it prints.
    pub(crate) fn of<P: Program>(
        System { protocol, .. }: &System<P>,
        state: &RecordedValue<P::State, P::Message>,
    ) -> Self {
        let printed = |messages: &Vec<_>| messages.iter().map(|body| protocol.print_message(body)).collect();
        let states = state.processes.iter();
        Self {
            processes: states.map(|state| state.as_ref().map(|state| protocol.print_state(state))).collect(),
            channels: state.channels.iter().map(|messages| messages.as_ref().map(printed)).collect(),
        }
    }
}
