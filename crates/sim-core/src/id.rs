//! The names of things: processes, channels, messages, instants.
//!
//! Plain numbers, dense from 0, so that a `Vec` is the map from any of them. Their names for people are the
//! [`Topology`](crate::Topology)'s business.

/// A process, numbered from 0 in the order in which the topology declares them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ProcessId(pub u32);

/// A channel (source → target), numbered from 0 in the order in which the topology declares them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ChannelId(pub u32);

/// The identity of one message of one run: its place in the order of sending, from 0.
///
/// Identities belong to a run, not to the computation: no handler sees one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct MessageId(pub u64);

/// Virtual time in ticks since the start of the run.
pub type VirtualTime = u64;

impl ProcessId {
    /// The process's place in any `Vec` of one entry a process.
    #[inline]
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl ChannelId {
    /// The channel's place in any `Vec` of one entry a channel.
    #[inline]
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}
