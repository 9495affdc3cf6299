//! What a live process refuses waits for it, in the order in which it came.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use bytes::BytesMut;
use net::{Encoding, Ended, Ending, Identity, Journal, Meeting, Node, Notice, Settings, Wire};
use sim_core::{
    Cause, ChannelId, Context, Delay, Effects, Event, ProcessId, Protocol, StepOf, System, Topology,
};

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

impl Journal<OneByOne> for Steps {
    fn step(&mut self, step: &StepOf<OneByOne>, _: &(u64, u64)) -> io::Result<()> {
        self.left -= 1;
        self.seen.push(match &step.cause {
            Cause::Receive { message, .. } => Some(message.body),
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

fn run(process: u32, listener: Option<TcpListener>, address: Option<String>) -> (Ended, Vec<Option<u64>>) {
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
    let system = System::new(OneByOne, Topology::ring(2).unwrap());
    let mut steps = Steps { left: if process == 0 { MESSAGES } else { 2 * MESSAGES }, seen: Vec::new() };
    let ended = Node::run(&system, ProcessId(process), meeting, settings, &Text, &mut steps).unwrap();
    (ended, steps.seen)
}

#[test]
fn what_is_refused_is_received_later_in_its_turn() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = Some(listener.local_addr().unwrap().to_string());
    let q = thread::spawn(move || run(1, None, address));
    assert_eq!(run(0, Some(listener), None).0, Ended::Complete);
    let (ended, seen) = q.join().unwrap();
    assert_eq!(ended, Ended::Complete);
    assert_eq!(seen, (0..MESSAGES).flat_map(|number| [Some(number), None]).collect::<Vec<_>>());
}
