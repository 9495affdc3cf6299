//! A global state: the states of the processes plus the sequences of messages in the channels (section 2 of the paper).
//!
//! Plain data. Who may change it is [`System::step`](crate::System::step) alone.

use crate::id::{ChannelId, ProcessId};
use crate::queue::Queue;

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
