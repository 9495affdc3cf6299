//! What a member of [`AnyProgram`](super::AnyProgram) is given, and what it sends.

use sim_core::{ChannelId, Effects, Envelope, GlobalState};

/// The messages of a member on their way to where those of any may come.
pub(super) struct Outer<'a, E, F> {
    pub(super) effects: &'a mut E,
    pub(super) message: F,
}

impl<Own, M, E: Effects<M, ()>, F: Fn(Own) -> M> Effects<Own, ()> for Outer<'_, E, F> {
    #[inline(always)]
    fn send(&mut self, channel: ChannelId, message: Own) {
        self.effects.send(channel, (self.message)(message));
    }

    fn observe(&mut self, (): ()) {
        self.effects.observe(());
    }
}

/// A global state as its member knows it. Takes a time linear in processes and messages, as do those who ask for it.
pub(super) fn inner<S, M, K, Own, Body>(
    state: &GlobalState<S, M, K>,
    of: impl Fn(&S) -> Own,
    with: impl Fn(&M) -> Body,
) -> GlobalState<Own, Body> {
    let body = |message: &Envelope<M, K>| Envelope { id: (), body: with(&message.body) };
    GlobalState {
        processes: state.processes.iter().map(of).collect(),
        channels: state.channels.iter().map(|channel| channel.iter().map(body).collect()).collect(),
    }
}

#[cold]
pub(super) fn mixed() -> ! {
    unreachable!("all of a run is of one program")
}
