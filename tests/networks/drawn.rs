//! What the strategies come to, so that the properties are about something.

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use sim_core::{Happening, ProcessId};
use snapshot::oracle::Overall;
use snapshot::{Initiators, Program, Recorded, SnapshotId, Stopped};
use tests::programs::AnyProgram;
use tests::{Scenario, of_any};

use super::{networks, plain};

/// How many pairs of snapshots of the run are under way at the same time: how many of them complete all the same.
fn overlapping<P: Program>(scenario: &Scenario<P>, seed: u64) -> usize {
    let run = scenario.run(seed);
    let whole = plain::Whole::of(scenario, &run);
    let spans: Vec<_> = scenario.initiation.ids().filter_map(|snapshot| whole.span(snapshot)).collect();
    let overlap = |(one, other): (&std::ops::Range<usize>, &std::ops::Range<usize>)| {
        one.start < other.end && other.start < one.end
    };
    let pairs = spans
        .iter()
        .enumerate()
        .flat_map(|(place, one)| spans[..place].iter().map(move |other| (one, other)));
    pairs.filter(|pair| overlap(*pair)).count()
}

/// All programs, and several snapshots at a time.
#[test]
fn a_good_part_of_the_networks_has_overlapping_snapshots_and_all_programs_take_part() {
    let mut runner = TestRunner::deterministic();
    let (mut several, mut overlapped, mut complete) = (0, 0, 0);
    let mut programs = [0; 4];
    for seed in 0..200 {
        let network = networks().new_tree(&mut runner).unwrap().current();
        programs[match network.computation {
            AnyProgram::Ring(_) => 0,
            AnyProgram::Bank(_) => 1,
            AnyProgram::Chatter(_) => 2,
            AnyProgram::Script(..) => 3,
        }] += 1;
        fn is_complete<P: Program>(scenario: &Scenario<P>, seed: u64) -> bool {
            scenario.run(seed).stopped == Stopped::SnapshotComplete
        }
        complete += usize::from(of_any!(network, is_complete(seed)));
        if network.initiation.snapshots > 1 {
            several += 1;
            overlapped += usize::from(of_any!(network, overlapping(seed)) > 0);
        }
    }
    assert!(programs.iter().all(|count| *count >= 20), "{programs:?}");
    assert!(complete >= 140, "{complete} of 200 runs complete all their snapshots");
    assert!(
        several >= 100 && overlapped * 3 >= several,
        "{overlapped} of {several} have overlapping snapshots"
    );
}

/// Different processes start different snapshots, and each goes out before it has heard of the other.
#[test]
fn a_good_part_of_the_snapshots_that_different_processes_start_cross() {
    let mut runner = TestRunner::deterministic();
    let (mut different, mut crossed) = (0, 0);
    for seed in 0..400 {
        let network = networks().new_tree(&mut runner).unwrap().current();
        if matches!(network.initiation.initiators, Initiators::Each(_)) && network.initiation.snapshots > 1 {
            different += 1;
            crossed += usize::from(of_any!(network, crosses(seed)));
        }
    }
    assert!(different >= 40 && crossed * 4 >= different, "{crossed} of {different} cross");
}

/// Whether some process records for one snapshot before another one and some process the other way round.
fn crosses<P: Program>(scenario: &Scenario<P>, seed: u64) -> bool {
    let run = scenario.run(seed);
    let order = |process: ProcessId| -> Vec<_> {
        let of_process = run.log.events.iter().filter(|event| event.process == process);
        let recorded = of_process.filter_map(|event| match event.what {
            Happening::Observe(Recorded::Process { snapshot, .. }) => Some(snapshot),
            _ => None,
        });
        recorded.collect()
    };
    let orders: Vec<_> = scenario.topology.processes().map(order).collect();
    let before = |order: &[SnapshotId], one, other| {
        let place = |wanted| order.iter().position(|snapshot| *snapshot == wanted);
        place(one).zip(place(other)).is_some_and(|(one, other)| one < other)
    };
    let mut pairs =
        scenario.initiation.ids().flat_map(|one| scenario.initiation.ids().map(move |other| (one, other)));
    pairs.any(|(one, other)| {
        orders.iter().any(|order| before(order, one, other))
            && orders.iter().any(|order| before(order, other, one))
    })
}

/// Often the recorded state never was, which is the point of the theorem: it is worth asking.
#[test]
fn the_recorded_state_happened_in_some_runs_and_not_in_others() {
    let mut runner = TestRunner::deterministic();
    let mut answers = [0; 2];
    fn happened<P: Program>(scenario: &Scenario<P>, seed: u64) -> Vec<bool> {
        let run = scenario.run(seed);
        let complete = run.judgements.iter().filter(|judgement| judgement.verdict() == Overall::Holds);
        complete.map(|judgement| judgement.occurrence.is_some()).collect()
    }
    for seed in 0..100 {
        let network = networks().new_tree(&mut runner).unwrap().current();
        of_any!(network, happened(seed)).into_iter().for_each(|answer| answers[usize::from(answer)] += 1);
    }
    assert!(answers.iter().all(|count| *count >= 20), "{answers:?}");
}
