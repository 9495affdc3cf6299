//! `chandy-lamport`, by the same measure as all others. Its own tests say more.

use std::collections::BTreeSet;

use sim_core::Order;
use snapshot::{Forwarding, Initiators, Superposed, algorithms};

use crate::algorithms::broken::Fault;
use crate::algorithms::harness::{
    NONE, Tested, bank, each_fault_is_found, explored, five_networks, not_well, only, reachable, run, runs,
    shape, tokens, unit_delays, violated,
};

fn chandy_lamport() -> Tested {
    Tested::named("chandy-lamport")
}

#[test]
fn markers_are_right_on_fifo_channels_with_any_initiators() {
    for (name, network) in five_networks(Order::Fifo) {
        let scenario = bank(network, Initiators::Any, 2, 6);
        assert_eq!(not_well(&scenario, &chandy_lamport(), 0..20), NONE, "{name}");
        let tokens = tokens(&scenario, 2, Forwarding::Held);
        assert_eq!(run(&tokens, &chandy_lamport(), 3).complaints(), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn markers_that_are_overtaken_end_a_channel_too_early() {
    let scenario = bank(shape("complete:3", Order::Unordered), only(0), 1, 6);
    assert!(violated(&scenario, &chandy_lamport(), 0..100).contains("consistent"));
}

#[test]
fn a_marker_goes_once_over_each_channel_and_nobody_waits() {
    for ((name, network), eccentricity) in five_networks(Order::Fifo).into_iter().zip([1, 1, 5, 3, 4]) {
        let channels = network.channels().len() as u64;
        for ended in runs(&unit_delays(&bank(network, only(0), 1, 6)), &chandy_lamport(), 0..20) {
            assert_eq!(ended.costs().markers, channels, "{name}");
            assert_eq!(ended.until_recorded(), Some(eccentricity), "{name}");
            assert_eq!(ended.costs().duration(), Some(eccentricity + 1), "{name}");
            assert_eq!(ended.blocked, 0, "{name}");
        }
    }
}

#[test]
fn all_that_can_be_is_recorded_when_everybody_may_start() {
    let two = bank(shape("ring:2", Order::Fifo), Initiators::Any, 1, 2);
    let all = explored(&two, &chandy_lamport(), false);
    assert_eq!(all.wrong, NONE);
    assert_eq!(all.recorded.iter().flatten().cloned().collect::<BTreeSet<_>>(), reachable(&two));
    assert_eq!(explored(&two, &chandy_lamport(), true), all);
}

#[test]
fn each_fault_is_found_by_the_oracle_of_just_that() {
    let scenario = bank(shape("complete:3", Order::Fifo), only(0), 1, 6);
    let contents = &["channels", "one-message", "reachable"];
    each_fault_is_found(
        &scenario,
        &chandy_lamport(),
        0..60,
        &[
            (Fault::Drops("marker"), &["complete"]),
            (Fault::Doubles("marker"), &["complete", "markers"]),
            (Fault::Delays("marker"), &["channels", "complete", "consistent", "one-message", "reachable"]),
            (Fault::RecordsLate, contents),
            (Fault::RecordsTwice, &["complete"]),
            (Fault::LeavesOut, contents),
            (Fault::TakesTwice, contents),
            (Fault::ClosesAtOnce, contents),
            (Fault::LeavesOpen, &["complete"]),
            (Fault::ClosesTwice, &["complete"]),
        ],
    );
}

#[test]
fn as_a_member_of_the_one_type_for_all_it_does_what_it_does_alone() {
    let scenario = bank(shape("complete:3", Order::Fifo), Initiators::Any, 3, 8);
    let member = algorithms::entry("chandy-lamport").unwrap().algorithm;
    for seed in 0..20 {
        let layers = Superposed::new(scenario.computation.clone(), member, scenario.initiation.clone());
        assert_eq!(scenario.run_under(layers, seed), scenario.run(seed), "{seed}");
    }
}
