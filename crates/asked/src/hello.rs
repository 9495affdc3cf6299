//! What a program is told first: the processes and channels that all questions are about.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sim_core::{ChannelId, Topology};

/// The version of the protocol.
pub(crate) const PROTOCOL: &str = "sim.exec/1";

/// The hello to a program that has this role.
pub(crate) fn hello(role: &str, topology: &Topology, parameters: &Value) -> String {
    let channel = |id: ChannelId| {
        let (name, ends) = (topology.channel_name(id), topology.channel(id));
        json!({ "id": name, "from": topology.name(ends.source), "to": topology.name(ends.target) })
    };
    let hello = json!({
        "hello": PROTOCOL,
        "role": role,
        "processes": topology.processes().map(|process| topology.name(process)).collect::<Vec<_>>(),
        "channels": topology.channel_ids().map(channel).collect::<Vec<_>>(),
        "parameters": parameters,
    });
    hello.to_string()
}

/// Parameters as they are told: texts by their names.
pub(crate) fn told(parameters: &[(String, String)]) -> Value {
    let sorted: BTreeMap<_, _> = parameters.iter().map(|(name, value)| (name, value)).collect();
    sorted.into_iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect()
}
