//! Broken colours, and which oracle finds what is wrong.

use sim_core::Order;
use snapshot::{Forwarding, Initiation, Initiator, Initiators, SnapshotId};
use tests::{P, Scenario};

use super::one;
use crate::algorithms::broken::Fault;
use crate::algorithms::harness::{NONE, Tested, each_fault_is_found, not_well, tokens, violated};

#[test]
fn each_fault_of_counts_is_found_by_the_oracle_of_just_that() {
    let contents = &["channels", "one-message", "reachable"];
    each_fault_is_found(
        &one(Order::Unordered),
        &Tested::named("mattern"),
        0..60,
        &[
            (Fault::Drops("marker"), &["complete"]),
            (Fault::Doubles("marker"), &["complete", "markers"]),
            (Fault::Says("marker", |_| "0".into()), &["complete"]),
            (Fault::ForgetsSends, &["complete"]),
            (Fault::ForgetsReceipts, &["complete"]),
            (
                Fault::Tags(|_| "0".into()),
                &["channels", "complete", "consistent", "one-message", "reachable"],
            ),
            (Fault::RecordsAfter, &["consistent", "reachable", "states"]),
            (Fault::RecordsLate, &["channels", "consistent", "one-message", "reachable"]),
            (Fault::LeavesOut, contents),
            (Fault::TakesTwice, contents),
            (Fault::ClosesAtOnce, contents),
        ],
    );
}

#[test]
fn each_fault_of_histories_is_found_by_the_oracle_of_just_that() {
    let forgets_the_first = |text: &str| text.split_once(']').map_or("", |(_, rest)| rest).to_string();
    let forgets_the_last = |text: &str| text.rsplit_once('[').map_or("", |(rest, _)| rest).to_string();
    let contents = &["channels", "one-message", "reachable"];
    each_fault_is_found(
        &one(Order::Unordered),
        &Tested::named("lai-yang"),
        0..60,
        &[
            (Fault::Drops("marker"), &["complete"]),
            (Fault::Doubles("marker"), &["markers"]),
            (Fault::Says("marker", forgets_the_first), contents),
            (Fault::Says("marker", forgets_the_last), contents),
            (Fault::ForgetsReceipts, &["channels", "consistent", "one-message", "reachable"]),
            (
                Fault::Tags(|stamp| format!("0:{}", stamp.split_once(':').unwrap().1)),
                &["consistent", "one-message", "reachable"],
            ),
            (Fault::RecordsAfter, &["consistent", "reachable", "states"]),
            (Fault::RecordsLate, &["channels", "consistent", "one-message", "reachable"]),
            (Fault::LeavesOut, contents),
            (Fault::Slips, &["channels"]),
        ],
    );
}

#[test]
fn each_fault_of_deficiencies_is_found_by_the_oracle_of_just_that() {
    each_fault_is_found(
        &one(Order::Unordered),
        &Tested::named("mattern-deficiency"),
        0..60,
        &[
            (Fault::Drops("request"), &["complete"]),
            (Fault::Drops("report"), &["complete"]),
            (Fault::Drops("forward"), &["complete"]),
            (Fault::Doubles("forward"), &["channels", "complete", "markers", "one-message", "reachable"]),
            (Fault::Ignores("forward"), &["complete"]),
            (
                Fault::Says("report", |_| "report 0".into()),
                &["channels", "complete", "one-message", "reachable"],
            ),
            (Fault::ForgetsSends, &["complete"]),
            (Fault::ForgetsReceipts, &["complete"]),
            (
                Fault::Tags(|_| "0".into()),
                &["channels", "complete", "consistent", "one-message", "reachable"],
            ),
            (Fault::RecordsAfter, &["consistent", "markers", "reachable", "states"]),
            (Fault::RecordsLate, &["channels", "complete", "consistent", "one-message", "reachable"]),
            (Fault::LeavesOut, &["channels", "markers", "one-message", "reachable"]),
        ],
    );
}

#[test]
fn one_bit_of_a_colour_is_enough_only_where_a_snapshot_starts_when_the_one_before_is_over() {
    let at = |triggers: [u64; 4]| {
        let each = (1..).zip(triggers).map(|(snapshot, trigger)| Initiator {
            process: P,
            snapshot: Some(SnapshotId(snapshot)),
            trigger: Some(trigger),
        });
        let initiators = Initiators::each(each.collect(), None);
        let scenario = tokens(&one(Order::Unordered), 2, Forwarding::Held);
        Scenario {
            initiation: Initiation { snapshots: 4, initiators, trigger: None },
            max_events: 2_000,
            ..scenario
        }
    };
    let (right, one_bit) = (Tested::named("mattern"), Tested::named("mattern").with(Fault::OneBit));
    let (apart, together) = (at([3, 13, 23, 33]), at([3, 4, 5, 6]));
    assert_eq!(not_well(&apart, &one_bit, 0..30), NONE);
    assert_eq!(not_well(&together, &right, 0..30), NONE);
    let wrong = violated(&together, &one_bit, 0..30);
    assert!(wrong.contains("complete"), "{wrong:?}");
}
