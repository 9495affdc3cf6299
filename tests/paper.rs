//! The sentences of the paper that the algorithm and its recorded state must satisfy, each a test.
//!
//! K. M. Chandy and L. Lamport, "Distributed Snapshots: Determining Global States of Distributed Systems",
//! ACM TOCS 3(1), 1985. Its two rules are tested on single events, as functions from values to values
//! ([`Protocol::apply`]); Theorem 1 on a whole run.

use sim_core::{ChannelId, Happening, ProcessId};
use snapshot::{Carries as _, Forwarding, Recorded, TokenRing};
use tests::event::{M, MARKER, Process, closes, records_m, records_state, send};
use tests::{P, Q, Scenario, initiated_by};

const P0: ProcessId = ProcessId(0);
const P1: ProcessId = ProcessId(1);
const P2: ProcessId = ProcessId(2);
/// The channels of the triangle, by their ends.
const C01: ChannelId = ChannelId(0);
const C02: ChannelId = ChannelId(1);
const C10: ChannelId = ChannelId(2);
const C12: ChannelId = ChannelId(3);
const C20: ChannelId = ChannelId(4);
const C21: ChannelId = ChannelId(5);

// The paper, section 3, Marker-Sending Rule for a process p: for each channel c directed away from p, p sends one
// marker along c after p records its state and before p sends further messages along c.

#[test]
fn p_records_its_state_and_then_sends_one_marker_along_each_outgoing_channel() {
    let system = Scenario::triangle(2, &[P0], 5).superposed();
    let mut p = Process::after(&system, P0, 4);
    let effects = p.receives(C10, M);
    let markers = [send(C01, MARKER), send(C02, MARKER)];
    assert_eq!(effects, [&[send(C02, M), records_state(5, 0)], &markers[..]].concat());
}

#[test]
fn a_marker_is_sent_before_any_further_message() {
    for seed in 0..100 {
        let scenario = Scenario::triangle(2, &[P0, P2], 3);
        let run = scenario.run(seed);
        for channel in scenario.topology.channel_ids() {
            let source = scenario.topology.channel(channel).source;
            let after_recording = run.log.events.iter().skip_while(|event| {
                !(event.process == source
                    && matches!(event.what, Happening::Observe(Recorded::Process { .. })))
            });
            let mut sent = after_recording.filter_map(|event| match &event.what {
                Happening::Send { channel: on, body, .. } if *on == channel => Some(body.clone()),
                _ => None,
            });
            assert_eq!(sent.next(), Some(MARKER.logged()), "seed {seed}");
            assert!(sent.all(|body| body == M.logged()), "one marker along a channel; seed {seed}");
        }
    }
}

// The paper, section 3, Marker-Receiving Rule for a process q, on receiving a marker along a channel c: if q has not
// recorded its state, then q records its state and records the state of c as the empty sequence;

#[test]
fn q_that_has_not_recorded_its_state_records_it_and_the_channel_as_empty() {
    let system = Scenario::triangle(2, &[P0], 5).superposed();
    let mut q = Process::after(&system, P1, 7);
    let effects = q.receives(C01, MARKER);
    assert_eq!(effects, [records_state(7, 0), send(C10, MARKER), send(C12, MARKER), closes(C01)]);
    assert_eq!(
        q.receives(C01, M),
        [send(C10, M)],
        "what comes after the marker is not in the channel's state"
    );
}

#[test]
fn what_q_received_before_it_recorded_its_state_is_in_no_channel() {
    let system = Scenario::triangle(2, &[P0], 5).superposed();
    let mut q = Process::after(&system, P1, 7);
    assert_eq!(q.receives(C21, M), [send(C10, M)]);
    let effects = q.receives(C01, MARKER);
    assert!(effects.contains(&records_state(8, 0)) && !effects.contains(&records_m(C21)), "{effects:?}");
}

// else q records the state of c as the sequence of messages received along c after q's state was recorded and before q
// received the marker along c.

#[test]
fn q_that_has_recorded_its_state_records_what_came_between_that_and_the_marker() {
    let system = Scenario::triangle(2, &[P0], 5).superposed();
    let mut q = Process::after(&system, P0, 4);
    q.receives(C10, M);
    assert_eq!(q.receives(C10, M), [records_m(C10), send(C01, M)]);
    assert_eq!(q.receives(C20, M), [records_m(C20), send(C02, M)]);
    assert_eq!(q.receives(C10, MARKER), [closes(C10)]);
    assert_eq!(q.receives(C10, M), [send(C01, M)], "the marker has ended the state of this channel");
    assert_eq!(q.receives(C20, M), [records_m(C20), send(C02, M)], "and not that of the other");
    assert_eq!(q.receives(C20, MARKER), [closes(C20)]);
}

#[test]
fn a_second_marker_neither_records_the_state_again_nor_is_passed_on() {
    let system = Scenario::triangle(2, &[P0], 5).superposed();
    let mut q = Process::after(&system, P1, 7);
    q.receives(C01, MARKER);
    assert_eq!(q.receives(C21, MARKER), [closes(C21)]);
}

// The paper, section 1: the algorithm runs concurrently with, but does not alter, the underlying computation.

#[test]
fn a_marker_does_not_alter_the_underlying_state() {
    let system = Scenario::triangle(2, &[P0], 5).superposed();
    let mut q = Process::after(&system, P1, 7);
    let before = q.state.underlying;
    q.receives(C01, MARKER);
    assert_eq!(q.state.underlying, before);
}

// The paper, section 3: the algorithm can be initiated by one or more processes.

#[test]
fn two_initiators_that_do_not_know_of_one_another_record_one_state() {
    let scenario = Scenario {
        computation: TokenRing { tokens: 2, ..TokenRing::new(Forwarding::Atomic) },
        initiation: initiated_by(&[P, Q], 0),
        ..Scenario::exercise(0)
    };
    // Each sends its m and records its state before it hears of the other.
    let run = scenario.follow("P! Q! P>Q Q>P P>Q Q>P").unwrap();
    assert_eq!(run.answer(&scenario.topology), "P=0 Q=0 P->Q=[m] Q->P=[m]");
    assert_eq!(run.complaints(), Vec::<String>::new());
}

#[test]
fn an_initiator_that_a_marker_reached_first_does_not_initiate() {
    let system = Scenario::triangle(2, &[P0, P1], 5).superposed();
    let mut late = Process::after(&system, P1, 4);
    assert!(late.receives(C01, MARKER).contains(&records_state(4, 0)));
    assert_eq!(
        late.receives(C21, M),
        [records_m(C21), send(C12, M)],
        "it sends m with state 5, and no marker"
    );
}

// The paper, section 4, Theorem 1: the recorded state can be reached from the one in which the algorithm was initiated,
// and the one in which it ended can be reached from the recorded state. It need not have occurred.

#[test]
fn the_recorded_state_need_not_have_occurred_and_yet_is_reachable() {
    let scenario = Scenario {
        computation: TokenRing { tokens: 2, ..TokenRing::new(Forwarding::Atomic) },
        ..Scenario::exercise(0)
    };
    // P records 0 and receives Q's m before Q receives P's: when Q has received once, P is past 0.
    let run = scenario.follow("P! Q! Q>P P>Q P>Q Q>P Q>P").unwrap();
    assert_eq!(run.answer(&scenario.topology), "P=0 Q=1 P->Q=[] Q->P=[m m]");
    assert_eq!(run.complaints(), Vec::<String>::new(), "every oracle holds, `reachable` among them");
    assert_eq!(run.passed.len(), 8);
    assert!(!run.passed.contains(&run.recorded_state().unwrap()), "no moment of the run had this state");
}
