//! Causal delivery: held against the definition, against the plainest way to work it out, and against the ways in which it goes wrong.

mod gossip;
mod matrix;
mod order;

use gossip::{Gossip, gossips};
use matrix::{Matrix, Wrong};
use order::InOrder;
use proptest::prelude::*;
use sim_core::{
    Advance, Causal, Listed, Order, Protocol, Queued, Schedule, Scheduler, Simulation, System, Timed, Timing,
    Topology, Uniform,
};
use snapshot::algorithms::chandy_lamport::ChandyLamport;
use snapshot::{Bank, Carries as _, Initiation, Initiators, Layer as _, Readable as _, Superposed, Wire};
use tests::Scenario;

/// The topology with each channel in causal order.
fn causal(topology: &Topology) -> Topology {
    topology.clone().with_order(Order::Causal)
}

fn timed<P: Protocol>(system: &System<P>, seed: u64) -> Timed<P> {
    let timing = Timing::new(tests::delays(1, 50), tests::delays(0, 9));
    Timed::new(&system.topology, &timing, seed)
}

/// The run of a protocol to its end: its schedule, how often a message was taken before another that happened before it, and how many
/// are left in the channels.
fn run<P: Protocol>(system: &System<P>, scheduler: impl Scheduler<P>) -> (Schedule, usize, usize) {
    let mut simulation = Simulation::new(system, scheduler);
    let mut watching = (Schedule::default(), InOrder::new(&system.topology));
    while simulation.step(&mut watching).expect("only what is enabled is picked") == Advance::Performed {}
    let (mut left, (schedule, order)) = (0, watching);
    simulation.in_flight(|_, _, _| left += 1);
    (schedule, order.too_early, left)
}

/// How many of these random walks some layer lets out of order.
fn caught<P: Protocol>(system: &System<P>) -> usize {
    (0..200).filter(|seed| run(system, Queued::new(Uniform::new(*seed))).1 > 0).count()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn what_happened_before_is_taken_first_and_nothing_waits_for_ever((gossip, topology) in gossips(), seed: u64) {
        let system = System::new(Causal::new(gossip, &causal(&topology)), causal(&topology));
        for (schedule, too_early, left) in
            [run(&system, timed(&system, seed)), run(&system, Queued::new(Uniform::new(seed)))]
        {
            prop_assert_eq!((too_early, left), (0, 0));
            let again = run(&system, Queued::new(Listed::new(schedule.clone())));
            prop_assert_eq!(again, (schedule, 0, 0));
        }
    }

    #[test]
    fn it_lets_come_what_the_matrix_of_all_processes_lets_come((gossip, topology) in gossips(), seed: u64) {
        let layer = System::new(Causal::new(gossip, &causal(&topology)), causal(&topology));
        let matrix = System::new(Matrix { inner: gossip, wrong: None }, causal(&topology));
        let (mut one, mut other) = (layer.initial_state(), matrix.initial_state());
        for action in run(&layer, Queued::new(Uniform::new(seed))).0.0 {
            prop_assert_eq!(layer.enabled(&one), matrix.enabled(&other));
            layer.step(&mut one, 0, action, |_, _| ()).expect("it was performed");
            matrix.step(&mut other, 0, action, |_, _| ()).expect("it is enabled there too");
        }
        prop_assert_eq!(layer.enabled(&one), matrix.enabled(&other));
    }

    #[test]
    fn where_the_order_does_not_matter_the_layer_does_nothing((gossip, topology) in gossips(), seed: u64) {
        for order in [Order::Fifo, Order::Unordered, Order::Overtaking] {
            let topology = topology.clone().with_order(order);
            let layer = System::new(Causal::new(gossip, &topology), topology.clone());
            let bare = System::new(gossip, topology);
            prop_assert!(!layer.protocol.refuses());
            let walk = |schedule: Schedule| run(&bare, Queued::new(Listed::new(schedule)));
            let (schedule, too_early, left) = run(&layer, Queued::new(Uniform::new(seed)));
            prop_assert_eq!(walk(schedule.clone()), (schedule, too_early, left));
        }
    }
}

#[test]
fn what_goes_wrong_with_causal_delivery_is_caught() {
    let topology = causal(&"complete:4".parse::<sim_core::Shape>().unwrap().build(Order::Fifo).unwrap());
    let gossip = Gossip { seed: 7, acts: 2, hops: 2 };
    let broken = |wrong| caught(&System::new(Matrix { inner: gossip, wrong }, topology.clone()));
    assert_eq!(broken(None), 0);
    for wrong in [Wrong::EachSendAnEvent, Wrong::NotPassedOn, Wrong::OneTooFew, Wrong::NotBehindIt] {
        assert!(broken(Some(wrong)) > 0, "{wrong:?}");
    }
    let unordered = topology.with_order(Order::Unordered);
    assert!(caught(&System::new(Causal::new(gossip, &unordered), unordered)) > 0, "no layer at all");
}

#[test]
fn a_snapshot_is_right_over_causal_channels_and_its_messages_are_read_back_from_its_logs() {
    let bank = Scenario::exercise(5).of(Bank::alike(10, 30));
    let topology = causal(&Topology::ring(3).unwrap());
    let initiation = Initiation { snapshots: 1, initiators: Initiators::Any, trigger: None };
    let scenario = Scenario { topology, initiation, ..bank };
    let superposed =
        Superposed::new(scenario.computation.clone(), ChandyLamport, scenario.initiation.clone());
    let layers = System::new(Causal::new(superposed, &scenario.topology), scenario.topology.clone());
    let mut read = 0;
    assert!(layers.protocol.refuses() && !layers.protocol.blocks());
    for seed in 0..50 {
        let run = scenario.run_under(layers.protocol.clone(), seed);
        assert_eq!(run.complaints(), [""; 0], "seed {seed}");
        let mut simulation = Simulation::new(&layers, timed(&layers, seed));
        for _ in 0..40 {
            simulation.step(&mut ()).unwrap();
            simulation.in_flight(|_, _, message| {
                let body = |text: &str| snapshot::Computation::parse_message(&scenario.computation, text);
                assert_eq!(layers.protocol.read(message.logged(), body).as_ref(), Some(message));
                read += 1;
            });
        }
    }
    assert!(read > 500);
    let with = |stamp: Option<&str>| Wire::Control { snapshot: tests::SNAPSHOT, body: stamp.map(Into::into) };
    let read = |stamp| layers.protocol.read(with(stamp), |_| None);
    assert!(read(Some("<0: 1 0 2>")).is_some());
    for damaged in
        [None, Some("<0: 1 0>"), Some("<0: 1 0 2 3>"), Some("<1 0 2>"), Some("x <0: 1 0 2>"), Some("0 1 2")]
    {
        assert!(read(damaged).is_none(), "{damaged:?}");
    }
}
