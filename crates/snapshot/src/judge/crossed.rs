//! For each channel the snapshots whose cut it crosses just now: its target has recorded and its source has not, so that what is sent
//! on it belongs to what the cut leaves there.

use std::collections::BTreeSet;

use sim_core::{ChannelId, ProcessId, Topology};

use super::taking::Taking;
use crate::computation::Computation;

/// The places of those snapshots, by channel.
#[derive(Debug, Default)]
pub(super) struct Crossed {
    /// How many there are: asked with every message, and none nearly always.
    counts: Vec<u32>,
    /// Which.
    places: BTreeSet<(ChannelId, usize)>,
}

impl Crossed {
    /// None, of so many channels.
    pub(super) fn clear(&mut self, channels: usize) {
        self.counts.clear();
        self.counts.resize(channels, 0);
        self.places.clear();
    }

    /// Whether there is one to whose cut a message belongs that is sent on this channel.
    #[inline(always)]
    pub(super) fn any(&self, channel: ChannelId) -> bool {
        self.counts[channel.index()] > 0
    }

    /// All of those.
    pub(super) fn of(&self, channel: ChannelId) -> impl Iterator<Item = usize> {
        self.places.range((channel, 0)..=(channel, usize::MAX)).map(|(_, place)| *place)
    }

    /// A process has recorded for the snapshot at this place.
    pub(super) fn note<P: Computation>(
        &mut self,
        topology: &Topology,
        taking: &Taking<P>,
        process: ProcessId,
        place: usize,
    ) {
        for channel in topology.incoming(process) {
            let source = topology.channel(*channel).source;
            if source != process && !taking.has_recorded(source) && self.places.insert((*channel, place)) {
                self.counts[channel.index()] += 1;
            }
        }
        for channel in topology.outgoing(process) {
            if self.any(channel) && self.places.remove(&(channel, place)) {
                self.counts[channel.index()] -= 1;
            }
        }
    }
}
