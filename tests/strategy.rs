//! Generators of scenarios for the property tests.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sim_core::{Channel, ChannelId, Delay, Order, ProcessId, Shape, Timing, Topology};
use snapshot::{
    Amounts, Bank, Chatter, Forwarding, Initiation, Initiator, Initiators, SnapshotId, TokenRing,
};

use crate::programs::{AnyProgram, HOLD_PLAIN, HOLD_WIDGETS};
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

/// A cycle through all of 2 to 7 processes in any order, and any other channels, also from a process to itself: every
/// strongly connected topology that has a Hamiltonian cycle.
pub fn topology(order: Order) -> impl Strategy<Value = Topology> {
    let processes = (2..=7_u32).prop_flat_map(|n| Just((0..n).collect::<Vec<_>>()).prop_shuffle());
    (processes, prop::collection::vec((0..7_u32, 0..7_u32), 0..10)).prop_map(move |(cycle, more)| {
        let n = u32::try_from(cycle.len()).expect("at most 7");
        let around = cycle.iter().zip(cycle.iter().cycle().skip(1)).map(|(p, q)| (*p, *q));
        let others = more.into_iter().map(|(p, q)| (p % n, q % n));
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

/// Such a network in which each initiator starts a snapshot of its own, all with counts that are near to each other.
pub fn crossing_network() -> impl Strategy<Value = Scenario> {
    (network(Order::Fifo), prop::collection::vec(0..=3_u64, 7)).prop_map(|(network, triggers)| {
        let Initiators::These(these) = &network.initiation.initiators else { return network };
        let each = (1..).zip(these).zip(triggers).map(|((snapshot, process), trigger)| Initiator {
            process: *process,
            snapshot: Some(SnapshotId(snapshot)),
            trigger: Some(trigger),
        });
        let initiation = Initiation {
            snapshots: u32::try_from(these.len()).expect("at most 7"),
            initiators: Initiators::each(each.collect(), None),
            trigger: None,
        };
        Scenario { initiation, ..network }
    })
}

/// Every shape there is, of at most a dozen processes, and any graph with a Hamiltonian cycle.
pub fn any_topology() -> impl Strategy<Value = Topology> {
    let shape = prop_oneof![
        (2..=8_u64).prop_map(Shape::Ring),
        (1..=5_u64).prop_map(Shape::Complete),
        (1..=6_u64).prop_map(Shape::Line),
        (1..=6_u64).prop_map(Shape::Star),
        (1..=3_u64, 1..=4_u64).prop_map(|(rows, columns)| Shape::Grid { rows, columns }),
        (2..=7_u64, 0..10_u64, any::<u64>()).prop_map(|(processes, more, seed)| {
            let channels = (processes + more).min(processes * (processes - 1));
            Shape::Random { processes, channels, seed }
        }),
    ];
    let built = shape.prop_map(|shape| shape.build(Order::Fifo).expect("it is small"));
    prop_oneof![2 => built, 1 => topology(Order::Fifo)]
}

/// 2 to 6 processes and some channels, as they come, also from a process to itself: hardly ever does each process reach
/// each other.
pub fn loose_topology() -> impl Strategy<Value = Topology> {
    (2..=6_u32, prop::collection::vec((0..6_u32, 0..6_u32), 0..9)).prop_map(|(n, ends)| {
        let ends: BTreeSet<_> = ends.into_iter().map(|(p, q)| (p % n, q % n)).collect();
        let channel = |(p, q)| Channel { source: ProcessId(p), target: ProcessId(q), order: Order::Fifo };
        let names = (0..n).map(|p| format!("p{p}")).collect();
        Topology::new(names, ends.into_iter().map(channel).collect()).expect("no channel is there twice")
    })
}

/// Delays with which time passes: of messages, of some channels in particular, of holds and of starts. Only a channel to a
/// later process may have no delay at all: a message that is sent round in no time would keep the clock where it is for ever.
fn passing(topology: &Topology) -> impl Strategy<Value = Timing> + use<> {
    let ticks = || {
        prop_oneof![
            (1..20_u64).prop_map(Delay::fixed),
            (1..10_u64, 0..20_u64).prop_map(|(low, more)| delays(low, low + more))
        ]
    };
    let later: Vec<_> = topology.channels().iter().map(|channel| channel.source < channel.target).collect();
    let own = prop::collection::vec((any::<prop::sample::Index>(), delay(), ticks()), 0..=2);
    let hold = prop_oneof![1 => Just(Delay::ZERO), 3 => ticks()];
    let start = (0..10_u64, 0..60_u64).prop_map(|(low, more)| delays(low, low + more));
    (ticks(), own, hold, start).prop_map(move |(message, own, hold, start)| {
        let timing = Timing::new(message, hold).with_start(start);
        let own = own.into_iter().filter(|_| !later.is_empty());
        own.fold(timing, |timing, (place, any, ticks)| {
            let place = place.index(later.len());
            let channel = ChannelId(u32::try_from(place).expect("few"));
            timing.with_channel(channel, if later[place] { any } else { ticks })
        })
    })
}

/// The programs whose processes are all alike.
fn uniform_program() -> impl Strategy<Value = AnyProgram> {
    let forwarding = prop_oneof![Just(Forwarding::Atomic), Just(Forwarding::Held)];
    prop_oneof![
        (1..=6_u32, forwarding).prop_map(|(tokens, forwarding)| AnyProgram::Ring(TokenRing {
            tokens,
            ..TokenRing::new(forwarding)
        })),
        bank().prop_map(AnyProgram::Bank),
        (1..=2_u32).prop_map(|words| AnyProgram::Chatter(Chatter { words })),
    ]
}

/// A bank that transfers 1 at a time or any amount of a range, with widgets or without.
fn bank() -> impl Strategy<Value = Bank> {
    let amounts = (0..=2_u32, 0..=3_u32).prop_map(|(least, more)| Amounts { least, most: least + more });
    let amounts = prop_oneof![Just(Amounts { least: 1, most: 1 }), amounts];
    let goods = prop_oneof![2 => Just((0, 0)), 1 => (1..=4_u32, 0..=2_u32)];
    (0..=5_u64, 0..=8_u32, amounts, goods).prop_map(|(balance, transfers, amounts, (widgets, lot))| {
        // A transfer of no widgets is of some money: less is refused.
        let least = amounts.least.max(u32::from(lot == 0));
        let amounts = Amounts { least, most: amounts.most.max(least) };
        Bank { amounts, widgets, lot, ..Bank::alike(balance, transfers) }
    })
}

/// A script for a topology, with so many snapshots somewhere in it.
fn script(topology: Topology, snapshots: u32) -> impl Strategy<Value = AnyProgram> {
    let send = (any::<prop::sample::Index>(), 0..=4_u64, any::<bool>(), any::<bool>());
    let sends = prop::collection::vec(send, 0..30);
    let starts = prop::collection::vec(
        (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
        snapshots as usize,
    );
    (sends, starts).prop_map(move |(sends, starts)| {
        let name = |process| topology.name(process);
        let mut lines = Vec::new();
        for (place, amount, widgets, label) in sends.into_iter().filter(|_| !topology.channels().is_empty()) {
            let channel = place.get(topology.channels());
            let (source, target) = (name(channel.source), name(channel.target));
            let unit = if widgets { " widgets" } else { "" };
            let label = if label { " \"for you\"" } else { "" };
            lines.push(format!("send {source} {target} {amount}{unit}{label}"));
        }
        for (place, process) in starts {
            let process = u32::try_from(process.index(topology.processes().len())).expect("few");
            lines.insert(place.index(lines.len() + 1), format!("snapshot {}", name(ProcessId(process))));
        }
        let holds = topology
            .processes()
            .map(|process| format!("hold {} {HOLD_PLAIN}, {HOLD_WIDGETS} widgets", name(process)));
        let text = holds.chain(lines).collect::<Vec<_>>().join("\n");
        AnyProgram::script(&topology, text)
    })
}

/// A process for each snapshot, with a trigger of its own or none.
fn different_initiators(processes: Vec<ProcessId>, snapshots: u32) -> impl Strategy<Value = Initiators> {
    let one = (prop::sample::select(processes), prop::option::of(0..=3_u64));
    prop::collection::vec(one, snapshots as usize).prop_map(|ones| {
        let each = (1..).zip(ones).map(|(snapshot, (process, trigger))| Initiator {
            process,
            snapshot: Some(SnapshotId(snapshot)),
            trigger,
        });
        Initiators::each(each.collect(), None)
    })
}

/// The same, of their own accord: for a program whose states are no counts.
fn of_own_accord(initiators: Initiators) -> Initiators {
    match initiators {
        Initiators::Each(each) => {
            let own = each.into_iter().map(|initiator| Initiator { trigger: None, ..initiator });
            Initiators::each(own.collect(), None)
        }
        same => same,
    }
}

/// Any program on a topology, with 1 to 4 snapshots, started by one process, by several or by any, or each by another; when
/// their counts say so, of their own accord, or when the script does.
pub fn scenario(topology: impl Strategy<Value = Topology>) -> impl Strategy<Value = Scenario<AnyProgram>> {
    (topology, 1..=4_u32).prop_flat_map(|(topology, snapshots)| {
        let processes: Vec<_> = topology.processes().collect();
        let named = prop::sample::subsequence(processes.clone(), 1..=processes.len());
        let initiators = prop_oneof![
            named.prop_map(|these| Initiators::these(&these)),
            prop::sample::select(processes.clone()).prop_map(|one| Initiators::These(vec![one])),
            Just(Initiators::Any),
            different_initiators(processes, snapshots),
        ];
        let program = prop_oneof![3 => uniform_program(), 1 => script(topology.clone(), snapshots)];
        let timing = passing(&topology);
        let trigger = prop::option::of(0..=3_u64);
        (Just(topology), program, timing, initiators, trigger).prop_map(
            move |(topology, computation, timing, initiators, trigger)| {
                let initiation = match &computation {
                    AnyProgram::Script(..) => Initiation::commanded(snapshots),
                    AnyProgram::Bank(_) => {
                        Initiation { snapshots, initiators: of_own_accord(initiators), trigger: None }
                    }
                    AnyProgram::Ring(_) | AnyProgram::Chatter(_) => {
                        Initiation { snapshots, initiators, trigger }
                    }
                };
                Scenario { computation, topology, timing, initiation, max_events: 10_000 }
            },
        )
    })
}
