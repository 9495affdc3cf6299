//! Does the steps of the logs in the model, and says what the model did, in the words of the logs.

use sim_core::{Action, Channel, ChannelId, GlobalState, MessageId, Order, ProcessId, System, deliverable};
use snapshot::numbers::Numbers;
use snapshot::write_down;
use snapshot::{Layer, Log, Program};

use crate::describe;
use crate::model::What;

/// The transition relation, in which messages are known by their place in their channel.
pub(super) struct Model<'a, P: Program, Q: Layer<P>> {
    program: &'a P,
    system: &'a System<Q>,
    state: GlobalState<Q::State, Q::Message, MessageId>,
    /// How many messages were sent on each channel.
    sent: Vec<u64>,
}

impl<'a, P: Program, Q: Layer<P>> Model<'a, P, Q> {
    pub(super) fn new(program: &'a P, system: &'a System<Q>) -> Self {
        let sent = vec![0; system.topology.channels().len()];
        Self { program, system, state: system.initial_state(), sent }
    }

    pub(super) fn processes(&self) -> impl Iterator<Item = ProcessId> + use<P, Q> {
        self.system.topology.processes()
    }

    /// The action with which this begins; `None` while it waits for its message.
    pub(super) fn action(&self, process: ProcessId, what: &What) -> Result<Option<Action>, String> {
        let (topology, program) = (&self.system.topology, self.program);
        match what {
            What::Internal { command, .. } => {
                let (mut place, mut found) = (0, None);
                let state = self.state.process(process);
                self.system.protocol.commands(self.system.context(process), state, |offered| {
                    if found.is_none() && offered.print(|own| program.print_command(own)) == *command {
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
                let position = self.position(channel, *msg)?;
                Ok(position.map(|position| Action::Deliver { channel, position }))
            }
            _ => Err("no step begins so".to_string()),
        }
    }

    /// Where a message is in its channel; `None` while it may still be sent.
    fn position(&self, channel: ChannelId, msg: u64) -> Result<Option<u32>, String> {
        let Channel { order, .. } = self.system.topology.channel(channel);
        let (waiting, sent) = (self.state.channel(channel), self.sent[channel.index()]);
        let next = waiting.front().map_or(sent, |message| message.id.0);
        let found = (0..).zip(waiting).find(|(_, message)| message.id.0 == msg);
        let deliverable = deliverable(waiting, order, |message| Q::is_urgent(&message.body));
        match found {
            Some((position, _)) if deliverable.contains(position) => Ok(Some(position)),
            None if msg >= sent && (order != Order::Fifo || msg == next) => Ok(None),
            _ => Err(format!("the next message of {} is {next}", self.system.topology.channel_name(channel))),
        }
    }

    /// Does it, and says what happened.
    pub(super) fn step(&mut self, process: ProcessId, action: Action) -> Result<Vec<What>, String> {
        let sent = &mut self.sent;
        let number = |channel: ChannelId, _: &Q::Message| {
            sent[channel.index()] += 1;
            MessageId(sent[channel.index()] - 1)
        };
        let step = self.system.step(&mut self.state, 0, action, number).map_err(|error| error.to_string())?;
        let mut log = Log::<P>::default();
        // A process alone knows the numbers of those messages only that it receives.
        write_down::<P, Q>(&mut log, &step, self.state.process(process), &Numbers::default());
        let receipt = describe::Receipt::of::<P>(log.last_step());
        let what = |event| describe::what(self.program, &self.system.topology, event, receipt);
        Ok(log.last_step().iter().map(what).collect())
    }
}
