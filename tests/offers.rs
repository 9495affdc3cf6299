//! The algorithm keeps no process from doing anything: whatever the computation alone would offer in a state, it offers
//! under the algorithm too.
//!
//! What a process was *kept from* doing leaves no event, so a trace does not tell of it. It is seen by holding, in each global
//! state of a run, what the superposed processes offer against what the computation's own transition relation enables there:
//! here in all states of all processes, and by `undisturbed` after each step of the window. [`Freezing`] is the proof that both
//! can fail: an algorithm that stops the computation while it records, which the paper rules out in its first section and
//! nothing else finds.

use std::ops::ControlFlow;

use explore::{Options, explore_with};
use proptest::prelude::*;
use sim_core::{
    Action, Context, Delay, Effects, Event, Observer, ProcessId, Protocol, Shows, StepOf, System, Timer,
    Timing, Topology,
};
use snapshot::algorithms::chandy_lamport::ChandyLamport;
use snapshot::exploration::Snapshots;
use snapshot::oracle::Verdict;
use snapshot::{
    Act, Bank, Computation, Forwarding, Initiation, Initiators, Layer, Program, Superposed, TokenRing,
};
use tests::programs::AnyProgram;
use tests::{Scenario, delays, of_any, strategy};
use trace::model;

/// Watches a run and remembers the processes that were kept from something, and from what.
struct Offers<'a, C, L: Protocol> {
    alone: &'a System<C>,
    layered: &'a System<L>,
    /// The present state of each process.
    processes: Vec<L::State>,
    /// How many states were looked at.
    states: usize,
    withheld: Vec<(ProcessId, String)>,
}

impl<C: Computation, L: Layer<C>> Offers<'_, C, L> {
    /// Notes what the process could do alone and is not offered, or not in its turn or at its time, under the algorithm.
    fn compare(&mut self, process: ProcessId) {
        let state = &self.processes[process.index()];
        let (alone, layered) = (self.alone.context(process), self.layered.context(process));
        let mut offered = Vec::new();
        self.layered.protocol.commands(layered, state, |command| {
            let timer = self.layered.protocol.timer(&command);
            if let Act::Underlying(command) = command {
                offered.push((command, timer));
            }
        });
        let mut offered = offered.into_iter();
        self.alone.protocol.commands(alone, state.shown(), |command| {
            let timer = self.alone.protocol.timer(&command);
            let text = self.alone.protocol.print_command(&command);
            if offered.next() != Some((command, timer)) {
                self.withheld.push((process, text));
            }
        });
        self.states += 1;
        counts_what_it_offers(self.layered, process, state);
        counts_what_it_offers(self.alone, process, state.shown());
    }
}

/// What is counted, and what has a place, is what is offered, one by one.
fn counts_what_it_offers<Q: Protocol>(system: &System<Q>, process: ProcessId, state: &Q::State) {
    let (protocol, cx, mut offered) = (&system.protocol, system.context(process), Vec::new());
    protocol.commands(cx, state, |command| offered.push(command));
    let mut timers = Vec::new();
    protocol.count_commands(cx, state, |count, timer| timers.extend((0..count).map(|_| timer)));
    assert_eq!(timers, offered.iter().map(|command| protocol.timer(command)).collect::<Vec<_>>());
    for (place, command) in (0..).zip(offered.into_iter().map(Some).chain([None])) {
        assert_eq!(protocol.command(cx, state, place), command);
    }
}

impl<C: Computation, L: Layer<C>> Observer<L> for Offers<'_, C, L> {
    fn step(&mut self, _: Action, step: &StepOf<L>, after: &L::State) {
        self.processes[step.process.index()] = after.clone();
        for process in self.alone.topology.processes() {
            self.compare(process);
        }
    }
}

/// Who was kept from what in the run of a seed, and in how many states of processes that was looked for; and what the
/// oracles find wrong.
fn withheld<C: Computation + Clone, L: Layer<C>>(
    scenario: &Scenario<C>,
    protocol: L,
    seed: u64,
) -> (Vec<(ProcessId, String)>, usize, Vec<&'static str>) {
    let (alone, layered) = (scenario.alone(), System::new(protocol, scenario.topology.clone()));
    let mut offers = Offers {
        alone: &alone,
        layered: &layered,
        processes: layered.initial_state::<()>().processes,
        states: 0,
        withheld: Vec::new(),
    };
    let mut experiment = scenario.setup(&alone, &layered).timed(&scenario.timing, seed);
    experiment.run(&mut offers).unwrap();
    let checks = experiment.judgements().into_iter().flat_map(|judgement| judgement.checks);
    let wrong = checks.filter(|check| check.verdict != Verdict::Holds).map(|check| check.name);
    let Offers { states, withheld, .. } = offers;
    (withheld, states, wrong.collect())
}

fn keeps_nobody<P: Program>(scenario: &Scenario<P>, seed: u64) -> Vec<(ProcessId, String)> {
    withheld(scenario, scenario.superposed().protocol, seed).0
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn under_the_algorithm_a_process_may_do_whatever_it_could_do_alone(
        network in strategy::scenario(strategy::any_topology()),
        seed: u64,
    ) {
        let network: Scenario<AnyProgram> = Scenario { max_events: 2_000, ..network };
        prop_assert_eq!(of_any!(network, keeps_nobody(seed)), Vec::new());
    }
}

/// The right algorithm, but a process that waits for a marker does nothing of its own accord.
struct Freezing<C>(Superposed<C, ChandyLamport>);

impl<C: Computation> Layer<C> for Freezing<C> {}

impl<C: Computation> Protocol for Freezing<C> {
    type State = <Superposed<C, ChandyLamport> as Protocol>::State;
    type Message = <Superposed<C, ChandyLamport> as Protocol>::Message;
    type Command = Act<C::Command>;
    type Observation = <Superposed<C, ChandyLamport> as Protocol>::Observation;

    fn initial_state(&self, cx: Context<'_>) -> Self::State {
        self.0.initial_state(cx)
    }

    fn commands(&self, cx: Context<'_>, state: &Self::State, mut offer: impl FnMut(Self::Command)) {
        let waits = state.local.iter().any(|recording| !recording.open.is_empty());
        self.0.commands(cx, state, |command| match command {
            Act::Underlying(_) if waits => {}
            other => offer(other),
        });
    }

    fn timer(&self, command: &Self::Command) -> Timer {
        self.0.timer(command)
    }

    fn handle<E: Effects<Self::Message, Self::Observation>>(
        &self,
        cx: Context<'_>,
        state: &mut Self::State,
        event: Event<Self::Message, Self::Command>,
        effects: &mut E,
    ) {
        self.0.handle(cx, state, event, effects);
    }
}

/// A bank in which a process mostly has something to do while it records.
fn frozen_bank() -> Scenario<Bank> {
    Scenario {
        computation: Bank::alike(5, 20),
        topology: "complete:3".parse::<sim_core::Shape>().unwrap().build(sim_core::Order::Fifo).unwrap(),
        timing: Timing::new(delays(1, 20), delays(1, 5)).with_start(delays(1, 20)),
        initiation: Initiation { snapshots: 2, initiators: Initiators::Any, trigger: None },
        max_events: 10_000,
    }
}

/// Runs the freezing algorithm: `undisturbed` finds it whenever somebody was frozen, and no other oracle does.
fn is_found_by_undisturbed_alone<C: Computation + Clone>(scenario: &Scenario<C>) {
    let mut found = 0;
    for seed in 0..40 {
        let (right, states, wrong) = withheld(scenario, scenario.superposed().protocol, seed);
        assert!(states > 0 && right.is_empty() && wrong.is_empty(), "seed {seed}: {right:?} {wrong:?}");
        let (frozen, _, wrong) = withheld(scenario, Freezing(scenario.superposed().protocol), seed);
        assert!(wrong.iter().all(|name| *name == "undisturbed"), "seed {seed}: {wrong:?}");
        assert_eq!(wrong.is_empty(), frozen.is_empty(), "seed {seed}: {frozen:?}");
        found += usize::from(!frozen.is_empty());
    }
    assert!(found >= 20, "only {found} of 40 runs were frozen for a while");
}

#[test]
fn an_algorithm_that_stops_the_computation_while_it_records_is_found_by_undisturbed_and_nothing_else() {
    is_found_by_undisturbed_alone(&frozen_bank());
    let held = Scenario {
        computation: TokenRing { tokens: 4, ..TokenRing::new(Forwarding::Held) },
        topology: Topology::ring(4).unwrap(),
        timing: Timing::new(delays(1, 9), Delay::fixed(2)),
        ..Scenario::exercise(3)
    };
    is_found_by_undisturbed_alone(&held);
}

/// What a summary, a report and an exit code are made from: one run of an algorithm, judged.
fn verdict_in_a_file<L: Layer<Bank>>(
    scenario: &Scenario<Bank>,
    protocol: L,
) -> (model::Verdict, Vec<String>) {
    let (alone, layered) = (scenario.alone(), System::new(protocol, scenario.topology.clone()));
    let mut experiment = scenario.setup(&alone, &layered).timed(&scenario.timing, 1);
    let stopped = experiment.run(&mut ()).unwrap();
    let judgements = experiment.judgements();
    let footer = trace::Finished::of(experiment, stopped, judgements).footer(String::new());
    let failed = footer.checks.into_iter().filter(|check| check.ok == Some(false));
    (
        footer.outcome.verdict,
        failed.map(|check| format!("{}: {}", check.name, check.reason.unwrap())).collect(),
    )
}

#[test]
fn a_file_says_who_was_kept_from_what() {
    let scenario = frozen_bank();
    let right = verdict_in_a_file(&scenario, scenario.superposed().protocol);
    assert_eq!(right, (model::Verdict::Ok, Vec::new()));
    let (verdict, failed) = verdict_in_a_file(&scenario, Freezing(scenario.superposed().protocol));
    assert_eq!(verdict, model::Verdict::Failed);
    assert_eq!(failed.len(), 1, "{failed:?}");
    assert!(
        failed[0].starts_with("undisturbed: from t=") && failed[0].ends_with(" alone, and was kept from it")
    );
}

#[test]
fn a_search_of_all_schedules_finds_the_freezing_algorithm_too() {
    let bank = Scenario {
        computation: Bank::alike(1, 1),
        topology: Topology::ring(2).unwrap(),
        initiation: Initiation { snapshots: 1, initiators: Initiators::Any, trigger: None },
        ..frozen_bank()
    };
    let (alone, layered) =
        (bank.alone(), System::new(Freezing(bank.superposed().protocol), bank.topology.clone()));
    let property = Snapshots { freezes: false, ..Snapshots::of(&alone, &layered, 1) };
    let report = explore_with(&layered, &property, &Options::default(), |_| ControlFlow::Continue(()));
    let found = &report.violations[0];
    assert_eq!(found.what.failed[0].checks, ["undisturbed"]);
    assert_eq!(found.witness.steps(), 3, "start, and a marker each way");
}
