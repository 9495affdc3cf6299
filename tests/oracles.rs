//! What the oracles say where no algorithm is broken: of a snapshot that is not there, or not yet, or cannot be; and of
//! evidence that does not fit the computation.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use sim_core::{Channel, Happening, Order, ProcessId, System, Timing, Topology};
use snapshot::{
    Check, Evidence, Forwarding, Judge, LogEvent, Offered, Overall, Stopped, TokenRing, Verdict, Wire,
    overall,
};
use tests::counting::{Count, Counting};
use tests::{P, Q, Run, SNAPSHOT, Scenario, delays, initiated_by};

/// Why the oracle of this name cannot say.
fn unknown(run: &Run<TokenRing>, name: &str) -> String {
    let check = run.checks.iter().find(|check| check.name == name).unwrap();
    let Verdict::Unknown(why) = &check.verdict else { panic!("{check:?}") };
    why.clone()
}

fn all_unknown(run: &Run<TokenRing>) -> bool {
    run.checks.iter().all(|check| matches!(check.verdict, Verdict::Unknown(_)))
}

#[test]
fn of_a_snapshot_that_was_never_initiated_nothing_is_known() {
    let run = Scenario { max_events: 400, ..Scenario::exercise(1_000) }.run(0);
    assert_eq!(run.stopped, Stopped::MaxEvents);
    assert!((400..403).contains(&run.log.events.len()), "given up at the first step that reaches the limit");
    assert!(all_unknown(&run), "{:?}", run.checks);
    assert_eq!(unknown(&run, "complete"), "no snapshot was initiated");
    assert_eq!(overall(&run.checks), Overall::Unknown);
}

#[test]
fn of_a_snapshot_whose_markers_are_under_way_nothing_is_known_yet() {
    let run = Scenario::exercise(0).follow("P! P>Q").unwrap();
    assert_eq!(run.stopped, Stopped::Quiescent);
    assert!(all_unknown(&run), "{:?}", run.checks);
    assert_eq!(unknown(&run, "complete"), "Q did not record yet: markers are still under way");
    let run = Scenario::exercise(0).follow("P! P>Q P>Q").unwrap();
    assert_eq!(
        unknown(&run, "complete"),
        "the record of Q->P is not closed yet: markers are still under way"
    );
}

#[test]
fn of_a_process_that_no_initiator_reaches_it_is_unknown_whether_it_would_record() {
    let channel = |p, q| Channel { source: ProcessId(p), target: ProcessId(q), order: Order::Fifo };
    let names = ["first", "second", "third"].map(String::from).to_vec();
    let scenario = Scenario {
        topology: Topology::new(names, vec![channel(0, 1), channel(1, 2)]).unwrap(),
        initiation: initiated_by(&[Q], 1),
        ..Scenario::exercise(1)
    };
    let run = scenario.run(0);
    assert_eq!(run.stopped, Stopped::Quiescent);
    assert!(all_unknown(&run), "{:?}", run.checks);
    assert_eq!(unknown(&run, "complete"), "no chain of channels leads from a process that recorded to first");
}

#[test]
fn an_initiator_that_has_not_come_to_it_yet_is_no_failure_of_the_others() {
    let channel = |p, q| Channel { source: ProcessId(p), target: ProcessId(q), order: Order::Fifo };
    let names = (0..4).map(|p| format!("p{p}")).collect();
    let rings = vec![channel(0, 1), channel(1, 0), channel(2, 3), channel(3, 2)];
    let scenario = Scenario {
        topology: Topology::new(names, rings).unwrap(),
        initiation: initiated_by(&[ProcessId(0), ProcessId(2)], 1),
        max_events: 200,
        ..Scenario::exercise(1)
    };
    let run = scenario.run(0);
    assert_eq!(
        unknown(&run, "complete"),
        "no chain of channels leads from a process that recorded to p2, p3"
    );
}

#[test]
fn no_checks_are_no_praise() {
    assert_eq!(overall(&[]), Overall::Unknown);
    let holds = Check { name: "complete", verdict: Verdict::Holds };
    assert_eq!(overall(&[holds]), Overall::Holds);
}

#[test]
fn a_run_in_which_messages_overtake_is_no_run_of_a_computation_with_fifo_channels() {
    let scenario = Scenario {
        computation: TokenRing { tokens: 4, ..TokenRing::new(Forwarding::Atomic) },
        topology: Topology::ring(2).unwrap().with_order(Order::Unordered),
        timing: Timing::new(delays(1, 20), delays(0, 9)),
        initiation: initiated_by(&[P], 10),
        ..Scenario::exercise(10)
    };
    let fifo = System::new(scenario.computation, Topology::ring(2).unwrap());
    let superposed = scenario.superposed();
    let mut experiment = scenario.setup(&fifo, &superposed).timed(&scenario.timing, 0);
    let (mut disturbed, mut reordered) = (0, 0);
    for seed in 0..100 {
        experiment.restart(seed);
        experiment.run(&mut ()).unwrap();
        let checks = experiment.judge(tests::SNAPSHOT).map(|check| format!("{:?}", check.verdict));
        disturbed += u32::from(checks[7].contains("it is not the next in"));
        reordered += u32::from(checks[2].contains("in another order than they were sent"));
    }
    assert!(disturbed > 0 && reordered > 0, "{disturbed} {reordered}");
}

#[test]
fn a_message_that_says_something_else_when_it_is_received_disturbs_the_computation() {
    let exercise = Scenario::exercise(3);
    let scenario = exercise.of(Counting { ring: exercise.computation, doubles_at: None });
    let (alone, superposed) = (scenario.alone(), scenario.superposed());
    let mut experiment = scenario.setup(&alone, &superposed).timed(&scenario.timing, 0);
    experiment.run(&mut ()).unwrap();
    let judge = |events: &[LogEvent<Counting>]| {
        let evidence = Evidence {
            system: &alone,
            snapshot: SNAPSHOT,
            base: experiment.base(),
            events,
            offers: Offered::NotSeen,
        };
        overall(&Judge::default().judge(&evidence)[7..])
    };
    let mut events = experiment.events().to_vec();
    assert_eq!(judge(&events), Overall::Holds);
    let received = events.iter_mut().find_map(|event| match &mut event.what {
        Happening::Receive { body: Wire::Underlying(Count(said)), .. } => Some(said),
        _ => None,
    });
    *received.unwrap() += 1;
    assert_eq!(judge(&events), Overall::Violated);
}
