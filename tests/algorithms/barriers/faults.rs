//! Broken barriers, and which oracle finds what is wrong.

use sim_core::Order;

use super::{aligned, dataflow, unaligned};
use crate::algorithms::broken::Fault;
use crate::algorithms::harness::{bank, each_fault_is_found, only, shape};

#[test]
fn each_fault_of_an_aligned_barrier_is_found_by_the_oracle_of_just_that() {
    let scenario = dataflow(shape("complete:3", Order::Fifo), 1, 8);
    let contents = &["channels", "one-message", "reachable"];
    each_fault_is_found(
        &scenario,
        &aligned(),
        0..60,
        &[
            // The classical one: at least once.
            (Fault::Accepts, &["consistent", "one-message", "reachable"]),
            (Fault::Drops("barrier"), &["complete"]),
            (Fault::Doubles("barrier"), &["markers"]),
            (Fault::Delays("barrier"), &["channels", "complete", "consistent", "one-message", "reachable"]),
            (Fault::Ignores("barrier"), &["complete"]),
            (Fault::RecordsLate, &["channels", "complete", "one-message", "reachable"]),
            (Fault::RecordsTwice, &["complete"]),
            (Fault::LeavesOut, contents),
            (Fault::TakesTwice, contents),
            (Fault::ClosesAtOnce, contents),
            (Fault::LeavesOpen, &["complete"]),
        ],
    );
}

fn more(text: &str) -> String {
    let count = text.strip_prefix("barrier ").unwrap();
    format!("barrier {}", count.parse::<u64>().unwrap() + 1)
}

fn none(_: &str) -> String {
    "barrier 0".to_string()
}

#[test]
fn each_fault_of_an_unaligned_barrier_is_found_by_the_oracle_of_just_that() {
    let scenario = bank(shape("complete:3", Order::Overtaking), only(0), 1, 8);
    let contents = &["channels", "one-message", "reachable"];
    each_fault_is_found(
        &scenario,
        &unaligned(),
        0..60,
        &[
            // The classical one: what the barrier overtook is forgotten.
            (Fault::Says("barrier", none), contents),
            (Fault::Says("barrier", more), &["channels", "complete", "one-message", "reachable"]),
            (Fault::ForgetsSends, contents),
            (Fault::ForgetsReceipts, &["complete"]),
            (Fault::Drops("barrier"), &["complete"]),
            (Fault::Doubles("barrier"), &["markers"]),
            (Fault::Delays("barrier"), &["channels", "complete", "consistent", "one-message", "reachable"]),
            (Fault::RecordsLate, contents),
            (Fault::LeavesOut, contents),
            (Fault::TakesTwice, contents),
            (Fault::ClosesAtOnce, contents),
            (Fault::LeavesOpen, &["complete"]),
        ],
    );
}
