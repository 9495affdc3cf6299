//! What a snapshot of a run cost, beside what is claimed of that.

use std::collections::BTreeSet;

use sim_core::{Channel, ChannelId, ProcessId, Topology};

use super::claim::{Claim, Cost};
use super::graph::Distances;
use super::quantity::{Counts, Quantity};
use super::traffic::Traffic;
use crate::computation::Computation;
use crate::initiation::Initiators;
use crate::judge::Judged;

/// The costs of one snapshot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Paid {
    /// By cost.
    costs: [Option<u64>; Cost::ALL.len()],
    /// Messages recorded in channels that do not lead to an initiator.
    elsewhere: u64,
    /// Messages recorded in back-edges.
    in_back_edges: u64,
    /// Processes that started, and that did not.
    starters: u64,
    followers: u64,
    /// Channels between initiators of adjacent regions.
    adjacent: u64,
    /// Messages sent from the first recording until the completion.
    meanwhile: u64,
    /// What more is known of a run that was watched from its beginning.
    sent: Option<Sent>,
    complete: bool,
}

/// What the computation sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Sent {
    /// Until the completion.
    ever: u64,
    /// By who had recorded, and overtaken by what their target recorded upon.
    overtaken: u64,
    /// On how many channels before the recording, and on how many others later.
    used: (u64, u64),
    /// How many processes recorded, and on how many channels they had received since they last did.
    recorders: (u64, u64),
}

impl Paid {
    /// Those of this snapshot; of a run that was watched from its beginning with what was sent there.
    #[must_use]
    pub fn of<P: Computation>(
        judged: &Judged<'_, P>,
        (topology, initiators): (&Topology, &Initiators),
        traffic: Option<&Traffic<'_>>,
    ) -> Self {
        let costs = &judged.costs;
        let cost = |cost| match cost {
            Cost::Control => Some(costs.markers),
            Cost::Bits => costs.bits_on_messages().checked_div(costs.sent),
            Cost::Recorded => costs.until_recorded(),
            Cost::Complete => costs.duration(),
            Cost::Messages => Some(costs.recorded_messages),
            Cost::Stored => Some(costs.stored),
            Cost::Refused => Some(costs.refused.map_or(0, |refused| refused.messages)),
            Cost::Blocked => Some(costs.blocked.unwrap_or(0)),
        };
        let recorded = |is_meant: &dyn Fn(ChannelId) -> bool| {
            let channels = topology.channel_ids().zip(&judged.recorded.channels);
            let meant = channels.filter(|(channel, _)| is_meant(*channel));
            meant.map(|(_, record)| record.messages.len() as u64).sum()
        };
        Self {
            costs: Cost::ALL.map(cost),
            elsewhere: recorded(&|channel| !initiators.contains(topology.channel(channel).target)),
            in_back_edges: recorded(&|channel| topology.is_back_edge(channel)),
            starters: judged.initiators.len() as u64,
            followers: (topology.processes().len() - judged.initiators.len()) as u64,
            adjacent: adjacent(topology, judged.regions),
            meanwhile: costs.sent,
            sent: traffic.and_then(|traffic| Sent::of(judged, traffic)),
            complete: costs.completed_at.is_some(),
        }
    }

    /// What it came to; `None` if it did not come to an end.
    #[must_use]
    pub fn cost(&self, cost: Cost) -> Option<u64> {
        let place = Cost::ALL.iter().position(|other| *other == cost)?;
        self.costs[place]
    }

    /// Whether the snapshot is complete: of no other anything is claimed.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.complete
    }

    /// What the cost is, and what the formula comes to in this run; `None` if one of them is not known.
    #[must_use]
    pub fn beside(&self, claim: &Claim, distances: &Distances) -> Option<(u64, u64)> {
        let formula = claim.formula.value(&Here { paid: self, distances })?;
        Some((self.cost(claim.cost).filter(|_| self.complete)?, formula))
    }
}

impl Sent {
    fn of<P: Computation>(judged: &Judged<'_, P>, traffic: &Traffic<'_>) -> Option<Self> {
        Some(Self {
            ever: traffic.before(judged.snapshot)? + judged.costs.sent,
            overtaken: traffic.overtaken(judged.snapshot),
            used: traffic.used(judged.snapshot),
            recorders: traffic.recorders(judged.snapshot),
        })
    }
}

/// How many channels lead from one initiator to another whose regions a channel joins, where each is the region of its initiator.
fn adjacent(topology: &Topology, regions: &[Option<ProcessId>]) -> u64 {
    let ends = |channel: &Channel| {
        let [from, to] = [channel.source, channel.target].map(|end| *regions.get(end.index())?);
        from.zip(to).filter(|(from, to)| from != to)
    };
    let joined: BTreeSet<_> = topology.channels().iter().filter_map(ends).collect();
    joined.into_iter().filter(|(from, to)| topology.between(*from, *to).is_some()).count() as u64
}

/// What is known of a network and of a run in it.
struct Here<'a> {
    paid: &'a Paid,
    distances: &'a Distances,
}

impl Counts for Here<'_> {
    fn count(&self, quantity: Quantity) -> Option<u64> {
        match quantity {
            Quantity::Elsewhere => Some(self.paid.elsewhere),
            Quantity::InBackEdges => Some(self.paid.in_back_edges),
            Quantity::Recorded => self.paid.cost(Cost::Messages),
            Quantity::Meanwhile => Some(self.paid.meanwhile),
            Quantity::Ever => self.paid.sent.map(|sent| sent.ever),
            Quantity::Overtaken => self.paid.sent.map(|sent| sent.overtaken),
            Quantity::Used => self.paid.sent.map(|sent| sent.used.0),
            Quantity::UsedLater => self.paid.sent.map(|sent| sent.used.1),
            Quantity::Cohorts => self.paid.sent.map(|sent| sent.recorders.1),
            Quantity::Forced => Some(self.paid.sent?.recorders.0.saturating_sub(self.paid.starters)),
            Quantity::Starters => Some(self.paid.starters),
            Quantity::Followers => Some(self.paid.followers),
            Quantity::Adjacent => Some(self.paid.adjacent),
            quantity => self.distances.count(quantity),
        }
    }
}
