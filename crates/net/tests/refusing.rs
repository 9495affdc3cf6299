//! What a live process refuses waits for it, and with it what its channel's discipline puts behind it.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use bytes::BytesMut;
use sim_core::{
    Cause, ChannelId, Context, Delay, Effects, Event, MessageId, Order, ProcessId, Protocol, StepOf, System,
    Topology,
};
use sim_net::hello::Identity;
use sim_net::{Encoding, Ended, Ending, Journal, Meeting, Node, Notice, Settings, Wire};

/// How many messages P sends, as fast as it can.
const MESSAGES: u64 = 10;

/// Q takes the next message only when it has done something about the last one.
struct OneByOne;

impl Protocol for OneByOne {
    /// How many messages were sent or received, and how many something was done about.
    type State = (u64, u64);
    type Message = u64;
    type Command = u64;
    type Observation = ();

    fn refuses(&self) -> bool {
        true
    }

    fn initial_state(&self, _: Context<'_>) -> (u64, u64) {
        (0, 0)
    }

    fn commands(&self, cx: Context<'_>, (came, done): &(u64, u64), mut offer: impl FnMut(u64)) {
        let sends = cx.process == ProcessId(0) && *came < MESSAGES;
        if sends || done < came && cx.process == ProcessId(1) {
            offer(*came);
        }
    }

    fn accepts(&self, _: Context<'_>, (came, done): &(u64, u64), _: ChannelId, _: &u64) -> bool {
        came == done
    }

    fn handle<E: Effects<u64, ()>>(
        &self,
        cx: Context<'_>,
        (came, done): &mut (u64, u64),
        event: Event<u64, u64>,
        effects: &mut E,
    ) {
        match event {
            Event::Internal(number) if cx.process == ProcessId(0) => {
                *came += 1;
                cx.outgoing().for_each(|channel| effects.send(channel, number));
            }
            Event::Internal(_) => *done += 1,
            Event::Receive { .. } => *came += 1,
        }
    }
}

/// Q takes no even message before it has had all the odd ones, which are urgent.
struct OddOnesFirst;

impl Protocol for OddOnesFirst {
    /// How many messages were sent, or how many odd ones received.
    type State = u64;
    type Message = u64;
    type Command = u64;
    type Observation = ();

    fn refuses(&self) -> bool {
        true
    }

    fn is_urgent(message: &u64) -> bool {
        message % 2 == 1
    }

    fn initial_state(&self, _: Context<'_>) -> u64 {
        0
    }

    fn commands(&self, cx: Context<'_>, sent: &u64, mut offer: impl FnMut(u64)) {
        if cx.process == ProcessId(0) && *sent < MESSAGES {
            offer(*sent);
        }
    }

    fn accepts(&self, _: Context<'_>, odd: &u64, _: ChannelId, message: &u64) -> bool {
        Self::is_urgent(message) || *odd == MESSAGES / 2
    }

    fn handle<E: Effects<u64, ()>>(
        &self,
        cx: Context<'_>,
        count: &mut u64,
        event: Event<u64, u64>,
        effects: &mut E,
    ) {
        match event {
            Event::Internal(number) => {
                *count += 1;
                cx.outgoing().for_each(|channel| effects.send(channel, number));
            }
            Event::Receive { message, .. } => *count += u64::from(Self::is_urgent(&message)),
        }
    }
}

struct Text;

impl Encoding<u64> for Text {
    fn encode(&self, message: &u64, out: &mut BytesMut) {
        out.extend_from_slice(message.to_string().as_bytes());
    }

    fn decode(&self, bytes: &[u8]) -> Option<u64> {
        std::str::from_utf8(bytes).ok()?.parse().ok()
    }
}

/// What a process did, up to so many steps: the message that it received, or nothing.
struct Steps {
    left: u64,
    seen: Vec<Option<u64>>,
}

impl<P: Protocol<Message = u64>> Journal<P> for Steps {
    fn step(&mut self, step: &StepOf<P>, _: &P::State) -> io::Result<()> {
        self.left -= 1;
        self.seen.push(match &step.cause {
            Cause::Receive { message, .. } => {
                assert_eq!(message.id, MessageId(message.body), "its place among those of its channel");
                Some(message.body)
            }
            Cause::Internal(_) => None,
        });
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn objection(&self, _: ChannelId, _: &u64) -> Option<String> {
        None
    }

    fn complete(&self) -> bool {
        self.left == 0
    }
}

/// Runs one of the two processes for so many steps; what it did.
fn run<P: Protocol<Message = u64>>(
    system: &System<P>,
    (process, steps): (u32, u64),
    (listener, address): (Option<TcpListener>, Option<String>),
) -> (Ended, Vec<Option<u64>>) {
    let names = ["P", "Q"];
    let timeout = Duration::from_secs(60);
    let me = Identity {
        name: names[process as usize].to_string(),
        experiment: std::collections::BTreeMap::new(),
        secret: None,
    };
    let neighbours = vec![(names[1 - process as usize].to_string(), address)];
    let notice = Notice(Arc::new(|line| panic!("{line}")));
    let meeting = Meeting { me, listener, neighbours, wire: Wire::Frames, timeout, notice };
    let settings = Settings {
        pace: Duration::ZERO,
        timeout,
        deadline: Duration::from_secs(600),
        // Q takes its time, so that messages come that it does not take.
        hold: if process == 0 { Delay::ZERO } else { Delay::fixed(5) },
        start: Delay::ZERO,
        seed: 0,
        max_events: u64::MAX,
        ending: Ending::Together,
    };
    let mut steps = Steps { left: steps, seen: Vec::new() };
    let ended = Node::run(system, ProcessId(process), meeting, settings, &Text, &mut steps).unwrap();
    (ended, steps.seen)
}

/// What Q does in so many steps, while P sends.
fn done_by_q<P: Protocol<Message = u64> + Sync>(system: &System<P>, steps: u64) -> Vec<Option<u64>> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = Some(listener.local_addr().unwrap().to_string());
    thread::scope(|scope| {
        let q = scope.spawn(move || run(system, (1, steps), (None, address)));
        assert_eq!(run(system, (0, MESSAGES), (Some(listener), None)).0, Ended::Complete);
        let (ended, seen) = q.join().unwrap();
        assert_eq!(ended, Ended::Complete);
        seen
    })
}

#[test]
fn what_is_refused_is_received_later_in_its_turn() {
    let system = System::new(OneByOne, Topology::ring(2).unwrap());
    let expected: Vec<_> = (0..MESSAGES).flat_map(|number| [Some(number), None]).collect();
    assert_eq!(done_by_q(&system, 2 * MESSAGES), expected);
}

#[test]
fn what_may_overtake_is_received_while_what_came_before_it_is_refused() {
    let (odd, even) = ((1..MESSAGES).step_by(2), (0..MESSAGES).step_by(2));
    let expected: Vec<_> = odd.chain(even).map(Some).collect();
    for order in [Order::Unordered, Order::Overtaking, Order::Causal] {
        let system = System::new(OddOnesFirst, Topology::ring(2).unwrap().with_order(order));
        assert_eq!(done_by_q(&system, MESSAGES), expected, "{order:?}");
    }
}
