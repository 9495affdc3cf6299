//! A checker that cannot fail is a defect: each oracle is shown a broken algorithm, and says so.
//!
//! [`TABLE`] says exactly which oracles catch which mutant, and in how many of the same runs; the right algorithm is
//! caught by none of them there. The mutants are described in [`Mutant`].

pub(crate) mod broken;
pub(crate) mod mutant;
pub(crate) mod spoil;

use broken::Broken;
use mutant::Mutant;
use sim_core::{Delay, Order, Timing};
use snapshot::{Computation, Forwarding, SnapshotId, TokenRing, TokenState};
use tests::clocks::none_knows_more;
use tests::counting::Counting;
use tests::{P, Q, Scenario, delays};

const SEEDS: std::ops::Range<u64> = 0..40;

/// In the order in which reports have them.
const ORACLES: [&str; 8] =
    ["complete", "consistent", "channels", "states", "one-message", "reachable", "markers", "undisturbed"];

/// How many of a mutant's runs each oracle finds wrong.
#[rustfmt::skip]
const TABLE: [(Mutant, [u32; 8]); 37] = [
    // complete, consistent, channels, states, one-message, reachable, markers, undisturbed
    (Mutant::None,                           [  0,   0,   0,   0,   0,   0,   0,   0]),
    (Mutant::MarkerAfterNextMessage,         [  0, 234, 240,   0, 240, 240,   0,   0]),
    (Mutant::MarkerBeforeRecording,          [  0,   0, 240,   0, 240, 240,   0,   0]),
    (Mutant::RecordsBeforeMessage,           [  0,   0, 240,   0, 240, 240,   0,   0]),
    (Mutant::MarkerOnOneChannel,             [120,   0,   0,   0,   0,   0,   0,   0]),
    (Mutant::MarkerNotPassedOn,              [240,   0,   0,   0,   0,   0,   0,   0]),
    (Mutant::MarkerTwice,                    [  0,   0,   0,   0,   0,   0, 240,   0]),
    (Mutant::MarkerTwiceClosesTwice,         [238,   0,   0,   0,   0,   0, 240,   0]),
    (Mutant::MarkerPassedOnWithoutRecording, [240,   0,   0,   0,   0,   0,   0,   0]),
    (Mutant::SecondInitiatorRestarts,        [ 43,   0,   0,   0,   0,   0,  43,   0]),
    (Mutant::StateLate,                      [  0,  23, 240,   0, 138, 200,   0,   0]),
    (Mutant::StateBeforeEvent,               [  0,   0,   0, 240, 160, 240,   0,   0]),
    (Mutant::ReceiptsOffByOne,               [  0,   0,   0, 240,   0, 240,   0,   0]),
    (Mutant::HeldLeftOut,                    [  0,   0,   0, 133, 133, 133,   0,   0]),
    (Mutant::StateTwice,                     [240,   0,   0,   0,   0,   0,   0,   0]),
    (Mutant::ChannelIgnored,                 [  0,   0, 154,   0, 154, 154,   0,   0]),
    (Mutant::ChannelsClosedAtOnce,           [  0,   0, 154,   0, 154, 154,   0,   0]),
    (Mutant::NoMarkerSentBack,               [  0,   0, 152,   0, 152, 152, 240,   0]),
    (Mutant::ChannelNeverClosed,             [240,   0,   0,   0,   0,   0,   0,   0]),
    (Mutant::ChannelClosedTwice,             [240,   0,   0,   0,   0,   0,   0,   0]),
    (Mutant::WrongChannelClosed,             [  0,   0, 100,   0,  82, 100,   0,   0]),
    (Mutant::RecordsPastMarker,              [  0,   0, 102,   0, 102, 102,   0,   0]),
    (Mutant::RecordsBeforeState,             [  0,   0, 240,   0, 240, 240,   0,   0]),
    (Mutant::MessageTwice,                   [  0,   0, 154,   0, 154, 154,   0,   0]),
    (Mutant::MessageInWrongChannel,          [  0,   0, 100,   0,   0,  98,   0,   0]),
    (Mutant::MessageWithOtherIdentity,       [  0,   0, 154,   0,   0,   0,   0,   0]),
    (Mutant::MessagesInWrongOrder,           [  0,   0, 154,   0,   0,   1,   0,   0]),
    (Mutant::MessageWithOtherBody,           [  0,   0,   0,   0,   0, 149,   0,   0]),
    (Mutant::DropsMessage,                   [  0,   0,   0,   0,   0, 215,   0, 215]),
    (Mutant::DuplicatesMessage,              [  0,   0,   0,   0,   0, 215,   0, 215]),
    (Mutant::DelaysMessage,                  [  0,   0,   0,   0, 240, 240,   0, 240]),
    (Mutant::ChangesState,                   [  0,   0,   0, 240,   0, 240,   0, 240]),
    (Mutant::ChangesStateForAWhile,          [  0,   0,   0,   0,   0,   0,   0, 167]),
    (Mutant::ChangesStateAtTheEnd,           [  0,   0,   0, 120,   0, 240,   0, 240]),
    (Mutant::InventsMessage,                 [  0,   0, 120,   0,   0, 240,   0, 240]),
    (Mutant::Freezes,                        [  0,   0,   0,   0,   0,   0,   0,  94]),
    (Mutant::ComputationDoublesMessage,      [  0,   0,   0,   0,  40,   0,   0,   0]),
];

/// The oracles that are never the only one to catch a mutant, those of which one always catches it too, and why.
const NEVER_ALONE: &[(&str, &[&str], &str)] = &[
    (
        "consistent",
        &["reachable"],
        "a message that is received before the cut and sent after it cannot be received when all prerecording events \
         come first; `consistent` needs no handler to see it, and names the message",
    ),
    (
        "states",
        &["reachable", "undisturbed"],
        "if the trace tells of the states that the computation alone goes through, and the recorded state is the one \
         that the prerecording events lead to, then it is the one that the trace tells of; `states` needs no handler, \
         and names the process",
    ),
];

/// The exercise, and three processes that are all joined, with three tokens and two initiators. Each with receiving and
/// forwarding as one event and as two; and with channels that need not keep the order, but do, as all delays are equal.
fn scenarios() -> Vec<Scenario> {
    let triangle = Scenario { max_events: 400, ..Scenario::triangle(3, &[P, Q], 4) };
    let exercise = Scenario { max_events: 400, ..Scenario::exercise(5) };
    let atomic = [exercise, triangle];
    let held = |scenario: Scenario| Scenario {
        computation: TokenRing { forwarding: Forwarding::Held, ..scenario.computation },
        timing: Timing::new(delays(1, 20), delays(1, 9)),
        ..scenario
    };
    let unordered = |scenario: Scenario| Scenario {
        topology: scenario.topology.clone().with_order(Order::Unordered),
        timing: Timing::new(Delay::fixed(7), delays(1, 9)),
        ..held(scenario)
    };
    let two = atomic.clone().map(held);
    let any_order = atomic.clone().map(unordered);
    atomic.into_iter().chain(two).chain(any_order).collect()
}

/// The same with messages that differ.
fn counting(scenario: &Scenario, doubles_at: Option<u64>) -> Scenario<Counting> {
    scenario.of(Counting { ring: scenario.computation, doubles_at })
}

/// How many runs of a mutant each oracle finds wrong, over all seeds and scenarios.
fn caught(mutant: Mutant) -> [u32; 8] {
    let scenarios = scenarios();
    match mutant {
        Mutant::MessagesInWrongOrder | Mutant::MessageWithOtherBody => {
            let of_different_messages = scenarios.iter().map(|scenario| counting(scenario, None));
            count(of_different_messages.flat_map(|scenario| violated(mutant, &scenario)))
        }
        Mutant::ComputationDoublesMessage => {
            // In the exercise it is Q that passes m on with 6 receipts, after P has recorded 5 and before Q records.
            count(violated(mutant, &counting(&scenarios[0], Some(6))).into_iter())
        }
        _ => count(scenarios.iter().flat_map(|scenario| violated(mutant, scenario))),
    }
}

fn count(violated: impl Iterator<Item = &'static str>) -> [u32; 8] {
    let mut counts = [0; 8];
    for name in violated {
        counts[ORACLES.iter().position(|oracle| *oracle == name).unwrap()] += 1;
    }
    counts
}

/// The violations in the runs of a mutant in a scenario.
fn violated<C>(mutant: Mutant, scenario: &Scenario<C>) -> Vec<&'static str>
where
    C: Computation<State = TokenState> + Clone,
{
    let broken = || Broken { right: scenario.superposed().protocol, mutant };
    SEEDS.flat_map(|seed| scenario.run_under(broken(), seed).violated()).collect()
}

#[test]
fn each_mutant_is_caught_by_just_the_oracles_of_the_table() {
    let found = TABLE.map(|(mutant, _)| (mutant, caught(mutant)));
    let row = |(mutant, counts): &(Mutant, [u32; 8])| {
        let counts = counts.map(|count| format!("{count:3}")).join(", ");
        format!("    (Mutant::{:32}[{counts}]),", format!("{mutant:?},"))
    };
    assert!(found == TABLE, "the table should be\n{}", found.each_ref().map(row).join("\n"));
}

#[test]
fn every_mutant_is_caught_and_the_right_algorithm_is_not() {
    for (mutant, counts) in TABLE {
        assert_eq!(counts == [0; 8], mutant == Mutant::None, "{mutant:?}");
    }
}

#[test]
fn each_oracle_alone_catches_some_mutant_unless_that_cannot_be() {
    for oracle in ORACLES {
        let catches =
            |counts: &[u32; 8], name: &str| counts[ORACLES.iter().position(|o| *o == name).unwrap()] > 0;
        let its = TABLE.iter().filter(|(_, counts)| catches(counts, oracle));
        let alone = its.clone().any(|(_, counts)| counts.iter().filter(|count| **count > 0).count() == 1);
        let impossible = NEVER_ALONE.iter().find(|(name, ..)| *name == oracle);
        assert_eq!(alone, impossible.is_none(), "{oracle}");
        for (mutant, counts) in its {
            let accompanied = |(_, by, _): &(_, &[&str], _)| by.iter().any(|other| catches(counts, other));
            assert!(impossible.is_none_or(accompanied), "{oracle} is alone in catching {mutant:?}");
        }
    }
}

#[test]
fn the_criterion_by_vector_time_fails_for_just_the_mutants_runs_that_are_not_consistent() {
    for (mutant, _) in TABLE.iter().filter(|(_, counts)| counts[1] > 0) {
        let mut answers = [0; 2];
        for (scenario, seed) in
            scenarios().iter().flat_map(|scenario| SEEDS.map(move |seed| (scenario, seed)))
        {
            let broken = Broken { right: scenario.superposed().protocol, mutant: *mutant };
            let run = scenario.run_under(broken, seed);
            let consistent = !run.violated().contains(&"consistent");
            assert_eq!(
                none_knows_more(scenario, &run, SnapshotId(1)),
                Some(consistent),
                "{mutant:?}, seed {seed}"
            );
            answers[usize::from(consistent)] += 1;
        }
        assert!(answers[0] > 0, "{mutant:?}: {answers:?}");
    }
}

#[test]
fn what_spoils_nothing_changes_nothing() {
    for scenario in scenarios() {
        for seed in SEEDS {
            let right = scenario.superposed().protocol;
            let run = scenario.run_under(Broken { right, mutant: Mutant::None }, seed);
            assert_eq!(run, scenario.run(seed));
            assert_eq!(run.complaints(), Vec::<String>::new());
        }
    }
}

#[test]
fn a_message_that_is_recorded_while_none_is_received_has_no_identity() {
    // With one m, held between receipt and forwarding, the event after a receipt receives no message.
    let exercise = Scenario::exercise(5);
    let held = Scenario { computation: TokenRing::new(Forwarding::Held), ..exercise };
    let mut recorded = SEEDS.flat_map(|seed| {
        let right = held.superposed().protocol;
        let run = held.run_under(Broken { right, mutant: Mutant::MessageWithOtherIdentity }, seed);
        run.recorded.channels.into_iter().flat_map(|channel| channel.messages)
    });
    assert!(recorded.next().is_some_and(|(id, _)| id.is_none()) && recorded.all(|(id, _)| id.is_none()));
}
