//! What every algorithm costs is what its formulae say, on networks that differ; and no bound is higher than it has to be.

use std::collections::BTreeSet;
use std::ops::Range;

use sim_core::{Delay, Order, ProcessId, Timing, Topology};
use snapshot::algorithms::{self, Entry};
use snapshot::price::{self, Claim, Cost, Distances, Paid, Relation, Traffic};
use snapshot::{Bank, Initiators, Setup, Starters, Wanted};
use tests::{Scenario, delays};

use crate::algorithms::harness::{Tested, bank, five_networks, lack, network, only, shape, systems};

/// Who has to start the snapshots of an algorithm.
fn starters(entry: &Entry, topology: &Topology) -> Initiators {
    let sources = topology.processes().filter(|process| topology.incoming(*process).is_empty());
    let sources: Vec<_> = sources.collect();
    match entry.needs.initiators {
        Starters::All => Initiators::Any,
        Starters::Sources | Starters::Any if !sources.is_empty() => Initiators::these(&sources),
        Starters::Sources | Starters::Any | Starters::One => only(0),
    }
}

/// Money under this algorithm on this network, where every message takes one tick; `None`, if it cannot be run there.
fn scenario(entry: &Entry, topology: &Topology, initiators: Initiators) -> Option<Scenario<Bank>> {
    let back_edges = entry.needs.back_edges(topology, &initiators);
    let topology = topology.clone().with_back_edges(back_edges);
    if lack(entry.needs, &topology, &initiators).is_some() {
        return None;
    }
    let scenario = bank(topology, initiators, 1, 12);
    let timing = Timing::new(Delay::fixed(1), delays(1, 4)).with_start(Delay::fixed(20));
    Some(Scenario { timing, ..scenario })
}

/// What the snapshots of these seeds cost.
fn paid(scenario: &Scenario<Bank>, entry: &Entry, seeds: Range<u64>) -> Vec<Paid> {
    let (alone, layered) = systems(scenario, &Tested::named(entry.name));
    let setup = Setup { law: Some(entry.law), ..scenario.setup(&alone, &layered) };
    let network = (&scenario.topology, &scenario.initiation.initiators);
    let mut paid = Vec::new();
    for seed in seeds {
        let mut traffic = Traffic::new(&scenario.topology);
        let mut experiment = setup.timed(&scenario.timing, seed);
        experiment.run(&mut traffic).expect("what is enabled is chosen");
        let see = experiment.judge_each(Wanted::ALWAYS, |judged| {
            paid.push(Paid::of(&judged, network, Some(&traffic)));
            Ok(())
        });
        see.expect("it is wanted to the end");
    }
    assert!(paid.iter().all(Paid::is_complete));
    paid
}

/// A claim of an algorithm.
type Named = (&'static str, &'static str, String);

fn claims(entry: &Entry) -> &'static [Claim] {
    price::of(entry.name).expect("every algorithm has one").claims
}

fn named(entry: &Entry, claim: &Claim) -> Named {
    (entry.name, claim.cost.name(), claim.formula.to_string())
}

/// Whether the claim is met, of a run in which it has to hold; nothing sent carries no bits.
fn is_met(paid: &Paid, claim: &Claim, distances: &Distances, what: &str) -> bool {
    if claim.cost == Cost::Bits && paid.cost(Cost::Bits).is_none() {
        return false;
    }
    let Claim { cost, relation, formula } = claim;
    let (paid, value) = paid.beside(claim, distances).expect("all that it speaks of is known");
    assert!(relation.holds(paid, value), "{what}: {cost:?} is {paid}, not {relation} {formula}, {value}");
    paid == value
}

/// Each claim of each algorithm that can be run there holds on this network; which of them were met.
fn hold(
    name: &str,
    network: impl Fn(&Entry) -> Topology,
    initiators: Option<&Initiators>,
) -> BTreeSet<Named> {
    let mut met = BTreeSet::new();
    for entry in algorithms::ALL {
        let topology = network(entry);
        let initiators = initiators.cloned().unwrap_or_else(|| starters(entry, &topology));
        let Some(scenario) = scenario(entry, &topology, initiators) else { continue };
        let distances = Distances::of(&scenario.topology, &scenario.initiation.initiators);
        for (seed, paid) in paid(&scenario, entry, 0..15).iter().enumerate() {
            let what = format!("{name}, {}, seed {seed}", entry.name);
            let claims = claims(entry).iter().filter(|claim| is_met(paid, claim, &distances, &what));
            met.extend(claims.map(|claim| named(entry, claim)));
        }
    }
    met
}

/// Graphs without cycles, and one with a loop.
const DATAFLOWS: [&[(u32, u32)]; 4] = [
    &[(0, 2), (1, 2), (1, 3), (2, 4), (3, 4), (0, 4)],
    &[(0, 1), (1, 2), (2, 3), (3, 4), (0, 3), (0, 2), (1, 5)],
    &[(0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (0, 5), (4, 5)],
    &[(0, 1), (1, 2), (2, 1), (2, 3), (0, 3)],
];

#[test]
fn every_cost_is_what_its_formula_says_and_every_bound_is_reached() {
    let mut met = BTreeSet::new();
    for place in 0..5 {
        let (name, _) = five_networks(Order::Fifo)[place];
        met.append(&mut hold(name, |entry| five_networks(entry.needs.order)[place].1.clone(), None));
    }
    for name in ["star:5", "grid:2x3", "line:1"] {
        met.append(&mut hold(name, |entry| shape(name, entry.needs.order), None));
    }
    for ends in DATAFLOWS {
        met.append(&mut hold(&format!("{ends:?}"), |entry| network(ends, entry.needs.order), None));
    }
    let each = Initiators::these(&[ProcessId(0), ProcessId(3)]);
    for name in ["line:5", "complete:4"] {
        met.append(&mut hold(name, |entry| shape(name, entry.needs.order), Some(&each)));
    }
    let of_one = |entry: &'static Entry| claims(entry).iter().map(move |claim| named(entry, claim));
    let all = algorithms::ALL.iter().flat_map(of_one);
    let missed: Vec<_> = all.filter(|claim| !met.contains(claim)).collect();
    assert!(missed.is_empty(), "{missed:?}");
}

#[test]
fn who_always_has_something_to_do_waits_for_a_round_trip_under_inhibition() {
    let entry = algorithms::entry("inhibition").unwrap();
    let blocked = claims(entry).iter().find(|claim| claim.cost == Cost::Blocked).unwrap();
    let mut networks = 0;
    for (name, topology) in five_networks(entry.needs.order) {
        let Some(mut scenario) = scenario(entry, &topology, only(0)) else { continue };
        scenario.computation = Bank::alike(1000, 1000);
        let distances = Distances::of(&scenario.topology, &scenario.initiation.initiators);
        for paid in paid(&scenario, entry, 0..10) {
            let (cost, formula) = paid.beside(blocked, &distances).unwrap();
            assert_eq!((blocked.relation, cost), (Relation::AtMost, formula), "{name}");
        }
        networks += 1;
    }
    assert_eq!(networks, 4, "all but the ring of one way");
}

#[test]
fn what_waits_before_an_aligned_barrier_is_what_the_last_barrier_overtakes() {
    let entry = algorithms::entry("abs-aligned").unwrap();
    let mut refused = 0;
    for ends in DATAFLOWS {
        let topology = network(ends, Order::Fifo);
        let initiators = starters(entry, &topology);
        let mut scenario = scenario(entry, &topology, initiators).unwrap();
        scenario.computation = Bank::alike(1000, 1000);
        let distances = Distances::of(&scenario.topology, &scenario.initiation.initiators);
        let claim = claims(entry).iter().find(|claim| claim.cost == Cost::Refused).unwrap();
        for paid in paid(&scenario, entry, 0..10) {
            assert!(is_met(&paid, claim, &distances, &format!("{ends:?}")));
            refused += paid.cost(Cost::Refused).unwrap();
        }
    }
    assert!(refused > 10, "{refused}");
}

#[test]
fn whatever_the_delays_messages_bits_and_storage_of_repeated_snapshots_are_what_the_formulae_say() {
    for name in ["chandy-lamport", "lai-yang", "acharya-badrinath", "alagar-venkatesan", "venkatesan"] {
        let entry = algorithms::entry(name).unwrap();
        for shape in ["complete:4", "star:5"].map(|name| shape(name, entry.needs.order)) {
            let scenario = bank(shape, only(0), 4, 30);
            let distances = Distances::of(&scenario.topology, &scenario.initiation.initiators);
            let paid = paid(&scenario, entry, 0..15);
            assert_eq!(paid.len(), 60);
            for (paid, claim) in
                paid.iter().flat_map(|paid| claims(entry).iter().map(move |claim| (paid, claim)))
            {
                let is_met = claim.cost.goes_by_time() || is_met(paid, claim, &distances, name);
                assert!(is_met || claim.relation == Relation::AtMost || claim.cost == Cost::Bits, "{name}");
            }
        }
    }
}
