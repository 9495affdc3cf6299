//! Every recorded global state is consistent: on the exercise and on any strongly connected topology, for any seed,
//! delays, holds, triggers and initiators. And where channels do not keep the order, the oracles say what is wrong.
//!
//! `PROPTEST_CASES` sets the number of cases. A failing case is kept in `proptest-regressions/consistency.txt`, which
//! every later run tries first.
//!
//! `networks` asks the same of any program, with several snapshots and initiators.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod networks;

use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use sim_core::{Delay, Happening, Order, Timing, Topology};
use snapshot::oracle::Verdict;
use snapshot::{Carries as _, Forwarding, LogEvent, Recorded, SnapshotId, TokenRing};
use tests::clocks::none_knows_more;
use tests::twice::Twice;
use tests::{Run, Scenario, delays, initiated_by, strategy};

fn config() -> ProptestConfig {
    let persistence = FileFailurePersistence::Direct("proptest-regressions/consistency.txt");
    ProptestConfig { failure_persistence: Some(Box::new(persistence)), ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_recorded_state_of_the_exercise_passes_every_oracle(
        scenario in strategy::exercise(),
        seed: u64,
    ) {
        prop_assert_eq!(scenario.run(seed).complaints(), Vec::<String>::new());
    }

    #[test]
    fn every_recorded_state_of_the_exercise_has_exactly_one_copy_of_m(
        scenario in strategy::exercise(),
        seed: u64,
    ) {
        prop_assert_eq!(copies(&scenario.run(seed)), 1);
    }

    #[test]
    fn the_worked_answer_is_that_of_every_seed_and_delay(
        delay in strategy::delay(),
        back in strategy::delay(),
        seed: u64,
    ) {
        let exercise = Scenario::exercise(101);
        let timing = Timing::new(delay, Delay::ZERO).with_channel(tests::Q_TO_P, back);
        let scenario = Scenario { timing, ..exercise };
        let answer = scenario.run(seed).answer(&scenario.topology);
        prop_assert_eq!(answer, "P=101 Q=102 P->Q=[] Q->P=[m]");
    }

    #[test]
    fn every_snapshot_that_is_initiated_completes_and_passes_every_oracle_on_any_strongly_connected_topology(
        scenario in strategy::network(Order::Fifo),
        seed: u64,
    ) {
        let run = scenario.run(seed);
        prop_assume!(initiated(&run));
        prop_assert_eq!(run.complaints(), Vec::<String>::new());
        prop_assert_eq!(copies(&run), u64::from(scenario.computation.tokens));
    }

    #[test]
    fn snapshots_that_different_processes_start_at_the_same_time_pass_every_oracle(
        scenario in strategy::crossing_network(),
        seed: u64,
    ) {
        let run = scenario.run(seed);
        for judgement in run.judgements.iter().filter(|judgement| !judgement.initiators.is_empty()) {
            let failed = judgement.checks.iter().find(|check| matches!(check.verdict, Verdict::Violated(_)));
            prop_assert_eq!(failed, None, "snapshot {}", judgement.snapshot.0);
        }
    }

    #[test]
    fn vector_clocks_find_every_cut_of_fifo_channels_consistent(
        scenario in strategy::network(Order::Fifo),
        seed: u64,
    ) {
        let run = scenario.run(seed);
        prop_assume!(initiated(&run));
        prop_assert!(is_consistent_by_vector_clocks(&scenario, &run));
    }

    #[test]
    fn the_linear_oracle_agrees_with_vector_clocks_where_messages_overtake(
        scenario in strategy::network(Order::Unordered),
        seed: u64,
    ) {
        let run = scenario.run(seed);
        prop_assume!(initiated(&run));
        prop_assert_eq!(
            !run.violated().contains(&"consistent"),
            is_consistent_by_vector_clocks(&scenario, &run)
        );
    }

    #[test]
    fn an_event_applied_twice_gives_the_same_state_and_effects(
        scenario in strategy::network(Order::Fifo),
        seed: u64,
    ) {
        let run = scenario.run(seed);
        let twice = scenario.run_under(Twice(scenario.superposed().protocol), seed);
        prop_assert_eq!(run, twice);
    }
}

/// Copies of m in the recorded global state, counted without the oracle's help.
fn copies(run: &Run<TokenRing>) -> u64 {
    let held = run.recorded.processes.iter().flat_map(|process| &process.first);
    let held: u64 = held.map(|recording| u64::from(recording.state.held)).sum();
    let in_channels: usize = run.recorded.channels.iter().map(|channel| channel.messages.len()).sum();
    held + in_channels as u64
}

fn initiated(run: &Run<TokenRing>) -> bool {
    run.log.events.iter().any(|event| matches!(event.what, Happening::Observe(_)))
}

/// The definition, by vector time.
fn is_consistent_by_vector_clocks(scenario: &Scenario, run: &Run<TokenRing>) -> bool {
    none_knows_more(scenario, run, SnapshotId(1)).expect("a cut goes through every process")
}

/// The exercise where markers and m may overtake one another.
fn unordered_exercise(forwarding: Forwarding) -> Scenario {
    let exercise = Scenario::exercise(3);
    Scenario {
        computation: TokenRing::new(forwarding),
        topology: exercise.topology.with_order(Order::Unordered),
        timing: Timing::new(delays(1, 20), delays(0, 5)),
        ..exercise
    }
}

#[test]
fn vector_clocks_and_the_linear_oracle_know_both_answers() {
    let scenario = unordered_exercise(Forwarding::Atomic);
    let mut answers = [0_u32; 2];
    for seed in 0..200 {
        let run = scenario.run(seed);
        let consistent = is_consistent_by_vector_clocks(&scenario, &run);
        assert_eq!(!run.violated().contains(&"consistent"), consistent, "seed {seed}");
        answers[usize::from(consistent)] += 1;
    }
    assert!(answers.iter().all(|count| *count > 0), "both answers occur: {answers:?}");
}

#[test]
fn without_fifo_some_snapshots_are_wrong_and_the_oracles_say_so() {
    for forwarding in [Forwarding::Atomic, Forwarding::Held] {
        let scenario = unordered_exercise(forwarding);
        let violated: Vec<_> = (0..100).map(|seed| scenario.run(seed).violated()).collect();
        for oracle in ["consistent", "channels", "one-message", "reachable"] {
            let wrong = violated.iter().filter(|names| names.contains(&oracle)).count();
            assert!((1..100).contains(&wrong), "{oracle} is violated by {wrong} of 100 seeds");
        }
        for oracle in ["complete", "states", "markers", "undisturbed"] {
            assert!(violated.iter().all(|names| !names.contains(&oracle)), "{oracle} does not need FIFO");
        }
    }
}

#[test]
fn a_verdict_is_the_same_each_time() {
    let scenario = unordered_exercise(Forwarding::Held);
    let (alone, superposed) = (scenario.alone(), scenario.superposed());
    let mut again = scenario.setup(&alone, &superposed).timed(&scenario.timing, 0);
    let mut violated = 0;
    for seed in 0..100 {
        let first = scenario.run(seed);
        again.restart(seed);
        again.run(&mut ()).unwrap();
        assert_eq!(again.judge(tests::SNAPSHOT), first.checks, "seed {seed}");
        violated += u32::from(first.checks.iter().any(|c| matches!(c.verdict, Verdict::Violated(_))));
    }
    assert!((1..100).contains(&violated), "both verdicts occur: {violated}");
}

#[test]
fn several_processes_may_initiate_the_same_snapshot() {
    let topology = Topology::ring(4).unwrap();
    let scenario = Scenario {
        computation: TokenRing { tokens: 4, ..TokenRing::new(Forwarding::Atomic) },
        initiation: initiated_by(&topology.processes().collect::<Vec<_>>(), 2),
        topology,
        ..Scenario::exercise(2)
    };
    let most = (0..100).map(|seed| {
        let run = scenario.run(seed);
        assert_eq!(run.complaints(), Vec::<String>::new(), "seed {seed}");
        run.log.events.chunk_by(|_, next| !next.begins_step()).filter(|step| initiates(step)).count()
    });
    assert_eq!(most.max(), Some(4), "in some run all four processes initiate");
}

/// Whether the process records its state without having received a marker.
fn initiates(step: &[LogEvent<TokenRing>]) -> bool {
    let records =
        |event: &LogEvent<TokenRing>| matches!(event.what, Happening::Observe(Recorded::Process { .. }));
    let marker = matches!(&step[0].what, Happening::Receive { body, .. } if body.control().is_some());
    !marker && step.iter().any(records)
}
