use std::io;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use proptest::prelude::*;
use sim_core::{ChannelId, Context, Effects, Event, Order, ProcessId, Protocol, System, Topology};

use super::kept::Kept;
use super::memory::{Crash, Memory};
use super::search;
use crate::property::Property;
use crate::reached::Reached;
use crate::report::{Ending, Options, Phase, Progress, Report};
use crate::store::Store;
use crate::{explore_spilled, explore_with};

/// Each process may spend what it has, or send it on; what is received is had, up to a limit.
#[derive(Clone, Copy, Debug)]
struct Spenders {
    has: u8,
    limit: u8,
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
struct Thrift {
    /// What must not be had at the end, if anything.
    wrong: Option<u8>,
    /// With how much had by all a state is broken, if any.
    broken: Option<u8>,
    by_rules: bool,
}

impl Property<Spenders> for Thrift {
    type Seen = Option<u8>;
    type Outcome = (Vec<Option<u8>>, usize);
    type Violation = (&'static str, Vec<(u8, bool)>);

    fn observe(&self, _: Context<'_>, seen: &mut Option<u8>, shown: &u8) {
        *seen = Some(*shown);
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

type ReportOf = Report<(Vec<Option<u8>>, usize), (&'static str, Vec<(u8, bool)>)>;

/// An experiment.
#[derive(Clone, Debug)]
struct Experiment {
    system: (Spenders, u8, bool),
    thrift: Thrift,
    options: Options,
}

impl Experiment {
    fn system(&self) -> System<Spenders> {
        let (spenders, processes, fifo) = self.system;
        let order = if fifo { Order::Fifo } else { Order::Unordered };
        let ring = Topology::ring(u32::from(processes)).unwrap();
        let channels = ring.channels().iter().map(|channel| sim_core::Channel { order, ..*channel });
        let names = ring.processes().map(|process| ring.name(process).into());
        System::new(spenders, Topology::new(names.collect(), channels.collect()).unwrap())
    }

    fn in_memory(&self) -> ReportOf {
        explore_with(&self.system(), &self.thrift, &self.options, |_| ControlFlow::Continue(()))
    }

    fn spilled(&self, store: &dyn Store, room: usize) -> io::Result<ReportOf> {
        let watch = &mut |_| ControlFlow::Continue(());
        search((&self.system(), &self.thrift), self.options, (store, room), watch)
    }
}

fn experiments() -> impl Strategy<Value = Experiment> {
    let spenders = (0..5_u8, 1..4_u8).prop_map(|(has, limit)| Spenders { has, limit });
    let systems = (spenders, 2..4_u8, any::<bool>());
    let few = |most: u8| prop::option::of(0..most);
    let thrifts = (few(3), few(6), any::<bool>());
    let thrifts = thrifts.prop_map(|(wrong, broken, by_rules)| Thrift { wrong, broken, by_rules });
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn it_finds_what_a_search_in_memory_finds_however_little_is_gathered(
        experiment in experiments(),
        room in prop_oneof![Just(0), 100..3_000_usize, Just(1 << 20)],
    ) {
        let in_memory = experiment.in_memory();
        let store = Memory::default();
        prop_assert_eq!(&experiment.spilled(&store, room).unwrap(), &in_memory);
        // And says so again, from what it has left.
        let streams = store.streams().unwrap();
        prop_assert!(streams.iter().all(|name| !name.starts_with("visited")), "{:?}", streams);
        prop_assert_eq!(&experiment.spilled(&store, room).unwrap(), &in_memory);
    }
}

/// A small search with all that there is.
fn small(reduce: bool) -> Experiment {
    Experiment {
        system: (Spenders { has: 2, limit: 2 }, 2, false),
        thrift: Thrift { wrong: Some(1), broken: Some(2), by_rules: false },
        options: Options { reduce, keep_going: true, ..Options::default() },
    }
}

/// How many bytes a search writes that is kept between all blocks.
fn written(experiment: &Experiment) -> usize {
    let store = Memory::failing(Default::default(), Some(usize::MAX));
    experiment.spilled(&store, 400).unwrap();
    usize::MAX - store.left()
}

#[test]
fn wherever_it_is_ended_it_goes_on_to_the_same_end() {
    for reduce in [false, true] {
        let experiment = small(reduce);
        let in_memory = experiment.in_memory();
        assert!(in_memory.complete() && in_memory.states > 100 && in_memory.violations.len() > 1);
        let all = written(&experiment);
        // Ended everywhere at the beginning, where there is little yet, and then at places that have nothing to do with each other.
        let ends = (0..90).chain((90..all).step_by(all / 131));
        for bytes in ends {
            let store = Memory::failing(Default::default(), Some(bytes));
            let error = experiment.spilled(&store, 400).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{error}");
            for crash in [Crash::Killed, Crash::Power] {
                let again = Memory::failing(store.after(crash), None);
                assert_eq!(experiment.spilled(&again, 400).unwrap(), in_memory, "{bytes} {crash:?}");
            }
        }
    }
}

#[test]
fn a_search_that_is_killed_whenever_it_has_gone_on_a_little_comes_to_its_end() {
    let experiment = small(true);
    let (mut kept, mut ends) = (Memory::default().after(Crash::Killed), 0);
    let report = loop {
        let store = Memory::failing(kept, Some(written(&experiment) / 4));
        match experiment.spilled(&store, 400) {
            Ok(report) => break report,
            Err(_) => kept = store.after(Crash::Power),
        }
        ends += 1;
        assert!(ends < 1_000, "it does not get on");
    };
    assert_eq!(report, experiment.in_memory());
    assert!(ends > 3, "{ends}");
}

#[test]
fn a_damaged_byte_anywhere_is_an_error() {
    let experiment = small(false);
    let store = Memory::failing(Default::default(), Some(written(&experiment) / 2));
    experiment.spilled(&store, 400).unwrap_err();
    let kept = store.after(Crash::Power);
    assert!(kept.text.is_some());
    let named = Kept::read(kept.text.as_ref().unwrap()).unwrap();
    let named = named.streams().into_iter().filter(|stream| stream.bytes > 0);
    let sizes: Vec<_> = named.map(|stream| (stream.name(), usize::try_from(stream.bytes).unwrap())).collect();
    let kinds: std::collections::BTreeSet<_> = sizes.iter().map(|(name, _)| name.split('-').next()).collect();
    assert!(kinds.len() >= 6, "{kinds:?}");
    for (name, size) in sizes {
        for at in (0..size).step_by(1 + size / 40) {
            let mut damaged = kept.clone();
            damaged.streams.get_mut(&name).unwrap()[at] ^= 0x10;
            let error = experiment.spilled(&Memory::failing(damaged, None), 400).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{name} {at}: {error}");
            let mut short = kept.clone();
            short.streams.get_mut(&name).unwrap().truncate(at);
            let error = experiment.spilled(&Memory::failing(short, None), 400).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{name} {at}: {error}");
        }
    }
    for at in 0..kept.text.as_ref().unwrap().len() {
        let mut damaged = kept.clone();
        damaged.text.as_mut().unwrap()[at] ^= 1;
        let error = experiment.spilled(&Memory::failing(damaged, None), 400).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{at}: {error}");
    }
}

#[test]
fn it_does_not_go_on_from_another_search() {
    let experiment = small(false);
    let store = Memory::failing(Default::default(), Some(written(&experiment) / 2));
    experiment.spilled(&store, 400).unwrap_err();
    let refused = |other: &Experiment| {
        let store = Memory::failing(store.after(Crash::Killed), None);
        other.spilled(&store, 400).unwrap_err().to_string()
    };
    let stops = Options { keep_going: false, ..experiment.options };
    let others = [
        Experiment { options: stops, ..experiment.clone() },
        Experiment { options: Options { max_states: 7, ..experiment.options }, ..experiment.clone() },
        small(true),
    ];
    for other in others {
        assert_eq!(refused(&other), "what is there is of a search with other options");
    }
    let system = (Spenders { has: 3, limit: 2 }, 2, false);
    let other = Experiment { system, ..experiment.clone() };
    assert_eq!(refused(&other), "what is there is of a system whose handlers do something else");
}

#[test]
fn whole_states_are_refused() {
    let experiment = small(false);
    let options = Options { exact: true, ..experiment.options };
    let watch = |_| ControlFlow::Continue(());
    let store = Memory::default();
    let refused = explore_spilled(&experiment.system(), &experiment.thrift, &options, &store, watch);
    assert_eq!(refused.unwrap_err().kind(), io::ErrorKind::InvalidInput);
}

#[test]
fn whoever_ends_it_can_go_on() {
    let experiment = small(true);
    let store = Memory::failing(Default::default(), None);
    let (mut ends, in_memory) = (0, experiment.in_memory());
    let report = loop {
        let mut asked = 0;
        let mut watch = |_| {
            asked += 1;
            if asked > 20 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let spilled = (&experiment.system(), &experiment.thrift);
        let report = search(spilled, experiment.options, (&store, 400), &mut watch).unwrap();
        if report.ending != Ending::Asked {
            break report;
        }
        assert!(report.states <= in_memory.states);
        ends += 1;
        assert!(ends < 100, "it does not get on");
    };
    assert_eq!(report, in_memory);
    assert!(ends > 0);
}

#[test]
fn a_state_that_is_broken_is_counted_though_the_rest_of_its_steps_has_to_be_found_out_yet() {
    let thrift = Thrift { wrong: None, broken: Some(1), by_rules: false };
    let options = Options { reduce: true, keep_going: true, ..Options::default() };
    let system = (Spenders { has: 0, limit: 1 }, 3, true);
    let experiment = Experiment { system, thrift, options };
    let times = |report: ReportOf| report.violations.iter().map(|found| found.times).collect::<Vec<_>>();
    let in_memory = times(experiment.in_memory());
    assert_eq!(in_memory.iter().sum::<u64>(), 20, "{in_memory:?}");
    assert_eq!(times(experiment.spilled(&Memory::default(), 0).unwrap()), in_memory);
}

#[test]
fn who_watches_is_told_how_far_it_is() {
    let experiment = small(true);
    let mut told = Vec::new();
    let mut watch = |progress: Progress| {
        told.push(progress);
        ControlFlow::Continue(())
    };
    let searched = (&experiment.system(), &experiment.thrift);
    let report = search(searched, experiment.options, (&Memory::default(), 0), &mut watch).unwrap();
    assert!(told.is_sorted_by_key(|now| (now.depth, now.states, now.states - now.queue, now.steps)));
    let last = told.last().unwrap();
    assert_eq!(
        (last.states, last.steps, last.depth, last.queue),
        (report.states, report.steps, report.depth, 0)
    );
    let spilled = told.iter().map(|now| now.spilled.unwrap());
    assert!(spilled.clone().all(|now| now.done <= now.of && now.began_with.is_none()));
    for phase in [Phase::Expanding, Phase::Numbering] {
        assert!(spilled.clone().any(|now| now.phase == phase && now.done == now.of), "{phase:?}");
    }
}
