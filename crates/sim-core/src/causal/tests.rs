//! One case worked out by hand. The definition of causal order, on any network, is held against the layer in `tests/causal.rs`.

use super::*;
use crate::global_state::GlobalState;
use crate::id::ProcessId;
use crate::schedule::Action;
use crate::system::System;
use crate::topology::{Order, Shape};

/// The first process tells the others, and the second passes on to the third what it is told. The state is how much a process has heard.
#[derive(Clone, Copy, Debug)]
struct Tell {
    refuses: bool,
}

const MESSAGES: u8 = 2;

impl Protocol for Tell {
    type State = u8;
    type Message = u8;
    type Command = u8;
    type Observation = u8;

    fn initial_state(&self, _: Context<'_>) -> u8 {
        0
    }

    fn commands(&self, cx: Context<'_>, said: &u8, mut offer: impl FnMut(u8)) {
        if cx.process == ProcessId(0) && *said < MESSAGES {
            offer(*said + 1);
            offer(*said + 2);
        }
    }

    fn timer(&self, command: &u8) -> Timer {
        if command.is_multiple_of(2) { Timer::Start } else { Timer::Hold }
    }

    fn may_send(&self, cx: Context<'_>, _: &u8, _: ChannelId) -> bool {
        cx.process != ProcessId(2)
    }

    fn refuses(&self) -> bool {
        self.refuses
    }

    fn is_urgent(message: &u8) -> bool {
        *message == 1
    }

    fn accepts(&self, cx: Context<'_>, _: &u8, _: ChannelId, message: &u8) -> bool {
        !self.refuses || cx.process != ProcessId(2) || *message != 2
    }

    fn handle<E: Effects<u8, u8>>(
        &self,
        cx: Context<'_>,
        state: &mut u8,
        event: Event<u8, u8>,
        effects: &mut E,
    ) {
        *state += 1;
        let message = match event {
            Event::Internal(message) | Event::Receive { message, .. } => message,
        };
        effects.observe(message);
        let tells = |channel: &ChannelId| match cx.process {
            ProcessId(0) => true,
            ProcessId(1) => cx.topology.channel(*channel).target == ProcessId(2),
            _ => false,
        };
        cx.outgoing().filter(tells).for_each(|channel| effects.send(channel, message));
    }
}

fn system(order: Order, refuses: bool) -> System<Causal<Tell>> {
    let topology = Shape::Complete(3).build(order).unwrap();
    System::new(Causal::new(Tell { refuses }, &topology), topology)
}

type Global = GlobalState<Layered<u8, Option<Box<Clock>>>, Stamped<u8>>;

fn begins(system: &System<Causal<Tell>>) -> Global {
    system.initial_state()
}

fn speak(system: &System<Causal<Tell>>, state: &mut Global) {
    let act = Action::Internal { process: ProcessId(0), command: 0 };
    let step = system.step(state, 0, act, |_, _| ()).unwrap();
    assert_eq!(step.observations().count(), 1);
}

fn deliver(system: &System<Causal<Tell>>, state: &mut Global, name: &str) {
    let channel = system.topology.channel_called(name).unwrap();
    let step = system.step(state, 0, Action::Deliver { channel, position: 0 }, |_, _| ()).unwrap();
    assert_eq!(step.observations().count(), 1);
}

/// The channels of which the oldest message may come.
fn open(system: &System<Causal<Tell>>, state: &Global) -> Vec<String> {
    let named = |action| match action {
        Action::Deliver { channel, position: 0 } => Some(system.topology.channel_name(channel)),
        _ => None,
    };
    system.enabled(state).into_iter().filter_map(named).collect()
}

#[test]
fn a_message_waits_for_all_that_its_sender_knew_of_and_for_nothing_else() {
    let system = system(Order::Causal, false);
    let mut state = begins(&system);
    for _ in 0..MESSAGES {
        speak(&system, &mut state);
        assert_eq!(open(&system, &state), ["p0->p1", "p0->p2"]);
        deliver(&system, &mut state, "p0->p1");
        assert_eq!(open(&system, &state), ["p0->p2"], "what is passed on waits");
        deliver(&system, &mut state, "p0->p2");
        assert_eq!(open(&system, &state), ["p1->p2"]);
        deliver(&system, &mut state, "p1->p2");
        assert_eq!(open(&system, &state), [""; 0]);
    }
}

#[test]
fn of_two_messages_of_a_channel_the_one_that_was_sent_first_comes_first() {
    let system = system(Order::Causal, false);
    let mut state = begins(&system);
    speak(&system, &mut state);
    speak(&system, &mut state);
    let second = |state: &Global| {
        let channel = system.topology.channel_called("p0->p2").unwrap();
        system.allows(state, Action::Deliver { channel, position: 1 })
    };
    assert!(!second(&state));
    assert_eq!(open(&system, &state), ["p0->p1", "p0->p2"]);
}

#[test]
fn what_is_passed_on_has_the_stamp_of_who_passes_it_on() {
    let system = system(Order::Causal, false);
    let mut state = begins(&system);
    speak(&system, &mut state);
    deliver(&system, &mut state, "p0->p1");
    let stamps = |state: &Global, name: &str| -> Vec<String> {
        let channel = system.topology.channel_called(name).unwrap();
        let stamp =
            |message: &crate::Envelope<Stamped<u8>, ()>| message.body.stamp.as_ref().unwrap().to_string();
        state.channel(channel).iter().map(stamp).collect()
    };
    // p0->p1, p0->p2, p1->p0, p1->p2, p2->p0, p2->p1
    assert_eq!(stamps(&state, "p0->p2"), ["<0: 1 1 0 0 0 0>"]);
    assert_eq!(stamps(&state, "p1->p2"), ["<0: 1 1 0 1 0 0>"]);
    speak(&system, &mut state);
    assert_eq!(stamps(&state, "p0->p2"), ["<0: 1 1 0 0 0 0>", "<1: 2 2 0 0 0 0>"]);
}

#[test]
fn elsewhere_messages_have_no_stamp_and_only_who_is_run_refuses() {
    for (order, refuses, expected) in [
        (Order::Fifo, false, false),
        (Order::Unordered, true, true),
        (Order::Causal, false, true),
        (Order::Causal, true, true),
    ] {
        let system = system(order, refuses);
        assert_eq!(system.protocol.refuses(), expected, "{order:?} {refuses}");
        let mut state = begins(&system);
        speak(&system, &mut state);
        let stamped = |message: &crate::Envelope<Stamped<u8>, ()>| message.body.stamp.is_some();
        assert_eq!(state.channels.iter().flatten().all(stamped), order == Order::Causal);
        speak(&system, &mut state);
        deliver(&system, &mut state, "p0->p2");
        assert_eq!(open(&system, &state).contains(&"p0->p2".to_string()), !refuses, "{order:?}");
    }
}

#[test]
fn what_a_process_offers_is_what_is_run_under_the_layer() {
    let system = system(Order::Causal, false);
    let (protocol, inner) = (&system.protocol, Tell { refuses: false });
    for process in system.topology.processes() {
        let (cx, mut state) = (system.context(process), protocol.initial_state(system.context(process)));
        for said in 0..=MESSAGES {
            state.underlying = said;
            let (mut here, mut there) = (Vec::new(), Vec::new());
            protocol.commands(cx, &state, |command| here.push(command));
            inner.commands(cx, &said, |command| there.push(command));
            assert_eq!(here, there);
            let (mut here, mut there) = (Vec::new(), Vec::new());
            protocol.count_commands(cx, &state, |count, timer| here.push((count, timer)));
            inner.count_commands(cx, &said, |count, timer| there.push((count, timer)));
            assert_eq!(here, there);
            assert!(
                (0..3).all(|place| protocol.command(cx, &state, place) == inner.command(cx, &said, place))
            );
        }
        let channel = ChannelId(0);
        assert_eq!(protocol.may_send(cx, &state, channel), inner.may_send(cx, &0, channel));
    }
    assert_eq!([1, 2].map(|command| protocol.timer(&command)), [Timer::Hold, Timer::Start]);
    assert_eq!([1, 2].map(|body| Causal::<Tell>::is_urgent(&Stamped { body, stamp: None })), [true, false]);
}

#[test]
fn a_stamp_is_read_as_it_is_printed_and_nothing_else_is_one() {
    let stamp: Stamp = "<3: 1 0 2>".parse().unwrap();
    assert_eq!(stamp.to_string(), "<3: 1 0 2>");
    assert_eq!(stamp.numbers(), 4);
    for bad in ["", "<>", "<3>", "<3: >", "<3: 1 0 2", "3: 1 0 2>", "<a: 1>", "<3: a>", "<3:1>"] {
        assert_eq!(bad.parse::<Stamp>(), Err(StampError), "{bad}");
    }
}

#[test]
fn a_stamp_has_a_number_for_each_channel_or_is_not_believed() {
    let [six, seven]: [Stamp; 2] =
        ["<0: 1 2 3 4 5 6>", "<0: 1 2 3 4 5 6 7>"].map(|text| text.parse().unwrap());
    let may_have = |order, stamp| system(order, false).protocol.may_have(stamp);
    assert!(may_have(Order::Causal, Some(&six)) && may_have(Order::Fifo, None));
    assert!(!may_have(Order::Causal, Some(&seven)) && !may_have(Order::Causal, None));
    assert!(!may_have(Order::Fifo, Some(&six)));
}
