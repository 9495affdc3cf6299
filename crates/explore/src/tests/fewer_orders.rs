//! With fewer orders the same is found.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use sim_core::{ChannelId, Context, Effects, Event, Order, ProcessId, Protocol, System, Topology};

use super::coins::*;
use crate::*;

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
