//! What is smaller than a configuration, the boldest first; and to what runs that fail are reduced.

use std::fmt::Write as _;
use std::sync::Arc;

use sim_core::{Channel, ChannelId, Delay, Listed, Order, ProcessId, Queued, Schedule, Timing, Topology};

use super::{Configuration, Systems, shrink};
use crate::algorithms::chandy_lamport::ChandyLamport;
use crate::algorithms::{self, Algorithm, Around};
use crate::computation::catalog;
use crate::computation::tests::configuration;
use crate::oracle::Verdict;
use crate::{
    Fault, Faults, Initiation, Initiator, Initiators, Program, SnapshotId, Superposed, TokenRing, Wanted,
};

/// What is smaller than each of some configurations, and what runs are reduced to.
const SMALLER: &str = include_str!("../../../../tests/golden/smaller.txt");

fn told(of: &Configuration) -> String {
    let Configuration { shape, topology, initiation, atomic, parameters, faults, .. } = of;
    let channels = topology.channel_ids().map(|id| {
        let order = match topology.channel(id).order {
            Order::Fifo => "",
            Order::Unordered => "?",
            Order::Overtaking => "~",
            Order::Causal => "!",
        };
        format!("{}{order}", topology.channel_name(id))
    });
    let channels: Vec<_> = channels.collect();
    let back: Vec<_> = topology.back_edges().iter().map(|id| topology.channel_name(*id)).collect();
    let faults: Vec<_> = faults.all().map(|(_, fault)| fault.written(topology)).collect();
    let initiators = match &initiation.initiators {
        Initiators::Any => "any".to_string(),
        Initiators::These(these) => format!("{:?}", these.iter().map(|one| one.0).collect::<Vec<_>>()),
        Initiators::Each(each) => {
            let one = |one: &Initiator| {
                format!("{}:{:?}@{:?}", one.process.0, one.snapshot.map(|snapshot| snapshot.0), one.trigger)
            };
            each.iter().map(one).collect::<Vec<_>>().join(" ")
        }
    };
    let shape = shape.map_or("no shape".to_string(), |shape| shape.to_string());
    let (snapshots, trigger) = (initiation.snapshots, initiation.trigger);
    format!(
        "{shape} {} back {back:?}; {snapshots} by {initiators} at {trigger:?}; {atomic} {parameters:?} {faults:?}\n",
        channels.join(" ")
    )
}

/// The same on channels of this order, with these snapshots and faults.
fn with(of: Configuration, order: Order, initiation: Initiation, faults: &[&str]) -> Configuration {
    let topology = Arc::new(of.shape.unwrap().build(order).unwrap());
    let read = |text: &&str| Fault::read(text, &topology).unwrap();
    let faults = Faults::new(faults.iter().map(read).collect());
    Configuration { topology, initiation, faults, ..of }
}

/// Without a shape, and with these marked as back-edges.
fn listed(of: Configuration, back_edges: &[u32]) -> Configuration {
    let marked: Vec<_> = back_edges.iter().copied().map(ChannelId).collect();
    let topology = Arc::unwrap_or_clone(of.topology).with_back_edges(marked);
    Configuration { shape: None, topology: Arc::new(topology), ..of }
}

fn these(snapshots: u32, processes: &[u32], trigger: Option<u64>) -> Initiation {
    let processes: Vec<_> = processes.iter().copied().map(ProcessId).collect();
    Initiation { snapshots, initiators: Initiators::these(&processes), trigger }
}

fn each(snapshots: u32, each: &[(u32, Option<u32>, Option<u64>)], trigger: Option<u64>) -> Initiation {
    let one = |&(process, snapshot, trigger): &(u32, Option<u32>, Option<u64>)| Initiator {
        process: ProcessId(process),
        snapshot: snapshot.map(SnapshotId),
        trigger,
    };
    Initiation { snapshots, initiators: Initiators::each(each.iter().map(one).collect(), trigger), trigger }
}

/// Configurations of all sorts.
fn configurations() -> Vec<(&'static str, Configuration)> {
    let bank = |shape: &str, parameters: &str| configuration("bank", parameters, shape, &[], &[]);
    let any = |snapshots| Initiation { snapshots, initiators: Initiators::Any, trigger: None };
    let waits = |of: Configuration| Configuration { atomic: false, ..of };
    let mixed = || {
        let of = with(bank("ring:3", ""), Order::Unordered, these(1, &[0], None), &[]);
        let channel = |(p, q, order)| Channel { source: ProcessId(p), target: ProcessId(q), order };
        let channels = [(0, 1, Order::Unordered), (1, 2, Order::Fifo), (2, 0, Order::Overtaking)];
        let names = ["a", "b", "c"].map(String::from).to_vec();
        let topology = Topology::new(names, channels.map(channel).to_vec()).unwrap();
        Configuration { shape: None, topology: Arc::new(topology), ..of }
    };
    let script = configuration("bank", "", "complete:3", &[], &["p0 holds 3", "p0", "p0 p1 2"]);
    let aligned = algorithms::entry("abs-aligned").unwrap().needs;
    let aligned = Configuration { needs: aligned, ..bank("complete:3", "transfers=1") };
    let found = aligned.needs.back_edges(&aligned.topology, &Initiators::Any);
    let aligned = listed(aligned, &found.iter().map(|channel| channel.0).collect::<Vec<_>>());
    vec![
        ("bank", with(bank("grid:2x3", "transfers=7"), Order::Unordered, any(3), &["drop:p0->p1#5"])),
        ("bank", with(bank("ring:4", "amount=1..=3"), Order::Causal, these(2, &[0, 1, 2], None), &[])),
        (
            "bank",
            with(
                bank("complete:3", ""),
                Order::Overtaking,
                these(1, &[1], None),
                &["crash:p2", "double:p0->p1#marker3"],
            ),
        ),
        ("bank", with(bank("line:5", ""), Order::Fifo, these(1, &[4, 1], None), &["drop:p3->p4@40"])),
        ("bank", with(bank("star:3", ""), Order::Fifo, any(1), &["drop:p0->p1:1/10"])),
        ("bank", bank("random:5,12,7", "transfers=2")),
        ("bank", listed(with(bank("ring:5", ""), Order::Unordered, these(1, &[0, 3], None), &[]), &[4])),
        ("bank", mixed()),
        ("bank", aligned),
        (
            "token-ring",
            waits(with(bank("ring:2", "tokens=3 lose=4"), Order::Fifo, these(1, &[0, 1], Some(9)), &[])),
        ),
        (
            "token-ring",
            with(
                bank("ring:3", ""),
                Order::Fifo,
                each(3, &[(0, Some(1), Some(2)), (1, Some(3), Some(6)), (2, None, None)], Some(4)),
                &[],
            ),
        ),
        (
            "token-ring",
            listed(
                with(
                    bank("ring:4", ""),
                    Order::Fifo,
                    each(2, &[(1, Some(1), Some(0)), (2, Some(2), Some(3))], None),
                    &[],
                ),
                &[],
            ),
        ),
        ("token-ring", with(bank("ring:3", ""), Order::Fifo, these(2, &[], None), &[])),
        ("token-ring", configuration("token-ring", "", "ring:3", &[1, 2, 3], &[])),
        ("bank", with(bank("complete:1", "transfers=0"), Order::Fifo, these(1, &[0], None), &[])),
        ("bank", with(bank("ring:2", "transfers=1"), Order::Unordered, any(1), &[])),
        ("bank", with(bank("line:1", ""), Order::Fifo, any(2), &[])),
        ("bank", with(bank("star:2", "balance=0"), Order::Fifo, these(1, &[0, 1], None), &[])),
        ("bank", with(bank("grid:1x2", "amount=2..=2"), Order::Overtaking, any(1), &[])),
        ("bank", with(bank("grid:2x2", "amount=0..=1 widgets=1"), Order::Fifo, these(1, &[3], None), &[])),
        ("bank", with(bank("random:3,3,1", ""), Order::Fifo, these(1, &[2], None), &["crash:p2"])),
        ("bank", with(bank("random:3,6,1", "lot=2"), Order::Fifo, these(1, &[2], None), &[])),
        ("bank", listed(with(bank("complete:2", ""), Order::Fifo, these(1, &[1], None), &[]), &[])),
        ("bank", listed(with(bank("complete:3", ""), Order::Causal, these(1, &[1], None), &[]), &[1, 3])),
        ("bank", listed(with(bank("ring:6", ""), Order::Fifo, these(1, &[0, 2, 5], None), &[]), &[5])),
        (
            "token-ring",
            waits(with(bank("ring:2", "receipts=9"), Order::Fifo, each(1, &[(1, None, Some(3))], None), &[])),
        ),
        (
            "token-ring",
            with(
                bank("ring:3", "double=2"),
                Order::Unordered,
                each(2, &[(0, Some(2), Some(0)), (1, Some(1), Some(1))], Some(1)),
                &[],
            ),
        ),
        ("token-ring", with(bank("ring:2", ""), Order::Fifo, these(1, &[0], Some(0)), &[])),
        ("token-ring", with(bank("ring:2", ""), Order::Fifo, these(2, &[0], Some(1)), &[])),
        (
            "bank",
            Configuration {
                faults: Faults::new(vec![Fault::read("crash:p1#4", &script.topology).unwrap()]),
                ..script
            },
        ),
    ]
}

/// A ring, or a bank, under Chandy and Lamport's algorithm.
#[derive(Clone)]
struct Chandy;

impl<P: Program> Algorithm<P> for Chandy {
    type Layers = Superposed<P, ChandyLamport>;

    fn over(&self, program: P, around: Around<'_>) -> Self::Layers {
        Superposed::new(program, ChandyLamport, around.initiation.clone())
    }
}

/// The first failing run of a ring of these seeds, and what it is reduced to in so many runs.
fn reduced(of: &Configuration, runs: u64) -> String {
    let law = Some(algorithms::entry("chandy-lamport").unwrap().law);
    let systems = |of: &Configuration| Systems::<TokenRing, _>::of(of, &Chandy, law).ok();
    let build = |of: &Configuration| systems(of).filter(|_| of.lack().is_none());
    let timing = Timing::new(Delay::uniform(1, 20).unwrap(), Delay::fixed(2));
    let here = systems(of).unwrap();
    let setup = here.setup(of.initiation.snapshots, 2_000);
    for seed in 0..100 {
        let mut schedule = Schedule::default();
        let mut experiment = setup.timed(&timing, seed);
        experiment.run(&mut schedule).unwrap();
        let judgements = experiment.judgements();
        let checks = judgements.iter().flat_map(|judgement| &judgement.checks);
        let mut wrong = checks.filter(|check| matches!(check.verdict, Verdict::Violated(_)));
        let Some(check) = wrong.next() else { continue };
        let mut told_of = Vec::new();
        let mut more = |progress: super::Progress| {
            told_of.push(progress.to_string());
            progress.runs < runs
        };
        let before = schedule.0.len();
        let none = shrink(of.clone(), Schedule::default(), check.name, build, Wanted::ALWAYS, &mut more);
        assert_eq!(none, None, "a run in which nothing happens does not fail");
        let shrunk = shrink(of.clone(), schedule, check.name, build, Wanted::ALWAYS, &mut more).unwrap();
        let small = systems(&shrunk.configuration).unwrap();
        let setup = small.setup(shrunk.configuration.initiation.snapshots, 2_000);
        let mut again = setup.under(Queued::new(Listed::new(shrunk.schedule.clone())));
        again.run(&mut ()).unwrap();
        let fails = again
            .judgements()
            .iter()
            .flat_map(|judgement| &judgement.checks)
            .any(|other| other.name == check.name && matches!(other.verdict, Verdict::Violated(_)));
        assert!(fails, "what is left fails the same check");
        let (topology, last) = (&shrunk.configuration.topology, told_of.last().unwrap());
        return format!(
            "{} of {before} actions, seed {seed}, in {} runs, to the end {}: {}\n{last}\n{}",
            check.name,
            shrunk.runs,
            shrunk.finished,
            shrunk.schedule.display(topology),
            told(&shrunk.configuration)
        );
    }
    "none fails\n".to_string()
}

#[test]
fn what_is_smaller_is_tried_in_this_order_and_runs_are_reduced_to_these() {
    let mut now = String::new();
    for (program, of) in configurations() {
        let of = Configuration { program: catalog::entry(program).unwrap(), ..of };
        now += &format!("=== {program} {}", told(&of));
        of.smaller().for_each(|smaller| write!(now, "{}", told(&smaller)).unwrap());
    }
    let ring = |shape: &str, parameters: &str, order, initiation| {
        with(configuration("token-ring", parameters, shape, &[], &[]), order, initiation, &[])
    };
    let waiting = Configuration {
        atomic: false,
        ..ring("complete:3", "tokens=2", Order::Overtaking, these(1, &[0], Some(2)))
    };
    for (of, runs) in [
        (ring("ring:3", "tokens=2", Order::Unordered, these(2, &[0], Some(3))), 5_000),
        (ring("ring:3", "tokens=2", Order::Unordered, these(2, &[0], Some(3))), 20),
        (ring("complete:3", "tokens=3", Order::Unordered, these(1, &[0, 1], Some(1))), 5_000),
        (ring("ring:2", "lose=3", Order::Fifo, these(1, &[0], Some(2))), 5_000),
        (waiting, 5_000),
        (ring("ring:2", "", Order::Fifo, these(1, &[0], Some(2))), 5_000),
    ] {
        now += &format!("reduced: {}{}", told(&of), reduced(&of, runs));
    }
    assert!(now == SMALLER, "what is said now:\n{now}");
}
