//! What snapshots are taken for: any computation that goes back to a recorded global state has all that it had, and with the events after
//! the cut it comes to where the run ended: wherever the oracle says that it can be reached, whatever the algorithm and its channels. (Not only
//! there: where one message is lost and one like it doubled, all may end well.) And a restore that leaves something out is found out.

use sim_core::{GlobalState, Happening, MessageId, Order, Schedule, System, Timed};
use snapshot::algorithms::{self, Entry};
use snapshot::oracle::reachable;
use snapshot::oracle::{Law, Verdict};
use snapshot::rollback::{Checkpointed, SecondLife};
use snapshot::underlying_message;
use snapshot::{
    Act, Aim, Bank, Carries as _, ComputationEvent, Cut, Forwarding, Index, Initiators, LogEvent, Program,
    RecordedOf, SnapshotId, Underlying, rollback,
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
    let (life, stuck) = rollback::go_on(system, start, events, Some(&cut));
    let ended = rollback::end_of::<C>(&system.initial_state::<MessageId>(), events);
    stuck.or_else(|| rollback::difference(system, &life.end, &ended)).or_else(|| {
        match rollback::conserved(system, start, &life.end) {
            Verdict::Holds => None,
            other => Some(format!("{other:?}")),
        }
    })
}

/// For how long it goes on anew: a bank has come to its end by then, and tokens go round for ever.
const STEPS: u64 = 200;

/// Goes back to each complete snapshot of the run, which goes well if the oracle says that it can be reached; how many there were.
fn each_goes_on<C: Program>(scenario: &Scenario<C>, run: &Run<C>, seed: u64, name: &str) -> usize {
    let system = scenario.alone();
    let mut complete = 0;
    for judgement in &run.judgements {
        let recorded = recorded(scenario, run, judgement.snapshot);
        let Some(start) = recorded.global_state() else { continue };
        let found = wrong(&system, &run.log.events, (judgement.snapshot, &recorded), &start);
        let reachable = judgement.checks.iter().find(|check| check.name == reachable::CLAIM.name).unwrap();
        let is_right = reachable.verdict == Verdict::Holds;
        if is_right {
            assert_eq!(found, None, "{name}, seed {seed}, snapshot {}", judgement.snapshot.0);
        }
        complete += 1;
        if is_right && !scenario.topology.is_causal() {
            let scheduler = Timed::new(&system.topology, &scenario.timing, seed + 1);
            let life = rollback::run_on(&system, scheduler, &start, STEPS, &mut ()).unwrap();
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
    let seeds = std::env::var("SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(1);
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
    scenario.computation.amounts.most = 9; // so that the order of messages matters
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

/// A bank whose first process takes checkpoints, one when the last has begun for so long.
fn checkpointed(snapshots: u32) -> Scenario<Bank> {
    let mut scenario = bank(shape("complete:3", Order::Fifo), only(0), snapshots, 30);
    scenario.timing =
        sim_core::Timing::new(tests::delays(1, 20), tests::delays(1, 9)).with_start(tests::delays(5, 30));
    scenario
}

#[test]
fn whenever_it_crashes_all_is_before_the_cut_or_in_vain_and_no_output_has_left_that_is_in_vain() {
    let (scenario, tested) = (checkpointed(5), Tested::named("chandy-lamport"));
    for seed in 0..5 {
        let run = run(&scenario, &tested, seed);
        let (system, events) = (scenario.alone(), &run.log.events[..]);
        let all: Vec<_> = (1..=5).map(SnapshotId).map(|id| (id, recorded(&scenario, &run, id))).collect();
        let (base, recorded) = (system.initial_state(), all.iter().map(|(id, state)| (*id, state)));
        let checkpointed = Checkpointed::new((&system, &base), events, recorded);
        let (mut place, mut done, mut outputs) = (0, 0, 0);
        let (mut in_vain, mut most, mut moments) = (0, 0, 0);
        for step in events.chunk_by(|_, next| !next.begins_step()) {
            if ComputationEvent::of(&system.protocol, step).is_some() {
                done += 1;
                outputs += u64::from(matches!(step[0].what, Happening::Internal { .. }));
                let loss = checkpointed.loss(place + 1, step[0].time);
                assert_eq!(loss.outputs.left + loss.outputs.held, outputs);
                assert_eq!(loss.outputs.undone, 0, "seed {seed}, event {place}");
                assert_eq!(loss.steps, done - kept(events, &all, place + 1), "seed {seed}, event {place}");
                (in_vain, most, moments) = (in_vain + loss.steps, most.max(loss.steps), moments + 1);
            }
            place += step.len();
        }
        let any = checkpointed.at_any_moment();
        assert_eq!((any.moments, any.steps, any.most), (moments, in_vain, most), "seed {seed}");
        assert!(in_vain > 0 && in_vain < moments * moments / 2, "some is kept");
    }
}

/// All go back one snapshot too far: who does not know which is the last takes back what another has let leave.
#[test]
fn who_goes_back_to_an_earlier_snapshot_than_the_last_takes_back_outputs_that_have_left() {
    let (scenario, tested) = (checkpointed(3), Tested::named("chandy-lamport"));
    for seed in 0..5 {
        let run = run(&scenario, &tested, seed);
        let (system, events) = (scenario.alone(), &run.log.events[..]);
        let base = system.initial_state();
        let all = [1, 2, 3].map(|id| (SnapshotId(id), recorded(&scenario, &run, SnapshotId(id))));
        let undone = |order: [usize; 3]| {
            let in_order = order.map(|number| (all[number - 1].0, &all[number - 1].1));
            let checkpointed = Checkpointed::new((&system, &base), events, in_order);
            let outputs = checkpointed.loss(events.len(), 0).outputs;
            (outputs.undone, outputs.verdict() == Verdict::Holds)
        };
        assert_eq!(undone([1, 2, 3]), (0, true), "seed {seed}");
        let (in_vain, holds) = undone([1, 3, 2]);
        assert!(in_vain > 0 && !holds, "seed {seed}");
    }
}

/// How many steps of the bank are before the cut to which all go back, of so many events: counted at each process.
fn kept(events: &[LogEvent<Bank>], all: &[(SnapshotId, RecordedOf<Bank>)], before: usize) -> u64 {
    let complete = |state: &RecordedOf<Bank>| {
        let channels = state.channels.iter().map(|channel| channel.closed);
        let states = state.processes.iter().map(|process| process.first.as_ref().map(|first| first.event));
        channels.chain(states).all(|place| place.is_some_and(|place| place < before))
    };
    let Some((_, state)) = all.iter().rev().find(|(_, state)| complete(state)) else { return 0 };
    let is_kept = |(place, event): &(usize, &LogEvent<Bank>)| {
        let cut = state.processes[event.process.index()].first.as_ref().unwrap().event;
        let of_bank = match &event.what {
            Happening::Receive { body, .. } => body.message().is_some(),
            Happening::Internal { command, .. } => matches!(command, Act::Underlying(_)),
            _ => false,
        };
        of_bank && *place < cut
    };
    events.iter().enumerate().filter(is_kept).count() as u64
}

#[test]
fn what_is_done_in_a_second_life_is_numbered_on_and_later() {
    let (scenario, tested) = (checkpointed(1), Tested::named("chandy-lamport"));
    let run = run(&scenario, &tested, 1);
    let system = scenario.alone();
    let start = recorded(&scenario, &run, SnapshotId(1)).global_state().unwrap();
    let mut second = SecondLife::<Bank>::new(1000, 500);
    let scheduler = Timed::new(&system.topology, &scenario.timing, 7);
    let life = rollback::run_on(&system, scheduler, &start, 40, &mut second).unwrap();
    let ids: Vec<_> = second.events.iter().filter_map(underlying_message::<Bank>).collect();
    assert!(second.events.iter().all(|event| event.time >= 500) && ids.iter().all(|id| id.0 >= 1000));
    assert_eq!(second.events.iter().filter(|event| event.begins_step()).count() as u64, life.steps);
}
