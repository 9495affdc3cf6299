//! How far it is in a network: what the formulae of times speak of.

use std::collections::VecDeque;

use sim_core::{ChannelId, ProcessId, Topology};

use super::quantity::Quantity;
use crate::costs::BITS;
use crate::initiation::Initiators;

/// What is known of a network and of who starts snapshots in it, before anything runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Distances {
    processes: u64,
    channels: u64,
    /// How far it is from the nearest initiator; `None` if a process is not reached.
    reach: Option<Reach>,
    /// From a source without back-edges, and with one at the end; `None` if a way leads back to where it began.
    longest: Option<(u64, u64)>,
}

/// How far it is from the nearest initiator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Reach {
    /// To the farthest process.
    eccentricity: u64,
    /// How many are as far as that.
    farthest: u64,
    /// Through the farthest channel.
    through: u64,
}

impl Distances {
    /// Those of this network.
    #[must_use]
    pub fn of(topology: &Topology, initiators: &Initiators) -> Self {
        Self {
            processes: topology.processes().len() as u64,
            channels: topology.channels().len() as u64,
            reach: Reach::of(topology, initiators),
            longest: longest(topology),
        }
    }

    /// This quantity, if the network alone tells it.
    #[must_use]
    pub fn count(&self, quantity: Quantity) -> Option<u64> {
        match quantity {
            Quantity::Processes => Some(self.processes),
            Quantity::Channels => Some(self.channels),
            Quantity::Word => Some(BITS),
            Quantity::Eccentricity => self.reach.map(|reach| reach.eccentricity),
            Quantity::Farthest => self.reach.map(|reach| reach.farthest),
            Quantity::Through => self.reach.map(|reach| reach.through),
            Quantity::LongestPath => self.longest.map(|(longest, _)| longest),
            Quantity::LongestBack => self.longest.map(|(_, back)| back),
            Quantity::Elsewhere
            | Quantity::InBackEdges
            | Quantity::Recorded
            | Quantity::Meanwhile
            | Quantity::Ever
            | Quantity::Overtaken
            | Quantity::Used
            | Quantity::UsedLater
            | Quantity::Cohorts
            | Quantity::Forced
            | Quantity::Starters
            | Quantity::Followers
            | Quantity::Adjacent
            | Quantity::Active
            | Quantity::Rounds
            | Quantity::Rests => None,
        }
    }
}

impl Reach {
    fn of(topology: &Topology, initiators: &Initiators) -> Option<Self> {
        let far: Vec<_> = distances(topology, initiators).into_iter().collect::<Option<_>>()?;
        let eccentricity = far.iter().copied().max()?;
        let through = topology.channels().iter().map(|channel| far[channel.source.index()] + 1);
        Some(Self {
            eccentricity,
            farthest: far.iter().filter(|far| **far == eccentricity).count() as u64,
            through: through.max().unwrap_or(0),
        })
    }
}

/// By process: how far it is from the nearest initiator, if it is reached. Breadth first, from all initiators at once.
fn distances(topology: &Topology, initiators: &Initiators) -> Vec<Option<u64>> {
    let mut far = vec![None; topology.processes().len()];
    let mut reached: VecDeque<ProcessId> =
        topology.processes().filter(|process| initiators.contains(*process)).collect();
    for process in &reached {
        far[process.index()] = Some(0);
    }
    while let Some(process) = reached.pop_front() {
        let next = far[process.index()].map(|far: u64| far + 1);
        for target in topology.outgoing(process).map(|channel| topology.channel(channel).target) {
            if far[target.index()].is_none() {
                far[target.index()] = next;
                reached.push_back(target);
            }
        }
    }
    far
}

/// Each process after all from which it receives but by back-edges (Kahn 1962).
fn longest(topology: &Topology) -> Option<(u64, u64)> {
    let is_forward = |channel: &ChannelId| !topology.is_back_edge(*channel);
    let forward = |process| topology.incoming(process).iter().filter(|channel| is_forward(channel)).count();
    let mut waits: Vec<_> = topology.processes().map(forward).collect();
    let mut far = vec![0; waits.len()];
    let mut free: Vec<_> = topology.processes().filter(|process| waits[process.index()] == 0).collect();
    let mut left = waits.len();
    while let Some(process) = free.pop() {
        left -= 1;
        for channel in topology.outgoing(process).filter(is_forward) {
            let target = topology.channel(channel).target;
            far[target.index()] = far[target.index()].max(far[process.index()] + 1);
            waits[target.index()] -= 1;
            if waits[target.index()] == 0 {
                free.push(target);
            }
        }
    }
    let back = topology.channel_ids().filter(|channel| topology.is_back_edge(*channel));
    let ended = back.map(|channel| far[topology.channel(channel).source.index()] + 1).max();
    let longest = far.iter().copied().max()?;
    (left == 0).then(|| (longest, longest.max(ended.unwrap_or(0))))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use sim_core::{Channel, Order};

    use super::*;

    fn network(processes: u32, channels: &[(u32, u32)]) -> Topology {
        let names = (0..processes).map(|number| format!("p{number}")).collect();
        let channel = |&(source, target)| Channel {
            source: ProcessId(source),
            target: ProcessId(target),
            order: Order::Fifo,
        };
        Topology::new(names, channels.iter().map(channel).collect()).unwrap()
    }

    fn far(topology: &Topology, initiators: &Initiators) -> (Option<u64>, Option<u64>) {
        let distances = Distances::of(topology, initiators);
        (distances.count(Quantity::Eccentricity), distances.count(Quantity::LongestPath))
    }

    #[test]
    fn who_is_farthest_and_sends_has_a_channel_that_is_farther_still() {
        let tree = network(4, &[(0, 1), (0, 2), (1, 3), (3, 2)]);
        let ends = network(4, &[(0, 1), (0, 2), (1, 3)]);
        for (topology, through) in [(tree, 3), (ends, 2), (network(1, &[]), 0)] {
            let distances = Distances::of(&topology, &Initiators::these(&[ProcessId(0)]));
            assert_eq!(distances.count(Quantity::Farthest), Some(1));
            assert_eq!(distances.count(Quantity::Through), Some(through));
        }
    }

    #[test]
    fn the_short_way_counts_for_a_flood_and_the_long_one_for_who_waits_for_all() {
        let shortcut = network(4, &[(0, 1), (1, 2), (2, 3), (0, 3)]);
        assert_eq!(far(&shortcut, &Initiators::these(&[ProcessId(0)])), (Some(2), Some(3)));
        assert_eq!(far(&shortcut, &Initiators::Any), (Some(0), Some(3)));
        assert_eq!(far(&shortcut, &Initiators::these(&[ProcessId(1)])), (None, Some(3)), "p0 is not reached");
    }

    #[test]
    fn a_ring_has_no_longest_path() {
        let ring = network(3, &[(0, 1), (1, 2), (2, 0)]);
        assert_eq!(far(&ring, &Initiators::these(&[ProcessId(0)])), (Some(2), None));
    }
}
