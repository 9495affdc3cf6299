//! What an algorithm says of itself at first.

use std::sync::Arc;

use serde_json::Value;
use sim_core::{Order, ProcessId, Topology};

use super::value::truth;
use crate::canonical::canonical;
use crate::network::PROTOCOL;

/// What an algorithm is.
#[derive(Debug)]
pub(super) struct Hello {
    /// What it remembers at first, by process.
    pub(super) me: Vec<Arc<str>>,
    /// The order that it needs.
    pub(super) order: Order,
    /// Whether it ever lets messages or the computation wait.
    pub(super) waits: bool,
    /// Whether messages are to be numbered.
    pub(super) numbers: bool,
}

/// Reads what the program said.
pub(super) fn read(said: &Value, topology: &Topology) -> Result<Hello, String> {
    if said["hello"] != PROTOCOL {
        return Err(format!("it does not say hello: {{\"hello\":\"{PROTOCOL}\",\"me\":…}} is expected"));
    }
    let (waits, numbers) = (truth(said, "waits")?, truth(said, "numbers")?);
    let me = topology.processes().map(|process| Ok(canonical(first(said, topology, process)?).into()));
    Ok(Hello {
        me: me.collect::<Result<_, String>>()?,
        order: order(&said["needs"]["order"])?,
        waits,
        numbers,
    })
}

/// What a process remembers at first: what is said of it, or else of all.
fn first<'a>(said: &'a Value, topology: &Topology, process: ProcessId) -> Result<&'a Value, String> {
    let name = topology.name(process);
    let own = said.get("each").and_then(|each| each.get(name)).or_else(|| said.get("me"));
    own.ok_or_else(|| format!("it does not say what {name} remembers at first, in 'me' or 'each'"))
}

fn order(needed: &Value) -> Result<Order, String> {
    match needed.as_str() {
        None if needed.is_null() => Ok(Order::Unordered),
        Some("any") => Ok(Order::Unordered),
        Some("fifo") => Ok(Order::Fifo),
        Some("causal") => Ok(Order::Causal),
        _ => Err(format!("it may need the order \"any\", \"fifo\" or \"causal\", and not {needed}")),
    }
}
