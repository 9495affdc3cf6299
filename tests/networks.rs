//! Any program on any topology, with several snapshots and several initiators: everything that is said of a run is right.
//!
//! What the libraries work out cleverly is worked out here again in the plainest way, from the log of the whole run and the
//! global states that it passed through.

mod drawn;
mod plain;
mod saved;

use proptest::prelude::*;
use proptest::test_runner::{FileFailurePersistence, TestCaseError};
use saved::comes_back;
use sim_core::{Channel, Happening, Order, ProcessId, Topology};
use snapshot::oracle::{Overall, Verdict};
use snapshot::{Judge, Judgement, Program, Recorded, SnapshotId, Start, Stopped};
use tests::clocks::none_knows_more;
use tests::programs::{AnyProgram, Wealth};
use tests::twice::Twice;
use tests::{Run, Scenario, of_any, strategy};

type Claim = Result<(), TestCaseError>;

fn config() -> ProptestConfig {
    let persistence = FileFailurePersistence::Direct("proptest-regressions/networks.txt");
    ProptestConfig { failure_persistence: Some(Box::new(persistence)), ..ProptestConfig::default() }
}

fn networks() -> impl Strategy<Value = Scenario<AnyProgram>> {
    strategy::scenario(strategy::any_topology())
}

/// The orders that channels have by themselves.
fn orders() -> impl Strategy<Value = Order> {
    prop_oneof![2 => Just(Order::Fifo), 1 => Just(Order::Unordered), 1 => Just(Order::Overtaking)]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_snapshot_that_is_started_completes_and_passes_every_oracle(network in networks(), seed: u64) {
        of_any!(network, completes_and_passes(seed))?;
    }

    #[test]
    fn each_recorded_state_has_all_that_is_conserved(network in networks(), seed: u64) {
        of_any!(network, conserves(seed))?;
    }

    #[test]
    fn where_a_marker_cannot_come_the_unreachable_processes_are_named(
        network in strategy::scenario(strategy::loose_topology()),
        seed: u64,
    ) {
        of_any!(network, names_the_unreachable(seed))?;
    }

    #[test]
    fn all_snapshots_together_are_judged_as_each_by_itself(mut network in networks(), order in orders(), seed: u64) {
        network.topology = network.topology.with_order(order);
        of_any!(network, judged_together(seed))?;
    }

    #[test]
    fn whether_it_happened_is_what_a_look_at_every_global_state_says(network in networks(), seed: u64) {
        of_any!(network, happened_as_told(seed))?;
    }

    #[test]
    fn it_happened_or_not_where_messages_overtake_too(mut network in networks(), order in orders(), seed: u64) {
        network.topology = network.topology.with_order(order);
        of_any!(network, happened_as_told(seed))?;
    }

    #[test]
    fn the_costs_are_what_a_count_of_the_whole_run_comes_to(network in networks(), seed: u64) {
        of_any!(network, costs_as_told(seed))?;
    }

    #[test]
    fn the_same_seed_and_the_same_schedule_give_the_same_run(network in networks(), seed: u64) {
        of_any!(network, happens_again(seed))?;
    }

    #[test]
    fn no_recorded_clock_knows_more_of_a_process_than_its_own_recorded_clock(network in networks(), seed: u64) {
        of_any!(network, agrees_with_vector_time(seed))?;
    }

    #[test]
    fn a_recorded_clock_knows_more_exactly_where_a_message_crosses_the_cut_backwards(
        mut network in networks(),
        seed: u64,
    ) {
        network.topology = network.topology.with_order(Order::Unordered);
        of_any!(network, agrees_with_vector_time(seed))?;
    }

    #[test]
    fn an_event_applied_twice_gives_the_same_state_and_effects(network in networks(), seed: u64) {
        of_any!(network, is_pure(seed))?;
    }

    #[test]
    fn states_messages_and_commands_are_read_back_from_what_they_print_as(network in networks(), seed: u64) {
        of_any!(network, reads_back(seed))?;
    }

    #[test]
    fn a_saved_run_comes_back_as_it_went_and_is_judged_alike(mut network in networks(), seed: u64) {
        network.max_events = 2_000;
        of_any!(network, comes_back(&network.computation, seed))?;
    }
}

/// The numbers of the snapshots for which some process has recorded in the first half of the events that are allowed.
fn started_in_time<P: Program>(scenario: &Scenario<P>, run: &Run<P>) -> Vec<SnapshotId> {
    let half = usize::try_from(scenario.max_events / 2).unwrap();
    let mut started: Vec<_> = run
        .log
        .events
        .iter()
        .take(half)
        .filter_map(|event| match event.what {
            Happening::Observe(Recorded::Process { snapshot, .. }) => Some(snapshot),
            _ => None,
        })
        .collect();
    started.sort_unstable();
    started.dedup();
    started
}

fn completes_and_passes<P: Program>(scenario: &Scenario<P>, seed: u64) -> Claim {
    let run = scenario.run(seed);
    let started = started_in_time(scenario, &run);
    for judgement in &run.judgements {
        let violated = judgement.checks.iter().find(|check| matches!(check.verdict, Verdict::Violated(_)));
        prop_assert_eq!(violated, None, "snapshot {}", judgement.snapshot.0);
        if started.contains(&judgement.snapshot) {
            prop_assert_eq!(judgement.verdict(), Overall::Holds, "snapshot {}", judgement.snapshot.0);
        }
    }
    if started.len() == run.judgements.len() {
        prop_assert_eq!(run.stopped, Stopped::SnapshotComplete);
    }
    Ok(())
}

fn conserves<P: Wealth>(scenario: &Scenario<P>, seed: u64) -> Claim {
    let run = scenario.run(seed);
    let all = scenario.computation.in_all(&scenario.topology);
    for judgement in run.judgements.iter().filter(|judgement| judgement.verdict() == Overall::Holds) {
        let recorded = &judgement.recorded;
        let held = recorded.processes.iter().map(|process| P::at(&process.first.as_ref().unwrap().state));
        let messages = recorded.channels.iter().flat_map(|channel| &channel.messages);
        let on_the_way = messages.map(|(_, message)| P::on_the_way(message));
        prop_assert_eq!(held.chain(on_the_way).sum::<u64>(), all, "snapshot {}", judgement.snapshot.0);
    }
    Ok(())
}

/// Which processes some chain of channels leads to, from any of these: by as many rounds as there are processes.
fn reached_from(topology: &Topology, from: &[ProcessId]) -> Vec<ProcessId> {
    let mut reached = from.to_vec();
    for _ in topology.processes() {
        for Channel { source, target, .. } in topology.channels() {
            if reached.contains(source) && !reached.contains(target) {
                reached.push(*target);
            }
        }
    }
    reached
}

fn names_the_unreachable<P: Program>(scenario: &Scenario<P>, seed: u64) -> Claim {
    let run = scenario.run(seed);
    let (topology, started) = (&scenario.topology, started_in_time(scenario, &run));
    for judgement in run.judgements.iter().filter(|judgement| started.contains(&judgement.snapshot)) {
        let start = |process: &ProcessId| scenario.initiation.start(*process, judgement.snapshot);
        let named: Vec<_> = topology.processes().filter(|process| start(process) != Start::Never).collect();
        // With a trigger some initiators may never have come to it; and a script says itself who starts what.
        let all_start = named.iter().all(|process| start(process) == Start::OwnAccord) && !named.is_empty();
        let initiators = if all_start { named } else { judgement.initiators.clone() };
        let reached = reached_from(topology, &initiators);
        let unreached = topology.processes().filter(|process| !reached.contains(process));
        let unreached: Vec<_> = unreached.map(|process| topology.name(process)).collect();
        if unreached.is_empty() {
            prop_assert_eq!(judgement.verdict(), Overall::Holds);
            continue;
        }
        prop_assert_ne!(run.stopped, Stopped::SnapshotComplete);
        let why =
            format!("no chain of channels leads from a process that recorded to {}", unreached.join(", "));
        let why = match run.stopped {
            Stopped::Quiescent => format!("it never will be: {why}, and nothing can happen any more"),
            _ => why,
        };
        prop_assert_eq!(&judgement.checks[0].verdict, &Verdict::Unknown(why));
        prop_assert_eq!(judgement.verdict(), Overall::Unknown, "{:?}", judgement.checks);
    }
    Ok(())
}

fn judged_together<P: Program>(scenario: &Scenario<P>, seed: u64) -> Claim {
    let (alone, layered) = (scenario.alone(), scenario.superposed());
    let mut experiment = scenario.setup(&alone, &layered).timed(&scenario.timing, seed);
    experiment.run(&mut ()).expect("the seed's own actions are enabled");
    for together in experiment.judgements() {
        let by_itself = Judgement::of(&experiment.evidence(together.snapshot), &mut Judge::default());
        prop_assert_eq!(&by_itself.checks, &together.checks);
        prop_assert!(by_itself.recorded == together.recorded);
        prop_assert_eq!(by_itself.occurrence, together.occurrence);
        prop_assert_eq!(by_itself.costs, together.costs);
        prop_assert_eq!(by_itself.initiators, together.initiators);
    }
    Ok(())
}

fn happened_as_told<P: Program>(scenario: &Scenario<P>, seed: u64) -> Claim {
    let run = scenario.run(seed);
    let whole = plain::Whole::of(scenario, &run);
    for judgement in &run.judgements {
        let told = judgement.occurrence.map(|told| plain::Stretch {
            after: told.after.map(|place| place + whole.before_window()),
            from: told.from,
            until: told.until,
        });
        prop_assert_eq!(told, whole.happened(judgement), "snapshot {}", judgement.snapshot.0);
    }
    Ok(())
}

fn costs_as_told<P: Program>(scenario: &Scenario<P>, seed: u64) -> Claim {
    let run = scenario.run(seed);
    let whole = plain::Whole::of(scenario, &run);
    for judgement in &run.judgements {
        prop_assert_eq!(judgement.costs, whole.costs(judgement), "snapshot {}", judgement.snapshot.0);
        let initiators = whole.initiators(judgement.snapshot);
        prop_assert_eq!(&judgement.initiators, &initiators);
    }
    Ok(())
}

/// The criterion by vector time holds for exactly the snapshots that the oracle finds consistent.
fn agrees_with_vector_time<P: Program>(scenario: &Scenario<P>, seed: u64) -> Claim {
    let run = scenario.run(seed);
    for judgement in &run.judgements {
        let consistent = judgement.checks.iter().find(|check| check.name == "consistent").unwrap();
        let told = match consistent.verdict {
            Verdict::Holds => Some(true),
            Verdict::Violated(_) => Some(false),
            Verdict::Unknown(_) => continue,
        };
        prop_assert_eq!(none_knows_more(scenario, &run, judgement.snapshot), told);
    }
    Ok(())
}

fn happens_again<P: Program + PartialEq>(scenario: &Scenario<P>, seed: u64) -> Claim {
    let run = scenario.run(seed);
    prop_assert!(scenario.run(seed) == run, "by the seed");
    let by_schedule = scenario.perform(run.actions.clone()).unwrap();
    // A schedule says what happens and not when; it is over where a limit ended the run.
    let timeless =
        |run: &Run<P>| run.log.events.iter().map(|e| (e.process, e.what.clone())).collect::<Vec<_>>();
    prop_assert!(timeless(&by_schedule) == timeless(&run), "by its schedule");
    prop_assert!(by_schedule.passed == run.passed, "by its schedule");
    Ok(())
}

fn is_pure<P: Program + PartialEq>(scenario: &Scenario<P>, seed: u64) -> Claim {
    let twice = scenario.run_under(Twice(scenario.superposed().protocol), seed);
    prop_assert!(twice == scenario.run(seed));
    Ok(())
}

fn reads_back<P: Program>(scenario: &Scenario<P>, seed: u64) -> Claim {
    let (program, run) = (&scenario.computation, scenario.run(seed));
    for state in run.passed.iter().flat_map(|passed| &passed.processes) {
        let read = match program.count(state) {
            Some(count) => program.counted(count, program.held(state, 0)),
            None => program.parse_state(&program.print_state(state)),
        };
        prop_assert_eq!(read.as_ref(), Some(state), "{:?}", state);
    }
    for message in run.passed.iter().flat_map(|passed| &passed.channels).flatten() {
        prop_assert_eq!(
            program.parse_message(&program.print_message(&message.body)),
            Some(message.body.clone())
        );
    }
    for event in &run.log.events {
        if let Happening::Internal { command: snapshot::Act::Underlying(command), .. } = &event.what {
            prop_assert_eq!(program.parse_command(&program.print_command(command)), Some(command.clone()));
        }
    }
    Ok(())
}
