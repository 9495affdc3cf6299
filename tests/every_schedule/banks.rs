//! Banks on every small topology: each recorded state has a schedule that records it, and is one that the computation alone can be in.

use std::ops::ControlFlow;

use explore::{Options, explore_with};
use proptest::prelude::*;
use sim_core::{Channel, Order, ProcessId, Schedule, System, Topology};
use snapshot::exploration::{Outcome, Reachable, RecordedValue};
use snapshot::oracle::Law;
use snapshot::{Bank, Initiation, Initiators, Program, Setup};

use super::{explored, of_its_own_accord, recorded, shape, superposed};

/// The same topology, in which the first process has a channel to itself too.
fn with_channel_to_itself(topology: &Topology) -> Topology {
    let own = Channel { source: ProcessId(0), target: ProcessId(0), order: Order::Fifo };
    let names = topology.processes().map(|process| topology.name(process).to_string()).collect();
    let channels = topology.channels().iter().copied().chain([own]).collect();
    Topology::new(names, channels).expect("no shape has such a channel")
}

/// The models of the claims below: programs that end, on small topologies.
fn models() -> impl Strategy<Value = (Bank, Topology, Initiation)> {
    let shapes = prop::sample::select(vec!["ring:2", "ring:3", "line:2", "line:3", "star:3", "complete:3"]);
    let initiators = prop_oneof![Just(Initiators::Any), Just(Initiators::These(vec![ProcessId(0)]))];
    (shapes, any::<bool>(), 0..=1_u64, 0..=1_u32, initiators, 1..=2_u32).prop_filter_map(
        "small enough",
        |(name, to_itself, balance, transfers, initiators, snapshots)| {
            let topology = if to_itself { with_channel_to_itself(&shape(name)) } else { shape(name) };
            let large = topology.channels().len() > 4 && snapshots > 1;
            let initiation = of_its_own_accord(initiators, snapshots);
            (!large).then_some((Bank::alike(balance, transfers), topology, initiation))
        },
    )
}

/// What a schedule records, by the ordinary machinery.
fn recorded_by<C: Program>(
    computation: &C,
    topology: &Topology,
    initiation: &Initiation,
    witness: &Schedule,
) -> Outcome<C> {
    let alone = System::new(computation.clone(), topology.clone());
    let layered = superposed(computation, topology, initiation);
    let setup = Setup {
        underlying: &alone,
        superposed: &layered,
        snapshots: initiation.snapshots,
        max_events: 10_000,
        law: Some(Law::MARKERS),
        stable: &[],
    };
    let mut experiment = setup.listed(witness.clone());
    experiment.run(&mut ()).unwrap();
    experiment.judgements().iter().map(|judgement| RecordedValue::from(&*judgement.recorded)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn leaving_out_orders_that_cannot_matter_keeps_what_can_be_recorded((bank, topology, initiation) in models()) {
        let all = explored(&bank, &topology, &initiation, &Options::default());
        let some = Options { reduce: true, ..Options::default() };
        let reduced = explored(&bank, &topology, &initiation, &some);
        prop_assert_eq!(recorded::<Bank>(&all), recorded::<Bank>(&reduced));
        prop_assert!(all.violations.is_empty() && reduced.violations.is_empty());
        prop_assert!(reduced.states <= all.states);
    }

    #[test]
    fn the_witness_of_every_recorded_state_records_it((bank, topology, initiation) in models()) {
        for reduce in [false, true] {
            let found = explored(&bank, &topology, &initiation, &Options { reduce, ..Options::default() });
            for outcome in &found.outcomes {
                let again = recorded_by(&bank, &topology, &initiation, &outcome.witness.schedule());
                prop_assert_eq!(&again, &outcome.what);
            }
        }
    }

    /// Theorem 1, exhaustively.
    #[test]
    fn whatever_can_be_recorded_is_a_state_that_the_computation_alone_can_be_in(
        (bank, topology, initiation) in models(),
    ) {
        let found = explored(&bank, &topology, &initiation, &Options::default());
        let mut states: Vec<_> = found.outcomes.iter().flat_map(|found| found.what.clone()).collect();
        states.sort_unstable();
        states.dedup();
        let alone = System::new(bank, topology.clone());
        let options = Options { keep_going: true, ..Options::default() };
        let property = Reachable { recorded: &states };
        let met = explore_with(&alone, &property, &options, |_| ControlFlow::Continue(()));
        prop_assert_eq!(met.violations.len(), states.len());
        if initiation.initiators == Initiators::Any {
            // Any process may start in any state: what the computation can be in can be recorded.
            prop_assert_eq!(met.states, states.len() as u64);
        }
    }
}
