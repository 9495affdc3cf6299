//! The sentences of the exercise, each a test: P and Q rotate one message m, P has state 101, sends m and immediately
//! initiates, and the worked answer is `P<101> Pc<1msg>`, `Q<102> Qc<NULL>`.

use sim_core::{ChannelId, Happening, ProcessId, Queue};
use snapshot::{Act, Carries as _, Forward, Forwarding, Recorded, TokenRing, TokenState};
use tests::event::{M, MARKER, Process, closes, records_m, records_state, send};
use tests::{P, P_TO_Q, Q, Q_TO_P, Run, Scenario};

/// The worked answer's run: after the marker, Q's reply reaches P, and m comes round to Q once more before P has Q's
/// marker.
const WORKED: &str = "P! (P>Q Q>P)*101 P>Q P>Q Q>P P>Q Q>P";

#[test]
fn two_processes_p_and_q_are_joined_in_a_ring_by_two_channels() {
    let ring = Scenario::exercise(101).topology;
    assert_eq!(
        ring.processes().map(|process| ring.name(process).to_string()).collect::<Vec<_>>(),
        ["P", "Q"]
    );
    let channels: Vec<_> = ring.channel_ids().map(|channel| ring.channel_name(channel)).collect();
    assert_eq!(channels, ["P->Q", "Q->P"]);
}

#[test]
fn they_rotate_one_message_m_and_p_sends_it_first() {
    let scenario = Scenario::exercise(101);
    let log = scenario.run(0).log.events;
    let (first, rest) = log.split_first().unwrap();
    assert!(
        first.process == P
            && matches!(first.what, Happening::Internal { command: Act::Underlying(Forward), .. })
    );
    let sent = rest.iter().filter_map(|event| match &event.what {
        Happening::Send { channel, body, .. } if *body == M.logged() => Some(*channel),
        _ => None,
    });
    let sent: Vec<_> = sent.collect();
    assert!(sent.len() > 202 && sent.iter().step_by(2).all(|channel| *channel == P_TO_Q));
    assert!(sent.iter().skip(1).step_by(2).all(|channel| *channel == Q_TO_P));
}

#[test]
fn at_any_moment_there_is_exactly_one_copy_of_m() {
    for forwarding in [Forwarding::Atomic, Forwarding::Held] {
        let computation = TokenRing::new(forwarding);
        let scenario = Scenario { computation, ..Scenario::exercise(101) };
        let passed = scenario.run(0).passed;
        assert!(passed.len() > 202);
        for state in passed {
            let held: u32 = state.processes.iter().map(|process| process.held).sum();
            let in_channels: usize = state.channels.iter().map(Queue::len).sum();
            assert_eq!(held as usize + in_channels, 1, "{state:?}");
        }
    }
}

#[test]
fn the_state_of_a_process_is_the_number_of_times_it_has_received_m() {
    let system = Scenario::exercise(101).superposed();
    let mut q = Process::after(&system, Q, 0);
    for receipts in 1..=5 {
        assert_eq!(q.receives(P_TO_Q, M), [send(Q_TO_P, M)]);
        assert_eq!(q.state.underlying, TokenState { receipts, held: 0 });
    }
}

#[test]
fn immediately_after_sending_m_with_state_101_p_initiates_in_the_same_event() {
    let system = Scenario::exercise(101).superposed();
    let mut p = Process::after(&system, P, 99);
    assert_eq!(p.receives(Q_TO_P, M), [send(P_TO_Q, M)], "not with 100");
    assert_eq!(p.receives(Q_TO_P, M), [send(P_TO_Q, M), records_state(101, 0), send(P_TO_Q, MARKER)]);
    assert_eq!(p.receives(Q_TO_P, M), [records_m(Q_TO_P), send(P_TO_Q, M)], "and not again");
}

#[test]
fn a_process_that_came_past_101_without_sending_initiates_when_it_first_sends_after_that() {
    let system = Scenario::exercise(101).superposed();
    let mut late = Process::after(&system, P, 101);
    assert_eq!(late.receives(Q_TO_P, M), [send(P_TO_Q, M), records_state(102, 0), send(P_TO_Q, MARKER)]);
    assert_eq!(late.receives(Q_TO_P, M), [records_m(Q_TO_P), send(P_TO_Q, M)], "and not again");
}

#[test]
fn p_with_state_101_does_not_initiate_before_it_has_sent_m() {
    let computation = TokenRing::new(Forwarding::Held);
    let system = Scenario { computation, ..Scenario::exercise(101) }.superposed();
    let mut p = Process::after(&system, P, 100);
    assert_eq!(p.receives(Q_TO_P, M), []);
    assert_eq!(p.state.underlying, TokenState { receipts: 101, held: 1 });
    assert_eq!(p.forwards(), [send(P_TO_Q, M), records_state(101, 0), send(P_TO_Q, MARKER)]);
}

#[test]
fn q_replies_m_with_state_102_then_receives_the_marker_and_records_an_empty_channel() {
    let system = Scenario::exercise(101).superposed();
    let mut q = Process::after(&system, Q, 101);
    assert_eq!(q.receives(P_TO_Q, M), [send(Q_TO_P, M)]);
    let effects = q.receives(P_TO_Q, MARKER);
    assert_eq!(effects, [records_state(102, 0), send(Q_TO_P, MARKER), closes(P_TO_Q)]);
}

#[test]
fn p_receives_m_and_then_the_marker_so_its_incoming_channel_holds_one_m() {
    let system = Scenario::exercise(101).superposed();
    let mut p = Process::after(&system, P, 100);
    p.receives(Q_TO_P, M);
    assert_eq!(p.receives(Q_TO_P, M), [records_m(Q_TO_P), send(P_TO_Q, M)]);
    assert_eq!(p.receives(Q_TO_P, MARKER), [closes(Q_TO_P)]);
}

#[test]
fn the_final_state_is_that_of_the_worked_answer() {
    let scenario = Scenario::exercise(101);
    let run = scenario.follow(WORKED).unwrap();
    assert_eq!(run.complaints(), Vec::<String>::new());
    let line = |process: ProcessId, incoming: ChannelId| {
        let name = scenario.topology.name(process);
        let state = run.recorded.processes[process.index()].first.as_ref().unwrap().state;
        let content = match run.recorded.channels[incoming.index()].messages.len() {
            0 => "NULL".to_string(),
            several => format!("{several}msg"),
        };
        format!("{name}<{state}> {name}c<{content}>")
    };
    assert_eq!([line(P, Q_TO_P), line(Q, P_TO_Q)], ["P<101> Pc<1msg>", "Q<102> Qc<NULL>"]);
}

#[test]
fn the_state_of_the_worked_answer_did_occur() {
    let run = Scenario::exercise(101).follow(WORKED).unwrap();
    assert!(run.passed.contains(&run.recorded_state().unwrap()));
}

#[test]
fn the_transcripts_are_those_of_the_worked_answer() {
    let run = Scenario::exercise(101).follow(WORKED).unwrap();
    // From the last receipt before the snapshot: both processes' 101st.
    let (p, q) = (transcript(&run, P), transcript(&run, Q));
    assert_eq!(p[100..], ["msg", "state: 101", "msg: 0", "msg", "marker", "state: 101", "msg: 1"]);
    assert_eq!(q[100..], ["msg", "msg", "marker", "state: 102", "msg: 0", "msg"]);
}

/// What a process receives, and what it has recorded by the end of each event in which it records.
fn transcript(run: &Run<TokenRing>, process: ProcessId) -> Vec<String> {
    let (mut lines, mut recorded_state, mut recorded_messages) = (Vec::new(), None, 0);
    for step in run.log.events.chunk_by(|_, next| !next.begins_step()) {
        let [cause, effects @ ..] = step else { unreachable!("a step is not empty") };
        if cause.process != process {
            continue;
        }
        if let Happening::Receive { body, .. } = &cause.what {
            lines.push(if body.message().is_some() { "msg" } else { "marker" }.to_string());
        }
        let mut tell = false;
        for event in effects {
            match &event.what {
                Happening::Observe(Recorded::Process { state, .. }) => {
                    (recorded_state, tell) = (Some(state.receipts), true);
                }
                Happening::Observe(Recorded::Message { .. }) => recorded_messages += 1,
                Happening::Observe(Recorded::Closed { .. }) => tell = true,
                _ => {}
            }
        }
        if let Some(state) = recorded_state.filter(|_| tell) {
            lines.extend([format!("state: {state}"), format!("msg: {recorded_messages}")]);
        }
    }
    lines
}

#[test]
fn m_held_between_receipt_and_forwarding_is_in_the_recorded_state_of_q() {
    let scenario = Scenario { computation: TokenRing::new(Forwarding::Held), ..Scenario::exercise(0) };
    // The marker comes when Q has received m and not yet passed it on.
    let run = scenario.follow("P! P>Q P>Q Q>P").unwrap();
    assert_eq!(run.answer(&scenario.topology), "P=0 Q=1,m P->Q=[] Q->P=[]");
    assert_eq!(run.complaints(), Vec::<String>::new());
}
