//! What a snapshot algorithm is: pure reactions, superposed on a computation it does not change.
//!
//! An algorithm may look at the state of its process and at what is delivered; it may send messages of its own and it may *record*.
//! What it records leaves it as [`Recorded`] observations, one by one, the moment it happens: a recorded global state
//! is put together from them by whoever watches ([`crate::recorded`]). It cannot touch the underlying state.
//!
//! # Adding one
//!
//! An algorithm is a type with [`SnapshotAlgorithm`], in a file of its own; a line in [`crate::algorithms`], with the
//! [law](crate::oracle::Law) of its messages, makes it known by name. Most need four functions: how a process [starts](SnapshotAlgorithm::initiate), and what it does with a
//! [control message](SnapshotAlgorithm::receive_control), with a [message of the computation](SnapshotAlgorithm::receive_message), and with
//! one that is [being sent](SnapshotAlgorithm::tag). The rest has an answer that is right for an algorithm that does not need it.
//! Those of the catalog show each, and `tests/foreign` has one that is not in it:
//!
//! | what is needed | where | for example |
//! |---|---|---|
//! | a colour, a count or a stamp on messages | [`Tag`](SnapshotAlgorithm::Tag), [`tag`](SnapshotAlgorithm::tag) | Mattern, Lai and Yang |
//! | contents in control messages, and several kinds of them | [`Control`](SnapshotAlgorithm::Control), [`Extra::kind`] | inhibition, Acharya and Badrinath |
//! | to record before the message that makes one record | `before` of [`Recorded::Process`] | Mattern, Lai and Yang |
//! | a channel's state that is worked out | [`Which::Nth`], [`Extra::NTH`] | Lai and Yang, Acharya and Badrinath |
//! | to let messages wait | [`refuses`](SnapshotAlgorithm::refuses), [`accepts`](SnapshotAlgorithm::accepts) | aligned barriers |
//! | to let the computation wait | [`blocks`](SnapshotAlgorithm::blocks), [`may_act`](SnapshotAlgorithm::may_act) | inhibition |
//! | to let the next snapshot wait | [`may_start`](SnapshotAlgorithm::may_start) | Venkatesan |
//! | to say something before a message goes out | [`tag`](SnapshotAlgorithm::tag) | Venkatesan |
//! | checkpoints of some, and no channels | [`Recorded::Permanent`], [`Aim`](crate::Aim) | Koo and Toueg |
//! | checkpoints of all, and nothing else | [`Aim`](crate::Aim) | uncoordinated checkpoints |
//! | one process that closes all channels | [`Named::CLOSED_BY`] | Acharya and Badrinath |
//! | to be asked once a step | [`by_steps`](SnapshotAlgorithm::by_steps), [`step`](SnapshotAlgorithm::step) | those of the user's own |
//! | order, channels back, a hub, no cycles | [`Named::NEEDS`] | each |

use sim_core::{ChannelId, Context, Effects, MessageId, Value};

use crate::faults::Incident;
use crate::id::SnapshotId;
use crate::needs::Needs;
use crate::whole::Whole;
use crate::wire::{Extra, Wire};

/// One thing that a process recorded. `W` says which message it was, where one was recorded.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Recorded<S, M, W = Which> {
    /// The process recorded its state.
    Process {
        /// For this snapshot.
        snapshot: SnapshotId,
        /// The recorded state.
        state: S,
        /// Whether the cut falls before the receipt that this step handles, and not after the step.
        before: bool,
    },
    /// The process recorded a message, as the next of the channel's state.
    Message {
        /// For this snapshot.
        snapshot: SnapshotId,
        /// The channel it came from.
        channel: ChannelId,
        /// The recorded message.
        message: M,
        /// Which one it is.
        which: W,
    },
    /// The state of a channel is what was recorded so far, and no more.
    Closed {
        /// For this snapshot.
        snapshot: SnapshotId,
        /// The channel.
        channel: ChannelId,
    },
    /// The checkpoint that the process took is *permanent*: until then it was tentative. Of algorithms that take
    /// [recovery lines](crate::Aim::RecoveryLine) and record no channels.
    Permanent {
        /// For this snapshot.
        snapshot: SnapshotId,
    },
    /// Nothing that the process recorded: something [went wrong](crate::Faults) in the step, which whoever watches has to know. No
    /// algorithm shows this.
    Incident(Box<Incident<M>>),
}

/// Which message a process recorded. An algorithm does not know what drivers call a message.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Which {
    /// The one that it is receiving: the state of the channel is watched.
    Received,
    /// The n-th that the computation ever sent on the channel, from 1: the state of the channel is computed.
    Nth(u64),
}

/// Who closes the channels of a snapshot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClosedBy {
    /// Of each channel the process that it leads to.
    Target,
    /// Of all channels the process that started the snapshot.
    Initiator,
}

/// What a process recorded, as logs have it: of a message the identity; none, if there is no such message.
pub type Noted<S, M> = Recorded<S, M, Option<MessageId>>;

impl<S, M: Clone, W> Recorded<S, M, W> {
    /// For which snapshot it was recorded; or whose message something befell, if it was that of one.
    pub fn snapshot(&self) -> Option<SnapshotId> {
        match self {
            Self::Process { snapshot, .. }
            | Self::Message { snapshot, .. }
            | Self::Closed { snapshot, .. }
            | Self::Permanent { snapshot } => Some(*snapshot),
            Self::Incident(incident) => incident.snapshot(),
        }
    }
}

impl<S, M: Clone> Recorded<S, M> {
    /// The message that the process is receiving, as the next of the channel's state.
    pub fn received(snapshot: SnapshotId, channel: ChannelId, message: &M) -> Self {
        Self::Message { snapshot, channel, message: message.clone(), which: Which::Received }
    }
}

impl<S: Clone, M: Clone, W: Copy> Recorded<S, M, W> {
    /// The same, with what it says of which message it was put otherwise.
    pub(crate) fn with<V>(&self, which: impl FnOnce(ChannelId, W) -> V) -> Recorded<S, M, V> {
        match self {
            Self::Process { snapshot, state, before } => {
                Recorded::Process { snapshot: *snapshot, state: state.clone(), before: *before }
            }
            Self::Message { snapshot, channel, message, which: it } => Recorded::Message {
                snapshot: *snapshot,
                channel: *channel,
                message: message.clone(),
                which: which(*channel, *it),
            },
            Self::Closed { snapshot, channel } => Recorded::Closed { snapshot: *snapshot, channel: *channel },
            Self::Permanent { snapshot } => Recorded::Permanent { snapshot: *snapshot },
            Self::Incident(incident) => Recorded::Incident(incident.clone()),
        }
    }
}

/// The sink of an algorithm's effects.
pub trait Sink<S, M, T = (), C = ()>: Effects<Wire<M, T, C>, Recorded<S, M>> {}
impl<S, M, T, C, E: Effects<Wire<M, T, C>, Recorded<S, M>>> Sink<S, M, T, C> for E {}

/// Where an algorithm's handler runs.
#[derive(Debug)]
pub struct At<'a, S, L> {
    /// The process and its channels.
    pub cx: Context<'a>,
    /// The state of the computation at the process.
    pub state: &'a S,
    /// What the algorithm remembers there.
    pub local: &'a mut L,
}

/// What is known of an algorithm by its name: what people are told of it, what must be so for it to be right, who ends it.
pub trait Named {
    /// Its name.
    const NAME: &'static str;
    /// What it does, in a line.
    const ABOUT: &'static str;
    /// What it needs.
    const NEEDS: Needs;
    /// Who closes the channels. A process that runs by itself has to know when it has done its part.
    const CLOSED_BY: ClosedBy = ClosedBy::Target;
}

/// A snapshot algorithm over a computation with states `S` and messages `M`.
pub trait SnapshotAlgorithm<S, M> {
    /// What the algorithm itself remembers at each process.
    type Local: Value;
    /// What it adds to every message of the computation: a colour, a count, a stamp; `()` if nothing.
    type Tag: Extra<M>;
    /// What its control messages say besides which snapshot they are about; `()` if nothing, as a marker.
    type Control: Extra<M>;

    /// What it remembers at the process before anything happens.
    fn initial_local(&self, cx: Context<'_>) -> Self::Local;

    /// The tag that prints as this; `message` reads what the computation's messages print as.
    fn read_tag(&self, note: Option<&str>, message: impl Fn(&str) -> Option<M>) -> Option<Self::Tag> {
        Self::Tag::parse(note, message)
    }

    /// The contents of a message of the algorithm that print as this.
    fn read_control(&self, note: Option<&str>, message: impl Fn(&str) -> Option<M>) -> Option<Self::Control> {
        Self::Control::parse(note, message)
    }

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

    /// Whether the process may start this snapshot now: not yet, for example, if an earlier one has to be over. It is asked again at every
    /// step at which the snapshot might be started.
    #[inline(always)]
    fn may_start(&self, _local: &Self::Local, _snapshot: SnapshotId) -> bool {
        true
    }

    /// The process starts the snapshot, after whatever else it did in this step. Where several may start the same one it may have recorded
    /// already; then there is nothing to do.
    fn initiate(
        &self,
        at: At<'_, S, Self::Local>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M, Self::Tag, Self::Control>,
    );

    /// What is added to a message that the computation is sending: the place to count what is sent. Asked for each message, in the order of
    /// sending; a snapshot that is started in the same step is started after that.
    ///
    /// What it sends itself goes out before the message.
    fn tag(
        &self,
        cx: Context<'_>,
        channel: ChannelId,
        message: &M,
        local: &mut Self::Local,
        effects: &mut impl Sink<S, M, Self::Tag, Self::Control>,
    ) -> Self::Tag;

    /// A message of the computation is delivered; the computation will handle it next. What is recorded here as the process's state is
    /// that before the message; so its `before` says.
    fn receive_message(
        &self,
        at: At<'_, S, Self::Local>,
        channel: ChannelId,
        message: &M,
        tag: &Self::Tag,
        effects: &mut impl Sink<S, M, Self::Tag, Self::Control>,
    );

    /// A control message is delivered; the computation does not see it.
    fn receive_control(
        &self,
        at: At<'_, S, Self::Local>,
        snapshot: SnapshotId,
        channel: ChannelId,
        control: &Self::Control,
        effects: &mut impl Sink<S, M, Self::Tag, Self::Control>,
    );

    /// Whether it is asked [once a step](Self::step), when it is known what the computation does in it, instead of at each place of one.
    #[inline(always)]
    fn by_steps(&self) -> bool {
        false
    }

    /// A step as a whole, of an algorithm that is asked [by steps](Self::by_steps). The messages that the computation sends in it go out from
    /// here, each with what is added.
    fn step(
        &self,
        _at: At<'_, S, Self::Local>,
        _step: Whole<'_, S, M, Self::Tag, Self::Control>,
        _effects: &mut impl Sink<S, M, Self::Tag, Self::Control>,
    ) {
    }

    /// Whether a process ever [refuses](Self::accepts) anything. Who says that none does is not asked.
    #[inline(always)]
    fn refuses(&self) -> bool {
        false
    }

    /// Whether the process takes this now; what it refuses waits in its channel, and in a FIFO channel all that is behind it. It is offered again
    /// after each step of the process. Depends on nothing else, so that nobody but the process itself can change it.
    #[inline(always)]
    fn accepts(
        &self,
        _cx: Context<'_>,
        _local: &Self::Local,
        _channel: ChannelId,
        _wire: Wire<&M, &Self::Tag, &Self::Control>,
    ) -> bool {
        true
    }

    /// Whether it ever keeps the computation [from acting](Self::may_act). Who says that it never does is not asked.
    #[inline(always)]
    fn blocks(&self) -> bool {
        false
    }

    /// Whether the computation may do something of its own accord at this process now. It goes on receiving, unless it
    /// [sends upon a receipt](crate::Computation::sends_on_receipt): then its messages wait as well.
    #[inline(always)]
    fn may_act(&self, _cx: Context<'_>, _local: &Self::Local) -> bool {
        true
    }

    /// Whether it goes by markers, as Chandy and Lamport's does: for each snapshot a process records its state once; in the
    /// same step it sends one marker on each outgoing channel, before it sends anything else; and it records upon the first
    /// marker that it receives, if it has not before. From then on it records of each channel what comes before the channel's
    /// marker, and closes the channel upon that; nothing else that happens at it makes a difference to what it records.
    ///
    /// A search may leave out more of such an algorithm ([why](crate::exploration)). `false` is always right.
    #[inline(always)]
    fn by_markers(&self) -> bool {
        false
    }

    /// How many messages of the computation the process keeps for its snapshots, besides those that it has recorded: what a history costs.
    fn stored(&self, _local: &Self::Local) -> u64 {
        0
    }

    /// Whether the algorithm may still send something of its own on the channel for a snapshot that the process has recorded, whatever
    /// happens. `true` is always right; see [`sim_core::Protocol::may_send`].
    fn may_send(&self, _cx: Context<'_>, _local: &Self::Local, _channel: ChannelId) -> bool {
        true
    }
}
