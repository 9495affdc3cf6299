//! One process of a computation: its state, and the same handlers that every driver runs.
//!
//! Messages get their identity here: their place in their channel, counted by both ends alike, so that journals written by
//! different processes can be joined without any of them knowing more than its own channels.

use sim_core::{
    Cause, CauseOf, ChannelId, Effect, Effects, Envelope, MessageId, Offers, ProcessId, Protocol, Step,
    StepOf, System, VirtualTime,
};

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
    step: Option<StepOf<P>>,
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
            step: None,
            events: 0,
        }
    }

    /// How many messages were received from a channel.
    pub(crate) fn received(&self, channel: ChannelId) -> u64 {
        self.received[channel.index()]
    }

    /// Whether it takes this message now.
    pub(crate) fn accepts(&self, channel: ChannelId, message: &P::Message) -> bool {
        self.system.accepts(self.process, &self.state, channel, message)
    }

    /// Receives a message of a channel.
    pub(crate) fn receive(
        &mut self,
        time: VirtualTime,
        channel: ChannelId,
        message: Envelope<P::Message, MessageId>,
    ) {
        self.received[channel.index()] += 1;
        self.handle(time, Cause::Receive { channel, message });
    }

    /// Does something that the process offers.
    pub(crate) fn act(&mut self, time: VirtualTime, command: P::Command) {
        self.handle(time, Cause::Internal(command));
    }

    fn handle(&mut self, time: VirtualTime, cause: CauseOf<P>) {
        let mut effects = self.step.take().map(|step| step.effects).unwrap_or_default();
        effects.clear();
        let Self { system, process, state, sent, .. } = self;
        let mut outlet = Outlet { sent, effects: &mut effects };
        system.protocol.handle(system.context(*process), state, cause.clone().event(), &mut outlet);
        self.events += 1 + effects.len() as u64;
        self.step = Some(Step { time, process: *process, cause, waited: 0, effects });
    }

    /// The last step.
    pub(crate) fn last_step(&self) -> Option<&StepOf<P>> {
        self.step.as_ref()
    }

    pub(crate) fn offers(&self) -> Offers {
        self.system.offers(self.process, &self.state)
    }
}

struct Outlet<'a, M, O> {
    sent: &'a mut Vec<u64>,
    effects: &'a mut Vec<Effect<Envelope<M, MessageId>, O>>,
}

impl<M, O> Effects<M, O> for Outlet<'_, M, O> {
    fn send(&mut self, channel: ChannelId, body: M) {
        let number = &mut self.sent[channel.index()];
        self.effects.push(Effect::Send(channel, Envelope { id: MessageId(*number), body }));
        *number += 1;
    }

    fn observe(&mut self, observation: O) {
        self.effects.push(Effect::Observe(observation));
    }
}
