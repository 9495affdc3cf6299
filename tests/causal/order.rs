//! Whether the messages of a run were taken in causal order, by the vector clocks of its steps: a whole step is an event.

use std::collections::BTreeMap;

use sim_core::{
    Action, Cause, ChannelId, MessageId, Observer, ProcessId, Protocol, StepOf, Topology, VectorClock,
    VectorClocks,
};

/// A message that is under way.
struct UnderWay {
    channel: ChannelId,
    target: ProcessId,
    /// The clock of the step that sent it.
    sent: VectorClock,
}

/// Counts the messages that are taken too early.
pub(crate) struct InOrder<'a> {
    topology: &'a Topology,
    clocks: VectorClocks,
    under_way: BTreeMap<MessageId, UnderWay>,
    pub(crate) too_early: usize,
}

impl<'a> InOrder<'a> {
    pub(crate) fn new(topology: &'a Topology) -> Self {
        let clocks = VectorClocks::new(topology.processes().len());
        Self { topology, clocks, under_way: BTreeMap::new(), too_early: 0 }
    }

    /// A message is taken: too early, if one is still under way to the same process that was sent in an earlier step, or in the
    /// same step on the same channel before it.
    fn take(&mut self, id: MessageId) {
        let taken = self.under_way.remove(&id).expect("it was sent");
        let is_missing = |(other, sent): (&MessageId, &UnderWay)| {
            let earlier_on_channel = sent.channel == taken.channel && *other < id;
            sent.target == taken.target
                && (sent.sent.happened_before(&taken.sent) || sent.sent == taken.sent && earlier_on_channel)
        };
        self.too_early += usize::from(self.under_way.iter().any(is_missing));
    }
}

impl<P: Protocol> Observer<P> for InOrder<'_> {
    fn step(&mut self, _: Action, step: &StepOf<P>, _: &P::State) {
        let received = match &step.cause {
            Cause::Receive { message, .. } => Some(message.id),
            Cause::Internal(_) => None,
        };
        received.into_iter().for_each(|id| self.take(id));
        let sent: Vec<_> = step.sends().map(|(_, message)| message.id).collect();
        self.clocks.event(step.process, received, &sent);
        for (channel, message) in step.sends() {
            let target = self.topology.channel(channel).target;
            let sent = self.clocks.of(step.process).clone();
            self.under_way.insert(message.id, UnderWay { channel, target, sent });
        }
    }
}
