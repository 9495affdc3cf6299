//! `inhibition`: channels of any order and not a bit on any message, for waiting; and the hasty one, which no seed and hardly a schedule
//! finds wrong.

use std::collections::BTreeSet;

use sim_core::{Order, Topology};
use snapshot::{Forwarding, Initiators, Stopped};

use crate::algorithms::broken::Fault;
use crate::algorithms::harness::{
    NONE, Oracles, Tested, bank, each_fault_is_found, explored, network, not_well, only, reachable, run,
    runs, shape, tokens, unit_delays, violated,
};
use crate::algorithms::plain::all_is_recorded;
use crate::algorithms::schedules::{Counted, counted};

fn inhibition() -> Tested {
    Tested::named("inhibition")
}

fn hasty() -> Tested {
    Tested::named("inhibition-hasty")
}

/// Networks with a channel back for each channel.
fn both_ways(order: Order) -> [(&'static str, Topology); 5] {
    let ring: Vec<_> = (0..6).flat_map(|p| [(p, (p + 1) % 6), ((p + 1) % 6, p)]).collect();
    [
        ("complete:4", shape("complete:4", order)),
        ("star:5", shape("star:5", order)),
        ("ring:6 both ways", network(&ring, order)),
        ("line:5", shape("line:5", order)),
        ("grid:2x3", shape("grid:2x3", order)),
    ]
}

const ORDERS: [Order; 2] = [Order::Fifo, Order::Unordered];

#[test]
fn waiting_is_right_on_channels_of_any_order_with_any_initiators_and_overlapping_snapshots() {
    for ((name, network), initiators) in ORDERS
        .into_iter()
        .flat_map(both_ways)
        .zip([Initiators::Any, only(0), only(1), Initiators::Any, only(2)].into_iter().cycle())
    {
        let scenario = bank(network, initiators, 3, 6);
        assert_eq!(not_well(&scenario, &inhibition(), 0..20), NONE, "{name}");
        let held = tokens(&scenario, 2, Forwarding::Held);
        assert_eq!(not_well(&held, &inhibition(), 0..5), NONE, "{name}");
        all_is_recorded(&scenario, &run(&scenario, &inhibition(), 3));
        all_is_recorded(&held, &run(&held, &inhibition(), 4));
    }
}

#[test]
fn who_sends_upon_a_receipt_lets_one_token_wait_but_several_or_what_lies_before_control_for_ever() {
    let atomic =
        |order, copies| tokens(&bank(shape("complete:3", order), only(0), 2, 6), copies, Forwarding::Atomic);
    let one = atomic(Order::Unordered, 1);
    assert_eq!(not_well(&one, &inhibition(), 0..60), NONE);
    all_is_recorded(&one, &run(&one, &inhibition(), 3));
    for scenario in [atomic(Order::Unordered, 3), atomic(Order::Fifo, 1)] {
        assert_eq!(violated(&scenario, &inhibition(), 0..60), Oracles::from(["complete"]));
        let all = (0..60).map(|seed| run(&scenario, &inhibition(), seed));
        assert!(all.filter(|run| run.stopped == Stopped::Quiescent).count() > 20);
    }
}

#[test]
fn each_channel_has_a_marker_and_an_acknowledgement_and_who_waits_is_counted() {
    for ((name, network), eccentricity) in both_ways(Order::Fifo).into_iter().zip([1, 1, 3, 4, 3]) {
        let channels = network.channels().len() as u64;
        let ended = runs(&unit_delays(&bank(network, only(0), 1, 12)), &inhibition(), 0..20);
        for ended in &ended {
            assert_eq!(ended.costs().markers, 2 * channels, "{name}");
            assert_eq!(ended.until_recorded(), Some(eccentricity), "{name}");
            assert_eq!(ended.costs().duration(), Some(eccentricity + 1), "{name}");
        }
        // Some have nothing left to do when the snapshot begins.
        let waited = ended.iter().filter(|ended| ended.blocked > 0).count();
        assert!(waited > 10, "{name}: {waited}");
    }
}

#[test]
fn all_that_can_be_is_recorded_when_everybody_may_start() {
    for order in ORDERS {
        let two = bank(shape("ring:2", order), Initiators::Any, 1, 2);
        let all = explored(&two, &inhibition(), false);
        assert_eq!(all.wrong, NONE);
        assert_eq!(all.recorded.iter().flatten().cloned().collect::<BTreeSet<_>>(), reachable(&two));
        assert_eq!(explored(&two, &inhibition(), true), all);
    }
}

#[test]
fn each_fault_is_found_by_the_oracle_of_just_that() {
    let scenario = bank(shape("complete:3", Order::Unordered), only(0), 1, 6);
    let contents = &["channels", "one-message", "reachable"];
    // Who may not act may as well record later, so that is no fault.
    each_fault_is_found(
        &scenario,
        &inhibition(),
        0..60,
        &[
            (Fault::Drops("marker"), &["complete"]),
            (Fault::Doubles("marker"), &["complete", "markers"]),
            // All is recorded; but somebody waits for ever.
            (Fault::Drops("ack"), &["markers"]),
            (
                Fault::Says("marker", |_| "marker after 0".into()),
                &["channels", "complete", "one-message", "reachable"],
            ),
            (Fault::ForgetsSends, &["channels", "complete", "one-message", "reachable"]),
            (Fault::ForgetsReceipts, &["complete"]),
            (Fault::LeavesOut, contents),
            (Fault::TakesTwice, contents),
            (Fault::ClosesAtOnce, &["channels", "markers", "one-message", "reachable"]),
            (Fault::Acts, &["channels", "complete", "consistent", "reachable"]),
        ],
    );
}

#[test]
fn a_marker_that_is_acknowledged_at_once_is_wrong_in_no_seed_of_a_thousand_and_in_six_schedules_of_a_hundred()
{
    let two = bank(shape("ring:2", Order::Unordered), only(0), 1, 2);
    assert_eq!(not_well(&two, &hasty(), 0..1000), NONE);
    // A later message is recorded for an earlier one: the number is right, and the money.
    assert_eq!(explored(&two, &hasty(), true).wrong, Oracles::from(["channels"]));
    assert_eq!(counted(&two, &hasty()), Counted { schedules: 216_698, wrong: 12_943 });
    assert_eq!(counted(&two, &inhibition()), Counted { schedules: 57_513, wrong: 0 });
}
