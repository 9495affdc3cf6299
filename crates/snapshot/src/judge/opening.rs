//! A run that is watched as it happens: the state before the step that has the first sign of a snapshot, put together from the state after
//! it by taking the step back.

use sim_core::{Cause, ChannelId, First, MessageId, Scheduler, Shows as _, Simulation, System};

use super::Judge;
use crate::computation::Computation;
use crate::layer::Layer;
use crate::wire::Carries;

impl<P: Computation> Judge<P> {
    /// Begins before this step, after which the run is as it is now; nothing was seen since it was [cleared](Self::clear).
    pub(crate) fn open<Q: Layer<P>, S: Scheduler<Q>>(
        &mut self,
        system: &System<P>,
        First { step, before }: &First<Q>,
        after: &Simulation<'_, Q, S>,
    ) {
        self.stand(system, after);
        self.alone.processes[step.process.index()].clone_from(before.shown());
        // The step's own messages are the last that were sent.
        let own = step.sends().map(|(_, message)| message.id).min();
        let mut received = match &step.cause {
            Cause::Receive { channel, message } => Some((*channel, message)),
            Cause::Internal(_) => None,
        };
        let mut put = |channel, id, wire: &Q::Message| self.put(channel, id, wire);
        after.in_flight(|channel, id, wire| {
            if let Some((_, message)) = received.take_if(|(at, message)| *at == channel && message.id < id) {
                put(channel, message.id, &message.body);
            }
            if own.is_none_or(|own| id < own) {
                put(channel, id, wire);
            }
        });
        if let Some((channel, message)) = received {
            put(channel, message.id, &message.body);
        }
        self.begun(system);
    }

    /// Begins where the run is now: there has been no step.
    pub(crate) fn open_at_once<Q: Layer<P>, S: Scheduler<Q>>(
        &mut self,
        system: &System<P>,
        now: &Simulation<'_, Q, S>,
    ) {
        self.stand(system, now);
        now.in_flight(|channel, id, wire| self.put(channel, id, wire));
        self.begun(system);
    }

    /// Has the states of the processes now, and nothing in any channel.
    fn stand<Q: Layer<P>, S: Scheduler<Q>>(&mut self, system: &System<P>, now: &Simulation<'_, Q, S>) {
        let topology = &system.topology;
        let states = &mut self.alone.processes;
        states.clear();
        states.extend(topology.processes().map(|process| now.process(process).shown().clone()));
        self.alone.lanes.clear(topology.channels().len());
    }

    /// Has a message in its channel, if it is one of the computation.
    fn put<W: Carries<P::Message>>(&mut self, channel: ChannelId, id: MessageId, wire: &W) {
        self.numbers.sent(channel, wire.nth(), id);
        wire.message().into_iter().for_each(|body| self.alone.lanes.put(channel, id, body.clone()));
    }
}
