//! Round trips a second between two processes of a run on loopback, beside a bare ping-pong of one byte over `TcpStream`.
//!
//! Both in the same run and in turn, so that a busy machine slows both; the LIMIT is on their ratio. Prints a line for each
//! time, and fails when the median ratio is below the limit. What a secret costs, which seals every frame, is printed beside it.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark that cannot go on has failed, and it prints"
)]

use std::io::{self, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use sim_core::{Context, Delay, Effects, Event, ProcessId, Protocol, StepOf, System, Topology};
use sim_net::hello::Identity;
use sim_net::{Encoding, Ended, Ending, Journal, Meeting, Node, Notice, Secret, Settings, Wire};

/// Round trips in one measurement.
const ROUNDS: u64 = 20_000;
/// How often each is measured.
const TIMES: usize = 9;
/// In hundredths: at least so much of the bare rate.
const LIMIT: u128 = 70;

/// Two processes that answer each other.
struct PingPong;

impl Protocol for PingPong {
    type State = u64;
    type Message = ();
    type Command = ();
    type Observation = ();

    fn initial_state(&self, _: Context<'_>) -> u64 {
        0
    }

    fn commands(&self, cx: Context<'_>, state: &u64, mut offer: impl FnMut(())) {
        if cx.process == ProcessId(0) && *state == 0 {
            offer(());
        }
    }

    fn handle<E: Effects<(), ()>>(
        &self,
        cx: Context<'_>,
        state: &mut u64,
        _: Event<(), ()>,
        effects: &mut E,
    ) {
        *state += 1;
        cx.outgoing().for_each(|channel| effects.send(channel, ()));
    }
}

struct OneByte;

impl Encoding<()> for OneByte {
    fn encode(&self, (): &(), out: &mut BytesMut) {
        out.extend_from_slice(b"m");
    }

    fn decode(&self, bytes: &[u8]) -> Option<()> {
        (bytes == b"m").then_some(())
    }
}

/// Counts the steps up to an end.
struct Count(u64);

impl Journal<PingPong> for Count {
    fn step(&mut self, _: &StepOf<PingPong>, _: &<PingPong as Protocol>::State) -> io::Result<()> {
        self.0 = self.0.saturating_sub(1);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn objection(&self, _: sim_core::ChannelId, _: &()) -> Option<String> {
        None
    }

    fn complete(&self) -> bool {
        self.0 == 0
    }
}

fn process(place: u32, meeting: Meeting) {
    let system = System::new(PingPong, Topology::ring(2).unwrap());
    let settings = Settings {
        pace: Duration::ZERO,
        timeout: Duration::from_secs(60),
        deadline: Duration::from_secs(600),
        hold: Delay::ZERO,
        start: Delay::ZERO,
        seed: 0,
        max_events: u64::MAX,
        ending: Ending::Together,
    };
    let mut journal = Count(ROUNDS);
    let ended = Node::run(&system, ProcessId(place), meeting, settings, &OneByte, &mut journal).unwrap();
    assert_eq!(ended, Ended::Complete);
}

fn meeting(
    (me, peer): (&str, &str),
    secret: Option<&Secret>,
    listener: Option<TcpListener>,
    address: Option<String>,
) -> Meeting {
    Meeting {
        me: Identity {
            name: me.to_string(),
            experiment: std::collections::BTreeMap::new(),
            secret: secret.cloned(),
        },
        listener,
        neighbours: vec![(peer.to_string(), address)],
        wire: Wire::Frames,
        timeout: Duration::from_secs(60),
        notice: Notice(Arc::new(|line| panic!("{line}"))),
    }
}

/// How long our processes take.
fn ours(secret: Option<&Secret>) -> Duration {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let began = Instant::now();
    let called = meeting(("P", "Q"), secret, Some(listener), None);
    let calling = meeting(("Q", "P"), secret, None, Some(address));
    let q = thread::spawn(move || process(1, calling));
    process(0, called);
    q.join().unwrap();
    began.elapsed()
}

/// How long bare streams take.
fn bare() -> Duration {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let began = Instant::now();
    let other = thread::spawn(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        let mut byte = [0];
        for _ in 0..ROUNDS {
            stream.read_exact(&mut byte).unwrap();
            stream.write_all(&byte).unwrap();
        }
    });
    let (mut stream, _) = listener.accept().unwrap();
    stream.set_nodelay(true).unwrap();
    let mut byte = [0];
    for _ in 0..ROUNDS {
        stream.write_all(&byte).unwrap();
        stream.read_exact(&mut byte).unwrap();
    }
    other.join().unwrap();
    began.elapsed()
}

fn median(mut ratios: Vec<u128>) -> u128 {
    ratios.sort_unstable();
    ratios[ratios.len() / 2]
}

fn main() {
    let secret = Secret::new(b"swordfish");
    let (mut open, mut sealed) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        let [bare, ours, with_secret] =
            [bare(), ours(None), ours(secret.as_ref())].map(|time| time.as_micros());
        let rate = |micros: u128| u128::from(ROUNDS) * 1_000_000 / micros;
        open.push(bare * 100 / ours);
        sealed.push(bare * 100 / with_secret);
        let rates = [bare, ours, with_secret].map(rate);
        println!("bare {} a second, ours {}, with a secret {}", rates[0], rates[1], rates[2]);
    }
    let (open, sealed) = (median(open), median(sealed));
    println!("median {open} %, limit {LIMIT} %; with a secret {sealed} %");
    assert!(open >= LIMIT, "too slow");
}
