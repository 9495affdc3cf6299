//! Those that go by barriers: `abs-aligned`, `abs-at-least-once`, `abs-unaligned`.

#[path = "barriers/costs.rs"]
mod costs;
#[path = "barriers/faults.rs"]
mod faults;
#[path = "barriers/twin.rs"]
mod twin;

use std::collections::BTreeSet;

use sim_core::{ChannelId, Order, ProcessId, Topology};
use snapshot::oracle::Verdict;
use snapshot::{Forwarding, Initiators, Needs, Program, Stopped, algorithms};
use tests::{Run, Scenario};

use crate::algorithms::harness::{
    Ended, NONE, Oracles, Tested, bank, explored, five_networks, lack, network, not_well, only, reachable,
    run, runs, shape, systems, tokens, violated,
};

fn aligned() -> Tested {
    Tested::named("abs-aligned")
}

fn at_least_once() -> Tested {
    Tested::named("abs-at-least-once")
}

fn unaligned() -> Tested {
    Tested::named("abs-unaligned")
}

fn needs() -> Needs {
    algorithms::entry("abs-aligned").unwrap().needs
}

/// Two sources that meet twice.
const JOINS: [(u32, u32); 6] = [(0, 2), (1, 2), (1, 3), (2, 4), (3, 4), (0, 4)];

/// One source, and ways to the last process that take two steps and four.
pub(crate) const LONG_AND_SHORT: [(u32, u32); 7] = [(0, 1), (1, 2), (2, 3), (3, 4), (0, 3), (0, 2), (1, 5)];

/// A dataflow with a loop from its third process to its second.
const LOOP: [(u32, u32); 5] = [(0, 1), (1, 2), (2, 1), (2, 3), (0, 3)];

/// The channels of a random graph that lead to a process with a higher number.
fn random_acyclic(seed: u64) -> Topology {
    let whole = shape(&format!("random:7,{},{seed}", 14 + seed % 12), Order::Fifo);
    let ends = whole.channels().iter().map(|channel| (channel.source.0, channel.target.0));
    let forward: Vec<_> = ends.filter(|(source, target)| source < target).collect();
    network(&forward, Order::Fifo)
}

/// All processes to which no channel leads; the first, if there are none.
fn sources(topology: &Topology) -> Initiators {
    let sources = topology.processes().filter(|process| topology.incoming(*process).is_empty());
    let mut sources: Vec<_> = sources.collect();
    if sources.is_empty() {
        sources.push(ProcessId(0));
    }
    Initiators::these(&sources)
}

/// Money on this network, its back-edges found, with snapshots that its sources start.
pub(crate) fn dataflow(topology: Topology, snapshots: u32, transfers: u32) -> Scenario<snapshot::Bank> {
    let initiators = sources(&topology);
    let back_edges = needs().back_edges(&topology, &initiators);
    let topology = topology.with_back_edges(back_edges);
    assert_eq!(lack(needs(), &topology, &initiators), None);
    bank(topology, initiators, snapshots, transfers)
}

/// How many messages are recorded in channels, all snapshots of a run together.
fn recorded_messages<C: Program>(ended: &Ended<C>) -> u64 {
    ended.judgements.iter().map(|judgement| judgement.costs.recorded_messages).sum()
}

#[test]
fn aligned_barriers_are_right_on_acyclic_graphs_and_nothing_is_in_a_channel() {
    let random = (0..12).map(random_acyclic);
    for topology in
        [network(&JOINS, Order::Fifo), network(&LONG_AND_SHORT, Order::Fifo)].into_iter().chain(random)
    {
        assert_eq!(topology.cycle(), None);
        let scenario = dataflow(topology, 3, 8);
        assert_eq!(not_well(&scenario, &aligned(), 0..15), NONE);
        let ended = runs(&scenario, &aligned(), 0..15);
        assert!(ended.iter().all(|ended| recorded_messages(ended) == 0));
        assert_eq!(run(&scenario, &aligned(), 3).complaints(), Vec::<String>::new());
    }
}

#[test]
fn aligned_barriers_are_right_on_cycles_with_back_edges_and_only_these_have_contents() {
    for (name, topology) in
        five_networks(Order::Fifo).into_iter().chain([("loop", network(&LOOP, Order::Fifo))])
    {
        let scenario = dataflow(topology, 3, 8);
        assert_eq!(not_well(&scenario, &aligned(), 0..15), NONE, "{name}");
        let logged = runs(&scenario, &aligned(), 0..15);
        assert!(logged.iter().any(|ended| recorded_messages(ended) > 0), "{name}");
        let channels = logged
            .iter()
            .flat_map(|ended| &ended.judgements)
            .flat_map(|judgement| (0..).map(ChannelId).zip(&judgement.recorded.channels));
        let with_contents = channels.filter(|(_, channel)| !channel.messages.is_empty());
        for (channel, _) in with_contents {
            assert!(scenario.topology.is_back_edge(channel), "{name}");
        }
        let tokens = tokens(&scenario, 3, Forwarding::Held);
        assert_eq!(not_well(&tokens, &aligned(), 0..10), NONE, "{name}");
        assert_eq!(run(&tokens, &aligned(), 3).complaints(), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn whatever_is_marked_the_snapshot_is_right_if_no_cycle_is_left() {
    // More is marked than needs be: a channel whose barrier may come before the others.
    let joins = network(&JOINS, Order::Fifo);
    for marked in 0..64_u32 {
        let channels = joins.channel_ids().filter(|channel| marked >> channel.0 & 1 == 1);
        let topology = joins.clone().with_back_edges(channels);
        let is_source = |process: &ProcessId| topology.is_source(*process);
        let starters: Vec<_> = topology.processes().filter(is_source).collect();
        let scenario = bank(topology, Initiators::these(&starters), 2, 8);
        assert_eq!(not_well(&scenario, &aligned(), 0..6), NONE, "{marked:b}");
    }
}

#[test]
fn where_every_channel_is_a_back_edge_it_is_chandy_and_lamports_algorithm() {
    for (name, topology) in five_networks(Order::Fifo) {
        let all: Vec<_> = topology.channel_ids().collect();
        let scenario = bank(topology.with_back_edges(all), Initiators::Any, 2, 8);
        for seed in 0..10 {
            let (ours, theirs) =
                (run(&scenario, &aligned(), seed), run(&scenario, &Tested::named("chandy-lamport"), seed));
            assert_eq!((&ours.actions, ours.end), (&theirs.actions, theirs.end), "{name} {seed}");
            let recorded = |run: &Run<_>| {
                run.judgements.iter().map(|judgement| judgement.recorded.clone()).collect::<Vec<_>>()
            };
            assert_eq!(recorded(&ours), recorded(&theirs), "{name} {seed}");
        }
    }
}

#[test]
fn unaligned_barriers_are_right_where_nothing_overtakes_them_with_any_initiators() {
    for order in [Order::Overtaking, Order::Fifo] {
        let acyclic = [("joins", network(&JOINS, order))];
        for (name, topology) in five_networks(order).into_iter().chain(acyclic) {
            let initiators = if name == "joins" { sources(&topology) } else { Initiators::Any };
            let scenario = bank(topology, initiators, 3, 8);
            assert_eq!(not_well(&scenario, &unaligned(), 0..15), NONE, "{name}");
            assert_eq!(run(&scenario, &unaligned(), 3).complaints(), Vec::<String>::new(), "{name}");
            let tokens = tokens(&scenario, 3, Forwarding::Held);
            assert_eq!(not_well(&tokens, &unaligned(), 0..10), NONE, "{name}");
        }
    }
}

#[test]
fn at_least_once_is_no_consistent_cut() {
    let scenario = dataflow(network(&JOINS, Order::Fifo), 1, 8);
    let wrong: Vec<_> = (0..100)
        .filter(|seed| violated(&scenario, &at_least_once(), *seed..seed + 1).contains("consistent"))
        .collect();
    assert!(wrong.len() > 30, "{wrong:?}");
    let by = violated(&scenario, &at_least_once(), 0..100);
    assert_eq!(by, Oracles::from(["consistent", "one-message", "reachable"]));
    // All else is as it should be: each process was in the state that it recorded.
    assert_eq!(not_well(&scenario, &at_least_once(), 0..100), by);
}

#[test]
fn outside_of_what_they_assume_both_are_found_wrong() {
    let joins = |order| dataflow(network(&JOINS, order), 1, 8);
    // An aligned barrier must not overtake, nor be overtaken.
    for order in [Order::Unordered, Order::Overtaking] {
        assert!(violated(&joins(order), &aligned(), 0..200).contains("channels"), "{order:?}");
    }
    assert!(violated(&joins(Order::Unordered), &aligned(), 0..200).contains("consistent"));
    // An unaligned one may overtake; what is later may not overtake it.
    let unordered = bank(shape("complete:3", Order::Unordered), only(0), 1, 8);
    assert!(violated(&unordered, &unaligned(), 0..200).contains("consistent"));
}

#[test]
fn on_a_cycle_without_a_back_edge_each_waits_for_the_other_for_ever_and_that_is_said() {
    let topology = network(&LOOP, Order::Fifo);
    assert_eq!(
        lack(needs(), &topology, &only(0)).unwrap().to_string(),
        "p1->p2->p1 is a cycle without a back-edge"
    );
    let scenario = bank(topology, only(0), 1, 30);
    for ended in runs(&scenario, &aligned(), 0..100) {
        let Verdict::Violated(complete) = &ended.judgements[0].checks[0].verdict else {
            panic!("it is complete")
        };
        assert_eq!(complete.reason, "p1, p2, p3 did not record, and no barrier is under way");
    }
    let run = run(&scenario, &aligned(), 1);
    assert_eq!(run.stopped, Stopped::Quiescent);
    let Verdict::Violated(complete) = &run.checks[0].verdict else { panic!("it is complete") };
    let (circle, waits) = complete.story.split_last().expect("it has a story");
    assert_eq!(circle, "p1 waits for p2 waits for p1: nothing for the snapshot comes from any of them");
    // Each has the barrier of the source, and what that sent after it waits.
    for (line, target) in waits.iter().zip(["p1", "p3"]) {
        let begins = format!("{target} does not take what comes from p0: ");
        assert!(line.starts_with(&begins) && line.ends_with(" in the channel"), "{line}");
    }
    assert_eq!(waits.len(), 2, "{waits:?}");
}

#[test]
fn a_plain_computation_of_what_is_to_be_recorded_comes_to_the_same() {
    let acyclic = (0..6).map(random_acyclic);
    for topology in five_networks(Order::Fifo).map(|(_, topology)| topology).into_iter().chain(acyclic) {
        let scenario = dataflow(topology, 1, 8);
        for seed in 0..10 {
            let run = run(&scenario, &aligned(), seed);
            assert_eq!(run.recorded_state(), Some(twin::recorded(&scenario.topology, &run, true)));
        }
    }
    for (_, topology) in five_networks(Order::Overtaking) {
        let scenario = bank(topology, Initiators::Any, 1, 8);
        for seed in 0..10 {
            let run = run(&scenario, &unaligned(), seed);
            assert_eq!(run.recorded_state(), Some(twin::recorded(&scenario.topology, &run, false)));
        }
    }
}

#[test]
fn all_that_can_be_is_recorded_when_everybody_may_start() {
    let two = bank(shape("ring:2", Order::Overtaking), Initiators::Any, 1, 2);
    let all = explored(&two, &unaligned(), false);
    assert_eq!(all.wrong, NONE);
    assert_eq!(all.recorded.iter().flatten().cloned().collect::<BTreeSet<_>>(), reachable(&two));
    assert_eq!(explored(&two, &unaligned(), true), all);
    let ring = shape("ring:2", Order::Fifo);
    let both: Vec<_> = ring.channel_ids().collect();
    let two = bank(ring.with_back_edges(both), Initiators::Any, 1, 2);
    let all = explored(&two, &aligned(), false);
    assert_eq!(all.wrong, NONE);
    assert_eq!(all.recorded.iter().flatten().cloned().collect::<BTreeSet<_>>(), reachable(&two));
}

#[test]
fn every_schedule_of_a_join_and_of_a_loop_is_right_and_a_reduced_search_comes_to_the_same() {
    let join = [(0, 2), (1, 2)];
    let fork_and_join = [(0, 1), (0, 2), (1, 2)];
    let a_loop = [(0, 1), (1, 0)];
    for (ends, transfers) in [(&join[..], 2), (&fork_and_join[..], 1), (&a_loop[..], 2)] {
        let scenario = dataflow(network(ends, Order::Fifo), 1, transfers);
        let all = explored(&scenario, &aligned(), false);
        assert_eq!(all.wrong, NONE, "{ends:?}");
        assert!(all.recorded.len() > 3, "{ends:?}");
        assert_eq!(explored(&scenario, &aligned(), true), all, "{ends:?}");
        let reached = reachable(&scenario);
        assert!(all.recorded.iter().flatten().all(|state| reached.contains(state)), "{ends:?}");
    }
    let scenario = dataflow(network(&fork_and_join, Order::Overtaking), 1, 1);
    let all = explored(&scenario, &unaligned(), false);
    assert_eq!(all.wrong, NONE);
    assert_eq!(explored(&scenario, &unaligned(), true), all);
    let scenario = dataflow(network(&join, Order::Fifo), 1, 2);
    assert!(explored(&scenario, &at_least_once(), true).wrong.contains("consistent"));
}

/// What all processes remember after the last snapshot of a run, but for its numbers.
fn remembered(tested: &Tested, topology: Topology, snapshots: u32) -> String {
    let scenario = dataflow(topology, snapshots, 60);
    let (alone, layered) = systems(&scenario, tested);
    let mut experiment = scenario.setup(&alone, &layered).timed(&scenario.timing, 7);
    experiment.run(&mut ()).unwrap();
    let locals = experiment.state().processes;
    let locals: Vec<_> = locals.iter().map(|process| format!("{:?}", process.underlying.local)).collect();
    locals.join(" ").chars().filter(|letter| !letter.is_ascii_digit()).collect()
}

#[test]
fn nothing_is_remembered_of_snapshots_that_are_over() {
    let joins = || network(&JOINS, Order::Fifo);
    for tested in [aligned(), unaligned()] {
        assert_eq!(remembered(&tested, joins(), 1), remembered(&tested, joins(), 40), "{tested:?}");
    }
}
