//! Generators of scenarios for the property tests.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sim_core::{Channel, ChannelId, Delay, Order, ProcessId, Timing, Topology};
use snapshot::{Forwarding, TokenRing};

use crate::{P, Q, Scenario, delays, initiated_by};

/// No delay, a fixed one, or a range.
pub fn delay() -> impl Strategy<Value = Delay> {
    prop_oneof![
        1 => Just(Delay::ZERO),
        1 => (0..50_u64).prop_map(Delay::fixed),
        3 => (0..50_u64, 0..50_u64).prop_map(|(low, more)| delays(low, low + more)),
    ]
}

/// Delays of the messages, with some channels that have their own, and what a hold means for the computation:
/// without one, receiving and forwarding are one event.
fn timing(channels: u32) -> impl Strategy<Value = (Timing, Forwarding)> {
    let own = prop::collection::vec((0..channels, delay()), 0..=2);
    (delay(), own, prop::option::of(delay())).prop_map(|(message, own, hold)| {
        let forwarding = if hold.is_some() { Forwarding::Held } else { Forwarding::Atomic };
        let timing = Timing::new(message, hold.unwrap_or(Delay::ZERO));
        let timing =
            own.into_iter().fold(timing, |timing, (c, delay)| timing.with_channel(ChannelId(c), delay));
        (timing, forwarding)
    })
}

/// The exercise with any delays, any hold, any trigger up to 40, and P or Q as the initiator.
pub fn exercise() -> impl Strategy<Value = Scenario> {
    // Q has received m when it first sends it, so only P can initiate with state 0.
    let start = prop_oneof![(Just(P), 0..=40_u64), (Just(Q), 1..=40_u64)];
    (timing(2), start).prop_map(|((timing, forwarding), (initiator, trigger))| Scenario {
        computation: TokenRing::new(forwarding),
        timing,
        initiation: initiated_by(&[initiator], trigger),
        ..Scenario::exercise(trigger)
    })
}

/// A cycle through all of 2 to 7 processes in any order, and any other channels: every strongly connected topology
/// that has a Hamiltonian cycle.
pub fn topology(order: Order) -> impl Strategy<Value = Topology> {
    let processes = (2..=7_u32).prop_flat_map(|n| Just((0..n).collect::<Vec<_>>()).prop_shuffle());
    (processes, prop::collection::vec((0..7_u32, 0..7_u32), 0..10)).prop_map(move |(cycle, more)| {
        let n = u32::try_from(cycle.len()).expect("at most 7");
        let around = cycle.iter().zip(cycle.iter().cycle().skip(1)).map(|(p, q)| (*p, *q));
        let others = more.into_iter().map(|(p, q)| (p % n, q % n)).filter(|(p, q)| p != q);
        let ends: BTreeSet<_> = around.chain(others).collect();
        let channel = |(p, q): (u32, u32)| Channel { source: ProcessId(p), target: ProcessId(q), order };
        let names = (0..n).map(|p| format!("p{p}")).collect();
        Topology::new(names, ends.into_iter().map(channel).collect()).expect("no channel is there twice")
    })
}

/// Any such topology with 1 to 5 tokens, any delays and hold, and any processes as initiators of the one snapshot.
pub fn network(order: Order) -> impl Strategy<Value = Scenario> {
    topology(order).prop_flat_map(|topology| {
        let processes: Vec<_> = topology.processes().collect();
        let channels = u32::try_from(topology.channels().len()).expect("few");
        let initiators = prop::sample::subsequence(processes.clone(), 1..=processes.len());
        (Just(topology), timing(channels), 1..=5_u32, 0..=3_u64, initiators).prop_map(
            |(topology, (timing, forwarding), tokens, trigger, initiators)| Scenario {
                computation: TokenRing { tokens, ..TokenRing::new(forwarding) },
                topology,
                timing,
                initiation: initiated_by(&initiators, trigger),
                max_events: 5_000,
            },
        )
    })
}
