//! What snapshots are taken for: any computation that goes back to a recorded global state has all that it had, and with the events after
//! the cut it comes to where the run ended: just where the oracle says that it can be reached, whatever the algorithm and its channels. And a
//! restore that leaves something out is found out.

use sim_core::{GlobalState, MessageId, Order, Schedule, System, Timed};
use snapshot::algorithms::{self, Entry};
use snapshot::oracle::reachable;
use snapshot::{
    Aim, Bank, Cut, Forwarding, Index, Initiators, Law, LogEvent, Program, RecordedOf, SnapshotId,
    Underlying, Verdict, rollback,
};
use tests::{Run, Scenario};

use crate::algorithms::harness::{Tested, bank, lack, network, only, run, shape, tokens};

/// What was recorded for a snapshot of a run, by its places in the whole log.
fn recorded<C: Program>(scenario: &Scenario<C>, run: &Run<C>, snapshot: SnapshotId) -> RecordedOf<C> {
    RecordedOf::<C>::assemble::<C>(&scenario.topology, &run.log.events, (snapshot, Aim::GlobalState))
}

/// What is wrong with a run that goes on from this state with the events after the cut.
fn wrong<C: Program>(
    system: &System<C>,
    events: &[LogEvent<C>],
    (snapshot, recorded): (SnapshotId, &RecordedOf<C>),
    start: &Underlying<C>,
) -> Option<String> {
    let index = Index::of::<C>(events, snapshot.0..snapshot.0 + 1);
    let cut = Cut { events, index: &index, recorded };
    let (life, stuck) = rollback::go_on(system, start, &cut);
    let ended = rollback::end_of::<C>(&system.initial_state::<MessageId>(), events);
    stuck.or_else(|| rollback::difference(system, &life.end, &ended)).or_else(|| {
        match rollback::conserved(system, start, &life.end) {
            Verdict::Holds => None,
            other => Some(format!("{other:?}")),
        }
    })
}

/// Goes back to each complete snapshot of the run, which goes well just if the oracle says that it can be reached; how many there were.
fn each_goes_on<C: Program>(scenario: &Scenario<C>, run: &Run<C>, seed: u64, name: &str) -> usize {
    let system = scenario.alone();
    let mut complete = 0;
    for judgement in &run.judgements {
        let recorded = recorded(scenario, run, judgement.snapshot);
        let Some(start) = recorded.global_state() else { continue };
        let found = wrong(&system, &run.log.events, (judgement.snapshot, &recorded), &start);
        let reachable = judgement.checks.iter().find(|check| check.name == reachable::CLAIM.name).unwrap();
        let is_right = reachable.verdict == Verdict::Holds;
        let which = format!("{name}, seed {seed}, snapshot {}: {found:?}", judgement.snapshot.0);
        assert_eq!(found.is_none(), is_right, "{which}");
        complete += 1;
        if is_right && !scenario.topology.is_causal() {
            let scheduler = Timed::new(&system.topology, &scenario.timing, seed + 1);
            let life = rollback::run_on(&system, scheduler, &start, 10_000, &mut ()).unwrap();
            assert_eq!(rollback::conserved(&system, &start, &life.end), Verdict::Holds, "{name}, {seed}");
            assert_eq!(rollback::stable(&system, &start, &life.end), Verdict::Holds, "{name}, {seed}");
        }
    }
    complete
}

/// The algorithms that record global states.
fn of_global_states() -> impl Iterator<Item = &'static Entry> {
    let records_states = |entry: &&Entry| Law::aim_of(Some(entry.law)) == Aim::GlobalState;
    algorithms::ALL.iter().filter(records_states)
}

#[test]
fn with_the_events_after_the_cut_it_ends_where_the_run_did_and_anew_it_loses_nothing() {
    let seeds = std::env::var("SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(3);
    for entry in of_global_states() {
        let (tested, mut complete) = (Tested::named(entry.name), 0);
        for order in [Order::Fifo, Order::Unordered, Order::Overtaking, Order::Causal] {
            let without_cycle = network(&[(0, 1), (0, 2), (1, 2)], order);
            for network in [shape("complete:3", order), shape("ring:4", order), without_cycle] {
                let everybody_goes_on =
                    network.processes().all(|process| network.outgoing(process).len() > 0);
                let all = lack(entry.needs, &network, &Initiators::Any).is_none();
                let initiators = if all { Initiators::Any } else { only(0) };
                if lack(entry.needs, &network, &initiators).is_some() {
                    continue;
                }
                let bank = bank(network, initiators, 1, 8);
                let ring = everybody_goes_on.then(|| tokens(&bank, 3, Forwarding::Held));
                for seed in 0..seeds {
                    complete += each_goes_on(&bank, &run(&bank, &tested, seed), seed, entry.name);
                    complete += ring
                        .as_ref()
                        .map_or(0, |ring| each_goes_on(ring, &run(ring, &tested, seed), seed, entry.name));
                }
            }
        }
        assert!(complete > 0, "{}: nothing was recorded", entry.name);
    }
}

/// Two accounts, each with two transfers to the other.
fn two_accounts() -> Scenario<Bank> {
    bank(shape("ring:2", Order::Fifo), only(0), 1, 2)
}

/// Every maximal run of the scenario: its actions.
fn every_schedule(scenario: &Scenario<Bank>, mut each: impl FnMut(Schedule)) {
    let system = scenario.superposed();
    let mut stack = vec![(system.initial_state::<()>(), Vec::new())];
    while let Some((state, actions)) = stack.pop() {
        let enabled = system.enabled(&state);
        if enabled.is_empty() {
            each(Schedule(actions));
            continue;
        }
        for action in enabled {
            let (mut next, mut longer) = (state.clone(), actions.clone());
            system.step(&mut next, 0, action, |_, _| ()).unwrap();
            longer.push(action);
            stack.push((next, longer));
        }
    }
}

#[test]
fn under_every_schedule_of_two_accounts_it_ends_where_the_run_did() {
    let mut scenario = two_accounts();
    scenario.computation = Bank::alike(1, 1);
    let mut runs = 0;
    every_schedule(&scenario, |schedule| {
        let run = scenario.perform(schedule).unwrap();
        assert_eq!(each_goes_on(&scenario, &run, runs, "every schedule"), 1);
        runs += 1;
    });
    assert_eq!(runs, 102, "so many schedules");
}

/// A way to restore too little, or something else.
type Mutant = fn(&Scenario<Bank>, &Run<Bank>, &mut Underlying<Bank>);

fn without_channels(_: &Scenario<Bank>, _: &Run<Bank>, start: &mut Underlying<Bank>) {
    start.channels.iter_mut().for_each(sim_core::Queue::clear);
}

fn in_wrong_order(_: &Scenario<Bank>, _: &Run<Bank>, start: &mut Underlying<Bank>) {
    for channel in &mut start.channels {
        let mut messages: Vec<_> = channel.iter().cloned().collect();
        messages.reverse();
        *channel = messages.into_iter().collect();
    }
}

fn one_snapshot_too_early(scenario: &Scenario<Bank>, run: &Run<Bank>, start: &mut Underlying<Bank>) {
    let first = recorded(scenario, run, SnapshotId(1));
    *start = first.global_state().unwrap();
}

#[test]
fn a_restore_that_leaves_something_out_is_found_out() {
    let mut scenario = bank(shape("complete:3", Order::Fifo), only(0), 2, 30);
    scenario.timing =
        sim_core::Timing::new(tests::delays(1, 40), tests::delays(1, 3)).with_start(tests::delays(5, 30));
    let tested = Tested::named("chandy-lamport");
    let mutants: [(&str, Mutant); 3] = [
        ("without channels", without_channels),
        ("in the wrong order", in_wrong_order),
        ("one snapshot too early", one_snapshot_too_early),
    ];
    for (name, mutant) in mutants {
        let system = scenario.alone();
        let found = (0..20).any(|seed| {
            let run = run(&scenario, &tested, seed);
            let second = SnapshotId(2);
            let recorded = recorded(&scenario, &run, second);
            let Some(mut start) = recorded.global_state() else { return false };
            assert_eq!(wrong(&system, &run.log.events, (second, &recorded), &start), None);
            mutant(&scenario, &run, &mut start);
            wrong(&system, &run.log.events, (second, &recorded), &start).is_some()
        });
        assert!(found, "{name}");
    }
}

#[test]
fn of_a_snapshot_that_is_not_complete_there_is_no_state() {
    let scenario = two_accounts();
    let run = scenario.follow("").unwrap();
    assert_eq!(recorded(&scenario, &run, SnapshotId(1)).global_state(), None::<GlobalState<_, _, _>>);
}
