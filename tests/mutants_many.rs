//! What can only go wrong with many: three processes, several snapshots at once, several initiators. And what can go wrong
//! with two processes and one snapshot goes wrong with many, too.
//!
//! [`CONFUSED`] says which oracles catch which of the algorithms that confuse things, and that with few nothing is to be
//! confused: there they are as good as the right one. [`BROKEN`] says the same of the mutants of `mutants.rs`, on other
//! computations and with overlapping snapshots.

#[path = "mutants/confused.rs"]
mod confused;

use super::mutants::broken::Broken;
use super::mutants::mutant::Mutant;
use super::mutants::spoil::Spoil;
use confused::Confused;
use sim_core::{Order, ProcessId, Shape, Timing, Topology};
use snapshot::oracle::Verdict;
use snapshot::{
    Bank, Chatter, Computation, Forwarding, Initiation, Initiator, Initiators, Layer, SnapshotId, Superposed,
    TokenRing,
};
use tests::programs::AnyProgram;
use tests::{P, Run, Scenario, delays, of_any};

/// Seeds of each scenario.
const SEEDS: std::ops::Range<u64> = 0..10;

/// In the order in which reports have them.
const ORACLES: [&str; 8] =
    ["complete", "consistent", "channels", "states", "one-message", "reachable", "markers", "undisturbed"];

/// How many of a mutant's runs each oracle finds wrong.
type Caught = [u32; 8];

/// With how little nothing is confused yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Few {
    /// Two processes: each has one incoming channel.
    Processes,
    /// One snapshot in a run.
    Snapshots,
    /// One process that starts snapshots.
    Initiators,
}

#[rustfmt::skip]
const CONFUSED: [(Confused, Few, Caught); 10] = [
    // complete, consistent, channels, states, one-message, reachable, markers, undisturbed
    (Confused::Nothing,              Few::Processes,  [  0,   0,   0,   0,   0,   0,   0,   0]),
    (Confused::LaterMarkerClosesAll, Few::Processes,  [  0,   0,  39,   0,  39,  39,   0,   0]),
    (Confused::MarkersAreCounted,    Few::Processes,  [  0,   0,  39,   0,  37,  39,   0,   0]),
    (Confused::OnlyNewestRecords,    Few::Snapshots,  [  0,   0,  40,   0,  40,  40,   0,   0]),
    (Confused::IdsMixedUp,           Few::Snapshots,  [  0,   0,  40,   0,  40,  40,   0,   0]),
    (Confused::MarkerClosesForAll,   Few::Snapshots,  [  0,   0,  40,   0,  40,  40,   0,   0]),
    (Confused::MarkerTakenForFirst,  Few::Snapshots,  [ 36,   2,  19,   0,  19,  19,   0,   0]),
    (Confused::ForgetsOlder,         Few::Snapshots,  [ 40,   0,  40,   0,  40,  40,  40,   0]),
    (Confused::OnceIsEnough,         Few::Snapshots,  [ 40,   0,   0,   0,   0,   0,   0,   0]),
    (Confused::RestartsSnapshot,     Few::Initiators, [ 27,   0,  27,   0,  27,  27,  27,   0]),
];

#[rustfmt::skip]
const BROKEN: [(Mutant, Caught); 36] = [
    // complete, consistent, channels, states, one-message, reachable, markers, undisturbed
    (Mutant::None,                           [  0,   0,   0,   0,   0,   0,   0,   0]),
    (Mutant::MarkerAfterNextMessage,         [  0,  33,  40,   0,  40,  40,   0,   0]),
    (Mutant::MarkerBeforeRecording,          [  0,   0,  10,   0,  10,  10,   0,   0]),
    (Mutant::RecordsBeforeMessage,           [  0,   0,  10,   0,  10,  10,   0,   0]),
    (Mutant::MarkerOnOneChannel,             [ 40,   0,   0,   0,   0,   0,   0,   0]),
    (Mutant::MarkerNotPassedOn,              [ 37,   0,   0,   0,   0,   0,   0,   0]),
    (Mutant::MarkerTwice,                    [ 40,   0,   0,   0,   0,   0,  40,   0]),
    (Mutant::MarkerTwiceClosesTwice,         [ 40,   0,   0,   0,   0,   0,  40,   0]),
    (Mutant::MarkerPassedOnWithoutRecording, [ 37,   0,   0,   0,   0,   0,   0,   0]),
    (Mutant::SecondInitiatorRestarts,        [  6,   0,   0,   0,   0,   0,   6,   0]),
    (Mutant::StateLate,                      [  0,  10,  39,   0,  40,  40,   0,   0]),
    (Mutant::StateBeforeEvent,               [  0,   0,   0,  10,  10,  10,   0,   0]),
    (Mutant::ReceiptsOffByOne,               [  0,   0,   0,  40,   0,  40,   0,   0]),
    (Mutant::HeldLeftOut,                    [  0,   0,   0,  40,  40,  40,   0,   0]),
    (Mutant::StateTwice,                     [ 40,   0,   3,   0,   3,   3,   0,   0]),
    (Mutant::ChannelIgnored,                 [  0,   0,  40,   0,  40,  40,   0,   0]),
    (Mutant::ChannelsClosedAtOnce,           [  0,   0,  40,   0,  40,  40,   0,   0]),
    (Mutant::NoMarkerSentBack,               [  0,   0,  40,   0,  40,  40,  37,   0]),
    (Mutant::ChannelNeverClosed,             [ 40,   0,   0,   0,   0,   0,   0,   0]),
    (Mutant::ChannelClosedTwice,             [ 40,   0,   0,   0,   0,   0,   0,   0]),
    (Mutant::WrongChannelClosed,             [  0,   0,  40,   0,  40,  40,   0,   0]),
    (Mutant::RecordsPastMarker,              [  0,   0,  39,   0,  39,  39,   0,   0]),
    (Mutant::RecordsBeforeState,             [  0,   0,  40,   0,  40,  40,   0,   0]),
    (Mutant::MessageTwice,                   [  0,   0,  40,   0,  40,  40,   0,   0]),
    (Mutant::MessageInWrongChannel,          [  0,   0,  40,   0,   0,  40,   0,   0]),
    (Mutant::MessageWithOtherIdentity,       [  0,   0,  40,   0,   0,   0,   0,   0]),
    (Mutant::MessagesInWrongOrder,           [  0,   0,  40,   0,   0,   4,   0,   0]),
    (Mutant::MessageWithOtherBody,           [  0,   0,   0,   0,   0,  10,   0,   0]),
    (Mutant::DropsMessage,                   [  0,   0,   0,   0,  40,  40,   0,  40]),
    (Mutant::DuplicatesMessage,              [  0,   0,   0,   0,  40,  40,   0,  40]),
    (Mutant::DelaysMessage,                  [  0,   0,   0,   0,  10,  10,   0,  10]),
    (Mutant::ChangesState,                   [  0,   0,   0,  40,   0,  40,   0,  40]),
    (Mutant::ChangesStateForAWhile,          [  0,   0,   0,   0,   0,   0,   0,  40]),
    (Mutant::ChangesStateAtTheEnd,           [  0,   0,   0,   0,   0,  40,   0,  40]),
    (Mutant::InventsMessage,                 [  0,   0,   0,   0,  24,  40,   0,  40]),
    (Mutant::Freezes,                        [  0,   0,   0,   0,   0,   0,   0,  40]),
];

/// Three overlapping snapshots that any process may start, of each program whose processes are all alike; at three or four
/// processes. And three snapshots that different processes start at the same time, so that their markers cross.
fn many() -> [Scenario<AnyProgram>; 4] {
    let scenario = |shape: &str, computation, trigger| Scenario {
        computation,
        topology: topology(shape),
        timing: Timing::new(delays(1, 20), delays(1, 6)).with_start(delays(1, 20)),
        initiation: Initiation { snapshots: 3, initiators: Initiators::Any, trigger },
        max_events: 1_500,
    };
    let ring = TokenRing { tokens: 5, ..TokenRing::new(Forwarding::Held) };
    [
        scenario("complete:3", AnyProgram::Bank(Bank::alike(10, 20)), None),
        scenario("grid:2x2", AnyProgram::Chatter(Chatter { words: 3 }), None),
        scenario("complete:3", AnyProgram::Ring(ring), Some(3)),
        crossing(scenario("complete:3", AnyProgram::Bank(Bank::alike(10, 20)), None)),
    ]
}

/// The same, but the first process starts the first snapshot, the second the second, the third the third.
fn crossing(scenario: Scenario<AnyProgram>) -> Scenario<AnyProgram> {
    let one =
        |process: ProcessId| Initiator { process, snapshot: Some(SnapshotId(process.0 + 1)), trigger: None };
    let initiators = Initiators::each(scenario.topology.processes().map(one).collect(), None);
    Scenario { initiation: Initiation { initiators, ..scenario.initiation }, ..scenario }
}

fn topology(shape: &str) -> Topology {
    shape.parse::<Shape>().unwrap().build(Order::Fifo).unwrap()
}

/// The same with few of something.
fn few(scenario: Scenario<AnyProgram>, few: Few) -> Scenario<AnyProgram> {
    let Initiation { snapshots, initiators, trigger } = scenario.initiation.clone();
    match few {
        Few::Processes => {
            let initiators = match initiators {
                Initiators::Each(each) => {
                    let of_two = |one: Initiator| Initiator { process: ProcessId(one.process.0 % 2), ..one };
                    Initiators::each(each.into_iter().map(of_two).collect(), trigger)
                }
                all => all,
            };
            let initiation = Initiation { snapshots, initiators, trigger };
            Scenario { topology: Topology::ring(2).unwrap(), initiation, ..scenario }
        }
        Few::Snapshots => {
            Scenario { initiation: Initiation { snapshots: 1, initiators, trigger }, ..scenario }
        }
        Few::Initiators => {
            let initiators = Initiators::These(vec![P]);
            Scenario { initiation: Initiation { snapshots, initiators, trigger }, ..scenario }
        }
    }
}

/// In how many runs of the scenario each oracle finds some snapshot wrong.
fn count<C: Computation + Clone, L: Layer<C>>(scenario: &Scenario<C>, protocol: impl Fn() -> L) -> Caught {
    let mut caught = [0; 8];
    for run in SEEDS.map(|seed| scenario.run_under(protocol(), seed)) {
        for (place, name) in ORACLES.into_iter().enumerate() {
            caught[place] += u32::from(finds_wrong(&run, name));
        }
    }
    caught
}

fn finds_wrong<C: Computation>(run: &Run<C>, oracle: &str) -> bool {
    let mut checks = run.judgements.iter().flat_map(|judgement| &judgement.checks);
    checks.any(|check| check.name == oracle && matches!(check.verdict, Verdict::Violated(_)))
}

fn confused<C: Computation + Clone>(scenario: &Scenario<C>, algorithm: Confused) -> Caught {
    let (underlying, initiation) = (scenario.computation.clone(), scenario.initiation.clone());
    count(scenario, || Superposed::new(underlying.clone(), algorithm, initiation.clone()))
}

fn broken<C: Computation<State: Spoil> + Clone>(scenario: &Scenario<C>, mutant: Mutant) -> Caught {
    count(scenario, || Broken { right: scenario.superposed().protocol, mutant })
}

fn sum(counts: impl Iterator<Item = Caught>) -> Caught {
    counts.fold([0; 8], |sum, one| std::array::from_fn(|place| sum[place] + one[place]))
}

fn numbers(caught: &Caught) -> String {
    caught.map(|count| format!("{count:3}")).join(", ")
}

#[test]
fn each_confusion_is_caught_by_just_the_oracles_of_the_table() {
    let found = CONFUSED.map(|(algorithm, few, _)| {
        (algorithm, few, sum(many().iter().map(|scenario| of_any!(scenario, confused(algorithm)))))
    });
    let row = |(algorithm, few, caught): &(Confused, Few, Caught)| {
        let (algorithm, few) = (format!("{algorithm:?},"), format!("{few:?},"));
        format!("    (Confused::{algorithm:21} Few::{few:11} [{}]),", numbers(caught))
    };
    assert!(found == CONFUSED, "the table should be\n{}", found.each_ref().map(row).join("\n"));
    for (algorithm, _, caught) in CONFUSED {
        assert_eq!(caught == [0; 8], algorithm == Confused::Nothing, "{algorithm:?}");
    }
}

#[test]
fn with_few_nothing_is_confused_and_each_is_as_good_as_the_right_algorithm() {
    for (algorithm, few_of, _) in CONFUSED {
        for scenario in many().map(|scenario| few(scenario, few_of)) {
            of_any!(scenario, is_right(algorithm));
        }
    }
}

/// Whether its snapshots are complete and good in every run.
fn is_right<C: Computation + Clone>(scenario: &Scenario<C>, algorithm: Confused) {
    for seed in SEEDS {
        let (underlying, initiation) = (scenario.computation.clone(), scenario.initiation.clone());
        let run = scenario.run_under(Superposed::new(underlying, algorithm, initiation), seed);
        assert_eq!(run.complaints(), Vec::<String>::new(), "{algorithm:?}, seed {seed}");
    }
}

#[test]
fn each_mutant_of_one_snapshot_is_caught_with_several_snapshots_of_other_computations_too() {
    let found = BROKEN
        .map(|(mutant, _)| (mutant, sum(many().iter().map(|scenario| of_any!(scenario, broken(mutant))))));
    let row = |(mutant, caught): &(Mutant, Caught)| {
        format!("    (Mutant::{:32}[{}]),", format!("{mutant:?},"), numbers(caught))
    };
    assert!(found == BROKEN, "the table should be\n{}", found.each_ref().map(row).join("\n"));
    for (mutant, caught) in BROKEN {
        assert_eq!(caught == [0; 8], mutant == Mutant::None, "{mutant:?}");
    }
}
