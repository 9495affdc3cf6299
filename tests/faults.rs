//! What goes wrong in the network: that the oracles tell it from what the algorithm does wrong, and that nobody is told more than is so.
//!
//! Each run here is also judged by its events, and has to come to the same words (`tests::reperformed`).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use sim_core::{Order, Shape, StepError};
use snapshot::algorithms::{self, Other};
use snapshot::faulty::Faulty;
use snapshot::oracle::{Evidence, Law, Verdict};
use snapshot::{
    Bank, Computation, Fault, Faults, Incident, Initiation, Initiators, Judge, Judgement, Offered, Recorded,
    Stopped, Superposed,
};
use tests::{P, Run, SNAPSHOT, Scenario, delays};

type Under<C> = Faulty<Superposed<C, Other>>;

/// A scenario under an algorithm, in which this goes wrong.
fn under<C: Computation<Message: Display> + Clone>(
    scenario: &Scenario<C>,
    algorithm: &str,
    faults: &[&str],
) -> Under<C> {
    let algorithm = algorithms::entry(algorithm).unwrap().algorithm;
    let superposed = Superposed::new(scenario.computation.clone(), algorithm, scenario.initiation.clone());
    let faults = faults.iter().map(|text| Fault::read(text, &scenario.topology).unwrap()).collect();
    Faulty::new(superposed, Faults::new(faults))
}

fn run<C: Computation<Message: Display> + Clone>(
    scenario: &Scenario<C>,
    algorithm: &str,
    faults: &[&str],
    seed: u64,
) -> Run<C> {
    scenario.run_under(under(scenario, algorithm, faults), seed)
}

/// Money in a triangle, with one snapshot that the first process starts of its own accord.
fn bank() -> Scenario<Bank> {
    let topology = "complete:3".parse::<Shape>().unwrap().build(Order::Fifo).unwrap();
    Scenario {
        initiation: Initiation { snapshots: 1, initiators: Initiators::these(&[P]), trigger: None },
        timing: sim_core::Timing::new(delays(1, 20), delays(1, 9)).with_start(delays(0, 60)),
        topology,
        ..Scenario::exercise(1).of(Bank::alike(10, 6))
    }
}

/// What the oracle of completeness says, with its story.
fn never<C: Computation>(run: &Run<C>) -> String {
    match &run.checks[0].verdict {
        Verdict::Violated(violation) => {
            [vec![violation.reason.clone()], violation.story.clone()].concat().join("; ")
        }
        other => panic!("{other:?}"),
    }
}

/// What went wrong in a run.
fn incidents<C: Computation>(run: &Run<C>) -> Vec<&Incident<C::Message>> {
    let incident = |event| match event {
        &sim_core::Happening::Observe(Recorded::Incident(ref incident)) => Some(&**incident),
        _ => None,
    };
    run.log.events.iter().filter_map(|event| incident(&event.what)).collect()
}

#[test]
fn a_lost_marker_never_comes_and_the_run_does_not_wait_for_it() {
    let lost = run(&Scenario::exercise(3), "chandy-lamport", &["drop:P->Q#marker"], 1);
    assert_eq!(lost.stopped, Stopped::Hopeless);
    assert!(lost.log.events.len() < 100, "it is given up soon: {}", lost.log.events.len());
    assert_eq!(lost.violated(), ["complete"]);
    let story = never(&lost);
    assert!(
        story.starts_with(
            "Q did not record, and never will: no marker is under way; the marker from P to Q was lost at t="
        ),
        "{story}"
    );
    let by_number = run(&Scenario::exercise(3), "chandy-lamport", &["drop:P->Q#5"], 1);
    assert!(by_number == lost, "it is the fifth message: m four times, and then the marker");
}

#[test]
fn a_marker_that_comes_twice_closes_twice_and_is_one_marker_by_the_law() {
    let twice = run(&Scenario::exercise(3), "chandy-lamport", &["double:P->Q#marker"], 1);
    assert_eq!(twice.violated(), ["complete"]);
    let story = never(&twice);
    assert!(
        story.starts_with("the record of P->Q was closed 2 times; the marker from P to Q came twice at t="),
        "{story}"
    );
}

#[test]
fn a_snapshot_that_waits_for_one_that_never_is_complete_is_not_waited_for() {
    let two = Initiation { snapshots: 2, ..Scenario::exercise(4).initiation };
    let scenario = Scenario { initiation: two, ..Scenario::exercise(4) };
    let lost = run(&scenario, "venkatesan", &["drop:P->Q#marker"], 1);
    assert_eq!(lost.stopped, Stopped::Hopeless);
    assert!(lost.log.events.len() < 200, "it is given up soon: {}", lost.log.events.len());
    // Who waits for nothing starts the second all the same.
    let both = run(&scenario, "chandy-lamport", &["drop:P->Q#marker2"], 1);
    assert_eq!((both.stopped, both.violated()), (Stopped::Hopeless, vec![]));
}

#[test]
fn what_a_channel_lost_before_the_cut_is_not_missing_in_what_was_recorded() {
    let all = (0..40).flat_map(|seed| (1..6).map(move |number| (seed, number)));
    let (mut hit, mut complete) = (0, 0);
    for (seed, number) in all {
        for harm in ["drop", "double"] {
            let run = run(&bank(), "chandy-lamport", &[&format!("{harm}:p0->p1#{number}")], seed);
            let of_money = incidents(&run).iter().all(|incident| incident.snapshot().is_none());
            if of_money {
                assert_eq!(run.complaints(), [""; 0], "{harm} {number}, seed {seed}");
                hit += incidents(&run).len();
                complete += 1;
            } else {
                // The second of two may come when the snapshot is complete.
                let violated = run.violated();
                assert!(violated == ["complete"] || harm == "double" && violated.is_empty(), "{violated:?}");
            }
        }
    }
    assert!(hit > 50 && complete > 200, "{hit} of {complete}");
}

#[test]
fn a_crash_leaves_what_cannot_be_completed_and_nothing_else_is_wrong() {
    let mut stories = BTreeSet::new();
    for seed in 0..60 {
        for step in [1, 3, 7] {
            let run = run(&bank(), "chandy-lamport", &[&format!("crash:p1#{step}")], seed);
            let violated = run.violated();
            assert!(violated.is_empty() || violated == ["complete"], "{violated:?}");
            if violated == ["complete"] {
                stories.insert(never(&run).contains("p1 crashed at t="));
            }
        }
    }
    assert_eq!(stories, BTreeSet::from([true]));
}

/// What an algorithm that takes the k-th message of a channel for its k-th that came makes of a loss.
#[test]
fn who_works_out_what_is_in_a_channel_takes_a_lost_message_for_one_that_is_in_it() {
    let mut violated = BTreeSet::new();
    for seed in 0..60 {
        let run = run(&bank(), "lai-yang", &["drop:p0->p1#1"], seed);
        for check in &run.checks {
            let Verdict::Violated(violation) = &check.verdict else { continue };
            let told = violation.story.iter().any(|line| line.contains(" from p0 to p1 was lost at t="));
            assert!(told, "seed {seed}, {}: {violation:?}", check.name);
        }
        violated.extend(run.violated());
    }
    assert!(violated.contains("channels") || violated.contains("complete"), "{violated:?}");
    assert!(!violated.contains("undisturbed") && !violated.contains("states"), "{violated:?}");
}

#[test]
fn under_every_algorithm_and_any_fault_the_computation_is_not_called_disturbed() {
    for entry in algorithms::ALL.iter().filter(|entry| entry.needs.order != Order::Causal) {
        for fault in [
            "drop:p0->p1#1",
            "drop:p1->p0#2",
            "double:p0->p2#1",
            "drop:p0->p1#marker",
            "double:p1->p2#marker",
            "crash:p2#4",
            "crash:p1@30",
            "drop:p0->p1@25",
        ] {
            for seed in 0..6 {
                let scenario = bank();
                if entry.needs.lack(&scenario.topology, &scenario.initiation).is_some() {
                    continue;
                }
                let run = run(&scenario, entry.name, &[fault], seed);
                let wrong = |name: &&str| matches!(*name, "undisturbed" | "states");
                assert_eq!(
                    run.violated().iter().find(|name| wrong(name)),
                    None,
                    "{} with {fault}, seed {seed}",
                    entry.name
                );
            }
        }
    }
}

#[test]
fn a_recovery_line_comes_to_an_end_whatever_comes_twice() {
    let two = Initiation { snapshots: 2, ..bank().initiation };
    let scenario = Scenario { initiation: two, max_events: 2_000, ..bank() };
    for fault in ["double:p0->p2#1", "double:p0->p2@30", "double:p0->p1#marker2", "double:p1->p0:1/3"] {
        for seed in 0..12 {
            let run = run(&scenario, "koo-toueg", &[fault], seed);
            assert!(run.log.events.len() < 300, "{fault}, seed {seed}: {} events", run.log.events.len());
        }
    }
}

#[test]
fn what_goes_wrong_by_chance_is_drawn_with_the_seed_and_named_by_the_schedule() -> Result<(), StepError> {
    let scenario = bank();
    let faults = ["drop:p0->p1:1/5", "double:p1->p2:1/5"];
    let runs: Vec<_> = (0..60).map(|seed| run(&scenario, "chandy-lamport", &faults, seed)).collect();
    let hits: usize = runs.iter().map(|run| incidents(run).len()).sum();
    let is_on = |event: &snapshot::LogEvent<Bank>| matches!(event.what, sim_core::Happening::Send { channel, .. } if [0, 3].contains(&channel.0));
    let all: usize = runs.iter().map(|run| run.log.events.iter().filter(|event| is_on(event)).count()).sum();
    assert!((all / 8..all / 3).contains(&hits), "{hits} of {all}, where one in five is expected");
    for run in &runs {
        let (alone, layered) = (
            scenario.alone(),
            sim_core::System::new(under(&scenario, "chandy-lamport", &faults), scenario.topology.clone()),
        );
        let again = Run::of(scenario.setup(&alone, &layered).listed(run.actions.clone()))?;
        assert!(incidents(&again) == incidents(run) && again.recorded.is_whole() == run.recorded.is_whole());
        assert!(run.violated().iter().all(|name| *name == "complete"), "{:?}", run.violated());
    }
    Ok(())
}

#[test]
fn a_fault_that_never_comes_changes_nothing() {
    let there =
        run(&bank(), "chandy-lamport", &["drop:p0->p1#999", "crash:p2#999", "double:p1->p2#marker9"], 5);
    let without = run(&bank(), "chandy-lamport", &[], 5);
    assert!(there.log == without.log && there.checks == without.checks && there.stopped == without.stopped);
}

#[test]
fn a_fault_that_a_schedule_says_begins_there() -> Result<(), StepError> {
    let scenario = Scenario::exercise(3);
    let follow = |schedule: &str| {
        let (alone, layered) = (
            scenario.alone(),
            sim_core::System::new(
                under(&scenario, "chandy-lamport", &["drop:P->Q"]),
                scenario.topology.clone(),
            ),
        );
        Run::of(
            scenario
                .setup(&alone, &layered)
                .listed(sim_core::Schedule::parse(schedule, &scenario.topology).unwrap()),
        )
    };
    let run = follow("P! P>Q P! Q>P")?;
    assert_eq!(incidents(&run).len(), 1, "the second m is lost, and nothing is left to happen");
    assert_eq!(run.stopped, Stopped::Quiescent);
    assert!(follow("P! P>Q P! P!").is_err(), "it begins once");
    Ok(())
}

/// Which oracles complain of a layer that does this and tells nobody: its events are those of the layer that does, without what it tells.
fn untold(scenario: &Scenario<Bank>, run: &Run<Bank>) -> Vec<&'static str> {
    let (alone, mut events) = (scenario.alone(), run.log.events.clone());
    events.retain(|event| {
        !matches!(&event.what, sim_core::Happening::Observe(recorded) if matches!(recorded, Recorded::Incident(_)))
    });
    let over = matches!(run.stopped, Stopped::Quiescent | Stopped::Hopeless);
    let (system, snapshot, base) = (&alone, SNAPSHOT, &alone.initial_state());
    let (offers, law) = (Offered::NotSeen, Some(Law::MARKERS));
    let evidence = Evidence { system, snapshot, base, events: &events, offers, over, law };
    let checks = Judgement::of(&evidence, &mut Judge::default()).checks;
    checks
        .iter()
        .filter(|check| matches!(check.verdict, Verdict::Violated(_)))
        .map(|check| check.name)
        .collect()
}

/// Which oracles complain, and in how many runs.
type By = &'static [(&'static str, u32)];

/// The mutants of the layer: it does its harm to a message of the computation or to a marker, and says nothing. In how many runs it does, and in
/// how many of these which oracles complain.
#[rustfmt::skip]
const UNTOLD: [(&str, bool, u32, By); 4] = [
    ("double", false, 42, &[("complete", 40), ("markers", 42)]),
    ("double", true,  46, &[("one-message", 31), ("reachable", 46), ("undisturbed", 46)]),
    ("drop",   false, 42, &[("complete", 42)]),
    ("drop",   true,  46, &[("one-message", 31), ("reachable", 46), ("undisturbed", 46)]),
];

#[test]
fn a_layer_that_loses_or_doubles_a_message_and_does_not_tell_is_caught() {
    for (harm, of_money, runs, by) in UNTOLD {
        let (mut hit, mut caught) = (0, BTreeMap::new());
        for (seed, which) in (0..30).flat_map(|seed| ["#1", "#3", "#marker"].map(|which| (seed, which))) {
            let run = run(&bank(), "chandy-lamport", &[&format!("{harm}:p0->p1{which}")], seed);
            let [incident] = incidents(&run)[..] else { continue };
            if incident.snapshot().is_none() == of_money {
                hit += 1;
                untold(&bank(), &run).into_iter().for_each(|name| *caught.entry(name).or_default() += 1);
            }
        }
        assert_eq!((hit, caught), (runs, by.iter().copied().collect()), "{harm}, of money: {of_money}");
    }
}
