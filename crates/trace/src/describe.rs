//! From what happened to the format, event by event. What a run came to in the end is [`Finished`](crate::Finished)'s.
//! [`config`] is what was run.

use indexmap::IndexMap;
use sim_core::{ChannelId, Dependencies, Dependency, Happening, MessageId, ProcessId, Topology, VirtualTime};
use snapshot::underlying_message;
use snapshot::{
    Carries as _, Computation, ComputationEvent, Extra, Good, Incident, LogEvent, Logged, Note, Recorded,
    Wire,
};

use crate::model;

mod config;
mod goods;

pub use config::config;
pub use goods::goods;

/// The name by which files call a marker.
pub const MARKER: &str = "marker";

/// Writes events down in the format, one step after another, with the logical time that the trace gives them.
#[derive(Debug)]
pub struct Scribe<'a, P> {
    program: &'a P,
    topology: &'a Topology,
    dependencies: Dependencies,
    seq: u64,
}

impl<'a, P: Computation> Scribe<'a, P> {
    /// For a run from its first event.
    #[must_use]
    pub fn new(program: &'a P, topology: &'a Topology) -> Self {
        let dependencies = Dependencies::new(topology.processes().len());
        Self { program, topology, dependencies, seq: 0 }
    }

    /// The events of the next step.
    pub fn step(&mut self, step: &[LogEvent<P>], mut write: impl FnMut(model::Event)) {
        let receipt = Receipt::of::<P>(step);
        let (mut clock, mut lamport) = self.logical_time(step).unzip();
        for event in step {
            write(model::Event {
                seq: self.seq,
                t: event.time,
                proc: self.topology.name(event.process).to_string(),
                what: what(self.program, self.topology, event, receipt),
                clock: clock.take(),
                lamport: lamport.take(),
            });
            self.seq += 1;
        }
    }

    /// The next event, which is in no log: what a process does of its own accord at this time, and its state then.
    pub(crate) fn aside(
        &mut self,
        (time, process): (VirtualTime, ProcessId),
        command: &str,
        state: &P::State,
    ) -> model::Event {
        let what = model::What::Internal { command: command.to_string(), state: held(self.program, state) };
        let (seq, proc) = (self.seq, self.topology.name(process).to_string());
        self.seq += 1;
        model::Event { seq, t: time, proc, what, clock: None, lamport: None }
    }

    /// The clock and Lamport's time of a step, if it is an event of the computation.
    pub(crate) fn logical_time(&mut self, step: &[LogEvent<P>]) -> Option<(IndexMap<String, u64>, u64)> {
        let ComputationEvent { process, received, sent } = ComputationEvent::of(self.program, step)?;
        let Dependency { own, sender, lamport } = self.dependencies.event(process, received, &sent);
        let mut entries: Vec<_> = sender.into_iter().chain([(process, own)]).collect();
        entries.sort_unstable();
        let clock = entries
            .into_iter()
            .map(|(process, count)| (self.topology.name(process).to_string(), count))
            .collect();
        Some((clock, lamport))
    }
}

/// An event as files have it, of a step with this receipt.
pub(crate) fn what<P: Computation>(
    program: &P,
    topology: &Topology,
    event: &LogEvent<P>,
    receipt: Receipt,
) -> model::What {
    let source = |channel: ChannelId| topology.name(topology.channel(channel).source).to_string();
    let target = |channel: ChannelId| topology.name(topology.channel(channel).target).to_string();
    match &event.what {
        Happening::Internal { command, state } => model::What::Internal {
            command: command.print(|command| program.print_command(command)),
            state: held(program, state),
        },
        Happening::Receive { channel, message, body, state, waited } => {
            let Said { body, snapshot, control, tag } = Said::of(program, body);
            let (from, state, recorded) = (source(*channel), held(program, state), receipt.recorded);
            let (msg, waited) = (message.0, *waited);
            model::What::Recv { msg, body, from, state, recorded, waited, snapshot, control, tag }
        }
        Happening::Send { channel, message, body } => {
            let carries = body.message().map(|message| carried(program, message)).unwrap_or_default();
            let Said { body, snapshot, control, tag } = Said::of(program, body);
            model::What::Send { msg: message.0, body, to: target(*channel), carries, snapshot, control, tag }
        }
        Happening::Observe(Recorded::Process { snapshot, state, before }) => {
            model::What::Record { snapshot: snapshot.0, state: held(program, state), before: *before }
        }
        Happening::Observe(Recorded::Message { snapshot, channel, message, which }) => {
            model::What::RecordMessage {
                snapshot: snapshot.0,
                channel: topology.channel_name(*channel),
                body: program.print_message(message),
                msg: which.filter(|_| *which != receipt.message).map(|message| message.0),
            }
        }
        Happening::Observe(Recorded::Closed { snapshot, channel }) => {
            model::What::Close { snapshot: snapshot.0, channel: topology.channel_name(*channel) }
        }
        Happening::Observe(Recorded::Permanent { snapshot }) => {
            model::What::Permanent { snapshot: snapshot.0 }
        }
        Happening::Observe(Recorded::Incident(incident)) => match &**incident {
            Incident::Lost { channel, message } => {
                model::What::Lost(astray(program, target(*channel), message))
            }
            Incident::Doubled { channel, message } => {
                model::What::Doubled(astray(program, target(*channel), message))
            }
            Incident::Crashed => model::What::Crashed,
        },
    }
}

/// What went astray on its way to this process.
fn astray<P: Computation>(program: &P, to: String, message: &Logged<P::Message>) -> model::Astray {
    let carries = message.message().map(|message| carried(program, message)).unwrap_or_default();
    let Said { body, snapshot, control, tag } = Said::of(program, message);
    model::Astray { body, to, carries, snapshot, control, tag }
}

/// What a step receives of the computation.
#[derive(Clone, Copy)]
pub(crate) struct Receipt {
    /// The message, if it receives one.
    message: Option<MessageId>,
    /// Whether it is recorded as part of a channel's state.
    recorded: bool,
}

impl Receipt {
    pub(crate) fn of<P: Computation>(step: &[LogEvent<P>]) -> Self {
        let message = step.first().and_then(underlying_message::<P>);
        let records = |event: &LogEvent<P>| match &event.what {
            Happening::Observe(Recorded::Message { which, .. }) => *which == message,
            _ => false,
        };
        Self { message, recorded: message.is_some() && step.iter().any(records) }
    }
}

/// A state as files have it.
#[must_use]
pub fn held<P: Computation>(program: &P, state: &P::State) -> model::Held {
    model::Held {
        state: match program.count(state) {
            Some(count) => model::State::Count(count),
            None => model::State::Text(program.print_state(state)),
        },
        holds: amounts(program.goods(), |good| program.held(state, good)),
    }
}

/// What a message carries, as files have it.
fn carried<P: Computation>(program: &P, message: &P::Message) -> model::Amounts {
    amounts(program.goods(), |good| program.carried(message, good))
}

/// A message of the computation as files have it.
#[must_use]
pub fn message<P: Computation>(program: &P, msg: Option<u64>, body: &P::Message) -> model::Message {
    model::Message { msg, body: program.print_message(body), carries: carried(program, body) }
}

fn amounts(goods: &[Good], of: impl Fn(usize) -> u64) -> model::Amounts {
    let all = goods.iter().enumerate().map(|(place, good)| (good.name.to_string(), of(place)));
    all.filter(|(_, amount)| *amount > 0).collect()
}

/// What travels in a channel, as files have it.
struct Said {
    body: String,
    snapshot: Option<u32>,
    control: Option<String>,
    tag: Option<String>,
}

impl Said {
    fn of<P: Computation>(program: &P, wire: &Logged<P::Message>) -> Self {
        let text = |note: &Note| note.as_deref().map(ToString::to_string);
        match wire {
            Wire::Message { body, tag } => {
                let body = program.print_message(body);
                Self { body, snapshot: None, control: None, tag: text(tag) }
            }
            Wire::Control { snapshot, body } => {
                let kind = Extra::<P::Message>::kind(body).into_owned();
                Self { body: kind, snapshot: Some(snapshot.0), control: text(body), tag: None }
            }
        }
    }
}
