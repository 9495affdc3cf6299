//! A checker that cannot fail is a defect: each oracle is shown a broken algorithm, and says so.
//!
//! [`TABLE`] says exactly which oracles ever catch which mutant over the same configurations and seeds; the right
//! algorithm is caught by none of them there. The mutants are described in [`Mutant`].

#[path = "mutants/broken.rs"]
mod broken;
#[path = "mutants/counting.rs"]
mod counting;
#[path = "mutants/mutant.rs"]
mod mutant;

use std::collections::BTreeSet;

use broken::Broken;
use counting::Counting;
use mutant::Mutant;
use sim_core::Timing;
use snapshot::{Computation, Forwarding, Overall, TokenRing, TokenState, overall};
use tests::{P, Q, Scenario, delays};

const SEEDS: std::ops::Range<u64> = 0..60;

/// In the order in which reports have them.
const ORACLES: [&str; 8] =
    ["complete", "consistent", "channels", "states", "one-message", "reachable", "markers", "undisturbed"];

/// Which oracles ever catch which mutant, in the order in which reports have them.
const TABLE: &[(Mutant, &[&str])] = &[
    (Mutant::None, &[]),
    (Mutant::MarkerAfterNextMessage, &["consistent", "channels", "one-message", "reachable"]),
    (Mutant::MarkerBeforeRecording, &["channels", "one-message", "reachable"]),
    (Mutant::RecordsBeforeMessage, &["channels", "one-message", "reachable"]),
    (Mutant::MarkerOnOneChannel, &["complete"]),
    (Mutant::MarkerNotPassedOn, &["complete"]),
    (Mutant::MarkerTwice, &["markers"]),
    (Mutant::MarkerTwiceClosesTwice, &["complete", "markers"]),
    (Mutant::MarkerPassedOnWithoutRecording, &["complete"]),
    (Mutant::SecondInitiatorRestarts, &["complete", "markers"]),
    (Mutant::StateLate, &["consistent", "channels", "one-message", "reachable"]),
    (Mutant::StateBeforeEvent, &["states", "one-message", "reachable"]),
    (Mutant::ReceiptsOffByOne, &["states", "reachable"]),
    (Mutant::HeldLeftOut, &["states", "one-message", "reachable"]),
    (Mutant::StateTwice, &["complete"]),
    (Mutant::ChannelIgnored, &["channels", "one-message", "reachable"]),
    (Mutant::ChannelsClosedAtOnce, &["channels", "one-message", "reachable"]),
    (Mutant::ChannelNeverClosed, &["complete"]),
    (Mutant::ChannelClosedTwice, &["complete"]),
    (Mutant::WrongChannelClosed, &["channels", "one-message", "reachable"]),
    (Mutant::RecordsPastMarker, &["channels", "one-message", "reachable"]),
    (Mutant::RecordsBeforeState, &["channels", "one-message", "reachable"]),
    (Mutant::MessageTwice, &["channels", "one-message", "reachable"]),
    (Mutant::MessageInWrongChannel, &["channels", "reachable"]),
    (Mutant::MessageWithOtherIdentity, &["channels"]),
    (Mutant::MessagesInWrongOrder, &["channels", "reachable"]),
    (Mutant::MessageWithOtherBody, &["reachable"]),
    (Mutant::DropsMessage, &["reachable", "undisturbed"]),
    (Mutant::DuplicatesMessage, &["reachable", "undisturbed"]),
    (Mutant::DelaysMessage, &["one-message", "reachable", "undisturbed"]),
    (Mutant::ChangesState, &["states", "reachable", "undisturbed"]),
    (Mutant::ChangesStateForAWhile, &["undisturbed"]),
    (Mutant::ComputationDoublesMessage, &["one-message"]),
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

/// The exercise, and three processes that are all joined, with three tokens and two initiators; each with receiving and
/// forwarding as one event and as two.
fn scenarios() -> Vec<Scenario> {
    let triangle = Scenario { max_events: 400, ..Scenario::triangle(3, &[P, Q], 4) };
    let exercise = Scenario { max_events: 400, ..Scenario::exercise(5) };
    let atomic = [exercise, triangle];
    let held = atomic.clone().map(|scenario| Scenario {
        computation: TokenRing { forwarding: Forwarding::Held, ..scenario.computation },
        timing: Timing::new(delays(1, 20), delays(1, 9)),
        ..scenario
    });
    atomic.into_iter().chain(held).collect()
}

/// The same with messages that differ.
fn counting(scenario: &Scenario, doubles_at: Option<u64>) -> Scenario<Counting> {
    Scenario {
        computation: Counting { ring: scenario.computation, doubles_at },
        topology: scenario.topology.clone(),
        timing: scenario.timing.clone(),
        initiation: scenario.initiation.clone(),
        max_events: scenario.max_events,
    }
}

/// The oracles that catch a mutant in any run of any scenario.
fn caught_by(mutant: Mutant) -> Vec<&'static str> {
    let (scenarios, mut caught) = (scenarios(), BTreeSet::new());
    match mutant {
        Mutant::MessagesInWrongOrder | Mutant::MessageWithOtherBody => {
            let of_different_messages = scenarios.iter().map(|scenario| counting(scenario, None));
            caught.extend(of_different_messages.flat_map(|scenario| violated(mutant, &scenario)));
        }
        Mutant::ComputationDoublesMessage => {
            // In the exercise it is Q that passes m on with 6 receipts, after P has recorded 5 and before Q records.
            caught.extend(violated(mutant, &counting(&scenarios[0], Some(6))));
        }
        _ => caught.extend(scenarios.iter().flat_map(|scenario| violated(mutant, scenario))),
    }
    ORACLES.into_iter().filter(|oracle| caught.contains(oracle)).collect()
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
    let found: Vec<_> = TABLE.iter().map(|(mutant, _)| (*mutant, caught_by(*mutant))).collect();
    let wrong = found.iter().zip(TABLE).filter(|((_, found), (_, told))| found != told);
    let wrong: Vec<_> =
        wrong.map(|((mutant, found), _)| format!("(Mutant::{mutant:?}, &{found:?}),")).collect();
    assert!(wrong.is_empty(), "the table should have\n{}", wrong.join("\n"));
}

#[test]
fn every_mutant_is_caught_and_the_right_algorithm_is_not() {
    for (mutant, caught_by) in TABLE {
        assert_eq!(caught_by.is_empty(), *mutant == Mutant::None, "{mutant:?}");
    }
}

#[test]
fn each_oracle_alone_catches_some_mutant_unless_that_cannot_be() {
    for oracle in ORACLES {
        let alone = TABLE.iter().any(|(_, caught_by)| *caught_by == [oracle]);
        let impossible = NEVER_ALONE.iter().find(|(name, ..)| *name == oracle);
        assert_eq!(alone, impossible.is_none(), "{oracle}");
        for (mutant, caught_by) in TABLE.iter().filter(|(_, caught_by)| caught_by.contains(&oracle)) {
            let accompanied = |(_, by, _): &(_, &[&str], _)| by.iter().any(|other| caught_by.contains(other));
            assert!(impossible.is_none_or(accompanied), "{oracle} is alone in catching {mutant:?}");
        }
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

#[test]
fn of_an_algorithm_that_never_starts_it_is_unknown_whether_it_is_right() {
    let scenario = Scenario { max_events: 400, ..Scenario::exercise(1_000) };
    assert_eq!(overall(&scenario.run(0).checks), Overall::Unknown);
}
