//! What a property is asked of, and what it is told of a state.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use sim_core::{Action, Context, Effects, Event, Order, ProcessId, Protocol, System, Topology};

use super::coins::*;
use crate::*;

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
