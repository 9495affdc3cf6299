//! A world whose steps are written down.

use crate::envelope::Envelope;
use crate::id::{ChannelId, MessageId, ProcessId};
use crate::protocol::{Effect, Effects, Protocol};
use crate::step::EffectsOf;
use crate::system::World;

/// A world whose steps are written down.
pub(super) struct Watched<'a, P: Protocol, W> {
    pub(super) world: &'a mut W,
    /// How many messages were sent before the step: the step's own are numbered from there.
    pub(super) sent: u64,
    pub(super) effects: &'a mut EffectsOf<P>,
}

impl<P: Protocol, W: World<P>> World<P> for Watched<'_, P, W> {
    fn at(&mut self, process: ProcessId) -> (&mut P::State, impl Effects<P::Message, P::Observation>) {
        let (state, outlet) = self.world.at(process);
        (state, Written { outlet, sent: self.sent, effects: &mut *self.effects })
    }
}

/// The effects of a step, on their way and written down.
struct Written<'a, M, O, E> {
    outlet: E,
    sent: u64,
    effects: &'a mut Vec<Effect<Envelope<M, MessageId>, O>>,
}

impl<M: Clone, O: Clone, E: Effects<M, O>> Effects<M, O> for Written<'_, M, O, E> {
    fn send(&mut self, channel: ChannelId, body: M) {
        self.effects.push(Effect::Send(channel, Envelope { id: MessageId(self.sent), body: body.clone() }));
        self.sent += 1;
        self.outlet.send(channel, body);
    }

    fn observe(&mut self, observation: O) {
        self.effects.push(Effect::Observe(observation.clone()));
        self.outlet.observe(observation);
    }
}
