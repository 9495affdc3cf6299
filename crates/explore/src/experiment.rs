//! An experiment for tests: a small system with all that a search meets, a property with outcomes, violations, ways and ends that are
//! alike, and options, drawn at random.

use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use proptest::prelude::*;
use sim_core::{ChannelId, Context, Effects, Event, Order, ProcessId, Protocol, System, Topology};

use crate::explore_with;
use crate::property::Property;
use crate::reached::Reached;
use crate::report::{Options, Report};

/// Each process may spend what it has, or send it on; what is received is had, up to a limit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spenders {
    pub(crate) has: u8,
    pub(crate) limit: u8,
}

/// What a process has, and whether it has spent some.
impl Protocol for Spenders {
    type State = (u8, bool);
    type Message = u8;
    type Command = u8;
    type Observation = u8;

    fn initial_state(&self, cx: Context<'_>) -> (u8, bool) {
        (if cx.process == ProcessId(0) { self.has } else { 1 }, false)
    }

    fn commands(&self, cx: Context<'_>, (has, _): &(u8, bool), mut offer: impl FnMut(u8)) {
        if *has > 0 {
            offer(0);
            cx.outgoing().zip(1..).for_each(|(_, nth)| offer(nth));
        }
    }

    fn handle<E: Effects<u8, u8>>(
        &self,
        cx: Context<'_>,
        (has, spent): &mut (u8, bool),
        event: Event<u8, u8>,
        effects: &mut E,
    ) {
        match event {
            Event::Receive { message, .. } => *has = (*has + message).min(self.limit),
            Event::Internal(0) => {
                *spent = true;
                *has -= 1;
                effects.observe(*has);
            }
            Event::Internal(nth) => {
                *has -= 1;
                let channel: Option<ChannelId> = cx.outgoing().nth(usize::from(nth) - 1);
                channel.into_iter().for_each(|channel| effects.send(channel, 1));
            }
        }
    }
}

/// Who has spent last, and of whom is too much; some ends are alike.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Thrift {
    /// What must not be had at the end, if anything.
    pub(crate) wrong: Option<u8>,
    /// With how much had by all a state is broken, if any.
    pub(crate) broken: Option<u8>,
    pub(crate) by_rules: bool,
    /// Whether nothing is remembered: then there are many ends that are alike.
    pub(crate) forgets: bool,
}

impl Property<Spenders> for Thrift {
    type Seen = Option<u8>;
    type Outcome = (Vec<Option<u8>>, usize);
    type Violation = (&'static str, Vec<(u8, bool)>);

    fn observe(&self, _: Context<'_>, seen: &mut Option<u8>, shown: &u8) {
        if !self.forgets {
            *seen = Some(*shown);
        }
    }

    fn keeps_rules(&self, _: Context<'_>, _: &crate::Met<'_, Spenders, Option<u8>>) -> bool {
        self.by_rules
    }

    fn alike(&self, end: &Reached<'_, Spenders, Option<u8>>) -> Option<Self::Outcome> {
        self.wrong.is_none().then(|| (seen(end), 0))
    }

    fn invariant(&self, state: &Reached<'_, Spenders, Option<u8>>) -> Result<(), Self::Violation> {
        let had: u8 = state.processes().map(|(has, _)| has).sum();
        let states = || state.processes().copied().collect();
        if self.broken == Some(had) { Err(("broken", states())) } else { Ok(()) }
    }

    fn judge(&self, end: &Reached<'_, Spenders, Option<u8>>) -> Result<Self::Outcome, Self::Violation> {
        // Nothing but the way says how long it was: a wrong way back would be another outcome.
        let steps = if self.by_rules { 0 } else { end.since(|_| false).1.0.len() };
        match self.wrong {
            Some(wrong) if end.processes().any(|(has, _)| *has == wrong) => {
                Err(("end", end.processes().copied().collect()))
            }
            _ => Ok((seen(end), steps)),
        }
    }
}

fn seen(end: &Reached<'_, Spenders, Option<u8>>) -> Vec<Option<u8>> {
    end.topology().processes().map(|process| *end.seen(process)).collect()
}

pub(crate) type ReportOf = Report<(Vec<Option<u8>>, usize), (&'static str, Vec<(u8, bool)>)>;

/// An experiment.
#[derive(Clone, Debug)]
pub(crate) struct Experiment {
    pub(crate) system: (Spenders, u8, bool),
    pub(crate) thrift: Thrift,
    pub(crate) options: Options,
}

impl Experiment {
    pub(crate) fn system(&self) -> System<Spenders> {
        let (spenders, processes, fifo) = self.system;
        let order = if fifo { Order::Fifo } else { Order::Unordered };
        let ring = Topology::ring(u32::from(processes)).unwrap();
        let channels = ring.channels().iter().map(|channel| sim_core::Channel { order, ..*channel });
        let names = ring.processes().map(|process| ring.name(process).into());
        System::new(spenders, Topology::new(names.collect(), channels.collect()).unwrap())
    }

    pub(crate) fn in_memory(&self) -> ReportOf {
        explore_with(&self.system(), &self.thrift, &self.options, |_| ControlFlow::Continue(()))
    }
}

pub(crate) fn experiments() -> impl Strategy<Value = Experiment> {
    let spenders = (0..5_u8, 1..4_u8).prop_map(|(has, limit)| Spenders { has, limit });
    let systems = (spenders, 2..4_u8, any::<bool>());
    let few = |most: u8| prop::option::of(0..most);
    let thrifts = (few(3), few(6), any::<bool>(), any::<bool>());
    let thrifts =
        thrifts.prop_map(|(wrong, broken, by_rules, forgets)| Thrift { wrong, broken, by_rules, forgets });
    let most = prop_oneof![Just(u64::MAX), 1..9_000_u64];
    let options = (any::<bool>(), any::<bool>(), most, 1..4_usize);
    let options = options.prop_map(|(reduce, keep_going, max_states, jobs)| Options {
        jobs: NonZeroUsize::new(jobs).unwrap(),
        reduce,
        keep_going,
        max_states,
        ..Options::default()
    });
    (systems, thrifts, options).prop_map(|(system, thrift, options)| Experiment { system, thrift, options })
}
