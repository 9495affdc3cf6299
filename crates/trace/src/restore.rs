//! From a file's events back to a trace that the oracles can judge: from the file alone, whoever wrote it.
//!
//! A file may say what could not have happened; then the oracles shall say so. Only what is no trace at all is refused
//! here: an unknown name, a receipt of a message that nobody sent, a step without a beginning.

use std::collections::{BTreeMap, BTreeSet};

use sim_core::{
    Channel, ChannelId, Delay, Happening, MessageId, ProcessId, Protocol, System, Topology, TopologyError,
    TraceEvent,
};
use snapshot::{Act, Arguments, LogEvent, Program, Recorded, SnapshotId, Underlying, Wire, Written};

use crate::cos418;
use crate::describe::MARKER;
use crate::model::{self, Config, Event, Order, What};

/// Everything the oracles need of a saved run.
#[derive(Debug)]
pub struct Restored<P: Program> {
    /// The computation, without any algorithm.
    pub system: System<P>,
    /// The initial global state.
    pub base: Underlying<P>,
    /// All events of the run.
    pub events: Vec<LogEvent<P>>,
}

/// Why a saved run is no trace.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RestoreError {
    /// The configuration is not one of this program's.
    #[error("config: {0}")]
    Config(String),
    /// The processes and channels are no topology.
    #[error("config: {0}")]
    Topology(#[from] TopologyError),
    /// An event cannot be part of a trace.
    #[error("event {seq}: {what}")]
    Event {
        /// Its `seq`.
        seq: u64,
        /// What is wrong with it.
        what: String,
    },
}

/// How many snapshots a run takes at most, unless its script says otherwise.
pub const MAX_SNAPSHOTS: u32 = 1000;

/// The word for every process as an initiator.
pub const ANY: &str = "any";

/// Restores the trace of a saved run of the program `P`.
///
/// # Errors
/// When the configuration or an event is not one that a run of this program could have.
pub fn restore<P: Program>(config: &Config, events: &[Event]) -> Result<Restored<P>, RestoreError> {
    let topology = topology(config)?;
    let system = System::new(program::<P>(config, &topology)?, topology);
    for initiator in initiators(config) {
        let read = Written::read(initiator, |name| system.topology.process(name).is_some());
        read.map_err(|error| RestoreError::Config(error.to_string()))?;
    }
    let base = system.initial_state();
    let in_flight = vec![BTreeSet::new(); system.topology.channels().len()];
    let mut reader = Reader { system: &system, sent: Vec::new(), in_flight, acting: None };
    let read = |event: &Event| {
        let at = |what| RestoreError::Event { seq: event.seq, what };
        reader.event(event).map_err(at)
    };
    let events = events.iter().map(read).collect::<Result<_, _>>()?;
    Ok(Restored { system, base, events })
}

/// The processes that start the snapshots; none are named if every process may, or if a script says who does.
fn initiators(config: &Config) -> &[String] {
    match config.initiators.as_slice() {
        [] if config.initiator == ANY || config.initiator.is_empty() => &[],
        [] => std::slice::from_ref(&config.initiator),
        several => several,
    }
}

/// The computation of a configuration.
///
/// # Errors
/// When its parameters or its hold cannot be used.
fn program<P: Program>(config: &Config, topology: &Topology) -> Result<P, RestoreError> {
    let hold = config.hold.parse::<Delay>();
    let hold = hold.map_err(|error| RestoreError::Config(format!("hold '{}': {error}", config.hold)))?;
    let given: Vec<_> = config.parameters.clone().into_iter().collect();
    let script = config.script.as_deref().map(cos418::events::parse).transpose();
    let script = script.map_err(|error| RestoreError::Config(format!("script: {error}")))?;
    let statements = script.as_ref().map_or(0, Vec::len);
    let most = u32::try_from(statements).unwrap_or(u32::MAX).max(MAX_SNAPSHOTS);
    if config.snapshots > most || (config.snapshots == 0 && script.is_none()) {
        return Err(RestoreError::Config(format!("snapshots {}: expected 1 to {most}", config.snapshots)));
    }
    let arguments = Arguments {
        given: &given,
        atomic: hold == Delay::ZERO,
        topology,
        tokens: &config.tokens,
        script: script.as_deref(),
    };
    let program = arguments.only(P::NAME, P::PARAMETERS).and_then(|()| P::build(&arguments));
    program.map_err(|error| RestoreError::Config(error.to_string()))
}

/// The topology of a configuration.
///
/// # Errors
/// When its processes and channels are none, or are not numbered as this program numbers them.
pub fn topology(config: &Config) -> Result<Topology, RestoreError> {
    let places: BTreeMap<&str, ProcessId> =
        config.processes.iter().map(String::as_str).zip((0..).map(ProcessId)).collect();
    let place = |name: &str| {
        let place = places.get(name).copied();
        place.ok_or_else(|| RestoreError::Config(format!("there is no process '{name}'")))
    };
    let channel = |channel: &crate::model::Channel| {
        let order = match channel.order {
            Order::Fifo => sim_core::Order::Fifo,
            Order::Unordered => sim_core::Order::Unordered,
        };
        Ok(Channel { source: place(&channel.from)?, target: place(&channel.to)?, order })
    };
    let channels = config.channels.iter().map(channel).collect::<Result<_, RestoreError>>()?;
    Ok(Topology::new(config.processes.clone(), channels)?)
}

fn process(topology: &Topology, name: &str) -> Result<ProcessId, String> {
    topology.process(name).ok_or_else(|| format!("there is no process '{name}'"))
}

fn is_good<P: Program>(program: &P, name: &str) -> bool {
    program.goods().iter().any(|good| good.name == name)
}

/// What happened, in a run of `P`.
type Happened<P> = Happening<State<P>, Wire<Message<P>>, Act<Command<P>>, Recorded<State<P>, Message<P>>>;
type State<P> = <P as Protocol>::State;
type Message<P> = <P as Protocol>::Message;
type Command<P> = <P as Protocol>::Command;

struct Reader<'a, P: Program> {
    system: &'a System<P>,
    /// On which channel each message was sent, and what it says, by its number.
    sent: Vec<(ChannelId, Wire<P::Message>)>,
    /// What was sent on each channel and not received. Messages are numbered in the order of sending, so the first is the oldest.
    in_flight: Vec<BTreeSet<u64>>,
    /// Whose step it is.
    acting: Option<ProcessId>,
}

impl<P: Program> Reader<'_, P> {
    fn event(&mut self, event: &Event) -> Result<LogEvent<P>, String> {
        let process = process(&self.system.topology, &event.proc)?;
        match &event.what {
            What::Internal { .. } | What::Recv { .. } => self.acting = Some(process),
            _ if self.acting != Some(process) => {
                return Err(format!("'{}' does this without having received or done anything", event.proc));
            }
            _ => {}
        }
        Ok(TraceEvent { time: event.t, process, what: self.what(process, &event.what)? })
    }

    fn what(&mut self, process: ProcessId, what: &What) -> Result<Happened<P>, String> {
        Ok(match what {
            What::Internal { command, state } => {
                Happening::Internal { command: self.command(command)?, state: self.state(state)? }
            }
            What::Recv { msg, body, from, state, snapshot, .. } => {
                let channel = self.channel(from, self.system.topology.name(process))?;
                let (message, body) = (MessageId(*msg), self.wire(body, *snapshot)?);
                self.receive(channel, *msg, &body)?;
                Happening::Receive { channel, message, body, state: self.state(state)? }
            }
            What::Send { msg, body, to, snapshot, .. } => {
                let channel = self.channel(self.system.topology.name(process), to)?;
                if *msg != self.sent.len() as u64 {
                    return Err(format!("the next message has the number {}, not {msg}", self.sent.len()));
                }
                let body = self.wire(body, *snapshot)?;
                self.sent.push((channel, body.clone()));
                self.in_flight[channel.index()].insert(*msg);
                Happening::Send { channel, message: MessageId(*msg), body }
            }
            What::Record { snapshot, state } => Happening::Observe(Recorded::Process {
                snapshot: SnapshotId(*snapshot),
                state: self.state(state)?,
            }),
            What::RecordMessage { snapshot, channel, body } => Happening::Observe(Recorded::Message {
                snapshot: SnapshotId(*snapshot),
                channel: self.incoming(process, channel)?,
                message: self.message(body)?,
            }),
            What::Close { snapshot, channel } => Happening::Observe(Recorded::Closed {
                snapshot: SnapshotId(*snapshot),
                channel: self.incoming(process, channel)?,
            }),
        })
    }

    /// Takes a message out of its channel. Whether a message of the computation could come now is the oracles' question;
    /// a marker is not theirs, so that it comes once and in its turn is asked here.
    fn receive(&mut self, channel: ChannelId, msg: u64, body: &Wire<P::Message>) -> Result<(), String> {
        let name = self.system.topology.channel_name(channel);
        match usize::try_from(msg).ok().and_then(|msg| self.sent.get(msg)) {
            Some((on, _)) if *on != channel => {
                return Err(format!("message {msg} was not sent on {name} before"));
            }
            Some((_, said)) if said != body => {
                return Err(format!("message {msg} said something else when it was sent"));
            }
            Some(_) => {}
            None => return Err(format!("message {msg} was not sent on {name} before")),
        }
        let waiting = &mut self.in_flight[channel.index()];
        let oldest = waiting.first().copied();
        let waits = waiting.remove(&msg);
        if let Wire::Marker(_) = body {
            let fifo = self.system.topology.channel(channel).order == sim_core::Order::Fifo;
            match oldest {
                _ if !waits => return Err(format!("marker {msg} was received from {name} before")),
                Some(oldest) if oldest < msg && fifo => {
                    return Err(format!("marker {msg} overtakes message {oldest} in {name}, which is fifo"));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn channel(&self, from: &str, to: &str) -> Result<ChannelId, String> {
        let (source, target) = (process(&self.system.topology, from)?, process(&self.system.topology, to)?);
        let channel = self.system.topology.between(source, target);
        channel.ok_or_else(|| format!("there is no channel from '{from}' to '{to}'"))
    }

    fn incoming(&self, process: ProcessId, name: &str) -> Result<ChannelId, String> {
        let topology = &self.system.topology;
        let target = topology.name(process);
        let source = name.strip_suffix(target).and_then(|rest| rest.strip_suffix("->"));
        let source = source.and_then(|source| topology.process(source));
        let channel = source.and_then(|source| topology.between(source, process));
        channel.ok_or_else(|| format!("'{target}' has no incoming channel '{name}'"))
    }

    fn state(&self, held: &model::Held) -> Result<P::State, String> {
        let program = &self.system.protocol;
        if let Some(unknown) = held.holds.keys().find(|name| !is_good(program, name)) {
            return Err(format!("'{}' conserves no '{unknown}'", P::NAME));
        }
        let state = match &held.state {
            model::State::Count(count) => {
                let good = program.goods().first();
                let amount = good.and_then(|good| held.holds.get(&*good.name)).copied();
                program.counted(*count, amount.unwrap_or_default())
            }
            model::State::Text(text) => program.parse_state(text),
        };
        state.ok_or_else(|| match &held.state {
            model::State::Count(count) => format!("there is no state {count}"),
            model::State::Text(text) => format!("there is no state '{text}'"),
        })
    }

    fn message(&self, body: &str) -> Result<P::Message, String> {
        let message = self.system.protocol.parse_message(body);
        message.ok_or_else(|| format!("there is no message '{body}'"))
    }

    fn command(&self, text: &str) -> Result<Act<P::Command>, String> {
        let command = Act::parse(text, |text| self.system.protocol.parse_command(text));
        command.ok_or_else(|| format!("there is no command '{text}'"))
    }

    fn wire(&self, body: &str, snapshot: Option<u32>) -> Result<Wire<P::Message>, String> {
        match snapshot {
            Some(snapshot) if body == MARKER => Ok(Wire::Marker(SnapshotId(snapshot))),
            None if body == MARKER => Err("a marker without the number of its snapshot".to_string()),
            Some(_) => Err(format!("'{body}' is not a marker, but has a snapshot")),
            None => self.message(body).map(Wire::Underlying),
        }
    }
}
