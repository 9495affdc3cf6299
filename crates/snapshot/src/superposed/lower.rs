//! What a handler of the computation sends, on its way through the algorithm.

use std::marker::PhantomData;

use sim_core::{ChannelId, Context, Effects};

use crate::algorithm::{Sink, SnapshotAlgorithm};
use crate::wire::Wire;

/// The computation's effects on their way down: its messages go onto the wire, each with what the algorithm adds.
pub(super) struct Lower<'a, A, L, E, S> {
    pub(super) cx: Context<'a>,
    pub(super) algorithm: &'a A,
    pub(super) local: &'a mut L,
    pub(super) effects: &'a mut E,
    pub(super) sent: bool,
    pub(super) recorded: PhantomData<S>,
}

impl<S, M, A, E> Effects<M, ()> for Lower<'_, A, A::Local, E, S>
where
    A: SnapshotAlgorithm<S, M>,
    E: Sink<S, M, A::Tag, A::Control>,
{
    #[inline(always)]
    fn send(&mut self, channel: ChannelId, body: M) {
        self.sent = true;
        let tag = self.algorithm.tag(self.cx, channel, &body, self.local, self.effects);
        self.effects.send(channel, Wire::Message { body, tag });
    }

    #[inline(always)]
    fn observe(&mut self, (): ()) {}
}
