//! Messages of any size up to the longest, and neighbours that do not read them.

use std::io;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use bytes::BytesMut;
use sim_core::{Context, Delay, Effects, Event, ProcessId, Protocol, StepOf, System, Topology};
use sim_net::hello::Identity;
use sim_net::{Encoding, Ended, Ending, Journal, MAX_FRAME, Meeting, Node, Notice, Settings, Wire};

/// P sends Q messages of growing size; Q counts them.
struct Flood {
    messages: u64,
}

impl Protocol for Flood {
    type State = u64;
    type Message = u64;
    type Command = u64;
    type Observation = ();

    fn initial_state(&self, _: Context<'_>) -> u64 {
        0
    }

    fn commands(&self, cx: Context<'_>, sent: &u64, mut offer: impl FnMut(u64)) {
        if cx.process == ProcessId(0) && *sent < self.messages {
            offer(*sent);
        }
    }

    fn handle<E: Effects<u64, ()>>(
        &self,
        cx: Context<'_>,
        state: &mut u64,
        event: Event<u64, u64>,
        effects: &mut E,
    ) {
        *state += 1;
        if let Event::Internal(number) = event {
            cx.outgoing().for_each(|channel| effects.send(channel, number));
        }
    }
}

/// Message `n` is `n` times so many bytes.
struct Long(usize);

impl Encoding<u64> for Long {
    fn encode(&self, message: &u64, out: &mut BytesMut) {
        out.resize(out.len() + self.0 * usize::try_from(*message).unwrap(), b'x');
    }

    fn decode(&self, bytes: &[u8]) -> Option<u64> {
        let count = bytes.len() / self.0;
        (bytes.iter().all(|byte| *byte == b'x')).then_some(count as u64)
    }
}

/// Complete after so many steps.
struct Count(u64);

impl Journal<Flood> for Count {
    fn step(&mut self, _: &StepOf<Flood>, _: &<Flood as Protocol>::State) -> io::Result<()> {
        self.0 = self.0.saturating_sub(1);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn objection(&self, _: sim_core::ChannelId, _: &u64) -> Option<String> {
        None
    }

    fn complete(&self) -> bool {
        self.0 == 0
    }
}

struct Side {
    process: u32,
    listener: Option<TcpListener>,
    address: Option<String>,
    wire: Wire,
    timeout: Duration,
}

fn run(side: Side, messages: u64, encoding: &Long) -> Ended {
    let Side { process, listener, address, wire, timeout } = side;
    let names = ["P", "Q"];
    let meeting = Meeting {
        me: Identity {
            name: names[process as usize].to_string(),
            experiment: std::collections::BTreeMap::new(),
            secret: None,
        },
        listener,
        neighbours: vec![(names[1 - process as usize].to_string(), address)],
        wire,
        timeout,
        notice: Notice(Arc::new(|line| panic!("{line}"))),
    };
    let settings = Settings {
        pace: Duration::ZERO,
        timeout,
        deadline: Duration::from_secs(600),
        hold: Delay::ZERO,
        start: Delay::ZERO,
        seed: 0,
        max_events: u64::MAX,
        ending: Ending::Together,
    };
    let system = System::new(Flood { messages }, Topology::ring(2).unwrap());
    Node::run(&system, ProcessId(process), meeting, settings, encoding, &mut Count(messages)).unwrap()
}

const PATIENT: Duration = Duration::from_secs(60);

/// How P and Q end when message `n` has `n * factor` bytes.
fn flood(messages: u64, factor: usize) -> (Ended, Ended) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = Some(listener.local_addr().unwrap().to_string());
    let (wire, timeout) = (Wire::Frames, PATIENT);
    let q = Side { process: 1, listener: None, address, wire, timeout };
    let q = thread::spawn(move || run(q, messages, &Long(factor)));
    let p = run(
        Side { process: 0, listener: Some(listener), address: None, wire, timeout },
        messages,
        &Long(factor),
    );
    (p, q.join().unwrap())
}

#[test]
fn messages_of_any_size_up_to_the_longest_arrive() {
    let largest = (MAX_FRAME - 9) / 63;
    assert_eq!(flood(64, largest), (Ended::Complete, Ended::Complete));
}

#[test]
fn a_message_past_the_longest_is_not_sent_and_both_end() {
    let (p, q) = flood(65, MAX_FRAME / 63);
    assert_eq!(p, Ended::TooLong { peer: "Q".into(), bytes: MAX_FRAME / 63 * 63 + 13 });
    let Ended::GaveUp { peer, why } = q else { panic!("{q:?}") };
    assert_eq!((peer.as_str(), why), ("P", p.to_string()));
}

#[test]
fn a_neighbour_that_never_reads_is_sent_to_only_as_long_as_there_is_room() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let deaf = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let (wire, timeout) = (Wire::Words(&["x"]), Duration::from_millis(500));
    let p = Side { process: 0, listener: Some(listener), address: None, wire, timeout };
    let ended = run(p, 10_000, &Long(1000));
    assert_eq!(ended, Ended::Silent { silence: timeout, unread: vec!["Q".into()] });
    drop(deaf);
}
