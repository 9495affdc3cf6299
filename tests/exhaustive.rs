//! The explorer: what it finds is all there is, each with a shortest way there, whichever way it is asked to search.

mod collected;
mod first;
pub(crate) mod puzzle;
mod twin;

use std::collections::{HashMap, HashSet};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use explore::{Ending, Options, Progress, Property, Reached, Report, explore, explore_with};
use first::{First, Outcome, Seen};
use proptest::prelude::*;
use puzzle::{Puzzle, puzzles};
use sim_core::{ChannelId, Context, Effects, Event, ProcessId, Protocol, Schedule, System, Topology};
use snapshot::algorithms::chandy_lamport::ChandyLamport;
use snapshot::{Forwarding, Recorded, Superposed, Token, TokenRing, TokenState};
use tests::Scenario;
use twin::Twin;

fn on(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn jobs(jobs: usize) -> NonZeroUsize {
    NonZeroUsize::new(jobs).expect("some")
}

fn twin_of(system: &System<Puzzle>) -> Twin<'_, Puzzle, Seen, Outcome> {
    Twin { system, observe: first::observe, ends: first::ends, judge: first::judge }
}

/// What the end of a schedule is worth, by the twin's steps.
fn replayed(system: &System<Puzzle>, schedule: &Schedule) -> Outcome {
    let twin = twin_of(system);
    let start = (system.initial_state(), vec![None; system.topology.processes().len()]);
    let (state, seen) =
        schedule.0.iter().fold(start, |(state, seen), action| twin.step(&state, &seen, *action));
    assert!(first::ends(&seen) || system.enabled(&state).is_empty(), "the witness stops short of an end");
    first::judge(&seen, &state)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn it_finds_what_its_naive_twin_finds(system in puzzles()) {
        let Some(expected) = twin_of(&system).search(3_000) else { return Ok(()) };
        let report = explore_with(&system, &First, &Options::default(), on);
        prop_assert!(report.complete());
        prop_assert_eq!(
            (report.states, report.steps, report.depth, report.ends),
            (expected.states, expected.steps, expected.depth, expected.ends)
        );
        let outcomes = report.outcomes.iter().map(|found| (found.what.clone(), (found.times, found.witness.steps())));
        prop_assert_eq!(outcomes.collect::<HashMap<_, _>>(), expected.outcomes);
        for found in &report.outcomes {
            prop_assert_eq!(&replayed(&system, &found.witness.schedule()), &found.what);
        }
    }

    #[test]
    fn whole_states_and_fingerprints_tell_the_same(system in puzzles(), reduce in any::<bool>()) {
        let options = Options { reduce, max_states: 3_000, ..Options::default() };
        let mut exact = explore_with(&system, &First, &Options { exact: true, ..options }, on);
        prop_assert_eq!(exact.one_missed_in(), None);
        exact.exact = false;
        prop_assert_eq!(exact, explore_with(&system, &First, &options, on));
    }

    #[test]
    fn a_reduced_search_keeps_the_outcomes(system in puzzles()) {
        let all = explore_with(&system, &First, &Options { max_states: 20_000, ..Options::default() }, on);
        if !all.complete() {
            return Ok(());
        }
        let some = explore_with(&system, &First, &Options { reduce: true, ..Options::default() }, on);
        prop_assert!(some.complete());
        prop_assert!(some.states <= all.states && some.steps <= all.steps && some.ends <= all.ends);
        let what = |report: &Report<Outcome, ()>| {
            report.outcomes.iter().map(|found| found.what.clone()).collect::<HashSet<_>>()
        };
        prop_assert_eq!(what(&some), what(&all));
        for found in &some.outcomes {
            prop_assert_eq!(&replayed(&system, &found.witness.schedule()), &found.what);
        }
    }
}

/// Each process counts to `limit` by itself, and is heard of at the end.
struct Counters {
    limit: u32,
    /// Whether `may_send` says what is not so.
    lies: bool,
}

impl Protocol for Counters {
    type State = u32;
    type Message = ();
    type Command = ();
    type Observation = ();

    fn initial_state(&self, _: Context<'_>) -> u32 {
        0
    }

    fn commands(&self, _: Context<'_>, count: &u32, mut offer: impl FnMut(())) {
        if *count < self.limit {
            offer(());
        }
    }

    fn may_send(&self, _: Context<'_>, _: &u32, _: ChannelId) -> bool {
        false
    }

    fn handle<E: Effects<(), ()>>(
        &self,
        cx: Context<'_>,
        count: &mut u32,
        _: Event<(), ()>,
        effects: &mut E,
    ) {
        *count += 1;
        if self.lies {
            cx.outgoing().for_each(|channel| effects.send(channel, ()));
        }
    }
}

fn counters(processes: u32, limit: u32) -> System<Counters> {
    let names = (0..processes).map(|p| format!("p{p}")).collect();
    System::new(
        Counters { limit, lies: false },
        Topology::new(names, Vec::new()).expect("their names differ"),
    )
}

#[test]
fn the_states_of_independent_counters_are_the_points_of_a_grid() {
    let report = explore(&counters(4, 9), |_| Ok::<(), ()>(()));
    assert_eq!((report.states, report.steps), (10_u64.pow(4), 4 * 9 * 10_u64.pow(3)));
    assert_eq!((report.depth, report.ends, report.complete()), (36, 1, true));
    assert_eq!(report.outcomes[0].witness.steps(), 36);
}

#[test]
fn of_independent_counters_a_reduced_search_tries_one_order() {
    let system = counters(4, 9);
    let options = Options { reduce: true, ..Options::default() };
    let report = explore_with(&system, &Sum(u32::MAX), &options, on);
    assert_eq!((report.states, report.steps, report.ends), (37, 36, 1));
}

/// Nobody asks how far any but the first counts once it has begun.
struct TheFirst;

impl Property<Counters> for TheFirst {
    type Seen = ();
    type Outcome = u32;
    type Violation = ();

    fn observe(&self, _: Context<'_>, (): &mut (), (): &()) {}

    fn ignores(&self, cx: Context<'_>, (): &(), channel: Option<ChannelId>) -> bool {
        cx.process != ProcessId(0) && channel.is_none()
    }

    fn judge(&self, end: &Reached<'_, Counters, ()>) -> Result<u32, ()> {
        Ok(*end.process(ProcessId(0)))
    }
}

#[test]
fn what_is_of_no_consequence_is_left_out_by_a_search_that_reduces_and_by_no_other() {
    let system = counters(4, 9);
    let search = |reduce| explore_with(&system, &TheFirst, &Options { reduce, ..Options::default() }, on);
    let (all, some) = (search(false), search(true));
    assert_eq!((all.states, all.outcomes[0].what), (10_u64.pow(4), 9));
    assert_eq!((some.states, some.steps, some.ends, some.outcomes[0].what), (10, 9, 1, 9));
    assert!(all.complete() && some.complete());
}

/// The sum of the counts must stay below this.
struct Sum(u32);

impl Property<Counters> for Sum {
    type Seen = ();
    type Outcome = u32;
    type Violation = Vec<u32>;

    fn observe(&self, _: Context<'_>, (): &mut (), (): &()) {}

    fn invariant(&self, reached: &Reached<'_, Counters, ()>) -> Result<(), Vec<u32>> {
        let sum: u32 = reached.processes().sum();
        if sum < self.0 { Ok(()) } else { Err(reached.processes().copied().collect()) }
    }

    fn judge(&self, end: &Reached<'_, Counters, ()>) -> Result<u32, Vec<u32>> {
        Ok(end.processes().sum())
    }
}

#[test]
fn the_first_violation_has_a_shortest_schedule_and_ends_the_search() {
    let report = explore_with(&counters(3, 9), &Sum(5), &Options::default(), on);
    assert_eq!((report.ending, report.complete(), report.violations.len()), (Ending::Violated, false, 1));
    assert_eq!(report.violations[0].witness.steps(), 5);
}

#[test]
fn who_keeps_going_counts_the_violations() {
    let options = Options { keep_going: true, ..Options::default() };
    let report = explore_with(&counters(2, 3), &Sum(5), &options, on);
    assert!(report.complete());
    let violations = report.violations.iter().map(|found| (found.what.clone(), found.times));
    assert_eq!(violations.collect::<Vec<_>>(), [(vec![3, 2], 1), (vec![2, 3], 1), (vec![3, 3], 1)]);
    assert_eq!(report.outcomes.len(), 1, "an invariant does not end a schedule");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    // Depths of thousands of states, so that the threads have something to share.
    let system = counters(4, 13);
    for (reduce, exact, max_states) in
        [(false, false, u64::MAX), (false, true, u64::MAX), (false, false, 20_000), (true, false, u64::MAX)]
    {
        let options = Options { reduce, exact, max_states, keep_going: true, ..Options::default() };
        let alone = explore_with(&system, &Sum(40), &options, on);
        for n in [2, 3, 64] {
            let together = explore_with(&system, &Sum(40), &Options { jobs: jobs(n), ..options }, on);
            assert_eq!(alone, together, "{n} threads, {options:?}");
        }
    }
}

#[test]
fn limits_and_whoever_watches_end_a_search_that_is_then_not_complete() {
    let system = counters(4, 9);
    let search = |options: Options| explore_with(&system, &Sum(u32::MAX), &options, on);

    let report = search(Options { max_states: 1_000, ..Options::default() });
    assert_eq!((report.ending, report.states, report.complete()), (Ending::MaxStates, 1_000, false));
    assert_eq!(search(Options { max_states: 10_000, ..Options::default() }).ending, Ending::Exhausted);

    let report = search(Options { max_bytes: 100_000, ..Options::default() });
    assert_eq!((report.ending, report.complete()), (Ending::MaxBytes, false));
    assert!(report.states < 10_000);
    // Of two thousand processes nothing fits, not even the tables; that is known before they are made.
    let many = counters(2_000, 1);
    let report =
        explore_with(&many, &Sum(u32::MAX), &Options { max_bytes: 200_000, ..Options::default() }, on);
    assert_eq!((report.ending, report.states), (Ending::MaxBytes, 0));

    let (mut last, mut calls) = (Progress::default(), 0);
    let report = explore_with(&system, &Sum(u32::MAX), &Options::default(), |progress| {
        assert!(progress.states >= last.states && progress.steps > last.steps && progress.bytes > 0);
        (last, calls) = (progress, calls + 1);
        if progress.depth == 7 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!((report.ending, report.complete(), report.depth), (Ending::Asked, false, 7));
    assert_eq!((report.states, report.steps), (last.states, last.steps));
    assert_eq!(calls, 8);
}

#[test]
fn a_search_says_how_unlikely_it_is_to_have_missed_a_state() {
    let report = explore(&counters(2, 9), |_| Ok::<(), ()>(()));
    // A hundred states: 2^129 / 100².
    assert_eq!(report.one_missed_in(), Some(u128::MAX / 10_000 * 2));
}

#[test]
#[should_panic(expected = "`may_send` said that process 0 would never send on channel 0 again")]
fn a_process_that_sends_where_it_promised_silence_is_found_out() {
    let system = System::new(Counters { limit: 1, lies: true }, Topology::ring(2).unwrap());
    explore(&system, |_| Ok::<(), ()>(()));
}

/// Everything that a process has recorded, in order; a schedule ends when all have recorded all.
struct Snapshot;

type Record = Recorded<TokenState, Token>;

impl Property<Superposed<TokenRing, ChandyLamport>> for Snapshot {
    type Seen = Vec<Record>;
    type Outcome = Vec<Vec<Record>>;
    type Violation = &'static str;

    fn observe(&self, _: Context<'_>, seen: &mut Vec<Record>, record: &Record) {
        seen.push(record.clone());
    }

    fn ends(&self, reached: &Reached<'_, Superposed<TokenRing, ChandyLamport>, Vec<Record>>) -> bool {
        let is_closed = |record: &Record| matches!(record, Recorded::Closed { .. });
        reached.topology().processes().all(|process| reached.seen(process).iter().any(is_closed))
    }

    fn judge(
        &self,
        end: &Reached<'_, Superposed<TokenRing, ChandyLamport>, Vec<Record>>,
    ) -> Result<Self::Outcome, &'static str> {
        let seen = end.topology().processes().map(|process| end.seen(process).clone()).collect();
        if self.ends(end) { Ok(seen) } else { Err("the snapshot never ends") }
    }
}

/// What can be recorded in the exercise, and how many states it takes to know.
fn exercise(trigger: u64, forwarding: Forwarding, reduce: bool) -> (HashSet<Vec<Vec<Record>>>, u64) {
    let scenario = Scenario::exercise(trigger).of(TokenRing::new(forwarding));
    let system = scenario.superposed();
    let report = explore_with(&system, &Snapshot, &Options { reduce, ..Options::default() }, on);
    assert!(report.complete() && report.violations.is_empty());
    (report.outcomes.into_iter().map(|found| found.what).collect(), report.states)
}

#[test]
fn of_the_exercise_one_global_state_can_be_recorded_or_two_if_q_may_hold_m() {
    let (atomic, states) = exercise(101, Forwarding::Atomic, false);
    assert_eq!((atomic.len(), states), (1, 211));
    let (held, states) = exercise(101, Forwarding::Held, false);
    assert_eq!((held.len(), states), (2, 423));
    assert!(held.is_superset(&atomic));
    assert_eq!(exercise(101, Forwarding::Held, true).0, held);
}

#[test]
fn what_the_exercise_takes_is_linear_in_the_trigger() {
    let (few, many) = (exercise(100, Forwarding::Atomic, false), exercise(5_000, Forwarding::Atomic, false));
    assert_eq!(many.1 - few.1, 2 * 4_900);
}

#[test]
fn every_state_can_be_looked_at_whole_and_come_to_again() {
    let system = counters(2, 3);
    let report = explore(&system, |reached| {
        let mut state = system.initial_state();
        for action in reached.schedule().0 {
            system.step(&mut state, 0, action, |_, _| ()).map_err(|_| "not enabled".to_string())?;
        }
        let sum: u32 = state.processes.iter().sum();
        assert_eq!(reached.schedule().0.len(), sum as usize, "no way is shorter");
        assert_eq!(*reached.process(ProcessId(1)), state.processes[1]);
        if state == reached.to_global_state() { Ok(()) } else { Err(format!("{state:?}")) }
    });
    assert_eq!((report.states, report.violations), (16, vec![]));
}
