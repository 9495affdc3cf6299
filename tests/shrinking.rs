//! A failing run is reduced to a small one that fails the same check, and of which every single action is needed.

use std::sync::Arc;

use proptest::prelude::*;
use sim_core::{Delay, Listed, Order, Queued, Schedule, Shape, StepError, System, Timing};
use snapshot::algorithms::chandy_lamport::ChandyLamport;
use snapshot::oracle::{Law, Verdict};
use snapshot::shrink::{Configuration, Shrunk, Systems, shrink};
use snapshot::{
    Bank, Faults, Forwarding, Initiation, Initiators, Layer, Needs, Program, Superposed, TokenRing, Wanted,
};
use tests::strategy::network;
use tests::{P, Q, Scenario, delays};

use super::mutants::broken::Broken;
use super::mutants::mutant::Mutant;

type Right<P> = Superposed<P, ChandyLamport>;

/// A failing run and its systems, reduced in whatever way is asked for.
struct Case<P, Q> {
    configuration: Configuration,
    schedule: Schedule,
    check: &'static str,
    around: fn(Right<P>) -> Q,
}

impl<P: Program, Q: Layer<P>> Case<P, Q> {
    /// The run of this seed, if it fails.
    fn of(
        configuration: Configuration,
        timing: &Timing,
        seed: u64,
        around: fn(Right<P>) -> Q,
    ) -> Option<Self> {
        let systems = systems(&configuration, around)?;
        let setup = systems.setup(configuration.initiation.snapshots, 3_000);
        let mut schedule = Schedule::default();
        let mut experiment = setup.timed(timing, seed);
        experiment.run(&mut schedule).unwrap();
        let check = violated(experiment.judgements().iter().flat_map(|one| &one.checks)).next()?;
        Some(Self { configuration, schedule, check, around })
    }

    fn shrink(&self) -> Shrunk {
        self.shrink_within(20_000)
    }

    fn shrink_within(&self, runs: u64) -> Shrunk {
        let (configuration, schedule) = (self.configuration.clone(), self.schedule.clone());
        let build = |smaller: &Configuration| systems(smaller, self.around);
        let mut more = |progress: snapshot::shrink::Progress| progress.runs < runs;
        shrink(configuration, schedule, self.check, build, Wanted::ALWAYS, &mut more).expect("the run fails")
    }

    /// The checks that fail in the run of this configuration that a schedule describes.
    fn failures(&self, of: &Configuration, schedule: Listed) -> Result<Vec<&'static str>, StepError> {
        let systems = systems(of, self.around).unwrap();
        let setup = systems.setup(of.initiation.snapshots, u64::MAX);
        let mut experiment = setup.under(Queued::new(schedule));
        experiment.run(&mut ())?;
        Ok(violated(experiment.judgements().iter().flat_map(|one| &one.checks)).collect())
    }

    /// Whether a result is what it claims to be.
    fn verify(&self, shrunk: &Shrunk) {
        let Shrunk { configuration, schedule, .. } = shrunk;
        let size = |of: &Configuration| (of.topology.processes().len(), of.topology.channels().len());
        assert!(size(configuration) <= size(&self.configuration));
        assert!(schedule.0.len() <= self.schedule.0.len());
        let strictly = self.failures(configuration, Listed::new(schedule.clone()));
        let strictly = strictly.expect("each action of a result is enabled");
        assert!(strictly.contains(&self.check), "{} does not fail, but {strictly:?}", self.check);
        for place in 0..schedule.0.len() {
            let mut fewer = schedule.clone();
            fewer.0.remove(place);
            let failures = self.failures(configuration, Listed::where_enabled(fewer)).unwrap();
            assert!(!failures.contains(&self.check), "action {place} of {schedule:?} is not needed");
        }
    }
}

fn violated<'a>(
    checks: impl Iterator<Item = &'a snapshot::oracle::Check>,
) -> impl Iterator<Item = &'static str> {
    checks.filter(|check| matches!(check.verdict, Verdict::Violated(_))).map(|check| check.name)
}

fn systems<P: Program, Q: Layer<P>>(of: &Configuration, around: fn(Right<P>) -> Q) -> Option<Systems<P, Q>> {
    let underlying: P = of.program().ok()?;
    let right = Superposed::new(underlying.clone(), ChandyLamport, of.initiation.clone());
    Some(Systems {
        underlying: System::new(underlying, of.topology.clone()),
        superposed: System::new(around(right), of.topology.clone()),
        law: Some(Law::MARKERS),
        stable: Vec::new(),
    })
}

fn configuration(scenario: &Scenario) -> Configuration {
    Configuration {
        program: &TokenRing::ENTRY,
        shape: None,
        topology: Arc::new(scenario.topology.clone()),
        needs: Needs::fifo(),
        initiation: scenario.initiation.clone(),
        atomic: scenario.computation.forwarding == Forwarding::Atomic,
        parameters: vec![("tokens".to_string(), scenario.computation.tokens.to_string())],
        tokens: Vec::new(),
        script: None,
        outside: None,
        faults: Faults::default(),
    }
}

/// The same of a topology that has a shape.
fn of_shape(shape: Shape, order: Order, initiation: Initiation) -> Configuration {
    let topology = Arc::new(shape.build(order).unwrap());
    Configuration {
        program: &TokenRing::ENTRY,
        shape: Some(shape),
        topology,
        needs: Needs::fifo(),
        initiation,
        atomic: true,
        parameters: Vec::new(),
        tokens: Vec::new(),
        script: None,
        outside: None,
        faults: Faults::default(),
    }
}

fn timing() -> Timing {
    Timing::new(delays(1, 20), Delay::ZERO)
}

fn right<P>(right: Right<P>) -> Right<P> {
    right
}

#[test]
fn the_exercise_with_unordered_channels_comes_down_to_three_actions() {
    let exercise = of_shape(Shape::Ring(2), Order::Unordered, Initiation::triggered(P, 101));
    let mut failed = 0;
    for case in (0..20).filter_map(|seed| Case::of(exercise.clone(), &timing(), seed, right::<TokenRing>)) {
        let shrunk = case.shrink();
        case.verify(&shrunk);
        assert!(shrunk.finished);
        let written = shrunk.schedule.display(&shrunk.configuration.topology);
        assert_eq!((case.check, written.as_str()), ("channels", "P! P>Q#1 Q>P"));
        assert_eq!(shrunk.configuration.initiation, Initiation::triggered(P, 0));
        failed += 1;
    }
    assert!(failed > 5, "only {failed} of 20 seeds failed");
}

#[test]
fn a_run_that_is_not_wanted_to_its_end_does_not_fail() {
    let exercise = of_shape(Shape::Ring(2), Order::Unordered, Initiation::triggered(P, 101));
    let mut cases =
        (0..20).filter_map(|seed| Case::of(exercise.clone(), &timing(), seed, right::<TokenRing>));
    let Case { configuration, schedule, check, around } = cases.next().expect("a seed fails");
    let build = |smaller: &Configuration| systems(smaller, around);
    let not_wanted = Wanted::while_true(&|| false);
    assert_eq!(shrink(configuration, schedule, check, build, not_wanted, &mut |_| true), None);
}

#[test]
fn a_bank_of_many_comes_down_to_two_processes_and_one_transfer() {
    let initiation = Initiation { snapshots: 3, initiators: Initiators::Any, trigger: None };
    for shape in [Shape::Complete(4), Shape::Grid { rows: 2, columns: 3 }, Shape::Star(4)] {
        let bank =
            Configuration { program: &Bank::ENTRY, ..of_shape(shape, Order::Unordered, initiation.clone()) };
        let timing = Timing::new(delays(1, 20), delays(1, 20));
        let mut cases = (0..20).filter_map(|seed| Case::of(bank.clone(), &timing, seed, right::<Bank>));
        let case = cases.next().expect("a seed fails");
        let shrunk = case.shrink();
        case.verify(&shrunk);
        assert_eq!(shrunk.configuration.shape, Some(Shape::Ring(2)));
        assert_eq!(shrunk.configuration.initiation.snapshots, 1);
        let set = |name: &str, value: &str| (name.to_string(), value.to_string());
        assert_eq!(shrunk.configuration.parameters, [set("balance", "1"), set("transfers", "1")]);
        assert!(shrunk.schedule.0.len() <= 5, "{:?}", shrunk.schedule);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_fails_is_reduced_to_what_is_needed_and_always_to_the_same(
        scenario in network(Order::Unordered),
        seeds in 0..1_000_000_u64,
    ) {
        let configuration = configuration(&scenario);
        let mut cases = (seeds..seeds + 5)
            .filter_map(|seed| Case::of(configuration.clone(), &scenario.timing, seed, right::<TokenRing>));
        if let Some(case) = cases.next() {
            let shrunk = case.shrink();
            case.verify(&shrunk);
            prop_assert!(shrunk.finished);
            prop_assert_eq!(&shrunk, &case.shrink());
        }
    }
}

/// Two processes, and three that are all joined, with channels that keep the order: only a broken algorithm fails.
fn ordered() -> [Configuration; 2] {
    let joined = of_shape(Shape::Complete(3), Order::Fifo, tests::initiated_by(&[P, Q], 4));
    let parameters = vec![("tokens".to_string(), "3".to_string())];
    [
        of_shape(Shape::Ring(2), Order::Fifo, Initiation::triggered(P, 5)),
        Configuration { parameters, ..joined },
    ]
}

/// What puts a broken algorithm around the ring.
type Around = fn(Right<TokenRing>) -> Broken<TokenRing>;

macro_rules! broken {
    ($($mutant:ident),+ $(,)?) => {
        [$((Mutant::$mutant, (|right| Broken { right, mutant: Mutant::$mutant }) as fn(_) -> _)),+]
    };
}

#[test]
fn broken_algorithms_are_reduced_like_broken_channels() {
    let mutants: [(Mutant, Around); 12] = broken![
        MarkerAfterNextMessage,
        MarkerBeforeRecording,
        MarkerOnOneChannel,
        MarkerNotPassedOn,
        MarkerTwice,
        StateLate,
        ReceiptsOffByOne,
        ChannelIgnored,
        WrongChannelClosed,
        RecordsPastMarker,
        MessageTwice,
        DropsMessage,
    ];
    for (mutant, around) in mutants {
        let mut failed = 0;
        for configuration in ordered() {
            let mut cases =
                (0..20).filter_map(|seed| Case::of(configuration.clone(), &timing(), seed, around));
            let Some(case) = cases.next() else { continue };
            let shrunk = case.shrink();
            case.verify(&shrunk);
            let steps = shrunk.schedule.0.len();
            assert!(steps <= 10, "{mutant:?}: {}", shrunk.schedule.display(&shrunk.configuration.topology));
            failed += 1;
        }
        assert!(failed > 0, "{mutant:?} never fails");
    }
}

#[test]
fn who_stops_a_reduction_has_the_smallest_failing_run_so_far() {
    let exercise = of_shape(Shape::Ring(2), Order::Unordered, Initiation::triggered(P, 101));
    let case = Case::of(exercise, &timing(), 7, right::<TokenRing>).unwrap();
    let mut last = usize::MAX;
    for runs in [1, 2, 10, 50] {
        let shrunk = case.shrink_within(runs);
        assert!(!shrunk.finished);
        assert_eq!(shrunk.runs, runs);
        let of = &shrunk.configuration;
        assert!(case.failures(of, Listed::new(shrunk.schedule.clone())).unwrap().contains(&case.check));
        assert!(shrunk.schedule.0.len() <= last);
        last = shrunk.schedule.0.len();
    }
    assert_eq!(case.shrink_within(1).schedule, case.schedule);
}

#[test]
fn a_run_that_does_not_fail_the_check_is_not_reduced() {
    let exercise = of_shape(Shape::Ring(2), Order::Unordered, Initiation::triggered(P, 101));
    let case = Case::of(exercise, &timing(), 7, right::<TokenRing>).unwrap();
    let build = |smaller: &Configuration| systems(smaller, case.around);
    let (configuration, schedule) = (case.configuration.clone(), case.schedule.clone());
    assert_eq!(shrink(configuration, schedule, "markers", build, Wanted::ALWAYS, &mut |_| true), None);
}
