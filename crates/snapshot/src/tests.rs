//! What the runs of all algorithms come to: what is recorded, what the oracles say of it, what it costs, and what a crash would. They are right
//! where an algorithm has what it needs, and wrong, in these words, where it has not or where something goes wrong.

use std::fmt::Write as _;
use std::hash::{Hash as _, Hasher as _};

use sim_core::{
    Action, Causal, Channel, ChannelId, Delay, Effect, Envelope, Happening, MessageId, Observer, Order,
    ProcessId, Shape, Shows as _, StepOf, System, Timing, Topology,
};
use siphasher::sip::SipHasher13;

use crate::algorithms::{self, Entry};
use crate::computation::catalog;
use crate::faulty::Faulty;
use crate::oracle::Verdict;
use crate::oracle::{claims, names, not_judged, sentence};
use crate::price::{self, Distances, Paid, Traffic};
use crate::rollback::{self, BackTo, Checkpointed};
use crate::window::opening;
use crate::{
    Account, Act, Aim, Asked, Bank, Carries as _, Computation as _, Cut, Fault, Faults, Index, Initiation,
    Initiators, Judgement, Log, LogEvent, Logbook, Logged, OrderKept, Part, Readable, Recorded, RecordedOf,
    Rules, Setup, SnapshotId, Starters, Superposed, Underlying, Wanted, Wire,
};

/// What every run comes to.
const RUNS: &str = include_str!("../../../tests/golden/judged-runs.txt");

/// What is known of every algorithm and program.
const CATALOG: &str = include_str!("../../../tests/golden/catalog.txt");

/// A bank under an algorithm.
struct Run {
    entry: &'static Entry,
    network: &'static str,
    order: Order,
    faults: &'static [&'static str],
    snapshots: u32,
    seed: u64,
    /// Whether something is said to be stable.
    asks: bool,
}

/// A network by its shape, or by its channels: `0-1 1-2`.
pub(crate) fn network(text: &str, order: Order) -> Topology {
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
        let Self { entry, network, order, faults, snapshots, seed, asks } = self;
        let faults: String = faults.iter().map(|fault| format!(" {fault}")).collect();
        let asks = if *asks { ", something is said to be stable" } else { "" };
        let name = entry.name;
        format!("=== {name} {network} {order:?}{faults}, {snapshots} snapshots, seed {seed}{asks}\n")
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
        let stable = if self.asks { stable() } else { Vec::new() };
        let setup = Setup {
            underlying: &alone,
            superposed: &layered,
            snapshots: self.snapshots,
            max_events: 400,
            law: Some(self.entry.law),
            stable: &stable,
        };
        let delays = |low, high| Delay::uniform(low, high).unwrap();
        let timing = Timing::new(delays(1, 20), delays(1, 9)).with_start(delays(0, 60));
        let (mut book, mut traffic) = (Logbook::<Bank>::default(), Traffic::new(&alone.topology));
        let mut experiment = setup.timed(&timing, self.seed);
        let mut read = ReadBack(&layered.protocol, &alone.protocol);
        let stopped = experiment.run(&mut (&mut book, &mut (&mut traffic, &mut read))).unwrap();
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
        text += &parts(&alone.topology, self, &book.log);
        // What can be asked of an experiment is what happened in it.
        let (log, law) = (&book.log.events, Some(self.entry.law));
        let whole: Vec<_> = experiment.snapshots().map(|snapshot| snapshot.0).collect();
        assert_eq!(whole, (1..=self.snapshots).collect::<Vec<_>>());
        for judgement in &judgements {
            assert_eq!(experiment.judge(judgement.snapshot), judgement.checks);
            let of = (judgement.snapshot, judgement.recorded.aim);
            let all = RecordedOf::<Bank>::assemble::<Bank>(&alone.topology, log, of);
            let window = RecordedOf::<Bank>::assemble::<Bank>(&alone.topology, experiment.events(), of);
            let before = usize::try_from(experiment.events_before()).unwrap();
            assert_eq!(window.after(before), all);
        }
        let is_incident =
            |event: &LogEvent<Bank>| matches!(event.what, Happening::Observe(Recorded::Incident(_)));
        assert_eq!(experiment.has_suffered(), log.iter().any(is_incident));
        let initial = alone.initial_state::<MessageId>();
        let ended = rollback::end_of::<Bank>(&initial, log);
        let state = experiment.state();
        for process in alone.topology.processes() {
            let now: [&Account; 2] = [experiment.process(process).shown(), state.process(process).shown()];
            assert_eq!(now, [ended.process(process); 2]);
        }
        let mut base = initial;
        let before = opening::<Bank>(&mut base, log, law);
        let is_open = before < log.len() || !experiment.events().is_empty();
        assert_eq!((before as u64, experiment.law()), (experiment.events_before(), law));
        assert!(!is_open || base == *experiment.base());
        assert!(std::ptr::eq(experiment.underlying(), &raw const alone));
        assert!(std::ptr::eq(experiment.system(), &raw const layered));
        let mut again = setup.timed(&timing, self.seed + 1);
        again.run(&mut ()).unwrap();
        again.restart(self.seed);
        assert_eq!((again.run(&mut ()).unwrap(), again.now()), (stopped, experiment.now()));
        assert_eq!(again.judgements(), judgements);
        let kept = (experiment.base().clone(), experiment.events().to_vec());
        assert!(experiment.into_window() == kept);
        Some(text)
    }
}

/// What somebody says is stable: that p0 has little money, which it may have for a while; that p0 has some, which is always so; and something that nobody knows.
fn stable() -> Vec<Asked<Bank>> {
    vec![
        Asked::new("p0 is poor", |_, state: &Underlying<Bank>| Ok(state.processes[0].balance <= 4)),
        Asked::new("p0 was there", |_, state: &Underlying<Bank>| Ok(state.processes[0].balance < 100)),
        Asked::new("nobody knows", |_, _| Err("it is not known".to_string())),
    ]
}

/// Sees that each message that is sent is read back from what it is in a log.
pub(crate) struct ReadBack<'a, L>(pub(crate) &'a L, pub(crate) &'a Bank);

impl<L: Readable<Bank>> Observer<L> for ReadBack<'_, L> {
    fn step(&mut self, _: Action, step: &StepOf<L>, _: &L::State) {
        for effect in &step.effects {
            if let Effect::Send(_, Envelope { body, .. }) = effect {
                let read = self.0.read(body.logged(), |text| self.1.parse_message(text));
                assert_eq!(read.as_ref(), Some(body));
            }
        }
    }
}

/// What each process by itself had to do for the snapshots, and to what it objects.
fn parts(topology: &Topology, run: &Run, log: &Log<Bank>) -> String {
    let mut text = String::new();
    let rules = Rules { closed_by: run.entry.closed_by, law: Some(run.entry.law) };
    for process in topology.processes() {
        let mut part = Part::new(topology, process, run.snapshots, rules);
        let began = (part.is_done(), part.follows());
        let mut objections = Vec::new();
        let steps = log.events.chunk_by(|_, next| !next.begins_step());
        for step in steps.filter(|step| step[0].process == process) {
            if let Happening::Receive { channel, body, .. } = &step[0].what {
                objections.extend(part.objection(*channel, body));
            }
            part.take_in::<Bank>(topology, step);
        }
        let strange: Logged<<Bank as sim_core::Protocol>::Message> =
            Wire::Control { snapshot: SnapshotId(1), body: Some("strange".into()) };
        let other = part.objection(ChannelId(0), &strange);
        let ended = (part.is_done(), part.follows());
        writeln!(text, "part {began:?} {ended:?} {objections:?} {other:?}").unwrap();
    }
    text
}

/// What is to be said of a snapshot.
fn judged(System { protocol, topology }: &System<Bank>, judgement: &Judgement<Bank>) -> String {
    let Judgement { snapshot, recorded, goods, checks, occurrence, costs, initiators, regions } = judgement;
    let mut text =
        format!("snapshot {} by {initiators:?}, regions {regions:?}, goods {goods:?}\n", snapshot.0);
    for (process, record) in topology.processes().zip(&recorded.processes) {
        let first = record.first.as_ref().map(|first| {
            let state = protocol.print_state(&first.state);
            format!(
                "{state} at {} for {}, {}, event {}",
                first.time, first.snapshot.0, first.before, first.event
            )
        });
        let (name, times, permanent) = (topology.name(process), record.times, record.permanent);
        writeln!(text, "  {name}: {first:?}, {times} times, permanent {permanent:?}").unwrap();
    }
    for (channel, record) in topology.channel_ids().zip(&recorded.channels) {
        let print = |(id, body): &(Option<_>, _)| format!("{id:?} {}", protocol.print_message(body));
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

/// The lines of a run in which something is wrong; the others are in a number.
fn in_short(told: &str) -> String {
    let is_kept = |line: &&str| line.contains(" FAILS: ") || line.starts_with("    ");
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
            asks: false,
        };
        let right = ["complete:3", "ring:4", "line:3", DATAFLOW].into_iter();
        let right = right.map(move |network| run(network, entry.needs.order, &[], 2, 1));
        let loose = [Order::Unordered, Order::Overtaking].into_iter();
        let loose = loose.map(move |order| run("complete:3", order, &[], 2, 2));
        let lost: &[&[&str]] = &[
            &["drop:p0->p1#1"],
            &["double:p0->p2#marker", "drop:p1->p0#2"],
            &["crash:p1#3"],
            &["drop:p0->p1#marker"],
            &["drop:p1->p0#marker"],
            &["double:p1->p0#marker", "double:p0->p1#1"],
        ];
        let wrong = lost.iter().map(move |faults| run("complete:3", entry.needs.order, faults, 1, 3));
        let twice: &[&[&str]] = &[&["drop:p0->p2#marker2"], &["double:p2->p0#marker2"]];
        let twice = twice.iter().map(move |faults| run("complete:3", entry.needs.order, faults, 2, 4));
        let asks =
            (5..8).map(move |seed| Run { asks: true, ..run("complete:3", entry.needs.order, &[], 2, seed) });
        right.chain(loose).chain(wrong).chain(twice).chain(asks)
    })
}

#[test]
fn of_every_algorithm_and_program_this_is_known() {
    let mut now = format!("{}\n", names().collect::<Vec<_>>().join(" "));
    for Entry { name, about, needs, closed_by, law, algorithm } in algorithms::ALL {
        writeln!(now, "=== {name}: {about}\n{needs:?}, closed by {closed_by:?}, {algorithm:?}\n{law}")
            .unwrap();
        let law = Some(*law);
        let claimed: Vec<_> = claims(law).iter().map(|claim| claim.name).collect();
        let not: Vec<_> = not_judged(law).map(|claim| claim.name).collect();
        writeln!(now, "claims {claimed:?}, not judged {not:?}").unwrap();
        let price = price::of(name).unwrap();
        let coins: Vec<_> = price.with.iter().map(|coin| coin.name()).collect();
        writeln!(now, "pays with {coins:?}, enough {}, of {}", price.enough, price.algorithm).unwrap();
        for claim in price.claims {
            let (cost, is_constant) = (claim.cost, claim.is_constant());
            let (name, about, by_time) = (cost.name(), cost.about(), cost.goes_by_time());
            writeln!(now, "{name}, {about}, by time {by_time}: {claim}, constant {is_constant}").unwrap();
        }
        assert_eq!(algorithms::entry(name).map(|entry| entry.name), Some(*name));
    }
    let untold = Some(crate::oracle::Law::UNTOLD);
    let claimed: Vec<_> = claims(untold).iter().map(|claim| claim.name).collect();
    let not: Vec<_> = not_judged(untold).map(|claim| claim.name).collect();
    writeln!(now, "=== untold: {claimed:?}, not judged {not:?}").unwrap();
    for name in names().chain(["nothing"]) {
        let of_markers = sentence(name, Some(crate::oracle::Law::MARKERS));
        writeln!(now, "{name}: {:?}, {of_markers:?}, {:?}", sentence(name, None), sentence(name, untold))
            .unwrap();
    }
    for entry in catalog::ALL {
        let (name, about, counts, takes) = (entry.name, entry.about, entry.counts, entry.takes_tokens);
        let hold = (entry.default_hold)();
        writeln!(now, "=== {name}: {about}; counts {counts}, tokens {takes}, hold {hold}").unwrap();
        entry.parameters.iter().for_each(|parameter| writeln!(now, "{parameter:?}").unwrap());
    }
    assert!(
        ["exec:a", "python:a"].iter().all(|name| algorithms::is_foreign(name))
            && !algorithms::is_foreign("bank")
    );
    assert!(algorithms::entry("nothing").is_none() && catalog::entry("nothing").is_none());
    assert!(now == CATALOG, "what is said now:\n{now}");
}

#[test]
fn an_act_is_read_back_from_what_it_prints() {
    use crate::faults::{Coins, Fate, FaultId};
    for (act, text) in [
        (Act::Underlying(7), "do 7"),
        (Act::Initiate(SnapshotId(3)), "start snapshot 3"),
        (Act::Fault(Fate::Begins(FaultId(0), 0)), "fault 1"),
        (Act::Fault(Fate::Begins(FaultId(1), 2)), "fault 2 after 2"),
        (Act::Fault(Fate::Falls(Coins(5))), "coins 5"),
    ] {
        let own = |text: &str| text.strip_prefix("do ")?.parse::<u32>().ok();
        let printed = act.print(|own| format!("do {own}"));
        assert_eq!((printed.as_str(), Act::parse(&printed, own)), (text, Some(act)));
        assert_eq!(Act::parse(&format!("{printed}x"), own), None);
    }
    let nothing = |_: &str| None::<u32>;
    let passed = Act::Fault::<u32>(Fate::Begins(FaultId(1), 2)).print(|_| String::new());
    assert_eq!(Act::parse(&passed.replace('2', "0"), nothing), None, "there is no fault 0");
    let (fault, _) = passed.rsplit_once('2').unwrap();
    assert_eq!(Act::parse(&format!("{fault}0"), nothing), None, "none passed is not told");
}

#[test]
fn who_starts_a_snapshot_and_when_is_counted_from_its_first() {
    use crate::Start;
    let one = Initiation::triggered(ProcessId(1), 5);
    assert_eq!(one.start(ProcessId(1), SnapshotId(1)), Start::At(5));
    assert_eq!(one.start(ProcessId(0), SnapshotId(1)), Start::Never);
    let three = Initiation { snapshots: 3, ..one };
    assert_eq!(three.start(ProcessId(1), SnapshotId(3)), Start::At(7));
    let own = Initiation::of_own_accord(ProcessId(0));
    assert_eq!((own.start(ProcessId(0), SnapshotId(1)), own.snapshots), (Start::OwnAccord, 1));
    let commanded = Initiation::commanded(2);
    assert_eq!((commanded.start(ProcessId(0), SnapshotId(1)), commanded.snapshots), (Start::Never, 2));
    assert_eq!(crate::oracle::Law::aim_of(None), Aim::GlobalState);
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
