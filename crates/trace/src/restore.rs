//! From a file's events back to a trace that the oracles can judge: from the file alone, whoever wrote it.
//!
//! A file may say what could not have happened; then the oracles shall say so. Only what is no trace at all is refused
//! here: an unknown name, a receipt of a message that nobody sent, a step without a beginning.

use std::collections::VecDeque;

use sim_core::{
    Channel, ChannelId, Happening, MessageId, ProcessId, System, Topology, TopologyError, TraceEvent,
};
use snapshot::{
    Forward, Forwarding, LogEvent, Recorded, SnapshotId, Token, TokenRing, TokenState, Underlying, Wire,
};

use crate::describe::MARKER;
use crate::model::{Config, Event, Order, What};

/// Everything the oracles need of a saved run.
#[derive(Debug)]
pub struct Restored {
    /// The computation, without any algorithm.
    pub system: System<TokenRing>,
    /// The initial global state.
    pub base: Underlying<TokenRing>,
    /// All events of the run.
    pub events: Vec<LogEvent<TokenRing>>,
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

/// Restores the trace of a saved run.
///
/// # Errors
/// When the configuration or an event is not one that a run of this program could have.
pub fn restore(config: &Config, events: &[Event]) -> Result<Restored, RestoreError> {
    let topology = topology(config)?;
    if config.program != "token-ring" {
        return Err(RestoreError::Config(format!("there is no program '{}'", config.program)));
    }
    let hold = config.hold.parse::<sim_core::Delay>();
    let hold = hold.map_err(|error| RestoreError::Config(format!("hold '{}': {error}", config.hold)))?;
    let forwarding = if hold == sim_core::Delay::ZERO { Forwarding::Atomic } else { Forwarding::Held };
    let system = System::new(TokenRing::new(forwarding), topology);
    process(&system.topology, &config.initiator).map_err(RestoreError::Config)?;
    let base = system.initial_state();
    let in_flight = vec![VecDeque::new(); system.topology.channels().len()];
    let mut reader = Reader { topology: &system.topology, sent: Vec::new(), in_flight, acting: None };
    let read = |event: &Event| {
        let at = |what| RestoreError::Event { seq: event.seq, what };
        reader.event(event).map_err(at)
    };
    let events = events.iter().map(read).collect::<Result<_, _>>()?;
    Ok(Restored { system, base, events })
}

/// The topology of a configuration.
///
/// # Errors
/// When its processes and channels are none, or are not numbered as this program numbers them.
pub fn topology(config: &Config) -> Result<Topology, RestoreError> {
    let place = |name: &str| {
        let place = config.processes.iter().position(|process| process == name);
        let place = place.and_then(|place| u32::try_from(place).ok()).map(ProcessId);
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

type Happened = Happening<TokenState, Wire<Token>, Forward, Recorded<TokenState, Token>>;

struct Reader<'a> {
    topology: &'a Topology,
    /// On which channel each message was sent, and what it says, by its number.
    sent: Vec<(ChannelId, Wire<Token>)>,
    /// What was sent on each channel and not received, oldest first.
    in_flight: Vec<VecDeque<u64>>,
    /// Whose step it is.
    acting: Option<ProcessId>,
}

impl Reader<'_> {
    fn event(&mut self, event: &Event) -> Result<LogEvent<TokenRing>, String> {
        let process = process(self.topology, &event.proc)?;
        match &event.what {
            What::Internal { .. } | What::Recv { .. } => self.acting = Some(process),
            _ if self.acting != Some(process) => {
                return Err(format!("'{}' does this without having received or done anything", event.proc));
            }
            _ => {}
        }
        Ok(TraceEvent { time: event.t, process, what: self.what(process, &event.what)? })
    }

    fn what(&mut self, process: ProcessId, what: &What) -> Result<Happened, String> {
        Ok(match what {
            What::Internal { command, state, holds } => {
                if *command != Forward.to_string() {
                    return Err(format!("there is no command '{command}'"));
                }
                Happening::Internal { command: Forward, state: state_of(*state, *holds) }
            }
            What::Recv { msg, body, from, state, holds, snapshot, .. } => {
                let channel = self.channel(from, self.topology.name(process))?;
                let (message, body) = (MessageId(*msg), wire(body, *snapshot)?);
                self.receive(channel, *msg, &body)?;
                Happening::Receive { channel, message, body, state: state_of(*state, *holds) }
            }
            What::Send { msg, body, to, snapshot } => {
                let channel = self.channel(self.topology.name(process), to)?;
                if *msg != self.sent.len() as u64 {
                    return Err(format!("the next message has the number {}, not {msg}", self.sent.len()));
                }
                let body = wire(body, *snapshot)?;
                self.sent.push((channel, body));
                self.in_flight[channel.index()].push_back(*msg);
                Happening::Send { channel, message: MessageId(*msg), body }
            }
            What::Record { snapshot, state, holds } => Happening::Observe(Recorded::Process {
                snapshot: SnapshotId(*snapshot),
                state: state_of(*state, *holds),
            }),
            What::RecordMessage { snapshot, channel, body } => Happening::Observe(Recorded::Message {
                snapshot: SnapshotId(*snapshot),
                channel: self.incoming(process, channel)?,
                message: token(body)?,
            }),
            What::Close { snapshot, channel } => Happening::Observe(Recorded::Closed {
                snapshot: SnapshotId(*snapshot),
                channel: self.incoming(process, channel)?,
            }),
        })
    }

    /// Takes a message out of its channel. Whether a message of the computation could come now is the oracles' question;
    /// a marker is not theirs, so that it comes once and in its turn is asked here.
    fn receive(&mut self, channel: ChannelId, msg: u64, body: &Wire<Token>) -> Result<(), String> {
        let name = self.topology.channel_name(channel);
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
        let queue = &mut self.in_flight[channel.index()];
        let place = queue.iter().position(|waiting| *waiting == msg);
        if let Wire::Marker(_) = body {
            let fifo = self.topology.channel(channel).order == sim_core::Order::Fifo;
            match place {
                None => return Err(format!("marker {msg} was received from {name} before")),
                Some(place) if place > 0 && fifo => {
                    return Err(format!(
                        "marker {msg} overtakes message {} in {name}, which is fifo",
                        queue[0]
                    ));
                }
                Some(_) => {}
            }
        }
        queue.retain(|waiting| *waiting != msg);
        Ok(())
    }

    fn channel(&self, from: &str, to: &str) -> Result<ChannelId, String> {
        let (source, target) = (process(self.topology, from)?, process(self.topology, to)?);
        let channel = self.topology.between(source, target);
        channel.ok_or_else(|| format!("there is no channel from '{from}' to '{to}'"))
    }

    fn incoming(&self, process: ProcessId, name: &str) -> Result<ChannelId, String> {
        let named = |channel: &&ChannelId| self.topology.channel_name(**channel) == name;
        let channel = self.topology.incoming(process).iter().find(named).copied();
        let process = self.topology.name(process);
        channel.ok_or_else(|| format!("'{process}' has no incoming channel '{name}'"))
    }
}

fn state_of(receipts: u64, holds: bool) -> TokenState {
    TokenState { receipts, held: u32::from(holds) }
}

fn token(body: &str) -> Result<Token, String> {
    if body == Token.to_string() { Ok(Token) } else { Err(format!("there is no message '{body}'")) }
}

fn wire(body: &str, snapshot: Option<u32>) -> Result<Wire<Token>, String> {
    match snapshot {
        Some(snapshot) if body == MARKER => Ok(Wire::Marker(SnapshotId(snapshot))),
        None if body == MARKER => Err("a marker without the number of its snapshot".to_string()),
        Some(_) => Err(format!("'{body}' is not a marker, but has a snapshot")),
        None => token(body).map(Wire::Underlying),
    }
}
