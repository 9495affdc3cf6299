//! What the runs of all algorithms come to: what is recorded, what the oracles say of it, what it costs, and what a crash would. They are right
//! where an algorithm has what it needs, and wrong, in these words, where it has not or where something goes wrong.

use std::fmt::Write as _;
use std::sync::Arc;

use sim_core::{
    Causal, Delay, Happening, MessageId, Order, ProcessId, Protocol, Shows as _, System, Timing, Topology,
};

use super::garbled::{self, Garbled, How, What};
use super::misread::Misread;
use super::told::{by_events, crash, in_a_line, in_short, judged, parts};
use super::{ReadBack, hash, network, starters};
use crate::algorithm::SnapshotAlgorithm;
use crate::algorithms::{self, Entry};
use crate::computation::predicate::predicates;
use crate::computation::tests::configuration;
use crate::faulty::Faulty;
use crate::oracle::Law;
use crate::price::{self, Distances, Paid, Traffic};
use crate::rollback;
use crate::shrink::Configuration;
use crate::window::opening;
use crate::{
    Aim, AnyProgram, Asked, Computation as _, Fault, Faults, Initiation, Initiator, Initiators, LogEvent,
    Logbook, OrderKept, Recorded, RecordedOf, Setup, SnapshotId, Superposed, Underlying, Wanted, moments,
    who_waits,
};

/// What every run comes to.
const RUNS: &str = include_str!("../../../../tests/golden/judged-runs.txt");

/// What more of them come to.
const MORE: &str = include_str!("../../../../tests/golden/more-runs.txt");

/// What the runs of garbled algorithms come to.
const GARBLED: &str = include_str!("../../../../tests/golden/garbled-runs.txt");

type State = <AnyProgram as Protocol>::State;
type Message = <AnyProgram as Protocol>::Message;

/// The layers of a run.
pub(super) type Layers = Causal<Faulty<Garbled<Superposed<AnyProgram, algorithms::Other>>>>;

/// Who starts the snapshots.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Who {
    /// Those who have to, or p0.
    Due,
    /// All may.
    All,
    /// Each of the first processes one.
    Each,
    /// A script says it.
    Script,
}

/// A program under an algorithm.
#[derive(Clone, Copy)]
pub(super) struct Run {
    pub(super) entry: &'static Entry,
    /// Its name, and what is set of it.
    pub(super) program: (&'static str, &'static str),
    pub(super) script: &'static [&'static str],
    pub(super) network: &'static str,
    pub(super) order: Order,
    pub(super) faults: &'static [&'static str],
    pub(super) who: Who,
    pub(super) trigger: Option<u64>,
    pub(super) snapshots: u32,
    pub(super) seed: u64,
    pub(super) max_events: u64,
    /// How many control messages there should be.
    pub(super) law: Law,
    /// Whether something is said to be stable.
    pub(super) asks: bool,
    /// What is garbled.
    pub(super) garbled: Option<(What, How, ProcessId)>,
}

/// What is run.
pub(super) struct Systems {
    pub(super) alone: System<AnyProgram>,
    pub(super) layered: System<Layers>,
    pub(super) initiation: Initiation,
}

impl Run {
    /// A bank on three processes that are all connected, where nothing goes wrong.
    pub(super) const fn of(entry: &'static Entry) -> Self {
        Self {
            entry,
            program: ("bank", "balance=5 transfers=5 widgets=2 lot=1"),
            script: &[],
            network: "complete:3",
            order: entry.needs.order,
            faults: &[],
            who: Who::Due,
            trigger: None,
            snapshots: 2,
            seed: 1,
            max_events: 400,
            law: entry.law,
            asks: false,
            garbled: None,
        }
    }

    /// What it is called.
    pub(super) fn title(&self) -> String {
        let Self { entry, program, script, network, order, faults, snapshots, seed, .. } = self;
        let faults: String = faults.iter().map(|fault| format!(" {fault}")).collect();
        let asks = if self.asks { ", something is said to be stable" } else { "" };
        let name = entry.name;
        let mut title =
            format!("=== {name} {network} {order:?}{faults}, {snapshots} snapshots, seed {seed}{asks}");
        if *program != Self::of(entry).program {
            write!(title, ", {} {} {script:?}", program.0, program.1).unwrap();
        }
        if (self.who, self.trigger) != (Who::Due, None) {
            write!(title, ", {:?} start at {:?}", self.who, self.trigger).unwrap();
        }
        if self.law != entry.law {
            write!(title, ", by the law: {}", self.law).unwrap();
        }
        if let Some((what, how, process)) = self.garbled {
            write!(title, ", {what:?} {how:?} at {}", process.0).unwrap();
        }
        title + "\n"
    }

    /// Who starts the snapshots on a network.
    fn initiation(&self, topology: &Topology) -> Initiation {
        let Self { snapshots, trigger, .. } = *self;
        let initiators = match self.who {
            Who::Due => starters(self.entry, topology),
            Who::All => Initiators::Any,
            Who::Each => {
                let one = |number| Initiator {
                    process: ProcessId(number - 1),
                    snapshot: Some(SnapshotId(number)),
                    trigger,
                };
                Initiators::each((1..=snapshots).map(one).collect(), None)
            }
            Who::Script => Initiators::These(Vec::new()),
        };
        Initiation { snapshots, initiators, trigger }
    }

    /// What is run; nothing, if the algorithm cannot be run there.
    pub(super) fn systems(&self) -> Option<Systems> {
        let topology = network(self.network, self.order);
        let initiation = self.initiation(&topology);
        let back_edges = self.entry.needs.back_edges(&topology, &initiation.initiators);
        let topology = Arc::new(topology.with_back_edges(back_edges));
        let faults = self.faults.iter().map(|text| Fault::read(text, &topology).unwrap()).collect();
        let configuration = Configuration {
            topology: Arc::clone(&topology),
            needs: self.entry.needs,
            initiation: initiation.clone(),
            faults: Faults::new(faults),
            ..configuration(self.program.0, self.program.1, "ring:3", &[], self.script)
        };
        if configuration.lack().is_some() {
            return None;
        }
        let program: AnyProgram = configuration.program().unwrap();
        let inner = Superposed::new(program.clone(), self.entry.algorithm, initiation.clone());
        let garbled = Garbled { inner, garbled: self.garbled };
        let layers = Causal::new(Faulty::new(garbled, configuration.faults), &topology);
        let topology = Arc::unwrap_or_clone(topology);
        Some(Systems {
            alone: System::new(program, topology.clone()),
            layered: System::new(layers, topology),
            initiation,
        })
    }

    /// What it comes to; nothing, if the algorithm cannot be run there.
    fn told(&self) -> Option<String> {
        let Systems { alone, layered, initiation } = self.systems()?;
        let stable = if self.asks { stable() } else { Vec::new() };
        let setup = Setup {
            underlying: &alone,
            superposed: &layered,
            snapshots: self.snapshots,
            max_events: self.max_events,
            law: Some(self.law),
            stable: &stable,
        };
        let timing = timing();
        let (mut book, mut traffic) = (Logbook::<AnyProgram>::default(), Traffic::new(&alone.topology));
        let mut experiment = setup.timed(&timing, self.seed);
        let mut read = ReadBack(&layered.protocol, &alone.protocol);
        let mut misread = Misread::new(&layered.protocol, &alone.protocol);
        let readers = &mut (&mut read, &mut misread);
        let stopped = experiment.run(&mut (&mut book, &mut (&mut traffic, readers))).unwrap();
        let mut text = format!(
            "{stopped:?} at {} after {} events, {} before the window; {:?}, {} ticks blocked in {} waits\n",
            experiment.now(),
            experiment.events_so_far(),
            experiment.events_before(),
            experiment.delivered(),
            experiment.blocked(),
            experiment.waits().len(),
        );
        let algorithm = &layered.protocol.inner.inner.inner.algorithm;
        for process in alone.topology.processes() {
            let local = &experiment.process(process).underlying.underlying.local;
            let known = (1..=3).map(SnapshotId).map(|snapshot| {
                let has = <algorithms::Other as SnapshotAlgorithm<State, Message>>::has_recorded(
                    algorithm, local, snapshot,
                );
                (
                    has,
                    <algorithms::Other as SnapshotAlgorithm<State, Message>>::next_missing(
                        algorithm, local, snapshot,
                    )
                    .0,
                )
            });
            writeln!(text, "has recorded, and what next {:?}", known.collect::<Vec<_>>()).unwrap();
        }
        writeln!(text, "of what is not written {:016x}", hash(&misread.told)).unwrap();
        let judgements = experiment.judgements();
        let mut without_reasons = setup.timed(&timing, self.seed).forgetting();
        without_reasons.run(&mut ()).unwrap();
        for (judgement, other) in judgements.iter().zip(without_reasons.judgements()) {
            assert_eq!(judgement.verdict(), other.verdict());
            assert_eq!((&judgement.costs, &judgement.initiators), (&other.costs, &other.initiators));
            text += &judged(&alone, judgement);
        }
        if !experiment.events().is_empty() {
            by_events(&experiment.evidence(SnapshotId(1)), &judgements, &stable);
        }
        let order = OrderKept::of::<AnyProgram>(&alone.topology, experiment.base(), experiment.events());
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
        if !experiment.events().is_empty() {
            let waiting = who_waits(&alone, experiment.base(), experiment.events(), &judgements);
            writeln!(text, "who waits {waiting:?}").unwrap();
            for asked in stable.iter().cloned().chain(predicates(&alone.protocol).map(Asked::from)) {
                let moments = moments(&alone, &asked, experiment.base(), experiment.events());
                writeln!(text, "{} {moments:?}", asked.name()).unwrap();
            }
        }
        text += &crash(&alone, &book.log, &judgements);
        text += &parts(&alone.topology, (self.entry, self.snapshots), &book.log);
        // What can be asked of an experiment is what happened in it.
        let (log, law) = (&book.log.events, Some(self.law));
        let whole: Vec<_> = experiment.snapshots().map(|snapshot| snapshot.0).collect();
        assert_eq!(whole, (1..=self.snapshots).collect::<Vec<_>>());
        for judgement in &judgements {
            assert_eq!(experiment.judge(judgement.snapshot), judgement.checks);
            let of = (judgement.snapshot, judgement.recorded.aim);
            let all = RecordedOf::<AnyProgram>::assemble::<AnyProgram>(&alone.topology, log, of);
            let window =
                RecordedOf::<AnyProgram>::assemble::<AnyProgram>(&alone.topology, experiment.events(), of);
            let before = usize::try_from(experiment.events_before()).unwrap();
            assert_eq!(window.after(before), all);
        }
        let is_incident =
            |event: &LogEvent<AnyProgram>| matches!(event.what, Happening::Observe(Recorded::Incident(_)));
        assert_eq!(experiment.has_suffered(), log.iter().any(is_incident));
        let initial = alone.initial_state::<MessageId>();
        let ended = rollback::end_of::<AnyProgram>(&initial, log);
        let state = experiment.state();
        for process in alone.topology.processes() {
            let now: [&State; 2] = [experiment.process(process).shown(), state.process(process).shown()];
            assert_eq!(now, [ended.process(process); 2]);
        }
        let mut base = initial;
        let before = opening::<AnyProgram>(&mut base, log, law);
        let is_open = before < log.len() || !experiment.events().is_empty();
        assert_eq!((before as u64, experiment.law()), (experiment.events_before(), law));
        assert!(!is_open || base == *experiment.base());
        assert!(std::ptr::eq(experiment.underlying(), &raw const alone));
        assert!(std::ptr::eq(experiment.system(), &raw const layered));
        let mut again = setup.timed(&timing, self.seed + 1);
        again.run(&mut ()).unwrap();
        again.restart(self.seed);
        assert_eq!((again.run(&mut ()).unwrap(), again.now()), (stopped, experiment.now()));
        assert_eq!(format!("{:?}", again.judgements()), format!("{judgements:?}"));
        let kept = (experiment.base().clone(), experiment.events().to_vec());
        assert!(experiment.into_window() == kept);
        Some(text)
    }
}

/// What somebody says is stable: that p0 has little money, which it may have for a while; that p0 has some, which is always so; that p1 has sent, which is
/// so from then on; that it has all to send, which is so until then; and something that nobody knows.
fn stable() -> Vec<Asked<AnyProgram>> {
    let money = |system: &System<AnyProgram>, state: &Underlying<AnyProgram>| {
        system.protocol.held(&state.processes[0], 0)
    };
    let has = |state: &Underlying<AnyProgram>, left: u32| {
        format!("{:?}", state.processes[1]).contains(&format!("left: {left}"))
    };
    vec![
        Asked::new("p0 is poor", move |system, state| Ok(money(system, state) <= 4)),
        Asked::new("p0 was there", move |system, state| Ok(money(system, state) < 100)),
        Asked::new("p1 has sent", move |_, state| Ok(!has(state, 5) && !has(state, 4))),
        Asked::new("p1 has all to send", move |_, state| Ok(has(state, 5))),
        Asked::new("nobody knows", |_, _| Err("it is not known".to_string())),
    ]
}

/// When what happens happens.
pub(super) fn timing() -> Timing {
    let delays = |low, high| Delay::uniform(low, high).unwrap();
    Timing::new(delays(1, 20), delays(1, 9)).with_start(delays(0, 60))
}

/// The runs: each algorithm where it can be run, and where it should not be.
fn runs() -> impl Iterator<Item = Run> {
    const DATAFLOW: &str = "0-2 1-2 1-3 2-4 3-4 0-4";
    algorithms::ALL.iter().flat_map(|entry| {
        let of = Run::of(entry);
        let right = ["complete:3", "ring:4", "line:3", DATAFLOW].into_iter();
        let right = right.map(move |network| Run { network, ..of });
        let loose = [Order::Unordered, Order::Overtaking].into_iter();
        let loose = loose.map(move |order| Run { order, seed: 2, ..of });
        let lost: &[&[&str]] = &[
            &["drop:p0->p1#1"],
            &["double:p0->p2#marker", "drop:p1->p0#2"],
            &["crash:p1#3"],
            &["drop:p0->p1#marker"],
            &["drop:p1->p0#marker"],
            &["double:p1->p0#marker", "double:p0->p1#1"],
        ];
        let wrong = lost.iter().map(move |faults| Run { faults, snapshots: 1, seed: 3, ..of });
        let twice: &[&[&str]] = &[&["drop:p0->p2#marker2"], &["double:p2->p0#marker2"]];
        let twice = twice.iter().map(move |faults| Run { faults, seed: 4, ..of });
        let asks = (5..8).map(move |seed| Run { asks: true, seed, ..of });
        right.chain(loose).chain(wrong).chain(twice).chain(asks)
    })
}

/// More of them: started by several, or by one after another; where several things go wrong together; that end too early; and of all programs.
fn more() -> impl Iterator<Item = Run> {
    algorithms::ALL.iter().flat_map(|entry| {
        let of = Run::of(entry);
        let started = [(Who::All, "complete:3", 2), (Who::Each, "complete:3", 2), (Who::All, "ring:4", 3)];
        let started =
            started.map(move |(who, network, snapshots)| Run { who, network, snapshots, seed: 11, ..of });
        let together: &[&[&str]] = &[
            &["crash:p1#3", "drop:p0->p2#marker"],
            &["crash:p2#2", "drop:p0->p1#1"],
            &["crash:p0#6", "double:p1->p2#1", "drop:p1->p2#3"],
            &["crash:p1@25", "crash:p2#9"],
            &["drop:p0->p1:1/3", "double:p1->p0:1/2"],
            &["drop:p1->p2@20", "double:p2->p1", "drop:p2->p0"],
        ];
        let together = together.iter().map(move |faults| Run { faults, seed: 12, ..of });
        let far = ["line:3", "ring:4", "0-1 1-0 2-0"].map(move |network| Run {
            network,
            faults: if network == "0-1 1-0 2-0" { &[] } else { &["crash:p1#5", "drop:p0->p1#2"] },
            seed: 13,
            ..of
        });
        let short = [20, 45].map(move |max_events| Run { max_events, seed: 14, ..of });
        let other: &[(&str, &str, Option<u64>)] = &[
            ("token-ring", "tokens=2", Some(4)),
            ("token-ring", "tokens=2 lose=3", Some(3)),
            ("token-ring", "tokens=2 double=2 receipts=9", Some(3)),
            ("chatter", "words=3", None),
            ("diffusing", "min=1 max=2 most=6 active=2", None),
            ("resources", "ask=2 times=3", None),
        ];
        let other = other.iter().map(move |(name, set, trigger)| Run {
            program: (name, set),
            trigger: *trigger,
            seed: 15,
            ..of
        });
        let script: &[&str] =
            &["p0 holds 9", "p1 holds 3", "p0 p1 2", "p1", "p1 p2 1", "p0 p1 1", "p0", "p2 p0 1"];
        let script = Run { program: ("script", ""), script, who: Who::Script, seed: 16, ..of };
        let laws = algorithms::ALL.iter().map(|other| other.law).chain([Law::UNTOLD, Law::of(&[])]);
        let laws = laws.filter(move |law| law.aim == entry.law.aim && *law != entry.law);
        let by_other_laws = laws.step_by(3).map(move |law| Run { law, seed: 22, ..of });
        let once: &[&str] = &["p0 holds 9", "p0 p1 2", "p1 p2 1", "p0", "p2 p0 1"];
        let once = Run { script: once, snapshots: 1, ..script };
        let wide = ["star:4", "grid:2x2", "complete:4"].map(move |network| Run {
            network,
            who: if network == "complete:4" { Who::All } else { Who::Due },
            seed: 24,
            ..of
        });
        let alone: &[&[&str]] = &[&["drop:p0->p1#marker"], &["drop:p1->p0#marker"], &["crash:p1#1"]];
        let alone = alone.iter().map(move |faults| Run { network: "complete:2", faults, seed: 25, ..of });
        let many = (18..20).map(move |seed| Run { snapshots: 5, seed, ..of });
        let many = many.filter(move |_| entry.law.aim != Aim::GlobalState);
        started
            .into_iter()
            .chain(together)
            .chain(far)
            .chain(short)
            .chain(other)
            .chain([script, once])
            .chain(wide)
            .chain(alone)
            .chain(many)
            .chain(by_other_laws)
    })
}

/// What each algorithm can be garbled by.
fn garbled() -> impl Iterator<Item = Run> {
    algorithms::ALL.iter().flat_map(|entry| {
        garbled::ALL.into_iter().flat_map(move |(what, how)| {
            let at = |process, seed| Run {
                garbled: Some((what, how, ProcessId(process))),
                seed,
                asks: what == What::State,
                ..Run::of(entry)
            };
            [at(0, 17), at(1, 23)]
        })
    })
}

/// What these runs come to.
fn told(runs: impl Iterator<Item = Run>, in_short: impl Fn(&str) -> String) -> String {
    let mut now = String::new();
    for run in runs {
        if let Some(told) = run.told() {
            now += &run.title();
            now += &in_short(&told);
        }
    }
    now
}

#[test]
fn every_run_comes_to_this() {
    let now = told(runs(), in_short);
    assert!(now == RUNS, "what is said now:\n{now}");
}

#[test]
fn every_run_of_all_programs_comes_to_this() {
    let now = told(more(), in_short);
    assert!(now == MORE, "what is said now:\n{now}");
}

#[test]
fn what_is_garbled_is_seen_in_these_words() {
    let now = told(garbled(), in_a_line);
    assert!(now == GARBLED, "what is said now:\n{now}");
}
