//! A global state: the states of the processes plus the sequences of messages in the channels (section 2 of the paper).
//!
//! Plain data. What may happen in it is [`System::step`](crate::System::step)'s affair alone.

use crate::envelope::Envelope;
use crate::id::{ChannelId, MessageId, ProcessId};
use crate::protocol::{Effect, Effects, Protocol};
use crate::queue::Queue;
use crate::step::{Cause, Step};

/// The state of the whole system at one moment.
#[derive(PartialEq, Eq, Hash, Debug)]
pub struct GlobalState<S, M, K = ()> {
    /// The state of each process, by [`ProcessId`].
    pub processes: Vec<S>,
    /// The sequence of messages in each channel, oldest first, by [`ChannelId`].
    pub channels: Vec<Queue<Envelope<M, K>>>,
}

/// The global state of a run of a protocol: messages carry their identities.
pub type State<P> = GlobalState<<P as Protocol>::State, <P as Protocol>::Message, MessageId>;

impl<S, M, K> GlobalState<S, M, K> {
    /// The state of one process.
    #[must_use]
    pub fn process(&self, process: ProcessId) -> &S {
        &self.processes[process.index()]
    }

    /// The messages in one channel, oldest first.
    #[must_use]
    pub fn channel(&self, channel: ChannelId) -> &Queue<Envelope<M, K>> {
        &self.channels[channel.index()]
    }
}

impl<S, M: Clone, K: Clone> GlobalState<S, M, K> {
    /// The state of a process, to be changed by its handler, and where its effects go: its messages into the channels, each with the
    /// identity that `number` gives it, and all that it does to `tell`.
    pub(crate) fn at<O>(
        &mut self,
        process: ProcessId,
        number: impl FnMut(ChannelId, &M) -> K,
        tell: impl FnMut(Effect<Envelope<M, K>, O>),
    ) -> (&mut S, impl Effects<M, O>) {
        (&mut self.processes[process.index()], Outlet { channels: &mut self.channels, number, tell })
    }
}

/// The way of a handler's messages into the channels.
struct Outlet<'a, M, K, N, T> {
    channels: &'a mut [Queue<Envelope<M, K>>],
    number: N,
    tell: T,
}

impl<M, O, K, N, T> Effects<M, O> for Outlet<'_, M, K, N, T>
where
    M: Clone,
    K: Clone,
    N: FnMut(ChannelId, &M) -> K,
    T: FnMut(Effect<Envelope<M, K>, O>),
{
    fn send(&mut self, channel: ChannelId, body: M) {
        let message = Envelope { id: (self.number)(channel, &body), body };
        self.channels[channel.index()].push_back(message.clone());
        (self.tell)(Effect::Send(channel, message));
    }

    fn observe(&mut self, observation: O) {
        (self.tell)(Effect::Observe(observation));
    }
}

impl<S, M: Clone, K: Copy + PartialEq> GlobalState<S, M, K> {
    /// Becomes the state after a step, by what the step says and no handler; `after` is the state it led its process to.
    pub fn told<C, O>(&mut self, step: &Step<M, C, O, K>, after: S) {
        if let Cause::Receive { channel, message } = &step.cause {
            let queue = &mut self.channels[channel.index()];
            let place = queue.iter().position(|waiting| waiting.id == message.id);
            place.map(|place| queue.remove(place));
        }
        for (channel, message) in step.sends() {
            self.channels[channel.index()].push_back(message.clone());
        }
        self.processes[step.process.index()] = after;
    }
}

impl<S: Clone, M: Clone, K: Clone> Clone for GlobalState<S, M, K> {
    fn clone(&self) -> Self {
        Self { processes: self.processes.clone(), channels: self.channels.clone() }
    }

    /// Copies into the buffers that are already there, so that judging run after run allocates nothing.
    fn clone_from(&mut self, source: &Self) {
        self.processes.clone_from(&source.processes);
        self.channels.clone_from(&source.channels);
    }
}
