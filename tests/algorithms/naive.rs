//! The naive ones, which pay nothing: each is caught, and by the oracles of just what it does wrong.

use sim_core::{Delay, Order, Timing};
use snapshot::oracle::Verdict;
use snapshot::{Bank, Forwarding, Initiators, Judgement, Lack, algorithms};
use tests::{Scenario, delays};

use crate::algorithms::broken::Fault;
use crate::algorithms::harness::{
    Ended, Oracles, Tested, bank, explored, lack, only, runs, shape, tokens, unit_delays, violated,
};

/// Money in four accounts, all of it on the move until the last process has recorded.
fn four(order: Order, initiators: Initiators) -> Scenario<Bank> {
    let scenario = bank(shape("complete:4", order), initiators, 1, 10);
    Scenario { timing: Timing::new(delays(1, 20), delays(1, 20)).with_start(delays(20, 50)), ..scenario }
}

/// The same where everybody starts when his clock says so, and no clock is off by more than this.
fn clocks(start: Delay) -> Scenario<Bank> {
    let scenario = four(Order::Fifo, Initiators::Any);
    let timing = scenario.timing.clone().with_start(start);
    Scenario { timing, ..scenario }
}

/// What is said against a snapshot.
fn against(judgement: &Judgement<Bank>) -> Oracles {
    let wrong = judgement.checks.iter().filter(|check| matches!(check.verdict, Verdict::Violated(_)));
    wrong.map(|check| check.name).collect()
}

/// Of a thousand runs: how many are wrong, in how many the cut is not consistent, and which oracles say so.
fn caught(scenario: &Scenario<Bank>, name: &str) -> (usize, usize, Oracles) {
    let ended = runs(scenario, &Tested::named(name), 0..1000);
    let each: Vec<_> = ended.iter().map(|ended| against(&ended.judgements[0])).collect();
    let wrong = each.iter().filter(|by| !by.is_empty()).count();
    let inconsistent = each.iter().filter(|by| by.contains("consistent")).count();
    (wrong, inconsistent, each.into_iter().flatten().collect())
}

/// Money is lost.
const LOST: [&str; 3] = ["channels", "one-message", "reachable"];
/// Money is lost, or counted twice.
const BOTH: [&str; 4] = ["channels", "consistent", "one-message", "reachable"];

#[test]
fn who_records_when_he_is_asked_loses_what_is_sent_meanwhile_or_counts_it_twice() {
    assert_eq!(caught(&four(Order::Fifo, only(0)), "naive-request"), (997, 73, BOTH.into()));
    assert_eq!(caught(&four(Order::Unordered, only(2)), "naive-request"), (999, 353, BOTH.into()));
}

#[test]
fn with_perfect_clocks_the_cut_is_right_and_the_money_is_gone() {
    assert_eq!(caught(&clocks(Delay::fixed(50)), "naive-clock"), (995, 0, LOST.into()));
    assert_eq!(caught(&clocks(delays(20, 50)), "naive-clock"), (1000, 476, BOTH.into()));
}

#[test]
fn a_world_that_is_stopped_and_not_drained_has_a_right_cut_and_the_money_is_gone() {
    assert_eq!(caught(&four(Order::Fifo, only(0)), "naive-stop-the-world"), (939, 0, LOST.into()));
    assert_eq!(caught(&four(Order::Unordered, only(2)), "naive-stop-the-world"), (941, 0, LOST.into()));
}

#[test]
fn a_world_in_which_somebody_does_not_stop_or_is_not_told_is_worse() {
    let stopped = Tested::named("naive-stop-the-world");
    for (fault, by) in [
        // Who has gone on disturbs one who has not.
        (Fault::Accepts, &BOTH[..]),
        // What the hub sends after its *stop* is refused, and *go* lies behind it.
        (Fault::Acts, &["complete"]),
        (Fault::Drops("stop"), &["complete"]),
        (Fault::Drops("go"), &["complete"]),
        (Fault::Doubles("stopped"), &["channels", "markers", "one-message", "reachable"]),
    ] {
        let found = violated(&four(Order::Fifo, only(0)), &stopped.with(fault), 0..200);
        assert_eq!(found, by.iter().copied().collect(), "{fault:?}");
    }
}

#[test]
fn a_hub_that_sends_upon_a_receipt_waits_for_ever_for_who_has_stopped_behind_a_message() {
    let atomic = tokens(&four(Order::Fifo, only(0)), 4, Forwarding::Atomic);
    assert!(violated(&atomic, &Tested::named("naive-stop-the-world"), 0..60).contains("complete"));
    let unordered = tokens(&four(Order::Unordered, only(0)), 4, Forwarding::Atomic);
    assert_eq!(violated(&unordered, &Tested::named("naive-stop-the-world"), 0..60), LOST.into());
}

#[test]
fn a_request_costs_one_message_each_a_stop_three_and_a_clock_none() {
    let costs = |name: &str, initiators: Initiators, formula: fn(u64) -> u64| {
        for n in [2_u64, 4, 6] {
            let scenario = bank(shape(&format!("complete:{n}"), Order::Fifo), initiators.clone(), 1, 6);
            let ended: Vec<Ended<Bank>> = runs(&unit_delays(&scenario), &Tested::named(name), 0..20);
            assert!(ended.iter().all(|ended| ended.costs().markers == formula(n)), "{name} {n}");
        }
    };
    costs("naive-request", only(0), |n| n - 1);
    costs("naive-clock", Initiators::Any, |_| 0);
    costs("naive-stop-the-world", only(0), |n| 3 * (n - 1));
}

#[test]
fn a_search_finds_each_of_them_out() {
    // On FIFO channels between two, whoever is asked has what was sent before.
    let two = |initiators| bank(shape("ring:2", Order::Unordered), initiators, 1, 1);
    for (name, initiators, by) in [
        ("naive-request", only(0), &BOTH[..]),
        ("naive-clock", Initiators::Any, &BOTH[..]),
        ("naive-stop-the-world", only(0), &LOST[..]),
    ] {
        assert_eq!(
            explored(&two(initiators), &Tested::named(name), true).wrong,
            by.iter().copied().collect(),
            "{name}"
        );
    }
}

#[test]
fn a_clock_that_starts_nothing_is_a_lack() {
    let needs = algorithms::entry("naive-clock").unwrap().needs;
    let four = shape("complete:4", Order::Fifo);
    assert_eq!(lack(needs, &four, &only(1)), Some(Lack::Idle { name: "p0".into(), snapshot: None }));
    assert_eq!(lack(needs, &four, &Initiators::Any), None);
}
