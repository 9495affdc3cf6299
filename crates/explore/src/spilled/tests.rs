use std::io;
use std::ops::ControlFlow;

use proptest::prelude::*;

use super::kept::Kept;
use super::memory::{Crash, Memory};
use super::search;
use crate::experiment::{Experiment, ReportOf, Spenders, Thrift, experiments};
use crate::explore_spilled;
use crate::report::{Ending, Options, Phase, Progress};
use crate::store::Store;

fn spilled(experiment: &Experiment, store: &dyn Store, room: usize) -> io::Result<ReportOf> {
    let watch = &mut |_| ControlFlow::Continue(());
    search((&experiment.system(), &experiment.thrift), experiment.options, (store, room), watch)
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
        prop_assert_eq!(&spilled(&experiment, &store, room).unwrap(), &in_memory);
        // And says so again, from what it has left.
        let streams = store.streams().unwrap();
        prop_assert!(streams.iter().all(|name| !name.starts_with("visited")), "{:?}", streams);
        prop_assert_eq!(&spilled(&experiment, &store, room).unwrap(), &in_memory);
    }
}

/// A small search with all that there is.
fn small(reduce: bool) -> Experiment {
    Experiment {
        system: (Spenders { has: 2, limit: 2 }, 2, false),
        thrift: Thrift { wrong: Some(1), broken: Some(2), by_rules: false, forgets: false },
        options: Options { reduce, keep_going: true, ..Options::default() },
    }
}

/// How many bytes a search writes that is kept between all blocks.
fn written(experiment: &Experiment) -> usize {
    let store = Memory::failing(Default::default(), Some(usize::MAX));
    spilled(experiment, &store, 400).unwrap();
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
            let error = spilled(&experiment, &store, 400).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{error}");
            for crash in [Crash::Killed, Crash::Power] {
                let again = Memory::failing(store.after(crash), None);
                assert_eq!(spilled(&experiment, &again, 400).unwrap(), in_memory, "{bytes} {crash:?}");
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
        match spilled(&experiment, &store, 400) {
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
    spilled(&experiment, &store, 400).unwrap_err();
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
            let error = spilled(&experiment, &Memory::failing(damaged, None), 400).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{name} {at}: {error}");
            let mut short = kept.clone();
            short.streams.get_mut(&name).unwrap().truncate(at);
            let error = spilled(&experiment, &Memory::failing(short, None), 400).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{name} {at}: {error}");
        }
    }
    for at in 0..kept.text.as_ref().unwrap().len() {
        let mut damaged = kept.clone();
        damaged.text.as_mut().unwrap()[at] ^= 1;
        let error = spilled(&experiment, &Memory::failing(damaged, None), 400).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{at}: {error}");
    }
}

#[test]
fn it_does_not_go_on_from_another_search() {
    let experiment = small(false);
    let store = Memory::failing(Default::default(), Some(written(&experiment) / 2));
    spilled(&experiment, &store, 400).unwrap_err();
    let refused = |other: &Experiment| {
        let store = Memory::failing(store.after(Crash::Killed), None);
        spilled(other, &store, 400).unwrap_err().to_string()
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
    let thrift = Thrift { wrong: None, broken: Some(1), by_rules: false, forgets: false };
    let options = Options { reduce: true, keep_going: true, ..Options::default() };
    let system = (Spenders { has: 0, limit: 1 }, 3, true);
    let experiment = Experiment { system, thrift, options };
    let times = |report: ReportOf| report.violations.iter().map(|found| found.times).collect::<Vec<_>>();
    let in_memory = times(experiment.in_memory());
    assert_eq!(in_memory.iter().sum::<u64>(), 20, "{in_memory:?}");
    assert_eq!(times(spilled(&experiment, &Memory::default(), 0).unwrap()), in_memory);
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

#[test]
fn who_watches_is_told_how_many_states_wait_and_what_is_kept() {
    let experiment = small(false);
    let (mut told, store) = (Vec::new(), Memory::default());
    let mut watch = |progress: Progress| {
        let spilled = progress.spilled.unwrap();
        assert_eq!(spilled.bytes, store.bytes());
        told.push((progress, spilled));
        ControlFlow::Continue(())
    };
    let searched = (&experiment.system(), &experiment.thrift);
    search(searched, experiment.options, (&store, 400), &mut watch).unwrap();
    let mut found = 1;
    for (progress, spilled) in told {
        assert!(progress.bytes > 0);
        match spilled.phase {
            Phase::Expanding => {
                assert_eq!((progress.states, progress.queue), (found, spilled.of - spilled.done));
            }
            Phase::Numbering => assert_eq!(progress.queue, progress.states - found),
            Phase::Merging => {}
        }
        if spilled.phase == Phase::Numbering && spilled.done == spilled.of {
            found = progress.states;
        }
    }
}

#[test]
fn with_room_for_it_a_store_takes_what_it_finds_and_without_nothing_is_begun() {
    let experiment = small(false);
    let searched = |max_bytes| {
        let options = Options { max_bytes, ..experiment.options };
        let (store, watch) = (Memory::default(), |_| ControlFlow::Continue(()));
        let report = explore_spilled(&experiment.system(), &experiment.thrift, &options, &store, watch);
        (report.unwrap(), store.text().unwrap().is_some())
    };
    assert_eq!(searched(1 << 30), (experiment.in_memory(), true));
    let (none, kept) = searched(100);
    assert_eq!((none.ending, none.states, kept), (Ending::MaxBytes, 0, false));
}
