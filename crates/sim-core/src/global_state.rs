//! A global state: the states of the processes plus the sequences of messages in the channels (section 2 of the paper).
//!
//! Plain data. What may happen in it is [`System::step`](crate::System::step)'s affair alone.

use crate::id::{ChannelId, ProcessId};
use crate::queue::Queue;
use crate::step::{Cause, Step};

/// A message in a channel, with its identity.
///
/// The identity `K` is the driver's: a simulation stamps each message with its [`MessageId`](crate::MessageId) so
/// that a trace can speak of *this* message; a search over states uses `()`, because two states that differ in
/// identities only are the same state.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Envelope<M, K = ()> {
    /// Which message it is.
    pub id: K,
    /// What it says.
    pub body: M,
}

/// The state of the whole system at one moment.
#[derive(PartialEq, Eq, Hash, Debug)]
pub struct GlobalState<S, M, K = ()> {
    /// The state of each process, by [`ProcessId`].
    pub processes: Vec<S>,
    /// The sequence of messages in each channel, oldest first, by [`ChannelId`].
    pub channels: Vec<Queue<Envelope<M, K>>>,
}

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
