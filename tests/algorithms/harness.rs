//! What the tests of all algorithms do: run one, whole or broken, under seeds and under every schedule, and say which oracles object.
//!
//! Nothing here knows an algorithm. What one needs, and what it costs, is said by the module of its family.

use std::collections::BTreeSet;
use std::ops::{ControlFlow, Range};

use explore::{Options, Property, Reached, explore_with};
use sim_core::{
    Causal, Channel, Context, Delay, Envelope, Order, ProcessId, Protocol, Queue, Shape, System, Timing,
    Topology, VirtualTime,
};
use snapshot::algorithms::{self, Entry, Other};
use snapshot::exploration::{RecordedValue, Snapshots};
use snapshot::oracle::{Law, Verdict};
use snapshot::{
    Bank, Costs, Forwarding, Initiation, Initiators, Judgement, Lack, Layer, Needs, Program, Setup,
    Superposed, TokenRing,
};
use tests::twice::Twice;
use tests::{Run, Scenario, delays};

use crate::algorithms::broken::{Broken, Fault};

/// An algorithm that is tested: how many messages it should send, and what is wrong with it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tested {
    algorithm: Other,
    law: Law,
    fault: Fault,
}

impl Tested {
    /// The algorithm of this name, as it should be.
    pub(crate) fn named(name: &str) -> Self {
        let Entry { algorithm, law, .. } = *algorithms::entry(name).expect("it is in the catalog");
        Self { algorithm, law, fault: Fault::None }
    }

    /// How many messages it should send.
    pub(crate) const fn law(self) -> Law {
        self.law
    }

    /// The same with a fault.
    pub(crate) const fn with(self, fault: Fault) -> Self {
        Self { fault, ..self }
    }
}

/// The names of oracles.
pub(crate) type Oracles = BTreeSet<&'static str>;

/// None of them.
pub(crate) const NONE: Oracles = Oracles::new();

/// A network of this shape.
pub(crate) fn shape(text: &str, order: Order) -> Topology {
    text.parse::<Shape>().expect("a shape").build(order).expect("it can be built")
}

/// A network of these channels, with processes `p0` and so on.
pub(crate) fn network(ends: &[(u32, u32)], order: Order) -> Topology {
    let channel = |&(p, q): &_| Channel { source: ProcessId(p), target: ProcessId(q), order };
    let last = ends.iter().flat_map(|(p, q)| [*p, *q]).max().expect("there is a channel");
    let names = (0..=last).map(|p| format!("p{p}")).collect();
    Topology::new(names, ends.iter().map(channel).collect()).expect("no channel is there twice")
}

/// Five networks that differ, in each of which everybody reaches everybody.
pub(crate) fn five_networks(order: Order) -> [(&'static str, Topology); 5] {
    let both_ways: Vec<_> = (0..6).flat_map(|p| [(p, (p + 1) % 6), ((p + 1) % 6, p)]).collect();
    [
        ("complete:4", shape("complete:4", order)),
        ("complete:6", shape("complete:6", order)),
        ("ring:6", shape("ring:6", order)),
        ("ring:6 both ways", network(&both_ways, order)),
        ("line:5", shape("line:5", order)),
    ]
}

/// This process starts the snapshots.
pub(crate) fn only(process: u32) -> Initiators {
    Initiators::These(vec![ProcessId(process)])
}

/// What is needed for one snapshot that these start, and is not there.
pub(crate) fn lack(needs: Needs, topology: &Topology, initiators: &Initiators) -> Option<Lack> {
    needs.lack(topology, &Initiation { snapshots: 1, initiators: initiators.clone(), trigger: None })
}

/// Money that is moved to and fro, with so many snapshots that these processes start of their own accord.
pub(crate) fn bank(
    topology: Topology,
    initiators: Initiators,
    snapshots: u32,
    transfers: u32,
) -> Scenario<Bank> {
    Scenario {
        computation: Bank::alike(10, transfers),
        topology,
        timing: Timing::new(delays(1, 20), delays(1, 9)).with_start(delays(0, 60)),
        initiation: Initiation { snapshots, initiators, trigger: None },
        max_events: 100_000,
    }
}

/// The same network, delays and snapshots for tokens that go round: who receives one sends it on, at once or after a hold.
pub(crate) fn tokens(scenario: &Scenario<Bank>, tokens: u32, forwarding: Forwarding) -> Scenario<TokenRing> {
    scenario.of(TokenRing { tokens, ..TokenRing::new(forwarding) })
}

/// The same with each message under way for one tick: what an algorithm costs is then a formula.
pub(crate) fn unit_delays<C: Clone>(scenario: &Scenario<C>) -> Scenario<C> {
    let timing = Timing::new(Delay::fixed(1), delays(1, 4)).with_start(delays(0, 40));
    Scenario { timing, ..scenario.clone() }
}

/// A program under a tested algorithm, in causal order where the network asks for that.
pub(crate) type Under<C> = Causal<Superposed<C, Broken<C, Other>>>;

/// The computation alone, and under the algorithm.
pub(crate) fn systems<C: Program>(scenario: &Scenario<C>, tested: &Tested) -> (System<C>, System<Under<C>>) {
    let (computation, right) = (scenario.computation.clone(), tested.algorithm);
    let broken = Broken { computation: computation.clone(), right, fault: tested.fault };
    let layered = Superposed::new(computation, broken, scenario.initiation.clone());
    let layered = Causal::new(layered, &scenario.topology);
    (scenario.alone(), System::new(layered, scenario.topology.clone()))
}

/// The run of a seed with everything that was seen of it; and every handler is pure.
pub(crate) fn run<C: Program>(scenario: &Scenario<C>, tested: &Tested, seed: u64) -> Run<C> {
    let (alone, layered) = systems(scenario, tested);
    let twice = System::new(Twice(layered.protocol), scenario.topology.clone());
    let setup = Setup { law: Some(tested.law), ..scenario.setup(&alone, &twice) };
    Run::of(setup.timed(&scenario.timing, seed)).expect("what is enabled is chosen")
}

/// What a run came to.
pub(crate) struct Ended<C: Program> {
    /// What is to be said of each snapshot.
    pub(crate) judgements: Vec<Judgement<C>>,
    /// For how long processes were kept from acting.
    pub(crate) blocked: VirtualTime,
}

impl<C: Program> Ended<C> {
    /// What the first snapshot cost.
    pub(crate) fn costs(&self) -> Costs {
        self.judgements[0].costs
    }

    /// Between the first recording of the first snapshot and the last.
    pub(crate) fn until_recorded(&self) -> Option<VirtualTime> {
        let processes = self.judgements[0].recorded.processes.iter();
        let times = processes.map(|process| process.first.as_ref().map(|first| first.time));
        let times: Vec<_> = times.collect::<Option<_>>()?;
        Some(times.iter().max()? - times.iter().min()?)
    }
}

/// The runs of these seeds.
pub(crate) fn runs<C: Program>(scenario: &Scenario<C>, tested: &Tested, seeds: Range<u64>) -> Vec<Ended<C>> {
    runs_under(scenario, systems(scenario, tested).1.protocol, tested.law, seeds)
}

/// The same of an algorithm that is not in the catalog, with the messages that it should send.
pub(crate) fn runs_under<C: Program, L: Layer<C>>(
    scenario: &Scenario<C>,
    layers: L,
    law: Law,
    seeds: Range<u64>,
) -> Vec<Ended<C>> {
    let (alone, layered) = (scenario.alone(), System::new(layers, scenario.topology.clone()));
    let setup = Setup { law: Some(law), ..scenario.setup(&alone, &layered) };
    let of_seed = |seed| {
        let mut experiment = setup.timed(&scenario.timing, seed);
        experiment.run(&mut ()).expect("what is enabled is chosen");
        Ended { judgements: experiment.judgements(), blocked: experiment.blocked() }
    };
    seeds.map(of_seed).collect()
}

/// The oracles of which some verdict in these runs is like that.
pub(crate) fn of_checks<C: Program>(ended: &[Ended<C>], which: impl Fn(&Verdict) -> bool) -> Oracles {
    let judgements = ended.iter().flat_map(|ended| &ended.judgements);
    let checks = judgements.flat_map(|judgement| &judgement.checks);
    checks.filter(|check| which(&check.verdict)).map(|check| check.name).collect()
}

/// The oracles that do not say of each run of these seeds that all is well.
pub(crate) fn not_well<C: Program>(scenario: &Scenario<C>, tested: &Tested, seeds: Range<u64>) -> Oracles {
    of_checks(&runs(scenario, tested, seeds), |verdict| *verdict != Verdict::Holds)
}

/// The oracles that say of some run of these seeds that something is wrong.
pub(crate) fn violated<C: Program>(scenario: &Scenario<C>, tested: &Tested, seeds: Range<u64>) -> Oracles {
    of_checks(&runs(scenario, tested, seeds), |verdict| matches!(verdict, Verdict::Violated(_)))
}

/// All is well with the algorithm in the runs of these seeds; and each fault is found by just these oracles.
pub(crate) fn each_fault_is_found<C: Program>(
    scenario: &Scenario<C>,
    tested: &Tested,
    seeds: Range<u64>,
    table: &[(Fault, &[&'static str])],
) {
    assert_eq!(not_well(scenario, tested, seeds.clone()), NONE);
    let found = |(fault, _): &(Fault, _)| {
        let by = violated(scenario, &tested.with(*fault), seeds.clone());
        format!("{fault:?}: {by:?}")
    };
    let expected = |(fault, by): &(Fault, &[&'static str])| {
        assert!(!by.is_empty(), "{fault:?} is found");
        format!("{fault:?}: {:?}", Oracles::from_iter(by.iter().copied()))
    };
    let lines = |lines: Vec<String>| lines.join("\n");
    let (found, expected) =
        (lines(table.iter().map(found).collect()), lines(table.iter().map(expected).collect()));
    assert!(found == expected, "found:\n{found}\nexpected:\n{expected}");
}

/// A recorded global state of a program, as a value.
pub(crate) type Value<C> = RecordedValue<<C as Protocol>::State, <C as Protocol>::Message>;

/// What a search of all schedules comes to.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Explored<C: Program> {
    /// The oracles that say of some schedule that something is wrong.
    pub(crate) wrong: Oracles,
    /// What is recorded in each way for the snapshots, where nothing is wrong.
    pub(crate) recorded: BTreeSet<Vec<Value<C>>>,
}

/// Searches all schedules.
pub(crate) fn explored<C: Program>(scenario: &Scenario<C>, tested: &Tested, reduce: bool) -> Explored<C> {
    let (alone, layered) = systems(scenario, tested);
    let property = Snapshots::of(&alone, &layered, scenario.initiation.snapshots).by_law(Some(tested.law));
    let options = Options { reduce, keep_going: true, ..Options::default() };
    let report = explore_with(&layered, &property, &options, |_| ControlFlow::Continue(()));
    assert!(report.complete());
    let failed = report.violations.iter().flat_map(|found| &found.what.failed);
    let without_order = |recorded: &Value<C>| recorded.clone().without_order(&scenario.topology);
    Explored {
        wrong: failed.flat_map(|of| of.checks.iter().copied()).collect(),
        recorded: report
            .outcomes
            .iter()
            .map(|found| found.what.iter().map(without_order).collect())
            .collect(),
    }
}

/// The global states that a computation alone can be in, each found as a violation of saying that there is none.
struct Any;

impl<C: Program> Property<C> for Any {
    type Seen = ();
    type Outcome = ();
    type Violation = Value<C>;

    fn observe(&self, _: Context<'_>, (): &mut (), (): &()) {}

    fn invariant(&self, state: &Reached<'_, C, ()>) -> Result<(), Value<C>> {
        let messages = |queue: &Queue<Envelope<C::Message>>| {
            Some(queue.iter().map(|message| message.body.clone()).collect())
        };
        let processes = state.processes().cloned().map(Some).collect();
        let state =
            RecordedValue { processes, channels: state.channels().map(messages).collect(), whole: true }
                .without_order(state.topology());
        Err(state)
    }

    fn judge(&self, _: &Reached<'_, C, ()>) -> Result<(), Value<C>> {
        Ok(())
    }
}

/// The global states that the computation alone can be in.
pub(crate) fn reachable<C: Program>(scenario: &Scenario<C>) -> BTreeSet<Value<C>> {
    let options = Options { keep_going: true, ..Options::default() };
    let found = explore_with(&scenario.alone(), &Any, &options, |_| ControlFlow::Continue(()));
    assert!(found.complete());
    found.violations.into_iter().map(|found| found.what).collect()
}
