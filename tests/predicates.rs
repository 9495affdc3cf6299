//! What programs declare of their global states, over all schedules of small models: what is declared stable never goes back, and is
//! not the same in all states, which would make the claim an empty one.

mod own;

use std::collections::HashSet;

use sim_core::{GlobalState, Happening, MessageId, Order, Shape, System, Timing, Topology};
use snapshot::Model;
use snapshot::predicate::{TERMINATED, holds, predicates};
use snapshot::{
    Bank, Computation, Diffusing, Initiation, LogEvent, Resources, Since, WhoWaits, moments, who_waits,
};
use tests::{P, Scenario, delays};

type StateOf<P, K = ()> =
    GlobalState<<P as sim_core::Protocol>::State, <P as sim_core::Protocol>::Message, K>;

/// What was seen of a predicate in all global states that a computation can come to.
#[derive(Default)]
struct Seen {
    holds: usize,
    does_not: usize,
    /// Steps after which it held no more.
    went_back: usize,
}

/// Looks at each global state that the computation can come to, for the predicate of this name.
fn in_all_states<P: Computation>(system: &System<P>, name: &str) -> Seen {
    let (mut known, mut seen) = (HashSet::new(), Seen::default());
    let mut open: Vec<StateOf<P>> = vec![system.initial_state()];
    while let Some(state) = open.pop() {
        if !known.insert(format!("{state:?}")) {
            continue;
        }
        let before = holds(system, name, &state).expect("it has this predicate");
        *(if before { &mut seen.holds } else { &mut seen.does_not }) += 1;
        for action in system.enabled(&state) {
            let mut next = state.clone();
            system.step(&mut next, 0, action, |_, _| ()).unwrap();
            seen.went_back += usize::from(before && !holds(system, name, &next).unwrap());
            open.push(next);
        }
    }
    seen
}

fn is_stable_and_says_something<P: Computation>(computation: P, topology: Topology) {
    let system = System::new(computation, topology);
    for predicate in predicates(&system.protocol).filter(|predicate| predicate.stable) {
        let seen = in_all_states(&system, predicate.name);
        assert_eq!(seen.went_back, 0, "{} goes back", predicate.name);
        assert!(seen.holds > 0 && seen.does_not > 0, "{} says something", predicate.name);
    }
}

#[test]
fn what_programs_declare_stable_never_goes_back() {
    let complete = |processes| Shape::Complete(processes).build(Order::Fifo).unwrap();
    is_stable_and_says_something(Bank::alike(1, 1), complete(3));
    is_stable_and_says_something(Diffusing { min: 1, max: 2, most: 2, active: 2 }, complete(2));
    for model in [Model::And, Model::Or] {
        let resources = |ask, times, topology: Topology| {
            is_stable_and_says_something(Resources::new(model, ask, times, &topology), topology);
        };
        resources(1, 2, complete(2));
        resources(1, 1, complete(3));
        resources(2, 1, complete(3));
    }
}

/// Whether a process comes to wait no more on some way from this state.
fn is_unblocked(system: &System<Resources>, state: &StateOf<Resources>, process: usize) -> bool {
    let (mut known, mut open) = (HashSet::new(), vec![state.clone()]);
    while let Some(state) = open.pop() {
        if !state.processes[process].is_waiting() {
            return true;
        }
        if !known.insert(format!("{state:?}")) {
            continue;
        }
        for action in system.enabled(&state) {
            let mut next = state.clone();
            system.step(&mut next, 0, action, |_, _| ()).unwrap();
            open.push(next);
        }
    }
    false
}

/// Holds who waits for ever against all that can still happen, in each state of a computation; in how many of them some do.
fn for_ever_is_for_ever(model: Model, times: u32, topology: Topology) -> usize {
    let system = System::new(Resources::new(model, 1, times, &topology), topology);
    let (mut known, mut deadlocks) = (HashSet::new(), 0);
    let mut open: Vec<StateOf<Resources>> = vec![system.initial_state()];
    while let Some(state) = open.pop() {
        if !known.insert(format!("{state:?}")) {
            continue;
        }
        let graph = system.protocol.wait_for(&system.topology, &state).unwrap();
        let for_ever = graph.for_ever();
        assert_eq!(for_ever.contains(&true), holds(&system, "deadlocked", &state).unwrap());
        for process in (0..for_ever.len()).filter(|process| for_ever[*process]) {
            assert!(!is_unblocked(&system, &state, process), "{process} in {state:?}");
        }
        deadlocks += usize::from(for_ever.contains(&true));
        for action in system.enabled(&state) {
            let mut next = state.clone();
            system.step(&mut next, 0, action, |_, _| ()).unwrap();
            open.push(next);
        }
    }
    deadlocks
}

#[test]
fn who_waits_for_ever_does_so_whatever_happens() {
    let complete = |processes| Shape::Complete(processes).build(Order::Fifo).unwrap();
    for model in [Model::And, Model::Or] {
        assert!(for_ever_is_for_ever(model, 2, complete(2)) > 0);
        assert!(for_ever_is_for_ever(model, 1, complete(3)) > 0);
    }
}

/// Of the snapshots of so many seeds those that have this to say of who waits as recorded, and as it was.
fn seen_by_snapshots(model: Model, seeds: u64) -> [usize; 3] {
    let timing = Timing::new(delays(1, 20), delays(1, 20)).with_start(delays(1, 60));
    let initiation = Initiation { snapshots: 2, ..Initiation::of_own_accord(P) };
    let topology = Shape::Complete(3).build(Order::Fifo).unwrap();
    let resources = Resources::new(model, 2, 2, &topology);
    let scenario = Scenario { topology, timing, initiation, ..Scenario::exercise(0).of(resources) };
    let (alone, mut seen) = (scenario.alone(), [0; 3]);
    for seed in 0..seeds {
        let run = scenario.run(seed);
        let base = alone.initial_state::<MessageId>();
        let all = who_waits(&alone, &base, &run.log.events, &run.judgements);
        for (who, judgement) in all.into_iter().zip(&run.judgements) {
            let Some(WhoWaits { recorded, complete }) = who else { continue };
            let complete = complete.expect("a snapshot that is whole is complete");
            let is_own = |event: &LogEvent<Resources>| matches!(&event.what, Happening::Observe(own) if own.snapshot() == Some(judgement.snapshot));
            let last = run.log.events.iter().rposition(is_own).unwrap();
            let steps = run.log.events[..=last].iter().filter(|event| event.begins_step()).count();
            let was = alone.protocol.wait_for(&alone.topology, &run.passed[steps]);
            assert_eq!(was.as_ref(), Some(&complete), "seed {seed}: what the run passed through");
            for process in 0..3 {
                assert!(!recorded.for_ever()[process] || complete.for_ever()[process], "seed {seed}");
            }
            seen[0] += usize::from(recorded.is_deadlock());
            seen[1] += usize::from(complete.is_deadlock() && !recorded.is_deadlock());
            seen[2] += usize::from(!complete.is_deadlock());
        }
    }
    seen
}

#[test]
fn who_waits_for_ever_in_a_recorded_state_does_so_when_the_snapshot_is_complete() {
    let seeds = std::env::var("WAITED").map_or(60, |seeds| seeds.parse().expect("a number of seeds"));
    for model in [Model::And, Model::Or] {
        let seen = seen_by_snapshots(model, seeds);
        assert!(seen.iter().all(|times| *times > 0), "{seen:?}");
    }
}

#[test]
fn since_when_something_is_so_is_what_the_states_of_the_run_tell_and_no_snapshot_shows_it_before() {
    let scenario = Scenario::exercise(0).of(Diffusing { min: 1, max: 2, most: 2, active: 1 });
    let timing = Timing::new(delays(1, 20), delays(1, 20)).with_start(delays(10, 40));
    let initiation = Initiation { snapshots: 6, ..Initiation::of_own_accord(P) };
    let topology = Shape::Complete(3).build(Order::Fifo).unwrap();
    let scenario = Scenario { topology, timing, initiation, ..scenario };
    let (alone, mut shown) = (scenario.alone(), [0, 0]);
    for seed in 0..20 {
        let run = scenario.run(seed);
        let told =
            moments(&alone, &TERMINATED.into(), &alone.initial_state::<MessageId>(), &run.log.events).since;
        let is_so = |state: &_| holds(&alone, "terminated", state).unwrap();
        let last = run.passed.iter().rposition(|state| !is_so(state)).unwrap();
        let is_step = |(place, event): (usize, &LogEvent<Diffusing>)| event.begins_step().then_some(place);
        let began = run.log.events.iter().enumerate().filter_map(is_step).nth(last);
        assert_eq!(told, began.map(|place| Since::Step(run.log.events[place].time, place)), "seed {seed}");
        for judgement in &run.judgements {
            let Some(state) = judgement.recorded.global_state() else { continue };
            let shows = holds(&alone, "terminated", &state).unwrap();
            assert!(!shows || told.is_some(), "seed {seed}, snapshot {}", judgement.snapshot.0);
            shown[usize::from(shows)] += 1;
        }
    }
    assert!(shown.iter().all(|times| *times > 10), "{shown:?}");
}
