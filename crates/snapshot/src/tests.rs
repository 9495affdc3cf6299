//! What the runs of all algorithms come to: what is recorded, what the oracles say of it, what it costs, and what a crash would. They are right
//! where an algorithm has what it needs, and wrong, in these words, where it has not or where something goes wrong.

use std::fmt::Write as _;
use std::hash::{Hash as _, Hasher as _};

use sim_core::{Causal, Channel, Delay, Order, ProcessId, Shape, System, Timing, Topology};
use siphasher::sip::SipHasher13;

use crate::algorithms::{self, Entry};
use crate::faulty::Faulty;
use crate::price::{self, Distances, Paid, Traffic};
use crate::rollback::{self, BackTo, Checkpointed};
use crate::{
    Bank, Cut, Fault, Faults, Index, Initiation, Initiators, Judgement, Log, Logbook, OrderKept, RecordedOf,
    Setup, SnapshotId, Starters, Superposed, Verdict, Wanted,
};

/// What every run comes to.
const RUNS: &str = include_str!("../../../tests/golden/judged-runs.txt");

/// A bank under an algorithm.
struct Run {
    entry: &'static Entry,
    network: &'static str,
    order: Order,
    faults: &'static [&'static str],
    snapshots: u32,
    seed: u64,
}

/// A network by its shape, or by its channels: `0-1 1-2`.
fn network(text: &str, order: Order) -> Topology {
    if let Ok(shape) = text.parse::<Shape>() {
        return shape.build(order).unwrap();
    }
    let ends = text.split(' ').map(|ends| {
        let (source, target) = ends.split_once('-').unwrap();
        let [source, target] = [source, target].map(|process| ProcessId(process.parse().unwrap()));
        Channel { source, target, order }
    });
    let ends: Vec<_> = ends.collect();
    let last = ends.iter().map(|channel| channel.source.max(channel.target).0).max().unwrap();
    Topology::new((0..=last).map(|process| format!("p{process}")).collect(), ends).unwrap()
}

/// Who starts the snapshots of an algorithm.
pub(crate) fn starters(entry: &Entry, topology: &Topology) -> Initiators {
    let sources = topology.processes().filter(|process| topology.incoming(*process).is_empty());
    let sources: Vec<_> = sources.collect();
    match entry.needs.initiators {
        Starters::All => Initiators::Any,
        Starters::Sources | Starters::Any if !sources.is_empty() => Initiators::these(&sources),
        Starters::Sources | Starters::Any | Starters::One => Initiators::these(&[ProcessId(0)]),
    }
}

impl Run {
    /// What it is called.
    fn title(&self) -> String {
        let Self { entry, network, order, faults, snapshots, seed } = self;
        let faults: String = faults.iter().map(|fault| format!(" {fault}")).collect();
        format!("=== {} {network} {order:?}{faults}, {snapshots} snapshots, seed {seed}\n", entry.name)
    }

    /// What it comes to; nothing, if the algorithm cannot be run there.
    fn told(&self) -> Option<String> {
        let topology = network(self.network, self.order);
        let initiators = starters(self.entry, &topology);
        let back_edges = self.entry.needs.back_edges(&topology, &initiators);
        let topology = topology.with_back_edges(back_edges);
        let initiation = Initiation { snapshots: self.snapshots, initiators, trigger: None };
        if self.entry.needs.lack(&topology, &initiation).is_some() {
            return None;
        }
        let bank = Bank { widgets: 2, lot: 1, ..Bank::alike(5, 5) };
        let faults = self.faults.iter().map(|text| Fault::read(text, &topology).unwrap()).collect();
        let superposed = Superposed::new(bank.clone(), self.entry.algorithm, initiation.clone());
        let layers = Causal::new(Faulty::new(superposed, Faults::new(faults)), &topology);
        let (alone, layered) = (System::new(bank, topology.clone()), System::new(layers, topology));
        let setup = Setup {
            underlying: &alone,
            superposed: &layered,
            snapshots: self.snapshots,
            max_events: 400,
            law: Some(self.entry.law),
            stable: &[],
        };
        let delays = |low, high| Delay::uniform(low, high).unwrap();
        let timing = Timing::new(delays(1, 20), delays(1, 9)).with_start(delays(0, 60));
        let (mut book, mut traffic) = (Logbook::<Bank>::default(), Traffic::new(&alone.topology));
        let mut experiment = setup.timed(&timing, self.seed);
        let stopped = experiment.run(&mut (&mut book, &mut traffic)).unwrap();
        let mut text = format!(
            "{stopped:?} at {} after {} events, {} before the window; {:?}, {} ticks blocked in {} waits\n",
            experiment.now(),
            experiment.events_so_far(),
            experiment.events_before(),
            experiment.delivered(),
            experiment.blocked(),
            experiment.waits().len(),
        );
        let judgements = experiment.judgements();
        let mut without_reasons = setup.timed(&timing, self.seed).forgetting();
        without_reasons.run(&mut ()).unwrap();
        for (judgement, other) in judgements.iter().zip(without_reasons.judgements()) {
            assert_eq!(judgement.verdict(), other.verdict());
            assert_eq!((&judgement.costs, &judgement.initiators), (&other.costs, &other.initiators));
            text += &judged(&alone, judgement);
        }
        let order = OrderKept::of::<Bank>(&alone.topology, experiment.base(), experiment.events());
        writeln!(text, "{order:?}; log {:016x}", hash(&format!("{:?}", book.log.events))).unwrap();
        let distances = Distances::of(&alone.topology, &initiation.initiators);
        let claims = price::of(self.entry.name).unwrap().claims;
        let paid = |paid: Paid| {
            let beside = claims.iter().map(|claim| format!("{:?}", paid.beside(claim, &distances)));
            format!("paid {}\n", beside.collect::<Vec<_>>().join(" "))
        };
        let see = experiment.judge_each(Wanted::ALWAYS, |judged| {
            let network = (&*alone.topology, &initiation.initiators);
            text += &paid(Paid::of(&judged, network, Some(&traffic)));
            Ok(())
        });
        see.unwrap();
        text += &crash(&alone, &book.log, &judgements);
        Some(text)
    }
}

/// What is to be said of a snapshot.
fn judged(System { protocol, topology }: &System<Bank>, judgement: &Judgement<Bank>) -> String {
    let Judgement { snapshot, recorded, goods, checks, occurrence, costs, initiators, regions } = judgement;
    let mut text =
        format!("snapshot {} by {initiators:?}, regions {regions:?}, goods {goods:?}\n", snapshot.0);
    for (process, record) in topology.processes().zip(&recorded.processes) {
        let first = record.first.as_ref().map(|first| {
            let state = crate::Computation::print_state(protocol, &first.state);
            format!(
                "{state} at {} for {}, {}, event {}",
                first.time, first.snapshot.0, first.before, first.event
            )
        });
        let (name, times, permanent) = (topology.name(process), record.times, record.permanent);
        writeln!(text, "  {name}: {first:?}, {times} times, permanent {permanent:?}").unwrap();
    }
    for (channel, record) in topology.channel_ids().zip(&recorded.channels) {
        let print = |(id, body): &(Option<_>, _)| {
            format!("{id:?} {}", crate::Computation::print_message(protocol, body))
        };
        let messages: Vec<_> = record.messages.iter().map(print).collect();
        let (name, last, closed, times) =
            (topology.channel_name(channel), record.last, record.closed, record.times);
        writeln!(text, "  {name}: {messages:?}, last {last:?}, closed {closed:?}, {times} times").unwrap();
    }
    writeln!(text, "  {costs:?}, {:?}, {:?}", costs.duration(), costs.until_recorded()).unwrap();
    writeln!(text, "  occurred {occurrence:?}").unwrap();
    for check in checks {
        match &check.verdict {
            Verdict::Holds => writeln!(text, "  {} holds", check.name).unwrap(),
            Verdict::Unknown(why) => writeln!(text, "  {} unknown: {why}", check.name).unwrap(),
            Verdict::Violated(violation) => {
                writeln!(text, "  {} FAILS: {} {:?}", check.name, violation.reason, violation.events)
                    .unwrap();
                violation.story.iter().for_each(|line| writeln!(text, "    {line}").unwrap());
            }
        }
    }
    text
}

/// A text in a number.
pub(crate) fn hash(text: &str) -> u64 {
    let mut hasher = SipHasher13::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// The lines of a run in which something is wrong or unknown; the others are in a number.
fn in_short(told: &str) -> String {
    let is_kept =
        |line: &&str| line.contains(" FAILS: ") || line.contains(" unknown: ") || line.starts_with("    ");
    let (first, rest) = told.split_once('\n').unwrap();
    let kept: String = rest.lines().filter(is_kept).map(|line| format!("{line}\n")).collect();
    format!("{first}\n{kept}  all of it: {:016x}\n", hash(told))
}

/// What a crash would cost, and to what it would lead.
fn crash(system: &System<Bank>, log: &Log<Bank>, judgements: &[Judgement<Bank>]) -> String {
    let events = &log.events;
    let base = system.initial_state();
    let recorded: Vec<(SnapshotId, RecordedOf<Bank>)> = judgements
        .iter()
        .map(|judgement| {
            let of = (judgement.snapshot, judgement.recorded.aim);
            (judgement.snapshot, RecordedOf::<Bank>::assemble::<Bank>(&system.topology, events, of))
        })
        .collect();
    let each = recorded.iter().map(|(snapshot, recorded)| (*snapshot, recorded));
    let checkpointed = Checkpointed::new((system, &base), events, each);
    let mut text = format!("crash {:?}\n", checkpointed.at_any_moment());
    for place in [events.len() / 2, events.len()] {
        let time = events[place - 1].time;
        let loss = checkpointed.loss(place, time);
        let own = checkpointed.own_checkpoints(loss.back_to, place);
        writeln!(text, "  after {place}: {loss:?}, {:?}, {own:?}", loss.outputs.verdict()).unwrap();
        if loss.back_to == BackTo::Beginning {
            continue;
        }
        let start = checkpointed.start(loss.back_to);
        let recorded = checkpointed.recorded(loss.back_to).unwrap();
        let index = Index::of::<Bank>(events, 0..loss.back_to.snapshot().unwrap_or_default() + 1);
        let cut = Cut { events, index: &index, recorded };
        let (life, stuck) = rollback::go_on(system, &start, events, Some(&cut));
        let ended = rollback::end_of::<Bank>(&base, events);
        let difference = rollback::difference(system, &life.end, &ended);
        let conserved = rollback::conserved(system, &start, &life.end);
        writeln!(
            text,
            "  on: {} steps, {} sent, {stuck:?}, {difference:?}, {conserved:?}",
            life.steps, life.sent
        )
        .unwrap();
    }
    text
}

/// The runs: each algorithm where it can be run, and where it should not be.
fn runs() -> impl Iterator<Item = Run> {
    const DATAFLOW: &str = "0-2 1-2 1-3 2-4 3-4 0-4";
    algorithms::ALL.iter().flat_map(|entry| {
        let run = move |network, order, faults: &'static [&'static str], snapshots, seed| Run {
            entry,
            network,
            order,
            faults,
            snapshots,
            seed,
        };
        let right = ["complete:3", "ring:4", "line:3", DATAFLOW].into_iter();
        let right = right.map(move |network| run(network, entry.needs.order, &[], 2, 1));
        let loose = [Order::Unordered, Order::Overtaking].into_iter();
        let loose = loose.map(move |order| run("complete:3", order, &[], 2, 2));
        let lost: &[&[&str]] =
            &[&["drop:p0->p1#1"], &["double:p0->p2#marker", "drop:p1->p0#2"], &["crash:p1#3"]];
        let wrong = lost.iter().map(move |faults| run("complete:3", entry.needs.order, faults, 1, 3));
        right.chain(loose).chain(wrong)
    })
}

#[test]
fn every_run_comes_to_this() {
    let mut now = String::new();
    for run in runs() {
        if let Some(told) = run.told() {
            now += &run.title();
            now += &in_short(&told);
        }
    }
    assert!(now == RUNS, "what is said now:\n{now}");
}
