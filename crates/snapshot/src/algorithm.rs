//! What a snapshot algorithm is: pure reactions, superposed on a computation it does not change.
//!
//! An algorithm may look at the state of its process and at what is delivered; it may send messages of its own and it may *record*.
//! What it records leaves it as [`Recorded`] observations, one by one, the moment it happens: a recorded global state
//! is put together from them by whoever watches ([`crate::recorded`]). It cannot touch the underlying state.

use sim_core::{ChannelId, Context, Effects, Value};

/// Which snapshot of a run, from 1.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct SnapshotId(pub u32);

/// What travels in a channel: the computation's messages, each with the algorithm's tag on it, and the algorithm's own between them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Wire<M, T = (), C = ()> {
    /// A message of the underlying computation.
    Message {
        /// What the computation says.
        body: M,
        /// What the algorithm adds.
        tag: T,
    },
    /// A message of the algorithm: in Chandy and Lamport's, a marker.
    Control {
        /// For this snapshot.
        snapshot: SnapshotId,
        /// What it says besides.
        body: C,
    },
}

/// What can be asked of whatever travels in a channel: it is either a message of the computation or one of the algorithm.
pub trait Carries<M> {
    /// The message of the computation, if it is one.
    fn message(&self) -> Option<&M>;
    /// The snapshot that it is about, if it is the algorithm's own.
    fn control(&self) -> Option<SnapshotId>;
}

impl<M, T, C> Carries<M> for Wire<M, T, C> {
    #[inline(always)]
    fn message(&self) -> Option<&M> {
        match self {
            Self::Message { body, .. } => Some(body),
            Self::Control { .. } => None,
        }
    }

    #[inline(always)]
    fn control(&self) -> Option<SnapshotId> {
        match self {
            Self::Message { .. } => None,
            Self::Control { snapshot, .. } => Some(*snapshot),
        }
    }
}

impl<M> Wire<M> {
    /// A message of the computation without anything added.
    #[inline(always)]
    pub const fn bare(body: M) -> Self {
        Self::Message { body, tag: () }
    }

    /// A message of the algorithm that says nothing but which snapshot it is about.
    #[inline(always)]
    pub const fn marker(snapshot: SnapshotId) -> Self {
        Self::Control { snapshot, body: () }
    }
}

/// One thing that a process recorded.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Recorded<S, M> {
    /// The process recorded its state.
    Process {
        /// For this snapshot.
        snapshot: SnapshotId,
        /// The recorded state.
        state: S,
    },
    /// The process recorded the message it is receiving, as the next of the channel's state.
    Message {
        /// For this snapshot.
        snapshot: SnapshotId,
        /// The channel it came from.
        channel: ChannelId,
        /// The recorded message.
        message: M,
    },
    /// The state of an incoming channel is what was recorded so far, and no more.
    Closed {
        /// For this snapshot.
        snapshot: SnapshotId,
        /// The channel.
        channel: ChannelId,
    },
}

impl<S, M> Recorded<S, M> {
    /// For which snapshot it was recorded.
    pub const fn snapshot(&self) -> SnapshotId {
        match self {
            Self::Process { snapshot, .. }
            | Self::Message { snapshot, .. }
            | Self::Closed { snapshot, .. } => *snapshot,
        }
    }
}

/// The sink of an algorithm's effects.
pub trait Sink<S, M>: Effects<Wire<M>, Recorded<S, M>> {}
impl<S, M, E: Effects<Wire<M>, Recorded<S, M>>> Sink<S, M> for E {}

/// A snapshot algorithm over a computation with states `S` and messages `M`.
pub trait SnapshotAlgorithm<S, M> {
    /// Whether it goes by markers, as Chandy and Lamport's does: for each snapshot a process records its state once; in the
    /// same step it sends one marker on each outgoing channel, before it sends anything else; and it records upon the first
    /// marker that it receives, if it has not before. From then on it records of each channel what comes before the channel's
    /// marker, and closes the channel upon that; nothing else that happens at it makes a difference to what it records.
    ///
    /// A search may leave out more of such an algorithm ([why](crate::exploration)). `false` is always right.
    const BY_MARKERS: bool = false;

    /// What the algorithm itself remembers at each process.
    type Local: Value + Default;

    /// Whether the process has recorded its state for this snapshot.
    fn has_recorded(&self, local: &Self::Local, snapshot: SnapshotId) -> bool;

    /// The first snapshot, from this one on, for which the process has not recorded its state. Asked at every step of a process that
    /// may start snapshots of its own accord.
    fn next_missing(&self, local: &Self::Local, from: SnapshotId) -> SnapshotId {
        let mut next = from;
        while self.has_recorded(local, next) {
            next.0 += 1;
        }
        next
    }

    /// The process starts the snapshot, after whatever else it did in this step.
    fn initiate(
        &self,
        cx: Context<'_>,
        snapshot: SnapshotId,
        state: &S,
        local: &mut Self::Local,
        effects: &mut impl Sink<S, M>,
    );

    /// A message of the computation is delivered; the computation will handle it next.
    fn receive_message(
        &self,
        cx: Context<'_>,
        channel: ChannelId,
        message: &M,
        local: &mut Self::Local,
        effects: &mut impl Sink<S, M>,
    );

    /// A message of the algorithm is delivered.
    fn receive_control(
        &self,
        cx: Context<'_>,
        snapshot: SnapshotId,
        channel: ChannelId,
        state: &S,
        local: &mut Self::Local,
        effects: &mut impl Sink<S, M>,
    );
}
