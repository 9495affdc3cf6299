//! Which global states can the algorithm report? All schedules tried, and what comes of each model is pinned.

mod banks;
mod hub;
mod judged;
mod recordable;
mod shortest;
mod small;

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use super::mutants::broken::Broken;
use explore::{Explorable, Found, Options, Report, explore_with};
use hub::Hub;
use judged::judged;
use proptest::prelude::*;
use recordable::recordable;
use shortest::SHORTEST;
use sim_core::{Channel, Order, ProcessId, Shape, System, Topology};
use snapshot::algorithms::chandy_lamport::ChandyLamport;
use snapshot::exploration::{Failed, Outcome, Snapshots, WrongOf};
use snapshot::oracle::Law;
use snapshot::{Amounts, Bank, Forwarding, Initiation, Initiators, Layer, Program, Superposed, TokenRing};
use tests::{P, Scenario, of_any};

type Explored<C> = Report<Outcome<C>, WrongOf<C>>;

/// A computation on a topology under the algorithm.
fn superposed<C: Program>(
    computation: &C,
    topology: &Topology,
    initiation: &Initiation,
) -> System<Superposed<C, ChandyLamport>> {
    let protocol = Superposed::new(computation.clone(), ChandyLamport, initiation.clone());
    System::new(protocol, topology.clone())
}

fn explore<C: Program, L: Layer<C> + Explorable>(
    alone: &System<C>,
    layered: &System<L>,
    snapshots: u32,
    options: &Options,
) -> Explored<C> {
    let property = Snapshots {
        underlying: alone,
        superposed: layered,
        snapshots,
        law: Some(Law::MARKERS),
        freezes: false,
        stable: Vec::new(),
    };
    explore_with(layered, &property, options, |_| ControlFlow::Continue(()))
}

fn explored<C: Program>(
    computation: &C,
    topology: &Topology,
    initiation: &Initiation,
    options: &Options,
) -> Explored<C> {
    let alone = System::new(computation.clone(), topology.clone());
    let layered = superposed(computation, topology, initiation);
    let property = Snapshots::of(&alone, &layered, initiation.snapshots).by_law(Some(Law::MARKERS));
    explore_with(&layered, &property, options, |_| ControlFlow::Continue(()))
}

fn of_its_own_accord(initiators: Initiators, snapshots: u32) -> Initiation {
    Initiation { snapshots, initiators, trigger: None }
}

fn shape(text: &str) -> Topology {
    text.parse::<Shape>().unwrap().build(Order::Fifo).unwrap()
}

fn printed(outcomes: &Explored<TokenRing>, ring: &Topology) -> Vec<String> {
    let alone = System::new(TokenRing::new(Forwarding::Atomic), ring.clone());
    let lines = |outcome: &Outcome<TokenRing>| {
        let lines = outcome.iter().map(|state| trace::notation::line(&alone, state));
        lines.collect::<Vec<_>>().join(" | ")
    };
    outcomes.outcomes.iter().map(|found| lines(&found.what)).collect()
}

#[test]
fn the_exercise_has_one_answer_and_with_m_held_two() {
    let ring = shape("ring:2");
    let at_101 = Initiation::triggered(P, 101);
    let atomic = explored(&TokenRing::new(Forwarding::Atomic), &ring, &at_101, &Options::default());
    assert_eq!(printed(&atomic, &ring), ["P<101> Pc<1msg>  Q<102> Qc<NULL>"]);
    assert!(atomic.complete() && atomic.violations.is_empty());
    assert_eq!((atomic.states, atomic.steps, atomic.depth), (211, 211, 208));
    let held = explored(&TokenRing::new(Forwarding::Held), &ring, &at_101, &Options::default());
    assert_eq!(
        printed(&held, &ring),
        ["P<101> Pc<NULL>  Q<102,m> Qc<NULL>", "P<101> Pc<1msg>  Q<102> Qc<NULL>"]
    );
}

#[test]
fn a_schedule_ends_when_each_channel_is_closed_by_whichever_process() {
    let (ring, at_3) = (shape("ring:2"), Initiation::triggered(P, 3));
    let computation = TokenRing::new(Forwarding::Held);
    let alone = System::new(computation, ring.clone());
    let at_hub = System::new(Superposed::new(computation, Hub, at_3.clone()), ring.clone());
    // The token goes round for ever: only an end that is seen ends the search.
    let options = Options { max_states: 10_000, ..Options::default() };
    for reduce in [false, true] {
        let options = Options { reduce, ..options };
        let (hub, each) =
            (explore(&alone, &at_hub, 1, &options), explored(&computation, &ring, &at_3, &options));
        assert!(hub.complete() && hub.violations.is_empty());
        assert_eq!(recorded::<TokenRing>(&hub), recorded::<TokenRing>(&each));
        assert!(hub.outcomes.len() > 1);
    }
}

#[test]
fn the_states_of_a_ring_grow_with_the_trigger_and_no_faster() {
    let states = |trigger| {
        let initiation = Initiation::triggered(P, trigger);
        let ring = TokenRing::new(Forwarding::Atomic);
        explored(&ring, &shape("ring:2"), &initiation, &Options::default()).states
    };
    assert_eq!([states(10), states(20), states(40)], [29, 49, 89]);
}

#[test]
fn where_channels_do_not_keep_the_order_the_shortest_way_to_a_wrong_answer_is_found() {
    let unordered = shape("ring:2").with_order(Order::Unordered);
    let initiation = Initiation::triggered(P, 0);
    let ring = TokenRing::new(Forwarding::Atomic);
    let found = explored(&ring, &unordered, &initiation, &Options::default());
    let wrong = &found.violations[0];
    assert_eq!(wrong.what.failed[0].checks, ["channels", "one-message", "reachable"]);
    assert_eq!(wrong.witness.schedule().display(&unordered), "P! P>Q#1 Q>P");
}

fn recorded<C: Program>(found: &Explored<C>) -> BTreeSet<Outcome<C>>
where
    Outcome<C>: Ord,
{
    found.outcomes.iter().map(|found| found.what.clone()).collect()
}

/// Everything that can be recorded, with what is wrong with it; none if that is too much to find out.
fn all<C: Program>(scenario: &Scenario<C>, reduce: bool) -> Option<(BTreeSet<RecordedOf<C>>, u64)> {
    let Scenario { computation, topology, initiation, .. } = scenario;
    let options = Options { reduce, keep_going: true, max_states: 1_500, ..Options::default() };
    let found = explored(computation, topology, initiation, &options);
    let good = found.outcomes.iter().map(|found| (found.what.clone(), Vec::new()));
    let wrong = found.violations.iter().map(|found| (found.what.recorded.clone(), found.what.failed.clone()));
    found.complete().then(|| (good.chain(wrong).collect(), found.states))
}

/// What was recorded, and what is wrong with it.
type RecordedOf<C> = (Outcome<C>, Vec<Failed>);

/// Leaving out what cannot matter leaves nothing out that can be recorded.
fn reduces<C: Program>(scenario: &Scenario<C>) -> Result<(), TestCaseError> {
    let Some((expected, states)) = all(scenario, false) else { return Ok(()) };
    let Some((found, fewer)) = all(scenario, true) else { panic!("the reduced search takes longer") };
    prop_assert_eq!(found, expected);
    prop_assert!(fewer <= states);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn of_every_program_the_same_can_be_recorded_when_what_cannot_matter_is_left_out(model in small::models()) {
        of_any!(&model, reduces())?;
    }
}

/// Judging one end of each outcome says what judging each says: the same outcomes and violations, as often, with the same
/// witnesses.
fn says_the_same<C: Program>(scenario: &Scenario<C>) -> Result<(), TestCaseError> {
    let (alone, layered) = (scenario.alone(), scenario.superposed());
    let search = |each| judged(&alone, &layered, scenario.initiation.snapshots, each);
    let ((one, few, breaches), (all, many, _)) = (search(false), search(true));
    prop_assert_eq!(&one, &all);
    prop_assert_eq!((many, breaches), (all.ends, 0));
    if scenario.topology.is_fifo() {
        let is_complete = |found: &Found<Outcome<C>>| found.what.iter().all(|recorded| recorded.whole);
        let judged = |found| if is_complete(found) { 1 } else { found.times };
        prop_assert_eq!(few, all.outcomes.iter().map(judged).sum::<u64>());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn of_ends_that_are_alike_one_is_judged_and_it_speaks_for_all(model in small::models()) {
        of_any!(&model, says_the_same())?;
    }
}

/// The exercise in which `m` may be held, and ends.
fn held_exercise() -> Scenario<TokenRing> {
    let computation = TokenRing { receipts: Some(4), ..TokenRing::new(Forwarding::Held) };
    Scenario { computation, ..Scenario::exercise(2) }
}

#[test]
fn every_broken_algorithm_breaks_the_rules_and_each_end_that_may_be_wrong_is_judged() {
    let held = held_exercise();
    let alone = held.alone();
    for (mutant, _) in SHORTEST.iter().copied() {
        let broken = Broken { right: held.superposed().protocol, mutant };
        let layered = System::new(broken, held.topology.clone());
        let [(one, _, breaches), (all, ..)] = [false, true].map(|each| judged(&alone, &layered, 1, each));
        assert_eq!(one, all, "{mutant:?}");
        assert!(!all.violations.is_empty() && breaches > 0, "{mutant:?}");
    }
}

#[test]
fn what_comes_after_the_cut_is_left_out_only_where_that_is_proved() {
    let one_way = |name| Channel { source: ProcessId(name), target: ProcessId(name + 1), order: Order::Fifo };
    let names = ["p0", "p1", "p2"].map(String::from).to_vec();
    let no_way_back = Topology::new(names, vec![one_way(0), one_way(1)]).unwrap();
    let freezes = |topology: &Topology, snapshots| {
        let (bank, initiation) = (Bank::alike(1, 1), of_its_own_accord(Initiators::Any, snapshots));
        let alone = System::new(bank.clone(), topology.clone());
        Snapshots::of(&alone, &superposed(&bank, topology, &initiation), initiation.snapshots).freezes
    };
    assert!(freezes(&shape("complete:3"), 1) && freezes(&shape("line:3"), 1));
    assert!(!freezes(&shape("complete:3"), 2));
    assert!(!freezes(&shape("complete:3").with_order(Order::Unordered), 1));
    assert!(!freezes(&no_way_back, 1));
}

#[test]
fn of_three_processes_a_reduced_search_tries_a_twelfth_of_the_states() {
    let search = |reduce| {
        let initiation = of_its_own_accord(Initiators::These(vec![P]), 1);
        let options = Options { reduce, ..Options::default() };
        let found = explored(&Bank::alike(1, 1), &shape("complete:3"), &initiation, &options);
        (found.outcomes.len(), found.ends, found.states)
    };
    assert_eq!(search(false), (114, 709, 21_346));
    assert_eq!(search(true), (114, 114, 1_773));
}

#[test]
fn of_a_bank_that_chooses_the_amount_every_amount_is_tried() {
    let found = |amounts, widgets| {
        let bank = Bank { amounts, widgets, lot: widgets, ..Bank::alike(2, 1) };
        let initiation = of_its_own_accord(Initiators::These(vec![P]), 1);
        let options = Options { reduce: false, ..Options::default() };
        let found = explored(&bank, &shape("ring:2"), &initiation, &options);
        assert!(found.complete() && found.violations.is_empty());
        (found.outcomes.len(), found.ends, found.states)
    };
    let (one, any) = (Amounts { least: 1, most: 1 }, Amounts { least: 1, most: 2 });
    // P has sent one of k transfers or none. So has Q; then P has received it, or it was on its way. Of the k * k recorded states in which both
    // are received, those with the same difference are the same.
    let recordable = |k: usize, differences: usize| (1 + k) * (1 + 2 * k) - (k * k - differences);
    assert_eq!(found(one, 0), (recordable(1, 1), 16, 61));
    assert_eq!(found(any, 0), (recordable(2, 3), 48, 182));
    assert_eq!(found(any, 1), (recordable(4, 9), 162, 612));
}

/// What the algorithm records when it is complete is what the state graph of the computation allows.
fn records_what_is_recordable<C: Program>(scenario: &Scenario<C>) -> Result<(), TestCaseError> {
    for reduce in [false, true] {
        let Some((found, _)) = all(scenario, reduce) else { return Ok(()) };
        let recorded = found.into_iter().flat_map(|(recorded, _)| recorded);
        let complete = recorded.filter(|recorded| recorded.whole).collect::<BTreeSet<_>>();
        prop_assert_eq!(complete, recordable(scenario));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn what_can_be_recorded_is_what_chains_of_empty_channels_allow(model in small::models()) {
        let Initiation { snapshots, trigger, initiators } = &model.initiation;
        let fifo = model.topology.is_fifo();
        let of_own_accord = trigger.is_none() && *initiators != Initiators::These(Vec::new());
        if fifo && *snapshots == 1 && of_own_accord {
            of_any!(&model, records_what_is_recordable())?;
        }
    }
}

#[test]
fn each_broken_algorithm_is_found_with_a_shortest_schedule_that_shows_it() {
    let held = held_exercise();
    for (mutant, expected) in SHORTEST.iter().copied() {
        let broken = Broken { right: held.superposed().protocol, mutant };
        let layered = System::new(broken, held.topology.clone());
        let alone = held.alone();
        let found = explore(&alone, &layered, 1, &Options { max_states: 100_000, ..Options::default() });
        let steps = found.violations.first().map(|wrong| wrong.witness.steps());
        assert_eq!(steps, Some(expected), "{mutant:?}");
        // No shorter schedule shows anything wrong: what is found first is shortest, and that run fails the same checks.
        let wrong = &found.violations[0];
        let setup = held.setup(&alone, &layered);
        let mut again = setup.listed(wrong.witness.schedule());
        again.run(&mut ()).unwrap();
        let failed = again.judge(tests::SNAPSHOT);
        let failed =
            failed.iter().filter(|check| matches!(check.verdict, snapshot::oracle::Verdict::Violated(_)));
        assert!(failed.map(|check| check.name).eq(wrong.what.failed[0].checks.iter().copied()), "{mutant:?}");
    }
}
