//! `acharya-badrinath` and `alagar-venkatesan`: an initiator with channels to and from everybody, and causal order.

#[path = "hub/point_to_point.rs"]
mod point_to_point;
#[path = "hub/twin.rs"]
mod twin;

use std::collections::BTreeSet;

use point_to_point::PointToPoint;
use proptest::prelude::*;
use sim_core::{Causal, Happening, Order, Timing, Topology};
use snapshot::oracle::{Check, Verdict};
use snapshot::{Bank, Carries as _, Forwarding, Initiators, Lack, Layer, Superposed, Wire, algorithms};
use tests::Scenario;
use tests::strategy::delay;
use twin::Twin;

use crate::algorithms::broken::Fault;
use crate::algorithms::harness::{
    Ended, Explored, NONE, Oracles, Tested, Value, bank, each_fault_is_found, explored, lack, not_well,
    of_checks, only, reachable, run, runs, runs_under, shape, tokens, unit_delays, violated,
};
use crate::algorithms::plain::all_is_recorded;

const NAMES: [&str; 2] = ["acharya-badrinath", "alagar-venkatesan"];
const ROUND_TRIP: Twin = Twin::RoundTrip { counts_late: false };
/// So many runs show what goes wrong seldom.
const SEEDS: u64 = 120;
const THREE_ROUNDS: Twin = Twin::ThreeRounds { old_is_known: false };

fn both() -> [Tested; 2] {
    NAMES.map(Tested::named)
}

fn acharya_badrinath() -> Tested {
    Tested::named(NAMES[0])
}

fn alagar_venkatesan() -> Tested {
    Tested::named(NAMES[1])
}

/// Any process of a complete network may start, and the one in the middle of a star.
fn networks() -> impl Strategy<Value = (Topology, u32)> {
    let complete = (2..=5_u32).prop_flat_map(|n| (Just(format!("complete:{n}")), 0..n));
    let star = (2..=6_u32).prop_map(|n| (format!("star:{n}"), 0));
    prop_oneof![complete, star].prop_map(|(name, hub)| (shape(&name, Order::Causal), hub))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn in_causal_order_both_are_right_around_any_hub_whatever_the_program_and_the_delays(
        (network, hub) in networks(),
        (message, hold, start) in (delay(), delay(), delay()),
        (snapshots, transfers) in (1..=4_u32, 0..=8_u32),
        held: bool,
        seed: u64,
    ) {
        let timing = Timing::new(message, hold).with_start(start);
        let scenario = Scenario { timing, ..bank(network, only(hub), snapshots, transfers) };
        let forwarding = if held { Forwarding::Held } else { Forwarding::Atomic };
        let going_round = Scenario { max_events: 4_000, ..tokens(&scenario, 2, forwarding) };
        for algorithm in both() {
            let done = run(&scenario, &algorithm, seed);
            prop_assert_eq!(done.complaints(), Vec::<String>::new());
            all_is_recorded(&scenario, &done);
            // Where nothing takes any time it never comes to a snapshot.
            let run = run(&going_round, &algorithm, seed);
            let checks = run.judgements.iter().flat_map(|judgement| &judgement.checks);
            prop_assert_eq!(checks.filter(|check| is_wrong(&check.verdict)).collect::<Vec<_>>(), Vec::<&Check>::new());
        }
    }
}

#[test]
fn snapshots_that_overlap_are_right() {
    let scenario = bank(shape("complete:4", Order::Causal), only(1), 4, 8);
    let scenario = Scenario { timing: scenario.timing.clone().with_start(tests::delays(0, 9)), ..scenario };
    for algorithm in both() {
        let ended = runs(&scenario, &algorithm, 0..100);
        assert_eq!(of_checks(&ended, |verdict| *verdict != Verdict::Holds), NONE);
        let overlap = |ended: &&Ended<Bank>| {
            let [one, two] = [0, 1].map(|place| ended.judgements[place].costs);
            two.started_at < one.completed_at
        };
        assert!(ended.iter().filter(overlap).count() > 20);
    }
}

#[test]
fn one_process_must_start_that_has_channels_to_and_from_everybody() {
    for needs in NAMES.map(|name| algorithms::entry(name).unwrap().needs) {
        let star = shape("star:4", Order::Fifo);
        assert_eq!(lack(needs, &star, &only(0)), None);
        assert_eq!(lack(needs, &star, &only(1)), Some(Lack::Hub("p1".into())));
        let complete = shape("complete:3", Order::Causal);
        assert_eq!(lack(needs, &complete, &Initiators::Any), Some(Lack::One(3)));
    }
}

#[test]
fn fifo_channels_are_enough_around_a_process_in_the_middle_and_nowhere_else() {
    for algorithm in both() {
        for name in ["star:4", "complete:2"] {
            let scenario = bank(shape(name, Order::Fifo), only(0), 3, 6);
            assert_eq!(not_well(&scenario, &algorithm, 0..60), NONE, "{name}");
        }
        let complete = |order| bank(shape("complete:4", order), only(0), 1, 6);
        for order in [Order::Fifo, Order::Unordered, Order::Overtaking] {
            let found = violated(&complete(order), &algorithm, 0..100);
            assert!(found.contains("consistent"), "{order:?}: {found:?}");
        }
    }
}

/// The runs of a twin, with this layer for causal order.
fn twin_runs<L: Layer<Bank>>(
    scenario: &Scenario<Bank>,
    twin: Twin,
    layer: impl Fn(Causal<Superposed<Bank, Twin>>) -> L,
) -> Vec<Ended<Bank>> {
    let superposed = Superposed::new(scenario.computation.clone(), twin, scenario.initiation.clone());
    let name = if matches!(twin, Twin::RoundTrip { .. }) { NAMES[0] } else { NAMES[1] };
    let layered = layer(Causal::new(superposed, &scenario.topology));
    runs_under(scenario, layered, Tested::named(name).law(), 0..SEEDS)
}

#[test]
fn what_they_record_is_what_the_plainest_way_records() {
    for (name, twin) in NAMES.into_iter().zip([ROUND_TRIP, THREE_ROUNDS]) {
        for (network, order) in [("complete:4", Order::Causal), ("star:4", Order::Fifo)] {
            let scenario = bank(shape(network, order), only(0), 3, 6);
            let theirs = twin_runs(&scenario, twin, |causal| causal);
            let ours = runs(&scenario, &Tested::named(name), 0..SEEDS);
            for (ours, theirs) in ours.iter().zip(&theirs) {
                for (ours, theirs) in ours.judgements.iter().zip(&theirs.judgements) {
                    assert_eq!(states(ours), states(theirs), "{name}");
                    assert_eq!(messages(ours), messages(theirs), "{name}");
                }
            }
        }
    }
}

type Judgement = snapshot::Judgement<Bank>;

fn states(judgement: &Judgement) -> Vec<(u64, snapshot::Account)> {
    let firsts = judgement.recorded.processes.iter().map(|process| process.first.clone().unwrap());
    firsts.map(|first| (first.time, first.state)).collect()
}

/// The messages of each channel, by their identities.
fn messages(judgement: &Judgement) -> Vec<Vec<u64>> {
    let ids = judgement.recorded.channels.iter().map(|channel| {
        let mut ids: Vec<_> = channel.messages.iter().map(|(id, _)| id.unwrap().0).collect();
        ids.sort_unstable();
        ids
    });
    ids.collect()
}

const fn is_wrong(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Violated(_))
}

fn wrong(ended: &[Ended<Bank>]) -> Oracles {
    of_checks(ended, is_wrong)
}

/// How many of the runs some oracle finds wrong.
fn count_wrong(ended: &[Ended<Bank>]) -> usize {
    ended.iter().filter(|ended| !wrong(std::slice::from_ref(ended)).is_empty()).count()
}

#[test]
fn a_message_is_old_that_is_concurrent_with_the_token_too() {
    let scenario = bank(shape("complete:4", Order::Causal), only(0), 1, 12);
    let known = Twin::ThreeRounds { old_is_known: true };
    let ended = twin_runs(&scenario, known, |causal| causal);
    assert_eq!(wrong(&ended), Oracles::from(["channels", "one-message", "reachable"]));
    assert!(count_wrong(&ended) > 110, "{} of {SEEDS}", count_wrong(&ended));
}

#[test]
fn the_initiator_counts_when_it_records_and_not_when_the_replies_are_there() {
    let scenario = bank(shape("complete:4", Order::Causal), only(0), 1, 12);
    let late = Twin::RoundTrip { counts_late: true };
    let ended = twin_runs(&scenario, late, |causal| causal);
    assert_eq!(wrong(&ended), Oracles::from(["channels", "one-message", "reachable"]));
}

#[test]
fn a_broadcast_that_is_a_loop_of_sends_is_not_one_event() {
    let scenario = bank(shape("complete:4", Order::Causal), only(0), 1, 12);
    for twin in [ROUND_TRIP, THREE_ROUNDS] {
        let ended = twin_runs(&scenario, twin, PointToPoint);
        assert!(wrong(&ended).contains("consistent"), "{:?}", wrong(&ended));
        assert!((1..20).contains(&count_wrong(&ended)), "seldom: {}", count_wrong(&ended));
    }
}

#[test]
fn around_the_initiator_messages_go_once_or_twice_each_way_and_nobody_waits() {
    for (algorithm, rounds) in both().iter().zip([2, 3]) {
        for (name, order) in [
            ("complete:2", Order::Causal),
            ("complete:4", Order::Causal),
            ("complete:6", Order::Causal),
            ("star:4", Order::Fifo),
            ("star:6", Order::Causal),
        ] {
            let network = shape(name, order);
            let others = network.processes().len() as u64 - 1;
            for ended in runs(&unit_delays(&bank(network, only(0), 1, 6)), algorithm, 0..20) {
                assert_eq!(ended.costs().markers, rounds * others, "{name}");
                assert_eq!(ended.until_recorded(), Some(1), "{name}");
                assert_eq!(ended.costs().duration(), Some(rounds), "{name}");
                assert_eq!(ended.blocked, 0, "{name}");
            }
        }
    }
}

#[test]
fn causal_order_takes_an_integer_for_each_channel_and_one_more_on_every_message() {
    for (name, channels) in [("complete:3", 6), ("complete:5", 20), ("star:4", 6)] {
        let scenario = bank(shape(name, Order::Causal), only(0), 1, 3);
        let run = run(&scenario, &alagar_venkatesan(), 1);
        for event in &run.log.events {
            let Happening::Send { body, .. } = &event.what else { continue };
            let tag = u64::from(matches!(body, Wire::Message { .. }));
            assert_eq!(body.numbers(), channels + 1 + tag, "{name}: {body:?}");
        }
    }
}

/// All that is recorded in some schedule.
fn all(explored: &Explored<Bank>) -> BTreeSet<Value<Bank>> {
    explored.recorded.iter().flatten().cloned().collect()
}

#[test]
fn all_is_recorded_in_which_nothing_is_on_its_way_from_the_initiator_and_nothing_else() {
    let two = |order| bank(shape("complete:2", order), only(0), 1, 2);
    let (causal, fifo) = (two(Order::Causal), two(Order::Fifo));
    let mut possible = reachable(&fifo);
    let from_the_initiator = causal.topology.outgoing(tests::P).next().unwrap();
    possible.retain(|state| state.channels[from_the_initiator.index()] == Some(Vec::new()));
    for algorithm in both() {
        let explored_all = explored(&causal, &algorithm, false);
        assert_eq!(explored_all.wrong, NONE);
        assert_eq!(all(&explored_all), possible);
        assert_eq!(explored(&causal, &algorithm, true), explored_all);
        let on_fifo = explored(&fifo, &algorithm, true);
        assert_eq!((&on_fifo.wrong, all(&on_fifo)), (&NONE, possible.clone()));
        assert_eq!(explored(&fifo, &algorithm, false), on_fifo);
    }
}

#[test]
fn every_schedule_of_three_processes_and_of_two_snapshots_is_right() {
    for algorithm in both() {
        let three = bank(shape("complete:3", Order::Causal), only(0), 1, 1);
        assert_eq!(explored(&three, &algorithm, true).wrong, NONE);
        let twice = bank(shape("complete:2", Order::Causal), only(0), 2, 2);
        assert_eq!(explored(&twice, &algorithm, true).wrong, NONE);
        let unordered = bank(shape("complete:2", Order::Unordered), only(0), 1, 2);
        assert!(explored(&unordered, &algorithm, true).wrong.contains("consistent"));
    }
}

const CONTENTS: &[&str] = &["channels", "one-message", "reachable"];

#[test]
fn each_fault_of_acharya_and_badrinaths_is_found_by_the_oracle_of_just_that() {
    let scenario = bank(shape("complete:3", Order::Causal), only(0), 1, 6);
    let has_received_more: fn(&str) -> String = |text| text.replacen(", log", "9, log", 1);
    let has_sent_more: fn(&str) -> String = |text| text.replacen("sent ", "sent 7", 1);
    each_fault_is_found(
        &scenario,
        &acharya_badrinath(),
        0..60,
        &[
            (Fault::Drops("token"), &["complete"]),
            (Fault::Drops("reply"), &["complete"]),
            // The second reply of one is taken for the reply of another.
            (Fault::Doubles("reply"), &["channels", "markers", "one-message", "reachable"]),
            (Fault::Ignores("reply"), &["complete"]),
            (Fault::Says("reply", has_received_more), CONTENTS),
            (Fault::Says("reply", has_sent_more), CONTENTS),
            (Fault::RecordsLate, &["channels", "complete", "one-message", "reachable"]),
            (Fault::ForgetsSends, CONTENTS),
            (Fault::ForgetsReceipts, CONTENTS),
            (Fault::LeavesOut, CONTENTS),
            (Fault::Slips, &["channels"]),
            (Fault::ClosesTwice, &["complete"]),
        ],
    );
}

#[test]
fn each_fault_of_alagar_and_venkatesans_is_found_by_the_oracle_of_just_that() {
    let scenario = bank(shape("complete:3", Order::Causal), only(0), 1, 6);
    each_fault_is_found(
        &scenario,
        &alagar_venkatesan(),
        0..60,
        &[
            (Fault::Drops("done"), &["complete"]),
            (Fault::Doubles("done"), &["channels", "markers", "one-message", "reachable"]),
            (Fault::Doubles("token"), &["channels", "complete", "markers", "one-message", "reachable"]),
            (Fault::Ignores("terminate"), &["complete"]),
            (Fault::Tags(|_| "0".into()), CONTENTS),
            (Fault::Tags(|_| "1".into()), CONTENTS),
            (Fault::RecordsLate, CONTENTS),
            (Fault::RecordsTwice, &["complete"]),
            (Fault::ForgetsReceipts, CONTENTS),
            // The snapshot is complete before everybody has said so.
            (Fault::ClosesAtOnce, &["channels", "markers", "one-message", "reachable"]),
            (Fault::TakesTwice, CONTENTS),
            (Fault::LeavesOpen, &["complete"]),
        ],
    );
}
