//! What every schedule of two or three accounts comes to, under each algorithm.

use std::fmt::Write as _;
use std::ops::ControlFlow;

use explore::{Options, explore_with};
use sim_core::{Causal, Order, ProcessId, Shape, System};

use super::{Reachable, Snapshots};
use crate::algorithms::{self, Entry};
use crate::faulty::Faulty;
use crate::needs::Starters;
use crate::tests::garbled::{self, Garbled, How, What};
use crate::tests::{hash, starters};
use crate::{Bank, Fault, Faults, Initiation, Initiators, Superposed};

/// What every search comes to.
const SEARCHES: &str = include_str!("../../../../tests/golden/searches.txt");

/// What those for algorithms that are garbled come to.
const GARBLED: &str = include_str!("../../../../tests/golden/garbled-searches.txt");

/// What a search comes to; nothing, if the algorithm cannot be run there.
fn told(
    entry: &Entry,
    shape: &str,
    order: Order,
    faults: &[&str],
    (snapshots, reduce): (u32, bool),
    garbled: Option<(What, How, ProcessId)>,
) -> Option<String> {
    let topology = shape.parse::<Shape>().unwrap().build(order).unwrap();
    let initiators = starters(entry, &topology);
    let topology = topology.clone().with_back_edges(entry.needs.back_edges(&topology, &initiators));
    let initiation = Initiation { snapshots, initiators, trigger: None };
    if entry.needs.lack(&topology, &initiation).is_some() {
        return None;
    }
    let faults = faults.iter().map(|text| Fault::read(text, &topology).unwrap()).collect();
    let bank = Bank::alike(1, 1);
    let inner = Superposed::new(bank.clone(), entry.algorithm, initiation);
    let superposed = Garbled { inner, garbled };
    let layers = Causal::new(Faulty::new(superposed, Faults::new(faults)), &topology);
    let (alone, layered) = (System::new(bank, topology.clone()), System::new(layers, topology));
    let property = Snapshots::of(&alone, &layered, snapshots).by_law(Some(entry.law));
    let options = Options { reduce, keep_going: true, max_states: 4_000, ..Options::default() };
    let report = explore_with(&layered, &property, &options, |_| ControlFlow::Continue(()));
    let mut text = format!(
        "{} states, {} steps, {} deep, {} ends, {:?}; {} outcomes\n",
        report.states,
        report.steps,
        report.depth,
        report.ends,
        report.ending,
        report.outcomes.len()
    );
    let (mut recorded, mut outcomes) = (Vec::new(), String::new());
    for found in &report.outcomes {
        writeln!(outcomes, "{} times {:?}", found.times, found.what).unwrap();
        recorded.extend(found.what.iter().map(|value| value.clone().without_order(&layered.topology)));
    }
    writeln!(text, "  all of them: {:016x}", hash(&outcomes)).unwrap();
    for found in &report.violations {
        let failed: Vec<_> =
            found.what.failed.iter().map(|of| format!("{} {:?}", of.snapshot.0, of.checks)).collect();
        writeln!(text, "  {} times wrong: {}", found.times, failed.join(", ")).unwrap();
    }
    recorded.sort();
    recorded.dedup();
    let options = Options { keep_going: true, ..Options::default() };
    let reached =
        explore_with(&alone, &Reachable { recorded: &recorded }, &options, |_| ControlFlow::Continue(()));
    writeln!(text, "  {} of {} can be reached", reached.violations.len(), recorded.len()).unwrap();
    Some(text)
}

#[test]
fn every_search_comes_to_this() {
    let mut now = String::new();
    for entry in algorithms::ALL {
        for (shape, order, faults, snapshots, reduce) in [
            ("ring:2", entry.needs.order, &[][..], 1, false),
            ("ring:2", entry.needs.order, &[], 1, true),
            ("ring:2", Order::Unordered, &[], 1, false),
            ("ring:2", entry.needs.order, &["drop:P->Q"], 1, false),
            ("ring:2", entry.needs.order, &["crash:Q"], 1, true),
        ] {
            if let Some(told) = told(entry, shape, order, faults, (snapshots, reduce), None) {
                now +=
                    &format!("=== {} {shape} {order:?} {faults:?} {snapshots} {reduce}: {told}", entry.name);
            }
        }
    }
    for name in ["chandy-lamport", "mattern", "koo-toueg", "naive-clock"] {
        let entry = algorithms::entry(name).unwrap();
        let told = told(entry, "ring:2", entry.needs.order, &[], (2, false), None).unwrap();
        now += &format!("=== {name}, two snapshots: {told}");
    }
    assert!(now == SEARCHES, "what is said now:\n{now}");
}

#[test]
fn every_search_for_what_is_garbled_comes_to_this() {
    let mut now = String::new();
    for name in ["chandy-lamport", "mattern"] {
        let entry = algorithms::entry(name).unwrap();
        for (what, how) in garbled::ALL {
            for process in [0, 1].map(ProcessId) {
                let told = told(entry, "ring:2", Order::Fifo, &[], (1, false), Some((what, how, process)));
                let told = told.unwrap();
                now += &format!("=== {name}, {what:?} {how:?} at {}: {told}", process.0);
            }
        }
    }
    assert!(now == GARBLED, "what is said now:\n{now}");
}

#[test]
fn nothing_is_left_out_where_it_could_matter() {
    let freezes = |name: &str, shape: &str, order: Order, snapshots: u32| {
        let entry = algorithms::entry(name).unwrap();
        let topology = shape.parse::<Shape>().unwrap().build(order).unwrap();
        let bank = Bank::alike(1, 1);
        let initiation = Initiation { snapshots, initiators: Initiators::Any, trigger: None };
        let superposed = Superposed::new(bank.clone(), entry.algorithm, initiation);
        let (alone, layered) = (System::new(bank, topology.clone()), System::new(superposed, topology));
        Snapshots::of(&alone, &layered, snapshots).freezes
    };
    assert!(freezes("chandy-lamport", "ring:2", Order::Fifo, 1));
    assert!(!freezes("chandy-lamport", "ring:2", Order::Fifo, 2), "several snapshots");
    assert!(!freezes("chandy-lamport", "ring:2", Order::Unordered, 1), "channels that keep no order");
    assert!(!freezes("lai-yang", "ring:2", Order::Fifo, 1), "an algorithm that does not go by markers");
    assert_eq!(algorithms::entry("chandy-lamport").unwrap().needs.initiators, Starters::Any);
}
