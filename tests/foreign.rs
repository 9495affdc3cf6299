//! Algorithms that are not ours, by the same contract: each needs something else than Chandy and Lamport's, is one file, and is run,
//! explored, saved, read back, replayed, drawn and judged by what was written for that one.

#[path = "foreign/acharya_badrinath.rs"]
mod acharya_badrinath;
#[path = "foreign/lai_yang.rs"]
mod lai_yang;
#[path = "foreign/live.rs"]
mod live;
#[path = "foreign/mattern.rs"]
mod mattern;
#[path = "foreign/saved.rs"]
mod saved;

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use acharya_badrinath::AcharyaBadrinath;
use explore::{Explorable, Options, explore_with};
use lai_yang::{LAI_YANG, LaiYang};
use mattern::{MATTERN, Mattern};
use sim_core::{
    Channel, ChannelId, Delay, Order, ProcessId, Protocol, Refusals, Shape, System, Timing, Topology,
};
use snapshot::algorithms::Itself;
use snapshot::{
    Algorithm, Bank, ChandyLamport, Initiation, Initiators, Law, Layer, Named, On, Program, Rule, Setup,
    SnapshotAlgorithm, Snapshots, Stopped, Superposed, Verdict, algorithms,
    algorithms::{AbsAligned, Inhibition},
};
use tests::{P, Run, Scenario, delays};

fn shape(text: &str, order: Order) -> Topology {
    text.parse::<Shape>().expect("a shape").build(order).expect("it can be built")
}

/// Two sources, two ways that differ in length, and a sink that is a source of nothing.
fn acyclic() -> Topology {
    let ends = [(0, 2), (1, 2), (1, 3), (2, 4), (3, 4), (0, 4)];
    let channel = |(p, q)| Channel { source: ProcessId(p), target: ProcessId(q), order: Order::Fifo };
    let names = (0..5).map(|p| format!("p{p}")).collect();
    Topology::new(names, ends.map(channel).to_vec()).expect("no channel is there twice")
}

/// Money that is moved to and fro, with so many snapshots that these processes start of their own accord.
fn bank(topology: Topology, initiators: Initiators, snapshots: u32, transfers: u32) -> Scenario<Bank> {
    Scenario {
        computation: Bank::alike(10, transfers),
        topology,
        timing: Timing::new(delays(1, 20), delays(1, 9)).with_start(delays(0, 60)),
        initiation: Initiation { snapshots, initiators, trigger: None },
        max_events: 100_000,
    }
}

/// How many messages of its own an algorithm should send: stated beside it, for nobody else knows it.
pub(crate) trait Lawful {
    const LAW: Law;
}

const INHIBITION: Inhibition = Inhibition { hasty: false };

impl Lawful for Inhibition {
    const LAW: Law = Law::of(&[Rule { kind: "marker", on: On::Each }, Rule { kind: "ack", on: On::Each }]);
}

const ALIGNED: AbsAligned = AbsAligned::ExactlyOnce;

impl Lawful for AbsAligned {
    const LAW: Law = Law::MARKERS;
}

/// A foreign algorithm.
trait Foreign: SnapshotAlgorithm<State, Message> + Named + Lawful + Clone {}
impl<A: SnapshotAlgorithm<State, Message> + Named + Lawful + Clone> Foreign for A {}

fn under<A: Foreign>(scenario: &Scenario<Bank>, algorithm: &A) -> Superposed<Bank, A> {
    Superposed::new(scenario.computation.clone(), algorithm.clone(), scenario.initiation.clone())
}

type Message = <Bank as Protocol>::Message;
type State = <Bank as Protocol>::State;

/// The same of what is known to be wrong only.
fn violated<A: Foreign>(scenario: &Scenario<Bank>, algorithm: &A) -> BTreeSet<&'static str> {
    (0..150).flat_map(|seed| run(scenario, algorithm, seed).violated()).collect()
}

/// The run of a seed, judged by the algorithm's own law.
fn run<A: Foreign>(scenario: &Scenario<Bank>, algorithm: &A, seed: u64) -> Run<Bank> {
    let (alone, layered) = systems(scenario, algorithm);
    let setup = Setup { law: Some(A::LAW), ..scenario.setup(&alone, &layered) };
    Run::of(setup.timed(&scenario.timing, seed)).expect("what is enabled is chosen")
}

/// The computation alone, and under the algorithm.
fn systems<A: Foreign>(
    scenario: &Scenario<Bank>,
    algorithm: &A,
) -> (System<Bank>, System<Superposed<Bank, A>>) {
    (scenario.alone(), System::new(under(scenario, algorithm), scenario.topology.clone()))
}

/// What goes wrong in the runs of some seeds: which oracle, and in how many runs.
fn wrong<A: Foreign>(scenario: &Scenario<Bank>, algorithm: &A) -> BTreeSet<&'static str> {
    let mut wrong = BTreeSet::new();
    for seed in 0..150 {
        let run = run(scenario, algorithm, seed);
        let checks = run.judgements.iter().flat_map(|judgement| &judgement.checks);
        wrong.extend(checks.filter(|check| check.verdict != Verdict::Holds).map(|check| check.name));
    }
    wrong
}

const NOTHING: BTreeSet<&str> = BTreeSet::new();

#[test]
fn colours_and_counts_are_right_on_channels_of_any_order_with_any_initiators() {
    for order in [Order::Unordered, Order::Fifo] {
        for shape_of in ["complete:3", "ring:4"] {
            let scenario = bank(shape(shape_of, order), Initiators::Any, 3, 6);
            assert_eq!(wrong(&scenario, &MATTERN), NOTHING, "{shape_of}");
            assert_eq!(wrong(&scenario, &LAI_YANG), NOTHING, "{shape_of}");
        }
    }
}

#[test]
fn a_snapshot_that_waits_for_messages_is_not_said_to_be_lost() {
    let mut scenario = bank(shape("complete:3", Order::Unordered), Initiators::These(vec![P]), 1, 9);
    scenario.timing = Timing::new(delays(1, 60), delays(1, 9)).with_start(delays(20, 40));
    let mut waited = 0;
    for (seed, max_events) in (0..10).flat_map(|seed| (80..170).map(move |events| (seed, events))) {
        let scenario = Scenario { max_events, ..scenario.clone() };
        let run = run(&scenario, &MATTERN, seed);
        assert!(!run.violated().contains(&"complete"), "{seed} {max_events}");
        let waits = |verdict: &Verdict| format!("{verdict:?}").contains("messages from before the cut");
        waited += usize::from(run.checks.iter().any(|check| waits(&check.verdict)));
    }
    assert!(waited > 0);
}

#[test]
fn who_is_made_to_record_by_a_message_has_recorded_before_it() {
    let scenario = bank(shape("complete:3", Order::Unordered), Initiators::These(vec![P]), 1, 6);
    let wrong = wrong(&scenario, &Mattern { before: false });
    assert!(wrong.contains("consistent") && wrong.contains("states"), "{wrong:?}");
}

#[test]
fn a_message_that_is_worked_out_is_found_by_its_number_and_no_other_is_taken_for_it() {
    let scenario = bank(shape("complete:3", Order::Unordered), Initiators::These(vec![P]), 1, 6);
    let wrong = wrong(&scenario, &LaiYang { slips: 1 });
    assert!(wrong.contains("channels"), "{wrong:?}");
}

#[test]
fn barriers_that_wait_for_each_other_leave_nothing_in_the_channels() {
    let sources = Initiators::These(vec![ProcessId(0), ProcessId(1)]);
    let scenario = bank(acyclic(), sources, 3, 8);
    let needs = AbsAligned::NEEDS;
    assert_eq!(needs.lack(&scenario.topology, &scenario.initiation.initiators), None);
    assert!(needs.lack(&shape("ring:3", Order::Fifo), &Initiators::Any).is_some());
    assert_eq!(wrong(&scenario, &ALIGNED), NOTHING);
    let one = bank(acyclic(), scenario.initiation.initiators, 1, 8);
    let at_least_once = wrong(&one, &AbsAligned::AtLeastOnce);
    assert!(at_least_once.contains("consistent"), "{at_least_once:?}");
}

#[test]
fn flushed_channels_need_no_order_but_the_computation_is_kept_from_acting() {
    let scenario = bank(shape("complete:3", Order::Unordered), Initiators::Any, 2, 6);
    assert_eq!(wrong(&scenario, &INHIBITION), NOTHING);
    // Some have nothing left to do when the snapshot begins.
    assert!((0..20).filter(|seed| blocked(&scenario, &INHIBITION, *seed) > 0).count() > 10);
    assert!((0..20).all(|seed| blocked(&scenario, &MATTERN, seed) == 0));
}

#[test]
fn a_hub_works_out_the_state_of_all_channels_where_messages_come_in_causal_order() {
    let hub = || Initiators::These(vec![P]);
    let needs = AcharyaBadrinath::NEEDS;
    for shape_of in ["star:4", "complete:2"] {
        let scenario = bank(shape(shape_of, Order::Fifo), hub(), 3, 6);
        assert_eq!(needs.lack(&scenario.topology, &scenario.initiation.initiators), None);
        assert_eq!(wrong(&scenario, &AcharyaBadrinath::Right), NOTHING, "{shape_of}");
    }
    assert!(needs.lack(&shape("star:4", Order::Fifo), &Initiators::These(vec![ProcessId(1)])).is_some());
    assert!(needs.lack(&shape("complete:3", Order::Fifo), &Initiators::Any).is_some());
    // FIFO channels alone let a message come before the token that was sent before it.
    let wrong = wrong(&bank(shape("complete:3", Order::Fifo), hub(), 1, 6), &AcharyaBadrinath::Right);
    assert!(wrong.contains("consistent"), "{wrong:?}");
}

#[test]
fn what_goes_wrong_around_a_hub_is_found_by_the_oracle_of_just_that() {
    let scenario = bank(shape("star:4", Order::Fifo), Initiators::These(vec![P]), 1, 6);
    let late = wrong(&scenario, &AcharyaBadrinath::CountsLate);
    assert!(late.contains("channels") && !late.contains("consistent"), "{late:?}");
    // The hub also takes the second reply of one for the reply of another.
    assert!(violated(&scenario, &AcharyaBadrinath::RepliesTwice).contains("markers"));
    assert_eq!(violated(&scenario, &AcharyaBadrinath::KeepsSilent), BTreeSet::from(["complete"]));
}

#[test]
fn barriers_that_wait_for_each_other_for_ever_are_said_to_and_who_takes_nothing_from_whom() {
    // p1 and p2 have p0's barrier, and each waits for the other's.
    let scenario = bank(shape("complete:3", Order::Fifo), Initiators::These(vec![P]), 1, 30);
    assert!(AbsAligned::NEEDS.lack(&scenario.topology, &scenario.initiation.initiators).is_some());
    let run = run(&scenario, &ALIGNED, 1);
    assert_eq!(run.stopped, Stopped::Quiescent);
    let Verdict::Violated(complete) = &run.checks[0].verdict else { panic!("{:?}", run.checks[0]) };
    assert_eq!(complete.reason, "p1, p2 did not record, and no marker is under way");
    let waits = |(line, target)| {
        let begins = format!("{target} does not take what comes from p0: ");
        str::starts_with(line, &begins) && str::ends_with(line, " in the channel")
    };
    assert_eq!(complete.story.len(), 3, "{:?}", complete.story);
    let circle = "p1 waits for p2 waits for p1: nothing for the snapshot comes from any of them";
    assert_eq!(complete.story[2], circle);
    assert!(complete.story.iter().map(String::as_str).zip(["p1", "p2"]).all(waits), "{:?}", complete.story);
}

/// What a run's one snapshot cost by way of refusing.
fn refused<A: Foreign>(scenario: &Scenario<Bank>, algorithm: &A) -> Option<Refusals> {
    run(scenario, algorithm, 0).judgements[0].costs.refused
}

#[test]
fn what_processes_refuse_is_a_cost_of_an_algorithm_that_lets_them() {
    // The first source's barrier comes at t=1, the second's at t=10. What the first sends meanwhile, every three ticks, has to wait.
    let channel = |p| Channel { source: ProcessId(p), target: ProcessId(2), order: Order::Fifo };
    let names = ["p0", "p1", "p2"].map(String::from).to_vec();
    let topology = Topology::new(names, vec![channel(0), channel(1)]).unwrap();
    let sources = Initiators::These(vec![ProcessId(0), ProcessId(1)]);
    let mut scenario = bank(topology, sources, 1, 9);
    let slow = Timing::new(Delay::fixed(1), Delay::fixed(3)).with_channel(ChannelId(1), Delay::fixed(10));
    scenario.timing = slow.with_start(Delay::ZERO);
    // Those of t=3 and t=6 come at t=4 and t=7; that of t=9 when the second barrier has.
    assert_eq!(refused(&scenario, &ALIGNED), Some(Refusals { messages: 2, ticks: 6 + 3 }));
    assert_eq!(refused(&scenario, &AbsAligned::AtLeastOnce), None);
    assert_eq!(refused(&scenario, &MATTERN), None);
    assert!(saved::costs(&scenario, &ALIGNED).contains(r#""refused":{"messages":2,"ticks":9}"#));
    assert!(!saved::costs(&scenario, &MATTERN).contains("refused"));
    // A schedule has no times at which messages are due.
    let (alone, layered) = systems(&scenario, &ALIGNED);
    let again = scenario.setup(&alone, &layered).listed(run(&scenario, &ALIGNED, 0).actions);
    assert_eq!(Run::of(again).unwrap().judgements[0].costs.refused, None);
}

/// For how long processes were kept from acting in the run of a seed.
fn blocked<A: Foreign>(scenario: &Scenario<Bank>, algorithm: &A, seed: u64) -> u64 {
    let (alone, layered) = systems(scenario, algorithm);
    let mut experiment = scenario.setup(&alone, &layered).timed(&scenario.timing, seed);
    experiment.run(&mut ()).expect("what is enabled is chosen");
    experiment.blocked()
}

/// Searches all schedules; what an oracle says against any of them, and what can be recorded.
fn explored<A>(
    scenario: &Scenario<Bank>,
    algorithm: &A,
    reduce: bool,
) -> (BTreeSet<&'static str>, BTreeSet<String>)
where
    A: Foreign,
    Superposed<Bank, A>: Explorable + Layer<Bank>,
{
    let (alone, layered) = systems(scenario, algorithm);
    let property = Snapshots::of(&alone, &layered, scenario.initiation.snapshots).by_law(Some(A::LAW));
    let options = Options { reduce, keep_going: true, ..Options::default() };
    let report = explore_with(&layered, &property, &options, |_| ControlFlow::Continue(()));
    assert!(report.complete());
    let wrong = report.violations.iter().flat_map(|found| found.what.failed.iter().flat_map(|of| &of.checks));
    let recorded = report.outcomes.iter().map(|found| format!("{:?}", found.what));
    let wrongly = report.violations.iter().map(|found| format!("{:?}", found.what.recorded));
    (wrong.copied().collect(), recorded.chain(wrongly).collect())
}

#[test]
fn every_schedule_is_right_and_a_reduced_search_comes_to_the_same() {
    let two = |order| bank(shape("ring:2", order), Initiators::These(vec![P]), 1, 2);
    let unordered = two(Order::Unordered);
    let (wrong, recorded) = explored(&unordered, &MATTERN, false);
    assert_eq!(wrong, NOTHING);
    assert!(recorded.len() > 3);
    assert_eq!(explored(&unordered, &MATTERN, true), (wrong, recorded.clone()));
    let worked_out = explored(&unordered, &LAI_YANG, false);
    assert_eq!(worked_out.0, NOTHING);
    assert_eq!(explored(&unordered, &LAI_YANG, true), worked_out);
    let at_a_hub = explored(&two(Order::Fifo), &AcharyaBadrinath::Right, false);
    assert_eq!(at_a_hub.0, NOTHING);
    assert!(at_a_hub.1.len() > 3);
    assert_eq!(explored(&two(Order::Fifo), &AcharyaBadrinath::Right, true), at_a_hub);
    let inhibited = explored(&unordered, &INHIBITION, false);
    assert_eq!(inhibited.0, NOTHING);
    assert_eq!(explored(&unordered, &INHIBITION, true), inhibited);
}

#[test]
fn a_marker_that_is_acknowledged_too_early_is_found_by_the_search() {
    let scenario = bank(shape("ring:2", Order::Unordered), Initiators::These(vec![P]), 1, 2);
    let (wrong, _) = explored(&scenario, &Inhibition { hasty: true }, true);
    assert!(wrong.contains("channels"), "{wrong:?}");
}

#[test]
fn of_a_process_that_blocks_a_search_tries_what_it_accepts() {
    let ends = [(0, 2), (1, 2)];
    let channel = |(p, q)| Channel { source: ProcessId(p), target: ProcessId(q), order: Order::Fifo };
    let names = ["p0", "p1", "p2"].map(String::from).to_vec();
    let topology = Topology::new(names, ends.map(channel).to_vec()).unwrap();
    let sources = Initiators::These(vec![ProcessId(0), ProcessId(1)]);
    let scenario = bank(topology, sources, 1, 2);
    let all = explored(&scenario, &ALIGNED, false);
    assert_eq!(all.0, NOTHING);
    assert_eq!(explored(&scenario, &ALIGNED, true), all);
    assert!(explored(&scenario, &AbsAligned::AtLeastOnce, true).0.contains("consistent"));
}

#[test]
fn who_was_made_to_record_by_a_message_is_no_initiator_and_a_report_says_what_message_it_was() {
    let scenario = bank(shape("complete:3", Order::Unordered), Initiators::These(vec![P]), 1, 6);
    let (mattern, inhibition) =
        (saved::reported(&scenario, &MATTERN), saved::reported(&scenario, &INHIBITION));
    assert!(mattern.contains("  a message") && mattern.contains("  first marker"), "{mattern}");
    assert_eq!(mattern.matches("own accord").count(), mattern.matches("process").count(), "{mattern}");
    assert!(!inhibition.contains("  a message") && inhibition.contains("  first marker"), "{inhibition}");
}

#[test]
fn as_a_member_of_the_one_type_for_all_an_algorithm_does_what_it_does_alone() {
    let scenario = bank(shape("complete:3", Order::Fifo), Initiators::Any, 3, 8);
    for seed in 0..20 {
        let alone = scenario.run(seed);
        let entry = algorithms::entry(ChandyLamport::NAME).expect("it is there");
        let layers =
            Superposed::new(scenario.computation.clone(), entry.algorithm, scenario.initiation.clone());
        let member = scenario.run_under(layers, seed);
        assert_eq!((alone.log.events, alone.actions), (member.log.events, member.actions));
        assert_eq!((alone.judgements, alone.end), (member.judgements, member.end));
    }
}

#[test]
fn each_of_them_could_stand_in_the_catalog_whatever_the_program() {
    fn named<P: Program, A: Named>(_: &A) -> &'static str
    where
        Itself<A>: Algorithm<P>,
    {
        A::NAME
    }
    fn over<P: Program>() -> [&'static str; 3] {
        [named::<P, _>(&MATTERN), named::<P, _>(&LAI_YANG), named::<P, _>(&AcharyaBadrinath::Right)]
    }
    let names = over::<Bank>();
    assert_eq!(BTreeSet::from(names).len(), names.len());
    assert!(names.iter().all(|name| algorithms::entry(name).is_none()));
}

#[test]
fn what_an_algorithm_adds_is_written_read_replayed_and_drawn() {
    let unordered = bank(shape("complete:3", Order::Unordered), Initiators::Any, 2, 6);
    let text = saved::comes_back(&unordered, &MATTERN, 3);
    assert!(
        text.contains(r#""tag":"0""#) && text.contains(r#""control":"#) && text.contains(r#""before":true"#)
    );
    let text = saved::comes_back(&unordered, &LAI_YANG, 3);
    let worked_out = |line: &&str| line.contains(r#""kind":"record-message""#);
    assert!(text.lines().any(|line| worked_out(&line)));
    assert!(text.lines().filter(worked_out).all(|line| line.contains(r#""msg":"#)));
    assert!(text.contains(r#""tag":"1:"#) && text.contains(r#""control":"[1]"#));
    let text = saved::comes_back(&unordered, &INHIBITION, 3);
    assert!(text.contains(r#""control":"ack""#) && text.contains(r#""control":"marker after "#));
    let star = bank(shape("star:4", Order::Fifo), Initiators::These(vec![P]), 2, 6);
    let text = saved::comes_back(&star, &AcharyaBadrinath::Right, 3);
    assert!(text.contains(r#""control":"token""#) && text.contains(r#""control":"reply|"#));
    assert!(text.lines().any(|line| worked_out(&line)));
    assert!(text.lines().filter(worked_out).all(|line| line.contains(r#""msg":"#)));
    let sources = Initiators::These(vec![ProcessId(0), ProcessId(1)]);
    let scenario = bank(acyclic(), sources, 2, 8);
    let text = saved::comes_back(&scenario, &ALIGNED, 3);
    assert!(!text.contains("record-message"));
}

#[test]
fn real_processes_run_what_is_foreign_and_their_logs_are_joined_and_judged() {
    fn is_right<A: Foreign + Sync>(scenario: &Scenario<Bank>, algorithm: &A) -> String {
        let (run, logs) = live::joined(scenario, algorithm);
        assert_eq!(run.complaints(), Vec::<String>::new());
        logs
    }
    let complete = bank(shape("complete:3", Order::Fifo), Initiators::Any, 2, 20);
    let logs = is_right(&complete, &MATTERN);
    let mut sent = logs.lines().filter(|line| line.contains(r#""kind":"send""#));
    assert!(sent.all(|line| line.contains(r#""tag":"#) != line.contains(r#""control":"#)));
    is_right(&complete, &LAI_YANG);
    is_right(&complete, &INHIBITION);
    let star = bank(shape("star:4", Order::Fifo), Initiators::These(vec![P]), 2, 20);
    assert!(is_right(&star, &AcharyaBadrinath::Right).contains(r#""control":"reply|"#));
    let sources = Initiators::These(vec![ProcessId(0), ProcessId(1)]);
    is_right(&bank(acyclic(), sources, 3, 20), &ALIGNED);
}

#[test]
fn a_log_whose_algorithm_says_something_else_than_the_models_is_refused() {
    let star = bank(shape("star:3", Order::Fifo), Initiators::These(vec![P]), 1, 9);
    let refused = live::refused(&star, &AcharyaBadrinath::Right, |log| {
        log.replacen(r#""control":"token""#, r#""control":"reply""#, 1)
    });
    assert!(refused.contains("the model does") && refused.contains("token"), "{refused}");
}
