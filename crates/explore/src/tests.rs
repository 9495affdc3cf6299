//! The search beside the plainest one: every state kept whole, one after the other.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
#[expect(clippy::disallowed_types, reason = "how often a property is asked is what a test is about")]
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use indexmap::IndexSet;
use sim_core::{
    Action, ChannelId, Context, Effects, Event, GlobalState, Order, ProcessId, Protocol, Shape, System,
    Topology,
};

use crate::fingerprint::Fingerprinter;
use crate::*;

/// Each process throws coins, as many as it has, shows each side and tells it to its neighbours.
#[derive(Clone, Copy, Debug)]
struct Coins {
    each: u8,
    /// Whether a process that still has a coin refuses tails.
    refuses: bool,
    /// Whether a process says that it will tell nothing more when it has no coins.
    silent: bool,
}

const TAILS: u8 = 1;

impl Protocol for Coins {
    /// How many coins it has, and what it was told, in order.
    type State = (u8, u32);
    type Message = u8;
    type Command = u8;
    type Observation = u8;

    fn initial_state(&self, _: Context<'_>) -> (u8, u32) {
        (self.each, 0)
    }

    fn commands(&self, _: Context<'_>, (left, _): &(u8, u32), offer: impl FnMut(u8)) {
        (0..=TAILS).filter(|_| *left > 0).for_each(offer);
    }

    fn may_send(&self, _: Context<'_>, (left, _): &(u8, u32), _: ChannelId) -> bool {
        !self.silent || *left > 0
    }

    fn refuses(&self) -> bool {
        self.refuses
    }

    fn is_urgent(side: &u8) -> bool {
        *side == TAILS
    }

    fn accepts(&self, _: Context<'_>, (left, _): &(u8, u32), _: ChannelId, side: &u8) -> bool {
        !self.refuses || *left == 0 || *side != TAILS
    }

    fn handle<E: Effects<u8, u8>>(
        &self,
        cx: Context<'_>,
        (left, told): &mut (u8, u32),
        event: Event<u8, u8>,
        effects: &mut E,
    ) {
        match event {
            Event::Receive { message, .. } => *told = *told * 3 + u32::from(message) + 1,
            Event::Internal(side) => {
                *left -= 1;
                effects.observe(side);
                cx.outgoing().for_each(|channel| effects.send(channel, side));
            }
        }
    }
}

/// What is remembered of each process: the sides that it showed, as a number.
type Seen = u8;
type Here<'a> = Reached<'a, Coins, Seen>;

fn see(seen: &mut Seen, side: u8) {
    *seen = *seen * 3 + side + 1;
}

/// What each process showed is the outcome; all tails are a violation, and so is a full channel where that is asked for.
#[derive(Default)]
struct Sides {
    /// Whether a schedule ends as soon as the first process has shown something.
    ends_early: bool,
    /// How many messages are too many for a channel.
    full: Option<usize>,
    /// Whether ends are alike of which the same is remembered, and which sides a process may show for that.
    alike: Option<BTreeSet<u8>>,
    /// What the second process does not do any more: anything of its own accord, or with what comes.
    ignores: Option<Option<ChannelId>>,
    #[expect(clippy::disallowed_types, reason = "how often it is asked is what a test is about")]
    judged: AtomicU64,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum Wrong {
    AllTails,
    Full,
}

fn worth(seen: Vec<Seen>) -> Result<Vec<Seen>, Wrong> {
    if seen.iter().all(|seen| *seen == TAILS + 1) { Err(Wrong::AllTails) } else { Ok(seen) }
}

fn seen_in(here: &Here<'_>) -> Vec<Seen> {
    here.topology().processes().map(|process| *here.seen(process)).collect()
}

impl Property<Coins> for Sides {
    type Seen = Seen;
    type Outcome = Vec<Seen>;
    type Violation = Wrong;

    fn observe(&self, _: Context<'_>, seen: &mut Seen, side: &u8) {
        see(seen, *side);
    }

    fn ignores(&self, cx: Context<'_>, _: &Seen, channel: Option<ChannelId>) -> bool {
        cx.process == ProcessId(1) && self.ignores == Some(channel)
    }

    fn keeps_rules(&self, _: Context<'_>, step: &Met<'_, Coins, Seen>) -> bool {
        let shown = |effect: &sim_core::Effect<u8, u8>| match effect {
            sim_core::Effect::Observe(side) => self.alike.as_ref().is_some_and(|sides| sides.contains(side)),
            sim_core::Effect::Send(..) => true,
        };
        self.alike.is_some() && step.effects.iter().all(shown)
    }

    fn alike(&self, end: &Here<'_>) -> Option<Vec<Seen>> {
        worth(seen_in(end)).ok()
    }

    fn ends(&self, here: &Here<'_>) -> bool {
        self.ends_early && *here.seen(ProcessId(0)) > 0
    }

    fn invariant(&self, here: &Here<'_>) -> Result<(), Wrong> {
        let most = here.channels().map(sim_core::Queue::len).max().unwrap_or(0);
        if self.full.is_some_and(|full| most >= full) { Err(Wrong::Full) } else { Ok(()) }
    }

    fn judge(&self, end: &Here<'_>) -> Result<Vec<Seen>, Wrong> {
        self.judged.fetch_add(1, Ordering::Relaxed);
        assert!(self.ends_early || self.ignores.is_some() || end.is_quiescent());
        worth(seen_in(end))
    }
}

fn coins(shape: &str, order: Order, each: u8, refuses: bool) -> System<Coins> {
    let topology = shape.parse::<Shape>().unwrap().build(order).unwrap();
    System::new(Coins { each, refuses, silent: false }, topology)
}

/// A report without its witnesses: states, steps, depth, ends; what was found, how often, and after how many steps first.
#[derive(PartialEq, Eq, Debug)]
struct Told {
    counts: (u64, u64, u64, u64),
    found: BTreeMap<Result<Vec<Seen>, Wrong>, (u64, usize)>,
}

type Global = GlobalState<(u8, u32), u8>;

/// Every state one after the other, each whole.
fn naive(system: &System<Coins>, property: &Sides) -> Told {
    let start = (system.initial_state::<()>(), vec![0; system.topology.processes().len()]);
    let (mut states, mut queue) = (IndexSet::<_, Fingerprinter>::default(), VecDeque::new());
    let mut told = Told { counts: (0, 0, 0, 0), found: BTreeMap::new() };
    let mut find = |what, depth: u64| {
        let (times, _) = told.found.entry(what).or_insert((0, usize::try_from(depth).unwrap()));
        *times += 1;
    };
    states.insert(start.clone());
    queue.push_back((start, 0));
    let (mut steps, mut deepest, mut ends) = (0, 0, 0);
    while let Some(((state, seen), depth)) = queue.pop_front() {
        deepest = deepest.max(depth);
        if property.full.is_some_and(|full| state.channels.iter().any(|channel| channel.len() >= full)) {
            find(Err(Wrong::Full), depth);
        }
        let ended = property.ends_early && seen[0] > 0;
        let enabled = if ended { Vec::new() } else { system.enabled(&state) };
        if enabled.is_empty() {
            ends += 1;
            find(worth(seen.clone()), depth);
        }
        for action in enabled {
            steps += 1;
            let (mut next, mut shown) = (state.clone(), seen.clone());
            let step = system.step(&mut next, 0, action, |_, _| ()).unwrap();
            step.observations().for_each(|side| see(&mut shown[step.process.index()], *side));
            if states.insert((next.clone(), shown.clone())) {
                queue.push_back(((next, shown), depth + 1));
            }
        }
    }
    told.counts = (states.len() as u64, steps, deepest, ends);
    told
}

/// The state to which a schedule leads.
fn follow(system: &System<Coins>, mut state: Global, actions: &[Action]) -> Global {
    for action in actions {
        system.step(&mut state, 0, *action, |_, _| ()).expect("each action is enabled");
    }
    state
}

fn told(system: &System<Coins>, report: &Report<Vec<Seen>, Wrong>) -> Told {
    let mut found = BTreeMap::new();
    let outcomes = report.outcomes.iter().map(|found| (Ok(found.what.clone()), found.times, &found.witness));
    let violations =
        report.violations.iter().map(|found| (Err(found.what.clone()), found.times, &found.witness));
    for (what, times, witness) in outcomes.chain(violations) {
        assert_eq!(witness.schedule().0.len(), witness.steps());
        follow(system, system.initial_state(), &witness.schedule().0);
        found.insert(what, (times, witness.steps()));
    }
    Told { counts: (report.states, report.steps, report.depth, report.ends), found }
}

const ALL: Options = Options {
    jobs: NonZeroUsize::MIN,
    reduce: false,
    exact: false,
    keep_going: true,
    max_states: u64::MAX,
    max_bytes: 1 << 30,
};

fn searched(system: &System<Coins>, property: &Sides, options: Options) -> Report<Vec<Seen>, Wrong> {
    explore_with(system, property, &options, |_| ControlFlow::Continue(()))
}

/// Systems that are small enough to be searched by anybody.
fn systems() -> Vec<System<Coins>> {
    let mut systems = Vec::new();
    for order in [Order::Fifo, Order::Unordered, Order::Overtaking] {
        for refuses in [false, true] {
            systems.extend(
                [("ring:2", 2), ("ring:3", 1), ("line:3", 1)]
                    .map(|(shape, each)| coins(shape, order, each, refuses)),
            );
        }
    }
    systems
}

#[test]
fn every_state_step_and_end_is_found_and_counted_once() {
    let two = NonZeroUsize::new(2).unwrap();
    for system in systems() {
        for property in [
            Sides::default(),
            Sides { full: Some(2), ..Sides::default() },
            Sides { ends_early: true, ..Sides::default() },
        ] {
            let expected = naive(&system, &property);
            for (exact, jobs) in [(false, NonZeroUsize::MIN), (true, two)] {
                let report = searched(&system, &property, Options { exact, jobs, ..ALL });
                assert_eq!(told(&system, &report), expected, "{:?} {exact}", system.protocol);
                assert!(report.complete());
            }
        }
    }
}

#[test]
fn a_search_of_many_pieces_is_the_plainest_search_too_with_any_number_of_threads() {
    let system = coins("ring:3", Order::Unordered, 2, false);
    let expected = naive(&system, &Sides::default());
    assert_eq!(expected.counts.0, 9_261);
    let reports = [1, 2, 3].map(|jobs| {
        searched(&system, &Sides::default(), Options { jobs: NonZeroUsize::new(jobs).unwrap(), ..ALL })
    });
    assert_eq!(told(&system, &reports[0]), expected);
    assert!(reports[1] == reports[0] && reports[2] == reports[0]);
}

#[test]
fn what_is_found_first_has_the_shortest_schedule_and_without_going_on_it_is_the_end() {
    let system = coins("ring:2", Order::Fifo, 2, false);
    let property = Sides { full: Some(2), ..Sides::default() };
    let report = searched(&system, &property, Options { keep_going: false, ..ALL });
    assert_eq!((report.ending, report.complete()), (Ending::Violated, false));
    assert_eq!(report.violations.len(), 1);
    let Found { what, times, witness } = &report.violations[0];
    assert_eq!((what, *times, witness.steps()), (&Wrong::Full, 1, 2));
    let all = searched(&system, &property, ALL);
    assert_eq!(all.violations[0].witness, *witness);
    assert_ne!(all.outcomes[0].witness, *witness);
    assert_eq!(format!("{witness:?}"), format!("Witness({:?})", witness.schedule().0));
    let lengths: Vec<_> = all.outcomes.iter().map(|found| found.witness.steps()).collect();
    assert!(lengths.is_sorted(), "{lengths:?}");
}

#[test]
fn a_search_stops_where_it_was_told_to() {
    let system = coins("complete:3", Order::Unordered, 1, false);
    let whole = searched(&system, &Sides::default(), ALL);
    let few = searched(&system, &Sides::default(), Options { max_states: 10, ..ALL });
    assert_eq!((few.ending, few.states), (Ending::MaxStates, 10));
    let enough = searched(&system, &Sides::default(), Options { max_states: whole.states, ..ALL });
    assert_eq!(enough, whole);
    let none = searched(&system, &Sides::default(), Options { max_bytes: 100, ..ALL });
    assert_eq!((none.ending, none.states, none.ends), (Ending::MaxBytes, 0, 0));
    let least = system.topology.bytes() + tables::Tables::<Coins, Seen>::least_bytes(&system.topology);
    let begins = [least - 1, least].map(|bytes| {
        let options = Options { max_bytes: bytes as u64, ..ALL };
        searched(&system, &Sides::default(), options).states > 0
    });
    assert_eq!(begins, [false, true]);
    // Of a thousand channels not even the empty ones have room.
    let many = coins("complete:40", Order::Fifo, 1, false);
    let none = searched(&many, &Sides::default(), Options { max_bytes: 200_000, max_states: 1, ..ALL });
    assert_eq!((none.ending, none.states), (Ending::MaxBytes, 0));
    let mut told = Vec::new();
    let asked = explore_with(&system, &Sides::default(), &ALL, |progress| {
        told.push(progress);
        if progress.depth == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!((asked.ending, asked.depth), (Ending::Asked, 3));
    assert!(told.windows(2).all(|two| two[0].states < two[1].states && two[0].steps < two[1].steps));
    let room = told[2].bytes;
    assert!(told[3].bytes > room);
    let some = searched(&system, &Sides::default(), Options { max_bytes: room, ..ALL });
    assert_eq!((some.ending, some.depth), (Ending::MaxBytes, 3));
}

#[test]
fn who_watches_is_told_how_far_it_is() {
    let system = coins("ring:3", Order::Fifo, 1, false);
    let mut told = Vec::new();
    let report = explore_with(&system, &Sides::default(), &ALL, |progress| {
        told.push(progress);
        ControlFlow::Continue(())
    });
    let depths: BTreeSet<_> = told.iter().map(|progress| progress.depth).collect();
    assert_eq!(
        depths.into_iter().collect::<Vec<_>>(),
        (0..=report.depth).collect::<Vec<_>>(),
        "a block or more"
    );
    let first = told[0];
    assert_eq!((first.states, first.steps, first.depth, first.queue), (7, 6, 0, 6));
    let last = told.last().unwrap();
    assert_eq!(
        (last.states, last.steps, last.depth, last.queue),
        (report.states, report.steps, report.depth, 0)
    );
}

#[test]
fn with_fewer_orders_the_same_is_found() {
    let mut fewer = 0;
    for system in systems() {
        for silent in [false, true] {
            let system = System::new(Coins { silent, ..system.protocol }, system.topology.clone());
            let found = |reduce, exact| {
                let report = searched(&system, &Sides::default(), Options { reduce, exact, ..ALL });
                let found: BTreeSet<_> = told(&system, &report).found.into_keys().collect();
                (found, report.states)
            };
            let ((all, states), (some, reduced)) = (found(false, false), found(true, false));
            assert_eq!(some, all, "{:?}", system.protocol);
            assert_eq!(found(true, true), (some, reduced));
            assert!(reduced <= states);
            fewer += usize::from(reduced < states);
        }
    }
    assert!(fewer >= 20, "{fewer}");
}

#[test]
fn what_goes_in_a_circle_does_not_put_off_what_others_do() {
    /// One process goes in a circle to which the initial state does not belong; the other may show something once.
    struct Circle;
    impl Protocol for Circle {
        type State = u8;
        type Message = ();
        type Command = ();
        type Observation = ();

        fn initial_state(&self, _: Context<'_>) -> u8 {
            0
        }

        fn commands(&self, cx: Context<'_>, at: &u8, offer: impl FnMut(())) {
            (cx.process == ProcessId(0) || *at == 0).then_some(()).into_iter().for_each(offer);
        }

        fn handle<E: Effects<(), ()>>(
            &self,
            cx: Context<'_>,
            at: &mut u8,
            _: Event<(), ()>,
            effects: &mut E,
        ) {
            *at = if *at == 3 { 1 } else { *at + 1 };
            if cx.process == ProcessId(1) {
                effects.observe(());
            }
        }
    }
    struct Shown;
    impl Property<Circle> for Shown {
        type Seen = bool;
        type Outcome = bool;
        type Violation = ();

        fn observe(&self, _: Context<'_>, seen: &mut bool, (): &()) {
            *seen = true;
        }

        fn ends(&self, here: &Reached<'_, Circle, bool>) -> bool {
            *here.seen(ProcessId(1))
        }

        fn judge(&self, end: &Reached<'_, Circle, bool>) -> Result<bool, ()> {
            Ok(*end.seen(ProcessId(1)))
        }
    }
    let system = System::new(Circle, Topology::new(vec!["p".into(), "q".into()], Vec::new()).unwrap());
    for (reduce, exact, expected) in [(false, false, (8, 4)), (true, false, (5, 1)), (true, true, (5, 1))] {
        let options = Options { reduce, exact, ..ALL };
        let report = explore_with(&system, &Shown, &options, |_| ControlFlow::Continue(()));
        assert!(report.complete());
        assert_eq!(report.outcomes.iter().map(|found| found.what).collect::<Vec<_>>(), [true], "{reduce}");
        assert_eq!((report.states, report.ends), expected, "{reduce}");
    }
}

#[test]
fn how_many_orders_are_left_out_follows_from_who_waits_for_whom() {
    let states = |shape, order, silent| {
        let system = coins(shape, order, 1, false);
        let system = System::new(Coins { silent, ..system.protocol }, system.topology);
        searched(&system, &Sides::default(), Options { reduce: true, ..ALL }).states
    };
    let told = [
        ("ring:3", Order::Fifo, false),
        ("ring:3", Order::Fifo, true),
        ("ring:3", Order::Unordered, true),
        ("line:3", Order::Fifo, true),
        ("star:4", Order::Fifo, true),
    ]
    .map(|(shape, order, silent)| states(shape, order, silent));
    assert_eq!(told, GOLDEN_REDUCED);
}

const GOLDEN_REDUCED: [u64; 5] = [117, 105, 105, 203, 1471];

#[test]
fn of_more_processes_than_bits_nothing_is_left_out() {
    let topology = |processes: usize| {
        Topology::new((0..processes).map(|number| format!("p{number}")).collect(), Vec::new()).unwrap()
    };
    let system =
        |processes| System::new(Coins { each: 1, refuses: false, silent: true }, topology(processes));
    let options = Options { max_states: 400, reduce: true, ..ALL };
    // Nobody speaks to anybody: one at a time is enough, and of 129 all are tried.
    let many = searched(&system(129), &Sides::default(), options);
    let full = searched(&system(129), &Sides::default(), Options { reduce: false, ..options });
    assert_eq!((many.steps, many.depth), (full.steps, full.depth));
    let few = searched(&system(128), &Sides::default(), options);
    assert!(few.depth > full.depth, "{} {}", few.depth, full.depth);
}

#[test]
fn what_is_of_no_consequence_is_not_done() {
    let system = coins("ring:3", Order::Fifo, 1, false);
    let channel = system.topology.channel_called("p0->p1").unwrap();
    let options = Options { reduce: true, ..ALL };
    let own = Sides { ignores: Some(None), ..Sides::default() };
    let report = searched(&system, &own, options);
    assert!(report.complete() && report.violations.is_empty());
    let outcomes: BTreeSet<_> = report.outcomes.into_iter().map(|found| found.what).collect();
    let expected = [[1, 0, 1], [1, 0, 2], [2, 0, 1], [2, 0, 2]].map(Vec::from);
    assert_eq!(outcomes, BTreeSet::from(expected));
    // What comes to the second process stays in its channel.
    let incoming = Sides { ignores: Some(Some(channel)), ..Sides::default() };
    let report = searched(&system, &incoming, options);
    assert_eq!((report.outcomes.len(), report.violations.len()), (7, 1));
    let left = |witness: &Witness| {
        let end = follow(&system, system.initial_state(), &witness.schedule().0);
        end.channels.iter().map(sim_core::Queue::len).collect::<Vec<_>>()
    };
    assert!(report.outcomes.iter().all(|found| left(&found.witness) == [1, 0, 0]));
}

#[test]
fn of_ends_that_are_alike_the_first_is_judged_as_long_as_the_rules_are_kept() {
    let system = coins("complete:3", Order::Unordered, 1, false);
    let full = searched(&system, &Sides::default(), ALL);
    let judged = |sides: &[u8], jobs| {
        let property = Sides { alike: Some(sides.iter().copied().collect()), ..Sides::default() };
        let report = searched(&system, &property, Options { jobs: NonZeroUsize::new(jobs).unwrap(), ..ALL });
        assert_eq!(report, full);
        property.judged.into_inner()
    };
    let tails = full.violations[0].times;
    for jobs in [1, 2] {
        assert_eq!(
            judged(&[0, TAILS], jobs),
            full.outcomes.len() as u64 + tails,
            "nothing is said of all tails"
        );
        assert_eq!(judged(&[0], jobs), full.ends, "tails break the rules before any end");
    }
    assert!(full.ends > 2 * (full.outcomes.len() as u64 + tails), "{}", full.ends);
}

#[test]
fn who_says_nothing_of_rules_has_every_end_judged() {
    /// Says which ends are alike, and of which steps that is so it does not say.
    struct Unruled(Sides);
    impl Property<Coins> for Unruled {
        type Seen = Seen;
        type Outcome = Vec<Seen>;
        type Violation = Wrong;

        fn observe(&self, cx: Context<'_>, seen: &mut Seen, side: &u8) {
            self.0.observe(cx, seen, side);
        }

        fn alike(&self, end: &Here<'_>) -> Option<Vec<Seen>> {
            self.0.alike(end)
        }

        fn judge(&self, end: &Here<'_>) -> Result<Vec<Seen>, Wrong> {
            self.0.judge(end)
        }
    }
    let system = coins("complete:3", Order::Unordered, 1, false);
    let property = Unruled(Sides::default());
    let report = explore_with(&system, &property, &ALL, |_| ControlFlow::Continue(()));
    assert_eq!(report, searched(&system, &Sides::default(), ALL));
    assert_eq!(property.0.judged.into_inner(), report.ends);
}

#[test]
fn a_state_that_is_reached_knows_its_parts_and_how_it_was_come_by() {
    struct Asks;
    impl Property<Coins> for Asks {
        type Seen = Seen;
        type Outcome = ();
        type Violation = ();

        fn observe(&self, _: Context<'_>, seen: &mut Seen, side: &u8) {
            see(seen, *side);
        }

        fn invariant(&self, here: &Here<'_>) -> Result<(), ()> {
            let system = here.system;
            let state = here.to_global_state();
            assert!(here.processes().eq(&state.processes) && here.channels().eq(&state.channels));
            assert_eq!(here.is_quiescent(), system.enabled(&state).is_empty());
            let schedule = here.schedule();
            assert_eq!(follow(system, system.initial_state(), &schedule.0), state);
            // Early is who still has all coins.
            let each = system.protocol.each;
            let (from, actions) = here.since(|here| {
                let way = here.schedule().0;
                assert_eq!(follow(system, system.initial_state(), &way), here.to_global_state());
                here.process(ProcessId(0)).0 == each
            });
            assert_eq!(from.process(ProcessId(0)).0, each);
            assert!(
                actions.0.is_empty()
                    || matches!(actions.0[0], Action::Internal { process: ProcessId(0), .. })
            );
            assert_eq!(follow(system, from, &actions.0), state);
            assert!(schedule.0.ends_with(&actions.0));
            Ok(())
        }

        fn judge(&self, end: &Here<'_>) -> Result<(), ()> {
            self.invariant(end)
        }
    }
    for system in systems() {
        let report = explore_with(&system, &Asks, &ALL, |_| ControlFlow::Continue(()));
        assert!(report.complete() && report.violations.is_empty());
    }
}

#[test]
fn a_long_way_is_told_from_where_it_begins_to_matter() {
    /// One process counts down, and may end anywhere near the end.
    struct Count;
    impl Protocol for Count {
        type State = (u32, bool);
        type Message = ();
        type Command = bool;
        type Observation = ();

        fn initial_state(&self, _: Context<'_>) -> (u32, bool) {
            (300, false)
        }

        fn commands(&self, _: Context<'_>, (left, over): &(u32, bool), mut offer: impl FnMut(bool)) {
            if !over && *left > 0 {
                offer(false);
            }
            if !over && *left < 100 {
                offer(true);
            }
        }

        fn handle<E: Effects<(), ()>>(
            &self,
            _: Context<'_>,
            (left, over): &mut (u32, bool),
            event: Event<(), bool>,
            _: &mut E,
        ) {
            *over = event == Event::Internal(true);
            *left -= u32::from(!*over);
        }
    }
    struct Since(u32);
    impl Property<Count> for Since {
        type Seen = ();
        type Outcome = (u32, usize);
        type Violation = ();

        fn observe(&self, _: Context<'_>, (): &mut (), (): &()) {}

        fn judge(&self, end: &Reached<'_, Count, ()>) -> Result<(u32, usize), ()> {
            let (from, actions) =
                end.since(|here| here.process(ProcessId(0)).0 >= self.0 && !here.process(ProcessId(0)).1);
            Ok((from.process(ProcessId(0)).0, actions.0.len()))
        }
    }
    let alone = System::new(Count, Topology::new(vec!["p".into()], Vec::new()).unwrap());
    for early in [0, 50, 90, 250] {
        let report = explore_with(&alone, &Since(early), &ALL, |_| ControlFlow::Continue(()));
        let outcomes: BTreeSet<_> = report.outcomes.iter().map(|found| found.what).collect();
        // It ends at each number below 100, one step after the last that is early, or later.
        let expected = (0..100).map(|end: u32| (end.max(early), 1 + early.saturating_sub(end) as usize));
        assert_eq!(outcomes, expected.collect(), "{early}");
        assert_eq!((report.states, report.ends, report.depth), (401, 100, 301));
    }
}

#[test]
fn a_report_says_what_it_is_worth() {
    let report = |states, exact| Report::<(), ()> { states, ..Report::given_up(Ending::Exhausted, exact) };
    assert_eq!(report(1_000, true).one_missed_in(), None);
    assert_eq!(report(1_000, false).one_missed_in(), Some(u128::MAX / 1_000_000 * 2));
    assert_eq!(report(0, false).one_missed_in(), Some(u128::MAX));
    assert_eq!(Options::default().max_bytes, 1_073_741_824);
    let endings = [Ending::Exhausted, Ending::Violated, Ending::MaxStates, Ending::MaxBytes, Ending::Asked];
    assert_eq!(
        endings.map(Ending::name),
        ["exhausted", "violated", "max-states", "max-memory", "interrupted"]
    );
}

#[test]
#[should_panic(expected = "would never send on channel 0 again")]
fn who_sends_where_it_said_that_it_would_not_is_found_out() {
    struct Liar;
    impl Protocol for Liar {
        type State = bool;
        type Message = ();
        type Command = ();
        type Observation = ();

        fn initial_state(&self, _: Context<'_>) -> bool {
            false
        }

        fn commands(&self, cx: Context<'_>, done: &bool, offer: impl FnMut(())) {
            (cx.process == ProcessId(0) && !done).then_some(()).into_iter().for_each(offer);
        }

        fn may_send(&self, _: Context<'_>, _: &bool, _: ChannelId) -> bool {
            false
        }

        fn handle<E: Effects<(), ()>>(
            &self,
            cx: Context<'_>,
            done: &mut bool,
            _: Event<(), ()>,
            effects: &mut E,
        ) {
            *done = true;
            cx.outgoing().for_each(|channel| effects.send(channel, ()));
        }
    }
    let ring = System::new(Liar, Topology::ring(2).unwrap());
    explore(&ring, |_| Ok::<(), ()>(()));
}
