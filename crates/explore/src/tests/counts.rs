//! What is found and how often, beside the plainest search.

use std::num::NonZeroUsize;

use sim_core::Order;

use super::coins::*;
use crate::*;

#[test]
fn every_state_step_and_end_is_found_and_counted_once() {
    let two = NonZeroUsize::new(2).unwrap();
    for system in systems() {
        for property in [
            Sides::default(),
            Sides { full: Some(2), ..Sides::default() },
            Sides { ends_early: true, ..Sides::default() },
        ] {
            let expected = naive(&system, &property);
            for (exact, jobs) in [(false, NonZeroUsize::MIN), (true, two)] {
                let report = searched(&system, &property, Options { exact, jobs, ..ALL });
                assert_eq!(told(&system, &report), expected, "{:?} {exact}", system.protocol);
                assert!(report.complete());
            }
        }
    }
}

#[test]
fn a_search_of_many_pieces_is_the_plainest_search_too_with_any_number_of_threads() {
    let system = coins("ring:3", Order::Unordered, 2, false);
    let expected = naive(&system, &Sides::default());
    assert_eq!(expected.counts.0, 9_261);
    let reports = [1, 2, 3].map(|jobs| {
        searched(&system, &Sides::default(), Options { jobs: NonZeroUsize::new(jobs).unwrap(), ..ALL })
    });
    assert_eq!(told(&system, &reports[0]), expected);
    assert!(reports[1] == reports[0] && reports[2] == reports[0]);
}

#[test]
fn what_is_found_first_has_the_shortest_schedule_and_without_going_on_it_is_the_end() {
    let system = coins("ring:2", Order::Fifo, 2, false);
    let property = Sides { full: Some(2), ..Sides::default() };
    let report = searched(&system, &property, Options { keep_going: false, ..ALL });
    assert_eq!((report.ending, report.complete()), (Ending::Violated, false));
    assert_eq!(report.violations.len(), 1);
    let Found { what, times, witness } = &report.violations[0];
    assert_eq!((what, *times, witness.steps()), (&Wrong::Full, 1, 2));
    let all = searched(&system, &property, ALL);
    assert_eq!(all.violations[0].witness, *witness);
    assert_ne!(all.outcomes[0].witness, *witness);
    assert_eq!(format!("{witness:?}"), format!("Witness({:?})", witness.schedule().0));
    let lengths: Vec<_> = all.outcomes.iter().map(|found| found.witness.steps()).collect();
    assert!(lengths.is_sorted(), "{lengths:?}");
}
