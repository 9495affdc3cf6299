//! Repeated snapshots that cost what was sent, and not what could be (Venkatesan, "Message-optimal incremental snapshots", 1989).
//!
//! One process, the root, takes all snapshots, each when the one before is complete. A spanning tree of the network is known to all: here
//! the one that a search in breadth from the root finds. Of each snapshot:
//!
//! * Who records sends a *regular* on each outgoing channel that is *used*: on which a message was sent since it last recorded. These channels are
//!   unused then. The root records of its own accord; who receives an init or a regular of a snapshot that it has not recorded records.
//! * Down the tree goes an *init*: from the root when it records, from each other when it comes. So everybody records.
//! * What comes along a channel between the recording and the regular is the state of the channel. A regular is answered with an *ack*.
//! * Who has the init, an ack for each regular, and a *completed* of each child, sends a completed to its parent. With those of its
//!   children the root knows that each used channel is flushed. An unused one was flushed by an earlier snapshot, and is empty. So the root closes all.
//! * Before the first message on a channel on which no regular of the present snapshot was sent, one goes out *late*. Nobody answers it. Without it
//!   the message could be received by one who has not recorded; the rules above are often told without this one, and are wrong then.
//!
//! It assumes FIFO channels, one back for each, and one initiator. It pays 2(n - 1) + 2u + l messages for a snapshot, where u channels
//! were used and l regulars were late, and the next snapshot waits for the last. Chandy and Lamport's pays one for each channel, used or not.

use sim_core::{ChannelId, Context};
use smallvec::SmallVec;

use crate::algorithm::{At, ClosedBy, Named, Recorded, Sink, SnapshotAlgorithm};
use crate::channel_set::ChannelSet;
use crate::id::SnapshotId;
use crate::needs::{Needs, Starters};
use crate::wire::Wire;

mod says;
mod tree;

pub use says::Says;
pub use tree::{Place, Tree};

/// Venkatesan's algorithm; there is nothing to configure.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Venkatesan;

/// What a process remembers.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Memory {
    /// The snapshot for which it recorded last; 0 before the first.
    present: SnapshotId,
    /// Its place in the tree, once an init has come.
    place: Option<Box<Place>>,
    /// How much of the present snapshot is still to come: the init, acks, and completeds of children.
    awaited: usize,
    /// The incoming channels of which no regular of the present snapshot has come.
    open: ChannelSet,
    /// Its outgoing channels, in their order.
    outgoing: SmallVec<[Outgoing; 4]>,
}

/// An outgoing channel.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
struct Outgoing {
    /// Whether a message was sent on it since the process last recorded.
    used: bool,
    /// Whether a regular of the present snapshot was sent on it.
    marked: bool,
}

impl Memory {
    /// The outgoing channel, of a process whose first is `first`.
    fn outgoing(&mut self, cx: Context<'_>, channel: ChannelId) -> &mut Outgoing {
        let first = cx.outgoing().next().expect("the process sends on a channel");
        &mut self.outgoing[channel.index() - first.index()]
    }
}

impl Venkatesan {
    /// The process records its state, and says so on the channels that it has used. The init is still to come.
    fn record<S: Clone, M>(
        At { cx, state, local }: At<'_, S, Memory>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M, (), Says>,
    ) {
        effects.observe(Recorded::Process { snapshot, state: state.clone(), before: false });
        (local.present, local.open, local.awaited) = (snapshot, ChannelSet::all(cx), 1);
        for (channel, outgoing) in cx.outgoing().zip(&mut local.outgoing) {
            if outgoing.used {
                effects.send(channel, Wire::Control { snapshot, body: Says::Regular });
                local.awaited += 1;
            }
            *outgoing = Outgoing { used: false, marked: outgoing.used };
        }
    }

    /// The init is there, and goes down the tree.
    fn pass_on<S, M>(
        cx: Context<'_>,
        local: &mut Memory,
        mut tree: Tree,
        effects: &mut impl Sink<S, M, (), Says>,
    ) {
        let snapshot = local.present;
        let place = local.place.take().filter(|place| place.root == tree.root());
        let place = place.unwrap_or_else(|| Box::new(tree.place(cx)));
        for child in &place.children {
            effects.send(*child, Wire::Control { snapshot, body: Says::Init(tree.clone()) });
        }
        local.awaited += place.children.len();
        local.place = Some(place);
        Self::has_come(cx, local, effects);
    }

    /// One thing that was awaited is there. If it was the last, the parent is told, or all is known to be flushed.
    fn has_come<S, M>(cx: Context<'_>, local: &mut Memory, effects: &mut impl Sink<S, M, (), Says>) {
        local.awaited = local.awaited.saturating_sub(1);
        let (0, Some(place)) = (local.awaited, &local.place) else { return };
        let snapshot = local.present;
        match place.parent {
            Some(parent) => effects.send(parent, Wire::Control { snapshot, body: Says::Completed }),
            None => {
                let all = cx.topology.channel_ids();
                all.for_each(|channel| effects.observe(Recorded::Closed { snapshot, channel }));
            }
        }
    }
}

impl Named for Venkatesan {
    const NAME: &'static str = "venkatesan";
    const ABOUT: &'static str = "Venkatesan, 1989: repeated snapshots, markers on used channels only";
    const NEEDS: Needs = Needs { back_channels: true, initiators: Starters::One, ..Needs::fifo() };
    const CLOSED_BY: ClosedBy = ClosedBy::Initiator;
}

impl<S: Clone, M: Clone> SnapshotAlgorithm<S, M> for Venkatesan {
    type Local = Memory;
    type Tag = ();
    type Control = Says;

    fn initial_local(&self, cx: Context<'_>) -> Memory {
        Memory {
            present: SnapshotId(0),
            place: None,
            awaited: 0,
            open: ChannelSet::all(cx),
            outgoing: cx.outgoing().map(|_| Outgoing::default()).collect(),
        }
    }

    fn has_recorded(&self, local: &Memory, snapshot: SnapshotId) -> bool {
        snapshot <= local.present
    }

    fn next_missing(&self, local: &Memory, from: SnapshotId) -> SnapshotId {
        from.max(SnapshotId(local.present.0 + 1))
    }

    /// At the root nothing is awaited any more when the present snapshot is complete.
    fn may_start(&self, local: &Memory, _: SnapshotId) -> bool {
        local.awaited == 0
    }

    fn initiate(
        &self,
        At { cx, state, local }: At<'_, S, Memory>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M, (), Says>,
    ) {
        Self::record(At { cx, state, local: &mut *local }, snapshot, effects);
        Self::pass_on(cx, local, Tree::from(cx.process), effects);
    }

    fn tag(
        &self,
        cx: Context<'_>,
        channel: ChannelId,
        _: &M,
        local: &mut Memory,
        effects: &mut impl Sink<S, M, (), Says>,
    ) {
        let snapshot = local.present;
        let outgoing = local.outgoing(cx, channel);
        outgoing.used = true;
        if snapshot.0 > 0 && !outgoing.marked {
            outgoing.marked = true;
            effects.send(channel, Wire::Control { snapshot, body: Says::Late });
        }
    }

    fn receive_message(
        &self,
        At { cx, local, .. }: At<'_, S, Memory>,
        channel: ChannelId,
        message: &M,
        (): &(),
        effects: &mut impl Sink<S, M, (), Says>,
    ) {
        let snapshot = local.present;
        if snapshot.0 > 0 && local.open.contains(cx, channel) {
            effects.observe(Recorded::received(snapshot, channel, message));
        }
    }

    fn receive_control(
        &self,
        At { cx, state, local }: At<'_, S, Memory>,
        snapshot: SnapshotId,
        channel: ChannelId,
        says: &Says,
        effects: &mut impl Sink<S, M, (), Says>,
    ) {
        let is_news = snapshot > local.present && !matches!(says, Says::Ack | Says::Completed);
        if is_news {
            Self::record(At { cx, state, local: &mut *local }, snapshot, effects);
        }
        match says {
            Says::Init(tree) => Self::pass_on(cx, local, tree.clone(), effects),
            // A late one may come when the next snapshot has begun; then it says nothing new.
            Says::Late if snapshot < local.present => {}
            Says::Late => local.open.remove(cx, channel),
            Says::Regular => {
                local.open.remove(cx, channel);
                let back = cx.topology.back(channel);
                let back = back.expect("there is a channel back for each");
                effects.send(back, Wire::Control { snapshot, body: Says::Ack });
            }
            Says::Ack | Says::Completed => Self::has_come(cx, local, effects),
        }
    }
}
