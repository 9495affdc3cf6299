//! A run between real processes: threads that know of each other only what comes through a socket. Their logs are joined, and judged.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use bytes::BytesMut;
use net::hello::Identity;
use net::{Encoding, Ended, Ending, Journal, Meeting, Node, Notice, Settings};
use sim_core::{ChannelId, ProcessId, StepOf, System, Topology};
use snapshot::numbers::Numbers;
use snapshot::write_down;
use snapshot::{
    Bank, Carries as _, Computation as _, Extra, Layer, Log, Named as _, Part, Rules, Setup, Wire,
};
use tests::{Run, Scenario, delays};
use trace::local::{self, End, Head, Line, LocalLog, LocalScribe, wire};
use trace::merge;

use super::saved::{config, tool};
use super::{IN_ORDER, InOrder, LAW, Message, Under, systems};

/// Runs all processes, joins their logs, and judges the run that they come to; the logs, too.
pub(crate) fn joined(scenario: &Scenario<Bank>) -> (Run<Bank>, String) {
    let (alone, layered) = systems(scenario, IN_ORDER);
    let logs = logs(scenario, &layered);
    let merged = merge::merge(&alone.protocol, &layered, &read(&logs)).expect("the model does the same");
    assert_eq!((merged.cut_off, merged.left_out), (Vec::new(), Vec::new()));
    let setup = Setup { law: Some(LAW), ..scenario.setup(&alone, &layered) };
    (Run::of(setup.listed(merged.schedule)).expect("it is the model's own"), logs.concat())
}

/// Why logs that were changed are not joined.
pub(crate) fn refused(scenario: &Scenario<Bank>, change: impl Fn(&String) -> String) -> String {
    let (alone, layered) = systems(scenario, IN_ORDER);
    let changed: Vec<_> = logs(scenario, &layered).iter().map(change).collect();
    let merged = merge::merge(&alone.protocol, &layered, &read(&changed));
    merged.expect_err("the model does something else").to_string()
}

fn read(logs: &[String]) -> Vec<LocalLog> {
    logs.iter().map(|text| LocalLog::read("a log", text).expect("it is a log")).collect()
}

/// What each process wrote down.
fn logs(scenario: &Scenario<Bank>, system: &System<Under>) -> Vec<String> {
    let topology = &system.topology;
    let listeners: Vec<_> =
        topology.processes().map(|_| TcpListener::bind("127.0.0.1:0").expect("a port is free")).collect();
    let address = |listener: &TcpListener| listener.local_addr().expect("it listens").to_string();
    let addresses: Vec<_> = listeners.iter().map(address).collect();
    thread::scope(|scope| {
        let start = |(process, listener)| {
            let meeting = meeting(topology, process, listener, &addresses);
            scope.spawn(move || one(scenario, system, process, meeting))
        };
        let running: Vec<_> = topology.processes().zip(listeners).map(start).collect();
        running.into_iter().map(|process| process.join().expect("it does not panic")).collect()
    })
}

/// Each process calls those before it.
fn meeting(topology: &Topology, me: ProcessId, listener: TcpListener, addresses: &[String]) -> Meeting {
    let called = |process: ProcessId| (process < me).then(|| addresses[process.index()].clone());
    let neighbour = |process: ProcessId| (topology.name(process).to_string(), called(process));
    Meeting {
        me: Identity { name: topology.name(me).to_string(), experiment: Default::default(), secret: None },
        listener: Some(listener),
        neighbours: net::neighbours(topology, me).into_iter().map(neighbour).collect(),
        wire: net::Wire::Frames,
        timeout: PATIENCE,
        notice: Notice(Arc::new(|line| panic!("{line}"))),
    }
}

/// How long a process may wait before that is a failure.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs one process to its end; its log.
fn one(scenario: &Scenario<Bank>, system: &System<Under>, process: ProcessId, meeting: Meeting) -> String {
    let (topology, snapshots) = (&system.topology, scenario.initiation.snapshots);
    let rules = Rules { closed_by: InOrder::CLOSED_BY, law: Some(LAW) };
    let mut journal = Written {
        topology,
        scribe: LocalScribe::new(&scenario.computation, topology),
        part: Part::new(topology, process, snapshots, rules),
        text: Vec::new(),
    };
    let (process_name, config) = (topology.name(process).to_string(), config(scenario));
    let head = Head { schema: local::SCHEMA.into(), tool: tool(), process: process_name, config };
    local::line(&mut journal.text, &Line::Local(Box::new(head))).expect("there is room");
    let settings = Settings {
        pace: Duration::ZERO,
        timeout: PATIENCE,
        deadline: 2 * PATIENCE,
        hold: delays(0, 2),
        start: delays(0, 4),
        seed: 7,
        max_events: scenario.max_events,
        ending: Ending::Together,
    };
    let text = Text { bank: &scenario.computation, snapshots };
    let ended = Node::run(system, process, meeting, settings, &text, &mut journal).expect("all meet");
    assert_eq!(ended, Ended::Complete);
    local::line(&mut journal.text, &Line::End(End { complete: true, reason: None })).expect("there is room");
    String::from_utf8(journal.text).expect("it is JSON")
}

/// Messages as they print.
struct Text<'a> {
    bank: &'a Bank,
    snapshots: u32,
}

impl<T: Extra<Message>, C: Extra<Message>> Encoding<Wire<Message, T, C>> for Text<'_> {
    fn encode(&self, message: &Wire<Message, T, C>, out: &mut BytesMut) {
        out.extend_from_slice(wire::print(self.bank, &message.logged()).as_bytes());
    }

    fn decode(&self, bytes: &[u8]) -> Option<Wire<Message, T, C>> {
        let message = |text: &str| self.bank.parse_message(text);
        Some(match wire::parse(self.bank, self.snapshots, std::str::from_utf8(bytes).ok()?)? {
            Wire::Message { body, tag } => Wire::Message { body, tag: T::parse(tag.as_deref(), message)? },
            Wire::Control { snapshot, body } => {
                Wire::Control { snapshot, body: C::parse(body.as_deref(), message)? }
            }
        })
    }
}

/// The log of a process, in memory.
struct Written<'a> {
    topology: &'a Topology,
    scribe: LocalScribe<'a, Bank>,
    part: Part,
    text: Vec<u8>,
}

impl<L: Layer<Bank>> Journal<L> for Written<'_> {
    fn step(&mut self, step: &StepOf<L>, after: &L::State) -> io::Result<()> {
        let mut log = Log::<Bank>::default();
        write_down::<Bank, L>(&mut log, step, after, &Numbers::default());
        self.part.take_in::<Bank>(self.topology, &log.events);
        let mut events = self.scribe.step(&log.events);
        events.try_for_each(|event| local::line(&mut self.text, &Line::Event(event)))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn objection(&self, channel: ChannelId, message: &L::Message) -> Option<String> {
        self.part.objection(channel, message)
    }

    fn complete(&self) -> bool {
        self.part.is_done()
    }

    fn follows(&self) -> bool {
        self.part.follows()
    }
}
