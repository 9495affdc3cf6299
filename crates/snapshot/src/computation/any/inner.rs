//! What a member of [`AnyProgram`](super::AnyProgram) is given, and what it writes.

use sim_core::{ChannelId, Effect, Effects, Envelope, GlobalState};

/// The messages of a member on their way to where those of any may come.
pub(super) struct Outer<'a, M, F> {
    pub(super) written: &'a mut Vec<Effect<M, ()>>,
    pub(super) message: F,
}

impl<M, Own, F: Fn(Own) -> M> Effects<Own, ()> for Outer<'_, M, F> {
    fn send(&mut self, channel: ChannelId, message: Own) {
        self.written.push(Effect::Send(channel, (self.message)(message)));
    }

    fn observe(&mut self, (): ()) {
        self.written.push(Effect::Observe(()));
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
