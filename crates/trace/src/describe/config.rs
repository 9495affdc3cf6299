//! What was run, in the format: as much of it as a computation, its topology and its timing tell.

use sim_core::{ChannelId, System, Timing, Topology};
use snapshot::Computation;

use super::goods::goods;
use crate::model;
use crate::spec::Spec;

/// The configuration of a run of a computation, but for what it does not tell of itself: its name, its parameters, who starts what
/// and when, and the seed.
#[must_use]
pub fn config<P: Computation>(underlying: &System<P>, timing: &Timing) -> model::Config {
    let topology = &underlying.topology;
    let config = model::Config {
        processes: topology.processes().map(|process| topology.name(process).to_string()).collect(),
        channels: channels(topology, timing),
        goods: goods(&underlying.protocol),
        ..model::Config::default()
    };
    let told = Spec {
        name: Some("scenario".to_string()),
        hold: Some(timing.hold()),
        max_events: Some(model::MAX_EVENTS),
        ..Spec::default()
    };
    told.saved_in(config)
}

/// The channels of a topology, with their delays.
fn channels(topology: &Topology, timing: &Timing) -> Vec<model::Channel> {
    let delays = timing.by_channel(topology);
    let channel = |id: ChannelId| {
        let ends = topology.channel(id);
        model::Channel {
            id: topology.channel_name(id),
            from: topology.name(ends.source).to_string(),
            to: topology.name(ends.target).to_string(),
            order: ends.order.into(),
            delay: delays[id.index()].to_string(),
        }
    };
    topology.channel_ids().map(channel).collect()
}
