//! One process of a computation: its state, and the same handlers that every driver runs.
//!
//! Messages get their identity here: their place in their channel, counted by both ends alike, so that journals written by
//! different processes can be joined without any of them knowing more than its own channels.

use sim_core::{ChannelId, Effects, Event, Happening, MessageId, Offers, ProcessId, Protocol, System};

use crate::LocalEvent;

/// A process that runs.
pub(crate) struct Machine<'a, P: Protocol> {
    pub(crate) system: &'a System<P>,
    pub(crate) process: ProcessId,
    pub(crate) state: P::State,
    /// How many messages were sent on each channel, by channel.
    sent: Vec<u64>,
    /// How many were received.
    received: Vec<u64>,
    /// The last step.
    step: Vec<LocalEvent<P>>,
    /// How many events there were.
    pub(crate) events: u64,
}

impl<'a, P: Protocol> Machine<'a, P> {
    pub(crate) fn new(system: &'a System<P>, process: ProcessId) -> Self {
        let channels = system.topology.channels().len();
        Self {
            system,
            process,
            state: system.protocol.initial_state(system.context(process)),
            sent: vec![0; channels],
            received: vec![0; channels],
            step: Vec::new(),
            events: 0,
        }
    }

    /// How many messages were received from a channel.
    pub(crate) fn received(&self, channel: ChannelId) -> u64 {
        self.received[channel.index()]
    }

    /// Receives the next message of a channel.
    pub(crate) fn receive(&mut self, channel: ChannelId, message: P::Message) {
        let number = &mut self.received[channel.index()];
        let id = MessageId(*number);
        *number += 1;
        let body = message.clone();
        self.handle(Event::Receive { channel, message }, |state| Happening::Receive {
            channel,
            message: id,
            body,
            state,
        });
    }

    /// Does something that the process offers.
    pub(crate) fn act(&mut self, command: P::Command) {
        self.handle(Event::Internal(command.clone()), |state| Happening::Internal { command, state });
    }

    fn handle(
        &mut self,
        event: Event<P::Message, P::Command>,
        cause: impl FnOnce(P::State) -> LocalEvent<P>,
    ) {
        let Self { system, process, state, sent, step, .. } = self;
        step.clear();
        let mut effects = Outlet::<P> { sent, step };
        system.protocol.handle(system.context(*process), state, event, &mut effects);
        step.insert(0, cause(state.clone()));
        self.events += step.len() as u64;
    }

    /// The events of the last step.
    pub(crate) fn last_step(&self) -> &[LocalEvent<P>] {
        &self.step
    }

    pub(crate) fn offers(&self) -> Offers {
        self.system.offers(self.process, &self.state)
    }
}

struct Outlet<'a, P: Protocol> {
    sent: &'a mut Vec<u64>,
    step: &'a mut Vec<LocalEvent<P>>,
}

impl<P: Protocol> Effects<P::Message, P::Observation> for Outlet<'_, P> {
    fn send(&mut self, channel: ChannelId, body: P::Message) {
        let number = &mut self.sent[channel.index()];
        self.step.push(Happening::Send { channel, message: MessageId(*number), body });
        *number += 1;
    }

    fn observe(&mut self, observation: P::Observation) {
        self.step.push(Happening::Observe(observation));
    }
}
