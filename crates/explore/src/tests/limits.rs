//! Where a search stops, what it says on the way, and what its report is worth.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use sim_core::Order;

use super::coins::*;
use crate::*;

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
