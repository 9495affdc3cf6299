//! Small models of every program, whose schedules can all be tried.

use std::collections::BTreeSet;

use proptest::prelude::*;
use sim_core::{Channel, Order, ProcessId, Topology};
use snapshot::{Bank, Chatter, Forwarding, Initiation, Initiators, TokenRing};
use tests::Scenario;
use tests::programs::AnyProgram;

/// 1 to 3 processes and some channels, also from a process to itself; in three of four cases on a cycle through all of them.
fn topology() -> impl Strategy<Value = Topology> {
    let ends = prop::collection::vec((0..3_u32, 0..3_u32), 0..4);
    let order = prop_oneof![4 => Just(Order::Fifo), 1 => Just(Order::Unordered)];
    (1..=3_u32, prop::bool::weighted(0.75), ends, order).prop_map(|(n, cycle, ends, order)| {
        let around = (0..n).filter(|_| cycle && n > 1).map(|p| (p, (p + 1) % n));
        let ends: BTreeSet<_> = ends.into_iter().map(|(p, q)| (p % n, q % n)).chain(around).collect();
        let channel = |(p, q)| Channel { source: ProcessId(p), target: ProcessId(q), order };
        let names = (0..n).map(|p| format!("p{p}")).collect();
        Topology::new(names, ends.into_iter().map(channel).collect()).expect("no channel is there twice")
    })
}

/// A script of a few sends, with so many snapshots somewhere in it.
fn script(topology: &Topology, snapshots: u32) -> impl Strategy<Value = AnyProgram> + use<> {
    let sends = prop::collection::vec((any::<prop::sample::Index>(), 0..=1_u64), 0..5);
    let starts =
        prop::collection::vec(any::<(prop::sample::Index, prop::sample::Index)>(), snapshots as usize);
    let topology = topology.clone();
    (sends, starts).prop_map(move |(sends, starts)| {
        let mut lines = Vec::new();
        for (place, amount) in sends.into_iter().filter(|_| !topology.channels().is_empty()) {
            let channel = place.get(topology.channels());
            let (source, target) = (topology.name(channel.source), topology.name(channel.target));
            lines.push(format!("send {source} {target} {amount}"));
        }
        for (place, process) in starts {
            let process = process.index(topology.processes().len());
            lines.insert(place.index(lines.len() + 1), format!("snapshot p{process}"));
        }
        let holds = topology.processes().map(|process| format!("hold {} 5", topology.name(process)));
        AnyProgram::script(&topology, holds.chain(lines).collect::<Vec<_>>().join("\n"))
    })
}

/// Any program on such a topology, with one snapshot or two, and any initiators.
pub(crate) fn models() -> impl Strategy<Value = Scenario<AnyProgram>> {
    (topology(), prop_oneof![3 => Just(1), 1 => Just(2)]).prop_flat_map(|(topology, snapshots)| {
        let processes: Vec<_> = topology.processes().collect();
        let forwarding = prop_oneof![Just(Forwarding::Atomic), Just(Forwarding::Held)];
        let ring = (1..=2_u32, 0..=2_u64, forwarding).prop_map(|(tokens, receipts, forwarding)| {
            AnyProgram::Ring(TokenRing { tokens, receipts: Some(receipts), ..TokenRing::new(forwarding) })
        });
        let bank = (0..=1_u64, 0..=2_u32);
        let bank = bank.prop_map(|(balance, transfers)| AnyProgram::Bank(Bank::alike(balance, transfers)));
        let chatter = Just(AnyProgram::Chatter(Chatter { words: 1 }));
        let program = prop_oneof![3 => ring, 3 => bank, 1 => chatter, 2 => script(&topology, snapshots)];
        let initiators = prop_oneof![
            2 => prop::sample::subsequence(processes.clone(), 1..=processes.len())
                .prop_map(|these| Initiators::these(&these)),
            1 => Just(Initiators::Any),
        ];
        let trigger = prop::option::of(0..=2_u64);
        (Just(topology), program, initiators, trigger).prop_map(
            move |(topology, computation, initiators, trigger)| {
                let initiation = match &computation {
                    AnyProgram::Script(..) => Initiation::commanded(snapshots),
                    AnyProgram::Bank(_) => Initiation { snapshots, initiators, trigger: None },
                    AnyProgram::Ring(_) | AnyProgram::Chatter(_) => {
                        Initiation { snapshots, initiators, trigger }
                    }
                };
                let exercise = Scenario::exercise(0);
                Scenario { topology, initiation, ..exercise.of(computation) }
            },
        )
    })
}
