//! What programs declare of their global states, over all schedules of small models: what is declared stable never goes back, and is
//! not the same in all states, which would make the claim an empty one.

mod own;

use std::collections::HashSet;

use sim_core::{GlobalState, MessageId, Order, Shape, System, Timing, Topology};
use snapshot::computation::resources::Model;
use snapshot::predicate::{TERMINATED, holds, predicates};
use snapshot::{Bank, Computation, Diffusing, Initiation, LogEvent, Resources, Since, since};
use tests::{P, Scenario, delays};

type StateOf<P> = GlobalState<<P as sim_core::Protocol>::State, <P as sim_core::Protocol>::Message>;

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
        is_stable_and_says_something(Resources { model, ask: 1, times: 2 }, complete(2));
        is_stable_and_says_something(Resources { model, ask: 1, times: 1 }, complete(3));
        is_stable_and_says_something(Resources { model, ask: 2, times: 1 }, complete(3));
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
        let told = since(&alone, &TERMINATED.into(), &alone.initial_state::<MessageId>(), &run.log.events);
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
