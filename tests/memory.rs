//! A window of any length is judged in the memory of the processes and the messages in flight.
//!
//! Counted by the allocator of this binary: what is allocated while the window is open, and not how long it takes.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::alloc::System as Allocator;

use cap::Cap;
use sim_core::{Delay, Timed, Timing, Topology};
use snapshot::algorithms::chandy_lamport::ChandyLamport;
use snapshot::oracle::{Overall, overall};
use snapshot::{Computation, Experiment, Forwarding, Superposed, TokenRing, Wanted};
use tests::{P, Scenario, delays, initiated_by};

#[global_allocator]
static MEMORY: Cap<Allocator> = Cap::new(Allocator, usize::MAX);

const PROCESSES: u32 = 50;

/// A ring in which the marker goes round once, with the tokens: so the window has as many receipts as there are processes times
/// tokens.
fn ring(tokens: u32) -> Scenario {
    Scenario {
        computation: TokenRing { tokens, ..TokenRing::new(Forwarding::Atomic) },
        topology: Topology::ring(PROCESSES).unwrap(),
        timing: Timing::new(delays(1, 20), Delay::ZERO),
        initiation: initiated_by(&[P], 10),
        max_events: u64::MAX,
    }
}

type Running<'a, C> = Experiment<'a, C, Superposed<C, ChandyLamport>, Timed<Superposed<C, ChandyLamport>>>;

/// Runs to the end, and says how much more was allocated than when the window had opened, at most, and how many events it had.
fn most_in_window<C: Computation>(mut run: Running<'_, C>) -> (usize, u64) {
    while run.events_before() == run.events_so_far() {
        run.run_until(run.events_so_far() + 1, &mut ()).unwrap();
    }
    let (opened, mut most) = (MEMORY.allocated(), 0);
    while run.run_until(run.events_so_far() + 100, &mut ()).unwrap().is_none() {
        most = most.max(MEMORY.allocated().saturating_sub(opened));
    }
    let judged = run.judge_each(Wanted::ALWAYS, |judged| {
        assert_eq!(overall(judged.checks), Overall::Holds);
        Ok(())
    });
    judged.unwrap();
    (most, run.events_so_far() - run.events_before())
}

#[test]
fn who_keeps_no_events_needs_no_more_memory_for_a_long_window_than_for_the_messages_in_flight() {
    const TOKENS: u32 = 1_000;
    let scenario = ring(TOKENS);
    let (alone, superposed) = (scenario.alone(), scenario.superposed());
    let experiment = || scenario.setup(&alone, &superposed).timed(&scenario.timing, 1);
    let (forgetting, events) = most_in_window(experiment().forgetting());
    assert!(events > 80_000, "{events}");
    // A message in flight across the cut, or a process, takes less than this.
    let bound = 200 * (TOKENS + PROCESSES) as usize;
    assert!(forgetting < bound, "{forgetting} bytes for {events} events");
    let (keeping, same) = most_in_window(experiment());
    assert_eq!(same, events);
    assert!(keeping > 10 * bound, "{keeping}: who keeps them does, so that it is seen here");
}
