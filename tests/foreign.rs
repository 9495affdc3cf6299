//! An algorithm that is not ours, by the same contract: it is run, explored, saved, read back, replayed, drawn, judged and spread over real
//! processes by what was written for those of the catalog.

mod in_order;
mod live;
mod saved;

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use explore::{Options, explore_with};
use in_order::{IN_ORDER, InOrder, LAW};
use sim_core::{Order, Protocol, Shape, System, Timing};
use snapshot::algorithms::Algorithm;
use snapshot::algorithms::Itself;
use snapshot::exploration::{RecordedValue, Snapshots};
use snapshot::oracle::Verdict;
use snapshot::{Bank, Initiation, Initiators, Named, Program, Setup, Superposed, algorithms};
use tests::{P, Run, Scenario, delays};

type Message = <Bank as Protocol>::Message;
type State = <Bank as Protocol>::State;

const TAKES_ALL: InOrder = InOrder { takes_all: true };

/// Money that is moved to and fro on a network of this shape, with so many snapshots that these processes start of their own accord.
fn bank(shape: &str, order: Order, initiators: Initiators, snapshots: u32, transfers: u32) -> Scenario<Bank> {
    Scenario {
        computation: Bank::alike(10, transfers),
        topology: shape.parse::<Shape>().expect("a shape").build(order).expect("it can be built"),
        timing: Timing::new(delays(1, 20), delays(1, 9)).with_start(delays(0, 60)),
        initiation: Initiation { snapshots, initiators, trigger: None },
        max_events: 100_000,
    }
}

type Under = Superposed<Bank, InOrder>;

/// The computation alone, and under the algorithm.
fn systems(scenario: &Scenario<Bank>, algorithm: InOrder) -> (System<Bank>, System<Under>) {
    let computation = scenario.computation.clone();
    let layered = Superposed::new(computation, algorithm, scenario.initiation.clone());
    (scenario.alone(), System::new(layered, scenario.topology.clone()))
}

/// The run of a seed, judged by the algorithm's own law.
fn run(scenario: &Scenario<Bank>, algorithm: InOrder, seed: u64) -> Run<Bank> {
    let (alone, layered) = systems(scenario, algorithm);
    let setup = Setup { law: Some(LAW), ..scenario.setup(&alone, &layered) };
    Run::of(setup.timed(&scenario.timing, seed)).expect("what is enabled is chosen")
}

type Oracles = BTreeSet<&'static str>;

const NOTHING: Oracles = Oracles::new();

/// The oracles that do not say of each run of some seeds that all is well.
fn wrong(scenario: &Scenario<Bank>, algorithm: InOrder) -> Oracles {
    let judgements = (0..100).flat_map(|seed| run(scenario, algorithm, seed).judgements);
    let checks = judgements.flat_map(|judgement| judgement.checks);
    checks.filter(|check| check.verdict != Verdict::Holds).map(|check| check.name).collect()
}

#[test]
fn who_takes_in_order_what_comes_in_none_needs_no_order_of_channels() {
    for order in [Order::Fifo, Order::Unordered, Order::Overtaking] {
        for shape in ["complete:3", "ring:4"] {
            let scenario = bank(shape, order, Initiators::Any, 3, 6);
            assert_eq!(wrong(&scenario, IN_ORDER), NOTHING, "{shape} {order:?}");
        }
    }
    let one = bank("complete:3", Order::Unordered, Initiators::These(vec![P]), 1, 6);
    assert!(wrong(&one, TAKES_ALL).contains("consistent"), "{:?}", wrong(&one, TAKES_ALL));
}

#[test]
fn what_it_refuses_is_counted_where_there_is_something_to_refuse() {
    let refusing = |order| {
        let scenario = bank("complete:3", order, Initiators::These(vec![P]), 1, 9);
        let runs = (0..20).map(move |seed| run(&scenario, IN_ORDER, seed));
        runs.filter(|run| run.judgements[0].costs.refused.is_some_and(|refused| refused.messages > 0)).count()
    };
    assert!(refusing(Order::Unordered) > 10, "{}", refusing(Order::Unordered));
    assert_eq!(refusing(Order::Fifo), 0);
}

/// A recorded global state.
type Value = RecordedValue<State, Message>;

/// Searches all schedules; what an oracle says against any of them, and what can be recorded.
fn explored(scenario: &Scenario<Bank>, algorithm: InOrder, reduce: bool) -> (Oracles, BTreeSet<Vec<Value>>) {
    let (alone, layered) = systems(scenario, algorithm);
    let property = Snapshots::of(&alone, &layered, scenario.initiation.snapshots).by_law(Some(LAW));
    let options = Options { reduce, keep_going: true, ..Options::default() };
    let report = explore_with(&layered, &property, &options, |_| ControlFlow::Continue(()));
    assert!(report.complete());
    let wrong = report.violations.iter().flat_map(|found| found.what.failed.iter().flat_map(|of| &of.checks));
    (wrong.copied().collect(), report.outcomes.iter().map(|found| found.what.clone()).collect())
}

#[test]
fn every_schedule_is_right_and_a_reduced_search_comes_to_the_same() {
    let scenario = bank("ring:2", Order::Unordered, Initiators::These(vec![P]), 1, 2);
    let (wrong, recorded) = explored(&scenario, IN_ORDER, false);
    assert_eq!(wrong, NOTHING);
    assert!(recorded.len() > 3);
    assert_eq!(explored(&scenario, IN_ORDER, true), (wrong, recorded));
    let (found, _) = explored(&scenario, TAKES_ALL, true);
    assert!(found.contains("consistent"), "{found:?}");
}

#[test]
fn it_could_stand_in_the_catalog_whatever_the_program() {
    fn named<P: Program, A: Named>(_: &A) -> &'static str
    where
        Itself<A>: Algorithm<P>,
    {
        A::NAME
    }
    fn over<P: Program>() -> &'static str {
        named::<P, _>(&IN_ORDER)
    }
    assert!(algorithms::entry(over::<Bank>()).is_none());
}

#[test]
fn what_it_adds_is_written_read_replayed_and_drawn() {
    let scenario = bank("complete:3", Order::Unordered, Initiators::Any, 2, 6);
    let text = saved::comes_back(&scenario, 3);
    assert!(text.contains(r#""tag":"1:"#) && text.contains(r#""control":"1""#), "{text}");
    assert!(text.contains(r#""kind":"record-message""#), "{text}");
}

#[test]
fn real_processes_run_it_and_their_logs_are_joined_and_judged() {
    let scenario = bank("complete:3", Order::Fifo, Initiators::Any, 2, 20);
    let (run, logs) = live::joined(&scenario);
    assert_eq!(run.complaints(), Vec::<String>::new());
    let mut sent = logs.lines().filter(|line| line.contains(r#""kind":"send""#));
    assert!(sent.all(|line| line.contains(r#""tag":"#) != line.contains(r#""control":"#)));
}

#[test]
fn a_log_in_which_it_says_something_else_than_the_models_is_refused() {
    let scenario = bank("star:3", Order::Fifo, Initiators::These(vec![P]), 1, 9);
    let refused = live::refused(&scenario, |log| log.replacen(r#""control":""#, r#""control":"1"#, 1));
    assert!(refused.contains("the model does"), "{refused}");
}
