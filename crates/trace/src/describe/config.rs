//! What was run, in the format: as much of it as a computation, its topology and its timing tell.

use indexmap::IndexMap;
use sim_core::{ChannelId, Order, System, Timing, Topology};
use snapshot::Computation;

use super::goods;
use crate::model;

/// The configuration of a run of a computation, but for what it does not tell of itself: its name, its parameters, who starts what
/// and when, and the seed.
#[must_use]
pub fn config<P: Computation>(underlying: &System<P>, timing: &Timing) -> model::Config {
    let topology = &underlying.topology;
    model::Config {
        scenario: "scenario".to_string(),
        topology: None,
        processes: topology.processes().map(|process| topology.name(process).to_string()).collect(),
        channels: channels(topology, timing),
        program: String::new(),
        parameters: IndexMap::new(),
        script: None,
        goods: goods(&underlying.protocol),
        tokens: Vec::new(),
        clock: None,
        delays: None,
        hold: timing.hold().to_string(),
        algorithm: String::new(),
        initiator: String::new(),
        initiators: Vec::new(),
        trigger: None,
        start: None,
        snapshots: 1,
        seed: String::new(),
        schedule: None,
        max_events: model::MAX_EVENTS,
    }
}

/// The channels of a topology, with their delays.
#[must_use]
pub fn channels(topology: &Topology, timing: &Timing) -> Vec<model::Channel> {
    let delays = timing.by_channel(topology);
    let channel = |id: ChannelId| {
        let ends = topology.channel(id);
        model::Channel {
            id: topology.channel_name(id),
            from: topology.name(ends.source).to_string(),
            to: topology.name(ends.target).to_string(),
            order: match ends.order {
                Order::Fifo => model::Order::Fifo,
                Order::Unordered => model::Order::Unordered,
            },
            delay: delays[id.index()].to_string(),
        }
    };
    topology.channel_ids().map(channel).collect()
}
