//! Processes that throw coins, what is asked of them, and the plainest search: every state kept whole, one after the other.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
#[expect(clippy::disallowed_types, reason = "how often a property is asked is what a test is about")]
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use indexmap::IndexSet;
use sim_core::{
    Action, ChannelId, Context, Effects, Event, GlobalState, Order, ProcessId, Protocol, Shape, System,
};

use crate::fingerprint::Fingerprinter;
use crate::*;

/// Each process throws coins, as many as it has, shows each side and tells it to its neighbours.
#[derive(Clone, Copy, Debug)]
pub(super) struct Coins {
    pub(super) each: u8,
    /// Whether a process that still has a coin refuses tails.
    pub(super) refuses: bool,
    /// Whether a process says that it will tell nothing more when it has no coins.
    pub(super) silent: bool,
}

pub(super) const TAILS: u8 = 1;

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
pub(super) type Seen = u8;
pub(super) type Here<'a> = Reached<'a, Coins, Seen>;

pub(super) fn see(seen: &mut Seen, side: u8) {
    *seen = *seen * 3 + side + 1;
}

/// What each process showed is the outcome; all tails are a violation, and so is a full channel where that is asked for.
#[derive(Default)]
pub(super) struct Sides {
    /// Whether a schedule ends as soon as the first process has shown something.
    pub(super) ends_early: bool,
    /// How many messages are too many for a channel.
    pub(super) full: Option<usize>,
    /// Whether ends are alike of which the same is remembered, and which sides a process may show for that.
    pub(super) alike: Option<BTreeSet<u8>>,
    /// What the second process does not do any more: anything of its own accord, or with what comes.
    pub(super) ignores: Option<Option<ChannelId>>,
    #[expect(clippy::disallowed_types, reason = "how often it is asked is what a test is about")]
    pub(super) judged: AtomicU64,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) enum Wrong {
    AllTails,
    Full,
}

pub(super) fn worth(seen: Vec<Seen>) -> Result<Vec<Seen>, Wrong> {
    if seen.iter().all(|seen| *seen == TAILS + 1) { Err(Wrong::AllTails) } else { Ok(seen) }
}

pub(super) fn seen_in(here: &Here<'_>) -> Vec<Seen> {
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

pub(super) fn coins(shape: &str, order: Order, each: u8, refuses: bool) -> System<Coins> {
    let topology = shape.parse::<Shape>().unwrap().build(order).unwrap();
    System::new(Coins { each, refuses, silent: false }, topology)
}

/// A report without its witnesses: states, steps, depth, ends; what was found, how often, and after how many steps first.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Told {
    pub(super) counts: (u64, u64, u64, u64),
    pub(super) found: BTreeMap<Result<Vec<Seen>, Wrong>, (u64, usize)>,
}

pub(super) type Global = GlobalState<(u8, u32), u8>;

/// Every state one after the other, each whole.
pub(super) fn naive(system: &System<Coins>, property: &Sides) -> Told {
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
pub(super) fn follow(system: &System<Coins>, mut state: Global, actions: &[Action]) -> Global {
    for action in actions {
        system.step(&mut state, 0, *action, |_, _| ()).expect("each action is enabled");
    }
    state
}

pub(super) fn told(system: &System<Coins>, report: &Report<Vec<Seen>, Wrong>) -> Told {
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

pub(super) const ALL: Options = Options {
    jobs: NonZeroUsize::MIN,
    reduce: false,
    exact: false,
    keep_going: true,
    max_states: u64::MAX,
    max_bytes: 1 << 30,
};

pub(super) fn searched(
    system: &System<Coins>,
    property: &Sides,
    options: Options,
) -> Report<Vec<Seen>, Wrong> {
    explore_with(system, property, &options, |_| ControlFlow::Continue(()))
}

/// Systems that are small enough to be searched by anybody.
pub(super) fn systems() -> Vec<System<Coins>> {
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
