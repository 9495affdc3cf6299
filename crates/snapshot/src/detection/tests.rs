//! The detectors over seeds and over every schedule of small models, and broken ones, which are caught.

use std::fmt::Write as _;
use std::ops::ControlFlow;

use explore::{Ending, Options, Report, explore_with};
use sim_core::{
    Action, ChannelId, Context, Delay, Listed, Observer, Order, ProcessId, Protocol, Queued, Schedule, Shape,
    StepOf, System, Timed, Timing, Topology,
};

use super::dijkstra_scholten::DijkstraScholten;
use super::four_counters::{FourCounters, Rule};
use super::huang::{Huang, Weight};
use super::list::{ALL, Any, Lack, entry as entry_of};
use super::price;
use super::safra::Safra;
use super::search::Announcements;
use super::watch::{Watched, Wrong, watch};
use super::{Acts, Beginning, Detecting, Detector, Part, Says};
use crate::computation::{Bank, Computation, Diffusing};
use crate::tests::hash;

/// What detectors do.
const DETECTIONS: &str = include_str!("../../../../tests/golden/detections.txt");

fn over<P: Computation, D: Detector>(
    computation: P,
    detector: D,
    topology: Topology,
) -> System<Detecting<P, D>> {
    let beginning = Beginning::of(&computation, &topology, ProcessId(0));
    System::new(Detecting { underlying: computation, detector, beginning }, topology)
}

fn diffusing(active: u32) -> Diffusing {
    Diffusing { min: 0, max: 2, most: 4, active }
}

fn unordered(shape: Shape) -> Topology {
    shape.build(Order::Unordered).unwrap()
}

/// The order that a detector needs, and no more.
fn order(detector: Any) -> Order {
    if detector == Any::Snapshots { Order::Fifo } else { Order::Unordered }
}

fn run<P: Computation, D: Detector>(system: &System<Detecting<P, D>>, seed: u64) -> Watched {
    let range = |low, high| Delay::uniform(low, high).unwrap();
    let timing = Timing::new(range(1, 40), range(1, 30)).with_start(range(0, 20));
    watch(system, Timed::new(&system.topology, &timing, seed), 100_000, &mut ()).unwrap()
}

/// The first of these seeds for which something is wrong.
fn first_wrong<P: Computation, D: Detector>(system: &System<Detecting<P, D>>, seeds: u64) -> Option<Wrong> {
    (0..seeds).find_map(|seed| run(system, seed).wrong())
}

fn all<P, D>(system: &System<Detecting<P, D>>) -> Report<(), Wrong>
where
    P: Computation + Sync,
    Detecting<P, D>: explore::Explorable,
    D: Detector,
{
    let options = Options { max_states: 300_000, ..Options::default() };
    explore_with(system, &Announcements(system), &options, |_| ControlFlow::Continue(()))
}

#[test]
fn what_is_announced_is_true_and_what_is_true_is_announced_whoever_is_active_at_first() {
    for entry in ALL.iter().filter(|entry| entry.right) {
        for active in [0, 1, 3] {
            let topology = Shape::Complete(4).build(order(entry.detector)).unwrap();
            let system = over(diffusing(active), entry.detector, topology);
            for seed in 0..40 {
                let watched = run(&system, seed);
                assert_eq!(watched.wrong(), None, "{}, {active} active, seed {seed}", entry.name);
                assert!(watched.latency().is_some(), "{}, seed {seed}", entry.name);
            }
        }
    }
}

#[test]
fn in_every_schedule_of_a_small_model_announcements_are_true_and_come() {
    let small = |max, most, active| Diffusing { min: 0, max, most, active };
    let models = [(2, small(1, 2, 1)), (2, small(1, 2, 2)), (2, small(2, 3, 1)), (3, small(1, 1, 1))];
    for entry in ALL.iter().filter(|entry| entry.right) {
        for (n, computation) in models {
            let topology = Shape::Complete(n).build(order(entry.detector)).unwrap();
            let report = all(&over(computation, entry.detector, topology));
            assert_eq!((report.ending, report.violations.len()), (Ending::Exhausted, 0), "{}", entry.name);
            assert!(report.ends > 0, "{}", entry.name);
        }
    }
}

#[test]
fn one_wave_is_wrong_in_a_run_and_in_a_schedule() {
    let system = |shape| over(diffusing(1), Any::OneWave, unordered(shape));
    assert_eq!(first_wrong(&system(Shape::Complete(4)), 200), Some(Wrong::Untrue));
    let found = &all(&system(Shape::Complete(2))).violations[0];
    assert_eq!(found.what, Wrong::Untrue);
}

/// What happens in a run, in lines.
#[derive(Default)]
struct Lines(String);

impl<Q: Protocol> Observer<Q> for Lines {
    fn step(&mut self, action: Action, step: &StepOf<Q>, after: &Q::State) {
        writeln!(self.0, "{action:?} {step:?} {after:?}").unwrap();
    }
}

/// What detectors do over a computation, in runs that are given up after so many events: what came of them, and the steps in a number.
fn told<P: Computation + Clone>(computation: &P, shape: Shape, max_events: u64) -> String {
    let mut text = String::new();
    for entry in ALL {
        let topology = shape.build(order(entry.detector)).unwrap();
        let beginning = Beginning::of(computation, &topology, ProcessId(0));
        if let Some(lack) = entry.detector.lack(&topology, &beginning) {
            writeln!(text, "{}: {lack}", entry.name).unwrap();
            continue;
        }
        let system = over(computation.clone(), entry.detector, topology);
        let range = |low, high| Delay::uniform(low, high).unwrap();
        let timing = Timing::new(range(1, 40), range(1, 30)).with_start(range(0, 20));
        for seed in 50..52 {
            let mut lines = Lines::default();
            let scheduler = Timed::new(&system.topology, &timing, seed);
            let watched = watch(&system, scheduler, max_events, &mut lines).unwrap();
            let claimed = price::wrong(&price::of(entry.detector), &watched, &system.topology);
            writeln!(text, "{}: {watched:?}, {claimed:?}; {:016x}", entry.name, hash(&lines.0)).unwrap();
        }
    }
    text
}

#[test]
fn every_detector_does_this() {
    let mut now = String::new();
    for entry in ALL {
        assert_eq!(entry_of(entry.name).map(|entry| entry.detector), Some(entry.detector));
        now += &format!("=== {entry:?}, {}\n", price::of(entry.detector));
    }
    assert!(entry_of("nothing").is_none());
    for shape in ["complete:3", "complete:4", "ring:3", "star:3", "line:2", "complete:1"] {
        let shape: Shape = shape.parse().unwrap();
        for active in [1, 2] {
            now += &format!("=== diffusing, {active} active on {shape}\n");
            now += &told(&diffusing(active), shape, 100_000);
        }
    }
    now += &format!("=== diffusing, given up\n{}", told(&diffusing(2), Shape::Complete(3), 20));
    now += &format!("=== bank\n{}", told(&Bank::alike(3, 2), Shape::Complete(3), 100_000));
    assert!(now == DETECTIONS, "what is said now:\n{now}");
}

#[test]
fn a_schedule_that_cannot_be_followed_is_refused_with_what_is_enabled_and_one_that_goes_on_is_told() {
    let system = over(diffusing(1), Any::Safra, unordered(Shape::Complete(2)));
    let mut schedule = Schedule::default();
    watch(
        &system,
        Timed::new(&system.topology, &Timing::new(Delay::fixed(1), Delay::fixed(1)), 1),
        1_000,
        &mut schedule,
    )
    .unwrap();
    let follow = |schedule| watch(&system, Queued::new(Listed::new(schedule)), 1_000, &mut ());
    let whole = follow(schedule.clone()).unwrap();
    assert!(whole.announced.is_some() && !whole.has_more);
    let mut short = schedule.clone();
    short.0.pop();
    let cut = follow(short).unwrap();
    assert!(cut.announced.is_none() && !cut.quiet && !cut.has_more, "more could have happened");
    let mut long = schedule.clone();
    long.0.push(schedule.0[0]);
    let more = follow(long).unwrap();
    assert!(more.announced.is_some() && more.has_more);
    let wrong = Action::Deliver { channel: ChannelId(1), position: 0 };
    let refused = follow(Schedule(vec![wrong])).unwrap_err();
    assert_eq!(refused.enabled, system.enabled(&system.initial_state::<()>()));
}

#[test]
fn each_detector_sends_as_many_messages_as_its_formula_comes_to() {
    for entry in ALL {
        for (active, n) in [(1, 4), (3, 4), (1, 2), (2, 5)] {
            let topology = Shape::Complete(n).build(order(entry.detector)).unwrap();
            let system = over(diffusing(active), entry.detector, topology);
            for seed in 0..20 {
                let watched = run(&system, seed);
                let wrong = price::wrong(&price::of(entry.detector), &watched, &system.topology);
                assert_eq!(wrong, None, "{}, {active} of {n} active, seed {seed}: {watched:?}", entry.name);
            }
        }
    }
}

#[test]
fn a_formula_that_is_wrong_is_found_out() {
    let system = over(diffusing(1), Any::Safra, unordered(Shape::Complete(4)));
    let watched = run(&system, 0);
    let claim = price::of(Any::FourCounters);
    assert_eq!(price::wrong(&claim, &watched, &system.topology), Some(6 * watched.rounds));
    assert_eq!(watched.control, 4 * watched.rounds);
}

#[test]
fn a_detector_that_sends_more_than_its_formula_says_is_found_out_though_it_announces_what_is_true() {
    let system = over(diffusing(1), Broken::Talkative, unordered(Shape::Complete(4)));
    let watched = run(&system, 0);
    assert_eq!(watched.wrong(), None);
    assert!(price::wrong(&price::of(Any::Safra), &watched, &system.topology).is_some());
}

#[test]
fn a_bank_in_which_all_are_active_at_first_is_seen_to_end() {
    for entry in ALL.iter().filter(|entry| entry.right) {
        let topology = Shape::Complete(3).build(order(entry.detector)).unwrap();
        assert_eq!(
            first_wrong(&over(Bank::alike(5, 4), entry.detector, topology), 20),
            None,
            "{}",
            entry.name
        );
    }
}

#[test]
fn what_a_detector_needs_and_has_not_is_said() {
    let ring = Topology::ring(3).unwrap();
    let lack = |detector: Any, topology: &Topology| {
        detector.lack(topology, &Beginning::of(&diffusing(1), topology, ProcessId(0)))
    };
    assert!(matches!(lack(Any::DijkstraScholten, &ring), Some(Lack::Channel(..))));
    assert_eq!(lack(Any::Safra, &ring), None);
    let star = Shape::Star(4).build(Order::Fifo).unwrap();
    assert_eq!(lack(Any::FourCounters, &star), None);
    assert!(matches!(lack(Any::Safra, &star), Some(Lack::Channel(..))));
    assert_eq!(lack(Any::Snapshots, &unordered(Shape::Complete(3))), Some(Lack::Fifo));
}

#[test]
fn equal_powers_of_two_are_one_of_the_next() {
    let mut weight = Weight::default();
    [-1, -2, -2, 0].into_iter().for_each(|exponent| weight.add(exponent));
    let mut two = Weight::default();
    two.add(1);
    assert_eq!(weight, two);
}

/// A detector of the catalog, broken.
#[derive(Clone, Copy, Debug)]
enum Broken {
    /// Dijkstra and Scholten's: who gets an acknowledgement takes it for two.
    AcksTooEarly,
    /// Safra's: a receipt makes nobody black.
    NeverBlack,
    /// Safra's: who receives a message says so, which nobody needs.
    Talkative,
    /// Mattern's: what the second wave received is held against what the first sent.
    TheOtherWayRound,
    /// Huang's: a share of the weight is lost.
    ForgetsAWeight,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum BrokenPart {
    Acks(DijkstraScholten),
    Safra(Safra),
    Talkative(Safra),
    Waves(FourCounters),
    Huang(Huang),
}

impl Detector for Broken {
    type Part = BrokenPart;

    fn part(&self, cx: Context<'_>, beginning: &Beginning) -> BrokenPart {
        match self {
            Self::AcksTooEarly => BrokenPart::Acks(DijkstraScholten::new(cx, beginning)),
            Self::NeverBlack => BrokenPart::Safra(Safra::new(cx, beginning)),
            Self::Talkative => BrokenPart::Talkative(Safra::new(cx, beginning)),
            Self::TheOtherWayRound => {
                BrokenPart::Waves(FourCounters::new(cx, beginning, Rule::TheOtherWayRound))
            }
            Self::ForgetsAWeight => BrokenPart::Huang(Huang::new(cx, beginning)),
        }
    }
}

impl BrokenPart {
    fn part(&mut self) -> &mut dyn Part {
        match self {
            Self::Acks(part) => part,
            Self::Safra(part) | Self::Talkative(part) => part,
            Self::Waves(part) => part,
            Self::Huang(part) => part,
        }
    }
}

impl Part for BrokenPart {
    fn send(&mut self) -> Option<i32> {
        self.part().send()
    }

    fn receive(&mut self, cx: Context<'_>, channel: ChannelId, share: Option<i32>, acts: &mut Acts) {
        let share = share.filter(|_| !matches!(self, Self::Huang(_)));
        self.part().receive(cx, channel, share, acts);
        match self {
            Self::Safra(part) => part.black = false,
            Self::Talkative(_) => acts.send(cx.topology.back(channel).unwrap(), Says::Ack),
            _ => {}
        }
    }

    fn hear(&mut self, cx: Context<'_>, channel: ChannelId, says: &Says, passive: bool, acts: &mut Acts) {
        self.part().hear(cx, channel, says, passive, acts);
        if let Self::Acks(part) = self {
            part.hear(cx, channel, says, passive, acts);
        }
    }

    fn settle(&mut self, cx: Context<'_>, passive: bool, acts: &mut Acts) {
        self.part().settle(cx, passive, acts);
    }
}

#[test]
fn broken_detectors_are_caught_in_runs_and_in_schedules() {
    let table = [
        (Broken::AcksTooEarly, Wrong::Untrue),
        (Broken::NeverBlack, Wrong::Untrue),
        (Broken::TheOtherWayRound, Wrong::Untrue),
        (Broken::ForgetsAWeight, Wrong::Unannounced),
    ];
    for (broken, wrong) in table {
        let system = over(diffusing(1), broken, unordered(Shape::Complete(4)));
        assert_eq!(first_wrong(&system, 500), Some(wrong), "{broken:?}");
        let small = over(diffusing(1), broken, unordered(Shape::Complete(2)));
        let found = all(&small).violations;
        assert_eq!(found.first().map(|found| found.what), Some(wrong), "{broken:?}");
    }
}
