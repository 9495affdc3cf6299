//! A program under an algorithm on a network, and what comes of it: what is recorded, what the oracles say of it, what it costs, and what a crash
//! would. Which runs there are is in `runs`.

use std::fmt::Write as _;
use std::sync::Arc;

use sim_core::{
    Causal, Delay, Happening, MessageId, Order, ProcessId, Protocol, Shows as _, System, Timing, Topology,
};

use super::garbled::{Garbled, How, What};
use super::misread::Misread;
use super::told::{by_events, crash, judged, parts};
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
    AnyProgram, Asked, Computation as _, Fault, Faults, Initiation, Initiator, Initiators, LogEvent, Logbook,
    OrderKept, Recorded, RecordedOf, Setup, SnapshotId, Superposed, Underlying, Wanted, moments, who_waits,
};

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
    pub(super) fn told(&self) -> Option<String> {
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
