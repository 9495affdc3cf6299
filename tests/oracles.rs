//! What the oracles say where no algorithm is broken: of a snapshot that is not there, or not yet, or cannot be; and of
//! evidence that does not fit the computation.

mod changed;
mod own;

use sim_core::{Channel, ChannelId, Happening, Order, ProcessId, System, Timing, Topology};
use snapshot::oracle::{Check, Evidence, Law, On, Overall, Rule, Verdict, overall};
use snapshot::{
    Carries as _, Forwarding, Judge, Judgement, LogEvent, Offered, Setup, Stopped, TokenRing, Wire,
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
    let why = "no chain of channels leads from a process that recorded to first";
    assert_eq!(
        unknown(&run, "complete"),
        format!("it never will be: {why}, and nothing can happen any more")
    );
}

/// What an oracle says of the exercise's events as they are after a change.
fn after_change(
    links: Order,
    over: bool,
    name: &str,
    change: impl FnOnce(&mut Vec<LogEvent<TokenRing>>),
) -> Verdict {
    let exercise = Scenario::exercise(101);
    let scenario = Scenario { topology: exercise.topology.clone().with_order(links), ..exercise };
    let (alone, superposed) = (scenario.alone(), scenario.superposed());
    let mut experiment = scenario.setup(&alone, &superposed).timed(&scenario.timing, 7);
    experiment.run(&mut ()).unwrap();
    let mut events = experiment.events().to_vec();
    change(&mut events);
    let evidence = Evidence {
        system: &alone,
        snapshot: SNAPSHOT,
        base: experiment.base(),
        events: &events,
        offers: Offered::NotSeen,
        over,
        law: Some(Law::MARKERS),
    };
    let checks = Judgement::of(&evidence, &mut Judge::default()).checks;
    checks.into_iter().find(|check| check.name == name).unwrap().verdict
}

/// Forgets the step with the last receipt of a marker, and all that came after it.
fn lose_the_last_marker(events: &mut Vec<LogEvent<TokenRing>>) {
    let is_marker = |event: &LogEvent<TokenRing>| matches!(&event.what, Happening::Receive { body, .. } if body.control().is_some());
    events.truncate(events.iter().rposition(is_marker).unwrap());
}

#[test]
fn a_marker_that_never_comes_is_under_way_only_as_long_as_something_can_happen() {
    let verdict = after_change(Order::Fifo, false, "complete", lose_the_last_marker);
    assert_eq!(
        verdict,
        Verdict::Unknown("the record of Q->P is not closed yet: markers are still under way".into())
    );
    let verdict = after_change(Order::Fifo, true, "complete", lose_the_last_marker);
    let Verdict::Violated(violation) = verdict else { panic!("{verdict:?}") };
    assert_eq!(
        violation.reason,
        "the record of Q->P is not closed, and never will be: nothing can happen any more"
    );
    assert_eq!(violation.story, ["the marker from Q to P was never received"]);
    assert_eq!(violation.events.len(), 1);
}

#[test]
fn a_marker_is_said_to_have_overtaken_a_message_only_if_one_came_and_did() {
    let story = |change: fn(&mut Vec<LogEvent<TokenRing>>)| {
        let verdict = after_change(Order::Unordered, false, "channels", change);
        let Verdict::Violated(violation) = verdict else { panic!("{verdict:?}") };
        violation.story.last().unwrap().clone()
    };
    assert!(story(|_| ()).ends_with("by a marker that overtook it"));
    let no_marker = story(|events| {
        let marker = events.iter_mut().find_map(|event| match &mut event.what {
            Happening::Receive { channel, body, .. } if body.control().is_some() => Some(channel),
            _ => None,
        });
        *marker.unwrap() = ChannelId(1); // it came from elsewhere
    });
    assert!(no_marker.ends_with("though no marker had come from it"), "{no_marker}");
    let late = story(|events| {
        let is_sending = |event: &LogEvent<TokenRing>| matches!(event.what, Happening::Send { .. });
        let places: Vec<_> = (0..events.len()).filter(|place| is_sending(&events[*place])).collect();
        events.swap(places[0], places[1]); // the marker is sent first
    });
    assert!(late.ends_with("by a marker that was sent before it"), "{late}");
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
        let checks = experiment.judge(tests::SNAPSHOT).into_iter();
        let checks: Vec<_> = checks.map(|check| format!("{:?}", check.verdict)).collect();
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
            over: false,
            law: Some(Law::MARKERS),
        };
        overall(&Judgement::of(&evidence, &mut Judge::default()).checks[7..])
    };
    let mut events = experiment.events().to_vec();
    assert_eq!(judge(&events), Overall::Holds);
    let received = events.iter_mut().find_map(|event| match &mut event.what {
        Happening::Receive { body: Wire::Message { body: Count(said), .. }, .. } => Some(said),
        _ => None,
    });
    *received.unwrap() += 1;
    assert_eq!(judge(&events), Overall::Violated);
}

#[test]
fn of_an_algorithm_whose_law_is_not_known_it_is_not_said_that_it_keeps_it() {
    let scenario = Scenario::exercise(5);
    let (alone, superposed) = (scenario.alone(), scenario.superposed());
    let judged = |law| {
        let setup = Setup { law, ..scenario.setup(&alone, &superposed) };
        let run = Run::of(setup.timed(&scenario.timing, 7)).unwrap();
        (overall(&run.checks), run.checks.into_iter().find(|check| check.name == "markers").unwrap().verdict)
    };
    assert_eq!(judged(Some(Law::MARKERS)), (Overall::Holds, Verdict::Holds));
    assert!(matches!(judged(None), (Overall::Unknown, Verdict::Unknown(_))));
}

#[test]
fn each_kind_of_message_is_counted_where_the_law_wants_it_and_nowhere_else() {
    let scenario = Scenario::triangle(1, &[Q], 3);
    let (alone, superposed) = (scenario.alone(), scenario.superposed());
    let said = |law: Law| {
        let setup = Setup { law: Some(law), ..scenario.setup(&alone, &superposed) };
        let run = Run::of(setup.timed(&scenario.timing, 7)).unwrap();
        match run.checks.into_iter().find(|check| check.name == "markers").unwrap().verdict {
            Verdict::Violated(violation) => violation.reason,
            verdict => format!("{verdict:?}"),
        }
    };
    const NONE: Law = Law::of(&[]);
    const FROM: Law = Law::of(&[Rule { kind: "marker", on: On::FromInitiator }]);
    const TO: Law = Law::of(&[Rule { kind: "marker", on: On::ToInitiator }]);
    const ACKS: Law =
        Law::of(&[Rule { kind: "marker", on: On::Each }, Rule { kind: "ack", on: On::FromInitiator }]);
    assert_eq!(said(NONE), "a marker was sent on p1->p0, where there is to be none");
    assert!(said(FROM).starts_with("a marker was sent on p"));
    assert_eq!(said(TO), "a marker was sent on p1->p0, where there is to be none");
    assert_eq!(said(ACKS), "no ack was sent on p1->p0");
}
