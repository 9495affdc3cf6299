//! What barriers cost: the formulae with unit delays, and what waits for them.

use sim_core::{ChannelId, Delay, Order, ProcessId, Refusals, Timing, Topology};
use snapshot::Bank;
use tests::{Run, Scenario};

use super::{LONG_AND_SHORT, LOOP, aligned, at_least_once, dataflow, unaligned};
use crate::algorithms::harness::{
    Tested, bank, five_networks, network, only, run, runs, systems, unit_delays,
};

/// The longest way from the source along channels that are no back-edges.
fn longest(topology: &Topology, to: ProcessId) -> u64 {
    let forward = topology.incoming(to).iter().filter(|channel| !topology.is_back_edge(**channel));
    let ways = forward.map(|channel| 1 + longest(topology, topology.channel(*channel).source));
    ways.max().unwrap_or(0)
}

#[test]
fn an_aligned_barrier_goes_once_over_each_channel_and_comes_last_down_the_longest_path() {
    let acyclic =
        [("long and short", network(&LONG_AND_SHORT, Order::Fifo)), ("loop", network(&LOOP, Order::Fifo))];
    for (name, topology) in five_networks(Order::Fifo).into_iter().chain(acyclic) {
        let scenario = unit_delays(&dataflow(topology, 1, 6));
        let topology = &scenario.topology;
        let depth = topology.processes().map(|process| longest(topology, process)).max().unwrap();
        for ended in runs(&scenario, &aligned(), 0..20) {
            assert_eq!(ended.costs().markers, topology.channels().len() as u64, "{name}");
            assert_eq!(ended.until_recorded(), Some(depth), "{name}");
            if topology.back_edges().is_empty() {
                assert_eq!(ended.costs().duration(), Some(depth), "{name}");
                assert_eq!(ended.costs().recorded_messages, 0, "{name}");
            }
            assert_eq!(ended.blocked, 0, "{name}: receipts wait, not what a process does of its own accord");
        }
    }
}

#[test]
fn an_unaligned_barrier_goes_once_over_each_channel_and_by_the_shortest_path() {
    let acyclic = [("long and short", network(&LONG_AND_SHORT, Order::Overtaking))];
    for ((name, topology), (recorded, complete)) in five_networks(Order::Overtaking)
        .into_iter()
        .chain(acyclic)
        .zip([(1, 2), (1, 2), (5, 6), (3, 4), (4, 5), (2, 2)])
    {
        let channels = topology.channels().len() as u64;
        for ended in runs(&unit_delays(&bank(topology, only(0), 1, 6)), &unaligned(), 0..20) {
            assert_eq!(ended.costs().markers, channels, "{name}");
            assert_eq!(ended.until_recorded(), Some(recorded), "{name}");
            assert_eq!(ended.costs().duration(), Some(complete), "{name}");
            assert_eq!(ended.costs().refused.map_or(0, |refused| refused.messages), 0, "{name}");
        }
    }
}

/// What the one snapshot in the run of seed 0 cost by way of refusing.
fn refused(scenario: &Scenario<Bank>, tested: &Tested) -> Option<Refusals> {
    runs(scenario, tested, 0..1)[0].costs().refused
}

#[test]
fn what_waits_for_a_late_barrier_is_counted_with_its_time_if_there_is_time() {
    // The first source's barrier comes at t=1, the second's at t=10. What the first sends meanwhile, every three ticks, has to wait.
    let slow = Timing::new(Delay::fixed(1), Delay::fixed(3)).with_channel(ChannelId(1), Delay::fixed(10));
    let join = dataflow(network(&[(0, 2), (1, 2)], Order::Fifo), 1, 9);
    let scenario = Scenario { timing: slow.with_start(Delay::ZERO), ..join };
    // Those of t=3 and t=6 come at t=4 and t=7; that of t=9 when the second barrier has.
    assert_eq!(refused(&scenario, &aligned()), Some(Refusals { messages: 2, ticks: 6 + 3 }));
    assert_eq!(refused(&scenario, &at_least_once()), None);
    assert_eq!(refused(&scenario, &Tested::named("mattern")), None);
    // A schedule has no times at which messages are due.
    let (alone, layered) = systems(&scenario, &aligned());
    let again = scenario.setup(&alone, &layered).listed(run(&scenario, &aligned(), 0).actions);
    assert_eq!(Run::of(again).unwrap().judgements[0].costs.refused, None);
}
