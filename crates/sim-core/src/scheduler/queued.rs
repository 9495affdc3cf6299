//! The world of the schedulers that need no times: a global state as it is written down.

use crate::global_state::{Envelope, GlobalState};
use crate::id::{ChannelId, MessageId, ProcessId, VirtualTime};
use crate::protocol::{Effects, Protocol};
use crate::queue::Queue;
use crate::schedule::Action;
use crate::scheduler::{Next, Picked};
use crate::simulation::State;
use crate::system::System;

/// A global state in which messages are numbered in the order of their sending.
pub(super) struct Queued<P: Protocol> {
    pub(super) state: State<P>,
    pub(super) sent: u64,
}

impl<P: Protocol> Default for Queued<P> {
    fn default() -> Self {
        Self { state: GlobalState { processes: Vec::new(), channels: Vec::new() }, sent: 0 }
    }
}

impl<P: Protocol> Queued<P> {
    /// This action at this time, if it is enabled.
    pub(super) fn pick(&mut self, system: &System<P>, time: VirtualTime, action: Action) -> Next<P> {
        match system.take(&mut self.state, action) {
            Ok((process, cause)) => Next::Step(Picked { time, action, process, cause }),
            Err(_) => Next::NotEnabled(action),
        }
    }

    /// Goes through the messages in the channels.
    pub(super) fn in_flight(&self, mut each: impl FnMut(ChannelId, MessageId, &P::Message)) {
        for (channel, queue) in (0..).map(ChannelId).zip(&self.state.channels) {
            queue.iter().for_each(|message| each(channel, message.id, &message.body));
        }
    }

    /// The state of a process, and where its messages go: into the channels, and to `told`.
    pub(super) fn at(
        &mut self,
        process: ProcessId,
        told: impl FnMut(ChannelId),
    ) -> (&mut P::State, impl Effects<P::Message, P::Observation>) {
        let GlobalState { processes, channels } = &mut self.state;
        (&mut processes[process.index()], Outlet { channels, sent: &mut self.sent, told })
    }
}

struct Outlet<'a, M, T> {
    channels: &'a mut [Queue<Envelope<M, MessageId>>],
    sent: &'a mut u64,
    told: T,
}

impl<M, O, T: FnMut(ChannelId)> Effects<M, O> for Outlet<'_, M, T> {
    fn send(&mut self, channel: ChannelId, body: M) {
        self.channels[channel.index()].push_back(Envelope { id: MessageId(*self.sent), body });
        *self.sent += 1;
        (self.told)(channel);
    }

    fn observe(&mut self, _: O) {}
}
