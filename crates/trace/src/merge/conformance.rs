//! Does the steps of the logs in the model, and says what the model did, in the words of the logs.

use sim_core::{
    Action, ChannelId, Envelope, GlobalState, Happening, MessageId, ProcessId, Protocol, Shows as _, System,
    TraceEvent, Witness,
};
use snapshot::{Act, Layer, LogEvent, Program, Recorded, Wire};

use crate::describe;
use crate::model::What;

/// The transition relation, in which messages are known by their place in their channel.
pub(super) struct Model<'a, P: Program, Q: Layer<P>> {
    program: &'a P,
    system: &'a System<Q>,
    state: GlobalState<Q::State, Q::Message, MessageId>,
    /// How many messages were received from each channel.
    received: Vec<u64>,
    watch: Watch<P>,
}

impl<'a, P: Program, Q: Layer<P>> Model<'a, P, Q> {
    pub(super) fn new(program: &'a P, system: &'a System<Q>) -> Self {
        let channels = system.topology.channels().len();
        let watch = Watch { sent: vec![0; channels], cause: None, effects: Vec::new() };
        Self { program, system, state: system.initial_state(), received: vec![0; channels], watch }
    }

    pub(super) fn processes(&self) -> impl Iterator<Item = ProcessId> + use<P, Q> {
        self.system.topology.processes()
    }

    /// The action with which this begins; `None` while it waits for its message.
    pub(super) fn action(&self, process: ProcessId, what: &What) -> Result<Option<Action>, String> {
        let topology = &self.system.topology;
        match what {
            What::Internal { command, .. } => {
                let (mut place, mut found) = (0, None);
                let state = self.state.process(process);
                self.system.protocol.commands(self.system.context(process), state, |offered| {
                    if found.is_none() && offered.to_string() == *command {
                        found = Some(place);
                    }
                    place += 1;
                });
                let command = found.ok_or_else(|| format!("'{command}' is not enabled there"))?;
                Ok(Some(Action::Internal { process, command }))
            }
            What::Recv { msg, from, .. } => {
                let source = topology.process(from);
                let channel = source.and_then(|source| topology.between(source, process));
                let channel = channel.ok_or_else(|| format!("there is no channel from '{from}'"))?;
                let next = self.received[channel.index()];
                if *msg != next {
                    return Err(format!("the next message of {} is {next}", topology.channel_name(channel)));
                }
                let there = !self.state.channel(channel).is_empty();
                Ok(there.then_some(Action::Deliver { channel, position: 0 }))
            }
            _ => Err("no step begins so".to_string()),
        }
    }

    /// Does it, and says what happened.
    pub(super) fn step(&mut self, process: ProcessId, action: Action) -> Result<Vec<What>, String> {
        self.watch.effects.clear();
        let done = self.system.step(&mut self.state, action, &mut self.watch);
        done.map_err(|error| error.to_string())?;
        if let Action::Deliver { channel, .. } = action {
            self.received[channel.index()] += 1;
        }
        let state = self.state.process(process).shown().clone();
        let cause = match self.watch.cause.take().expect("a step begins with a receipt or a command") {
            Cause::Received(channel, Envelope { id: message, body }) => {
                Happening::Receive { channel, message, body, state }
            }
            Cause::Acted(command) => Happening::Internal { command, state },
        };
        let events = std::iter::once(cause).chain(self.watch.effects.drain(..));
        let step: Vec<LogEvent<P>> = events.map(|what| TraceEvent { time: 0, process, what }).collect();
        let recorded = describe::records_message::<P>(&step);
        let what = |event| describe::what(self.program, &self.system.topology, event, recorded);
        Ok(step.iter().map(what).collect())
    }
}

/// What happened, in a run of `P`.
type Happened<P> = Happening<
    <P as Protocol>::State,
    Wire<<P as Protocol>::Message>,
    Act<<P as Protocol>::Command>,
    Recorded<<P as Protocol>::State, <P as Protocol>::Message>,
>;

/// What a step begins with.
enum Cause<P: Protocol> {
    Received(ChannelId, Envelope<Wire<P::Message>, MessageId>),
    Acted(Act<P::Command>),
}

/// Sees what a step of the model does.
struct Watch<P: Protocol> {
    /// How many messages were sent on each channel.
    sent: Vec<u64>,
    cause: Option<Cause<P>>,
    effects: Vec<Happened<P>>,
}

impl<P: Program, Q: Layer<P>> Witness<Q, MessageId> for Watch<P> {
    fn receives(&mut self, _: ProcessId, channel: ChannelId, message: &Envelope<Q::Message, MessageId>) {
        self.cause = Some(Cause::Received(channel, message.clone()));
    }

    fn acts(&mut self, _: ProcessId, command: &Q::Command) {
        self.cause = Some(Cause::Acted(command.clone()));
    }

    fn sends(&mut self, _: ProcessId, channel: ChannelId, body: &Q::Message) -> MessageId {
        let number = &mut self.sent[channel.index()];
        let message = MessageId(*number);
        *number += 1;
        self.effects.push(Happening::Send { channel, message, body: body.clone() });
        message
    }

    fn observes(&mut self, _: ProcessId, observation: Q::Observation) {
        self.effects.push(Happening::Observe(observation));
    }
}
