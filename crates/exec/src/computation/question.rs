//! An event of a computation, as a line.

use std::collections::BTreeMap;

use sim_core::{ChannelId, ProcessId};
use snapshot::{Letter, Told};

use crate::canonical::quoted;
use crate::network::Network;

/// What happens at a process.
#[derive(Clone, Copy, Debug)]
pub(super) enum Event<'a> {
    /// Nothing yet.
    Initial,
    /// Nothing: a file tells of this state, and not of what the process offers in it.
    Look { state: &'a Told },
    /// It receives a message.
    Receive { channel: ChannelId, message: &'a Letter, state: &'a Told },
    /// It does what it offered.
    Command { command: &'a str, state: &'a Told },
}

/// The question of what the process does.
pub(super) fn line(network: &Network, process: ProcessId, event: Event<'_>, parameters: &str) -> String {
    let happens = match event {
        Event::Initial => r#""event":"initial""#.to_string(),
        Event::Look { state } => format!(r#""event":"look","state":{}"#, told(state)),
        Event::Receive { channel, message, state } => {
            let (channel, message) = (network.channel(channel), quoted(&message.to_string()));
            format!(r#""event":"receive","channel":{channel},"message":{message},"state":{}"#, told(state))
        }
        Event::Command { command, state } => {
            format!(r#""event":"command","command":{},"state":{}"#, quoted(command), told(state))
        }
    };
    let (name, ends) = (network.process(process), network.ends(process));
    format!(r#"{{{happens},"process":{name},"parameters":{parameters},{ends}}}"#)
}

/// A state as it was told: a count is a number.
fn told(state: &Told) -> String {
    state.count().map_or_else(|| quoted(&state.to_string()), |count| count.to_string())
}

/// Parameters as they are told: texts by their names.
pub(super) fn parameters(given: &[(String, String)]) -> String {
    let sorted: BTreeMap<_, _> = given.iter().map(|(name, value)| (name, value)).collect();
    let fields: Vec<_> =
        sorted.into_iter().map(|(name, value)| format!("{}:{}", quoted(name), quoted(value))).collect();
    format!("{{{}}}", fields.join(","))
}
