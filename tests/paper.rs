//! The sentences of the paper and of the exercise, each a test.
//!
//! The paper is K. M. Chandy and L. Lamport, "Distributed Snapshots: Determining Global States of Distributed Systems",
//! ACM TOCS 3(1), 1985. Its two rules are tested on single events, as functions from values to values
//! ([`Protocol::apply`]); the exercise and Theorem 1 on whole runs.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::VecDeque;

use sim_core::{
    Channel, ChannelId, Effect, Envelope, Event, GlobalState, Happening, Moment, Observer, Order, ProcessId,
    Protocol, Schedule, State, System, Topology,
};
use snapshot::{
    ChandyLamport, Forward, Forwarding, Layered, Recorded, Superposed, Token, TokenRing, TokenState, Wire,
};
use tests::{P, P_TO_Q, Q, Q_TO_P, Run, SNAPSHOT, Scenario, initiated_by};

type Ring = Superposed<TokenRing, ChandyLamport>;
type RingState = <Ring as Protocol>::State;
type RingEffect = Effect<Wire<Token>, Recorded<TokenState, Token>>;

const M: Wire<Token> = Wire::Underlying(Token);
const MARKER: Wire<Token> = Wire::Marker(SNAPSHOT);

const fn send(channel: ChannelId, message: Wire<Token>) -> RingEffect {
    Effect::Send(channel, message)
}

const fn records_state(receipts: u64, held: u32) -> RingEffect {
    Effect::Observe(Recorded::Process { snapshot: SNAPSHOT, state: TokenState { receipts, held } })
}

const fn records_m(channel: ChannelId) -> RingEffect {
    Effect::Observe(Recorded::Message { snapshot: SNAPSHOT, channel, message: Token })
}

const fn closes(channel: ChannelId) -> RingEffect {
    Effect::Observe(Recorded::Closed { snapshot: SNAPSHOT, channel })
}

/// One process, event by event.
struct Process<'a> {
    system: &'a System<Ring>,
    process: ProcessId,
    state: RingState,
}

impl<'a> Process<'a> {
    /// A process that has received m `receipts` times and passed it on.
    fn after(system: &'a System<Ring>, process: ProcessId, receipts: u64) -> Self {
        let underlying = TokenState { receipts, held: 0 };
        let initial = system.protocol.initial_state(system.context(process));
        Self { system, process, state: Layered { underlying, ..initial } }
    }

    fn apply(&mut self, event: Event<Wire<Token>, Forward>) -> Vec<RingEffect> {
        let cx = self.system.context(self.process);
        let (state, effects) = self.system.protocol.apply(cx, &self.state, event);
        self.state = state;
        effects
    }

    fn receives(&mut self, channel: ChannelId, message: Wire<Token>) -> Vec<RingEffect> {
        self.apply(Event::Receive { channel, message })
    }
}

/// Three processes, each with a channel to each other, two tokens; `initiators` start with `trigger` receipts.
fn triangle(initiators: &[ProcessId], trigger: u64) -> Scenario {
    let ends = [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1)];
    let channel = |(p, q)| Channel { source: ProcessId(p), target: ProcessId(q), order: Order::Fifo };
    let names = (0..3).map(|p| format!("p{p}")).collect();
    Scenario {
        computation: TokenRing { tokens: 2, forwarding: Forwarding::Atomic },
        topology: Topology::new(names, ends.map(channel).to_vec()).unwrap(),
        initiation: initiated_by(initiators, trigger),
        ..Scenario::exercise(trigger)
    }
}

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
    let system = triangle(&[P0], 5).superposed();
    let mut p = Process::after(&system, P0, 4);
    let effects = p.receives(C10, M);
    let markers = [send(C01, MARKER), send(C02, MARKER)];
    assert_eq!(effects, [&[send(C02, M), records_state(5, 0)], &markers[..]].concat());
}

#[test]
fn a_marker_is_sent_before_any_further_message() {
    for seed in 0..100 {
        let scenario = triangle(&[P0, P2], 3);
        let run = scenario.run(seed);
        for channel in scenario.topology.channel_ids() {
            let source = scenario.topology.channel(channel).source;
            let after_recording = run.log.events.iter().skip_while(|event| {
                !(event.process == source
                    && matches!(event.what, Happening::Observe(Recorded::Process { .. })))
            });
            let mut sent = after_recording.filter_map(|event| match &event.what {
                Happening::Send { channel: on, body, .. } if *on == channel => Some(*body),
                _ => None,
            });
            assert_eq!(sent.next(), Some(MARKER), "seed {seed}");
            assert!(sent.all(|body| body == M), "one marker along a channel; seed {seed}");
        }
    }
}

// The paper, section 3, Marker-Receiving Rule for a process q, on receiving a marker along a channel c: if q has not
// recorded its state, then q records its state and records the state of c as the empty sequence;

#[test]
fn q_that_has_not_recorded_its_state_records_it_and_the_channel_as_empty() {
    let system = triangle(&[P0], 5).superposed();
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
    let system = triangle(&[P0], 5).superposed();
    let mut q = Process::after(&system, P1, 7);
    assert_eq!(q.receives(C21, M), [send(C10, M)]);
    let effects = q.receives(C01, MARKER);
    assert!(effects.contains(&records_state(8, 0)) && !effects.contains(&records_m(C21)), "{effects:?}");
}

// else q records the state of c as the sequence of messages received along c after q's state was recorded and before q
// received the marker along c.

#[test]
fn q_that_has_recorded_its_state_records_what_came_between_that_and_the_marker() {
    let system = triangle(&[P0], 5).superposed();
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
    let system = triangle(&[P0], 5).superposed();
    let mut q = Process::after(&system, P1, 7);
    q.receives(C01, MARKER);
    assert_eq!(q.receives(C21, MARKER), [closes(C21)]);
}

// The paper, section 1: the algorithm runs concurrently with, but does not alter, the underlying computation.

#[test]
fn a_marker_does_not_alter_the_underlying_state() {
    let system = triangle(&[P0], 5).superposed();
    let mut q = Process::after(&system, P1, 7);
    let before = q.state.underlying;
    q.receives(C01, MARKER);
    assert_eq!(q.state.underlying, before);
}

// The paper, section 3: the algorithm can be initiated by one or more processes.

#[test]
fn two_initiators_that_do_not_know_of_one_another_record_one_state() {
    let scenario = Scenario {
        computation: TokenRing { tokens: 2, forwarding: Forwarding::Atomic },
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
    let system = triangle(&[P0, P1], 5).superposed();
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
        computation: TokenRing { tokens: 2, forwarding: Forwarding::Atomic },
        ..Scenario::exercise(0)
    };
    // P records 0 and receives Q's m before Q receives P's: when Q has received once, P is past 0.
    let schedule = "P! Q! Q>P P>Q P>Q Q>P Q>P";
    let run = scenario.follow(schedule).unwrap();
    assert_eq!(run.answer(&scenario.topology), "P=0 Q=1 P->Q=[] Q->P=[m m]");
    assert_eq!(run.complaints(), Vec::<String>::new(), "every oracle holds, `reachable` among them");
    let passed = states_passed(&scenario, schedule);
    assert_eq!(passed.len(), 8);
    assert!(!passed.contains(&recorded_state(&run)), "no moment of the run had this state");
}

#[test]
fn the_recorded_state_of_the_worked_answer_did_occur() {
    let scenario = Scenario::exercise(101);
    let passed = states_passed(&scenario, WORKED);
    let recorded = recorded_state(&scenario.follow(WORKED).unwrap());
    assert!(passed.contains(&recorded));
}

/// A global state of the ring, of messages without identities.
type Plain = GlobalState<TokenState, Token>;

fn recorded_state(run: &Run<TokenRing>) -> Plain {
    let state = |process: &snapshot::ProcessRecord<TokenState>| process.first.as_ref().unwrap().state;
    let content = |channel: &snapshot::ChannelRecord<Token>| {
        channel.messages.iter().map(|(_, body)| Envelope { id: (), body: *body }).collect()
    };
    GlobalState {
        processes: run.recorded.processes.iter().map(state).collect(),
        channels: run.recorded.channels.iter().map(content).collect(),
    }
}

/// The initial global state of the underlying computation and the one after each step.
fn states_passed(scenario: &Scenario, schedule: &str) -> Vec<Plain> {
    let (alone, superposed) = (scenario.alone(), scenario.superposed());
    let schedule = Schedule::parse(schedule, &scenario.topology).unwrap();
    let mut passed = Passed(vec![alone.initial_state()]);
    scenario.setup(&alone, &superposed).listed(schedule).run(&mut passed).unwrap();
    passed.0
}

/// Keeps each global state of the underlying computation that a run passes through.
struct Passed(Vec<Plain>);

impl Observer<Ring> for Passed {
    fn after(&mut self, _: Moment, state: &State<Ring>) {
        let messages = |queue: &VecDeque<Envelope<Wire<Token>, _>>| {
            let underlying = queue.iter().filter(|message| message.body == M);
            underlying.map(|_| Envelope { id: (), body: Token }).collect()
        };
        self.0.push(GlobalState {
            processes: state.processes.iter().map(|process| process.underlying).collect(),
            channels: state.channels.iter().map(messages).collect(),
        });
    }
}

// The exercise, sentence by sentence.

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
    assert!(first.process == P && matches!(first.what, Happening::Internal { command: Forward, .. }));
    let sent = rest.iter().filter_map(|event| match &event.what {
        Happening::Send { channel, body, .. } if *body == M => Some(*channel),
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
        let schedule = scenario.run(0).actions.display(&scenario.topology);
        let passed = states_passed(&scenario, &schedule);
        assert!(passed.len() > 202);
        for state in passed {
            let held: u32 = state.processes.iter().map(|process| process.held).sum();
            let in_channels: usize = state.channels.iter().map(VecDeque::len).sum();
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
    assert_eq!(p.receives(Q_TO_P, M), [records_m(Q_TO_P), send(P_TO_Q, M)], "nor again with 102");
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
        match &cause.what {
            Happening::Receive { body: Wire::Underlying(Token), .. } => lines.push("msg".to_string()),
            Happening::Receive { body: Wire::Marker(_), .. } => lines.push("marker".to_string()),
            _ => {}
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
