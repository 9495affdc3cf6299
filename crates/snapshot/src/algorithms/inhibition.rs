//! Inhibition, after Helary (1989), in the sense of Taylor (1989): a
//! snapshot on channels of any order, without a bit on any message, paid for with waiting.
//!
//! * A process **records**, and sends on every outgoing channel a marker that says how many messages of the computation went before it. Until
//!   all of these are acknowledged it does nothing that could send.
//! * **On a marker** it records, if it has not. It knows now how many messages belong before the sender's recording.
//! * **A message** that comes on a channel whose marker is not flushed is recorded in the channel.
//! * When as many have come as the marker says, the channel is **flushed**: its state is known, and only now the marker is acknowledged, on
//!   the channel back.
//!
//! What a process sends after it recorded thus goes out when all receivers have recorded, and everything before it has come.
//!
//! *It assumes* for each channel one back, and nothing of order. *It pays* 2e control messages, and a round trip and the flush of its channels in which a process sends
//! nothing.
//!
//! A computation that sends *when it receives* must not receive meanwhile either, so its messages are refused. That may be a **deadlock**: on FIFO
//! channels markers and acknowledgements lie behind what is refused; on channels without order, two that wait may each refuse what the
//! other's flush needs. Only where no two messages are ever under way at once, as with one token, and without order, is it just later.
//!
//! `inhibition-hasty` acknowledges a marker **at once**. It is wrong, and hardly ever seen to be: a later message may overtake an earlier one
//! and be recorded in its stead. The number is right, the message is not.

use std::collections::BTreeMap;

use sim_core::{ChannelId, Context};
use smallvec::SmallVec;

use super::chandy_lamport::{Recording, Recordings};
use super::counts::Counts;
use crate::algorithm::{At, Named, Recorded, Sink, SnapshotAlgorithm};
use crate::id::SnapshotId;
use crate::needs::Needs;
use crate::wire::{Extra, Note, Wire};

/// The algorithm.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Inhibition {
    /// Whether a marker is acknowledged at once, and not when the channel is flushed.
    pub hasty: bool,
}

impl Inhibition {
    /// The name of the one that is hasty.
    pub const HASTY_NAME: &'static str = "inhibition-hasty";
    /// What that one does, in a line.
    pub const HASTY_ABOUT: &'static str =
        "wrong: inhibition with markers acknowledged at once; a message may be recorded in another's stead";
}

/// What a message of the algorithm says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Says {
    /// So many messages were sent on this channel before the sender recorded.
    Marker(u64),
    /// The marker came; all that were sent before it did.
    Ack,
}

const MARKER: &str = "marker after ";
const ACK: &str = "ack";

impl<M> Extra<M> for Says {
    fn print(&self) -> Note {
        Some(match self {
            Self::Marker(sent) => format!("{MARKER}{sent}").into(),
            Self::Ack => ACK.into(),
        })
    }

    fn parse(note: Option<&str>, _: impl Fn(&str) -> Option<M>) -> Option<Self> {
        match note? {
            ACK => Some(Self::Ack),
            marker => marker.strip_prefix(MARKER)?.parse().ok().map(Self::Marker),
        }
    }

    fn numbers(&self) -> u64 {
        match self {
            Self::Marker(_) => 1,
            Self::Ack => 0,
        }
    }
}

/// What a process remembers. Of snapshots that are over nothing is kept.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Waiting {
    /// How many of its markers are not acknowledged.
    acks: u64,
    counts: Counts,
    recordings: Recordings,
    /// The markers that came, on channels that are not flushed: how many messages went before each.
    markers: BTreeMap<(SnapshotId, ChannelId), u64>,
}

/// Records the state, and lets the computation wait for the acknowledgements.
fn record<S: Clone, M>(
    At { cx, state, local }: &mut At<'_, S, Waiting>,
    snapshot: SnapshotId,
    effects: &mut impl Sink<S, M, (), Says>,
) {
    if local.recordings.contains(snapshot) {
        return;
    }
    local.recordings.begin(*cx, snapshot);
    effects.observe(Recorded::Process { snapshot, state: (*state).clone(), before: false });
    for channel in cx.outgoing() {
        local.acks += 1;
        let body = Says::Marker(local.counts.sent(*cx, channel));
        effects.send(channel, Wire::Control { snapshot, body });
    }
}

/// Sends the acknowledgement of a marker that came on this channel.
fn acknowledge<S, M>(
    cx: Context<'_>,
    (snapshot, channel): (SnapshotId, ChannelId),
    effects: &mut impl Sink<S, M, (), Says>,
) {
    let back = cx.topology.back(channel).expect("the algorithm needs for each channel one back");
    effects.send(back, Wire::Control { snapshot, body: Says::Ack });
}

impl Inhibition {
    /// Closes the channel if it is flushed, and acknowledges the marker.
    fn test<S, M>(
        self,
        At { cx, local, .. }: &mut At<'_, S, Waiting>,
        (snapshot, channel): (SnapshotId, ChannelId),
        effects: &mut impl Sink<S, M, (), Says>,
    ) {
        let received = local.counts.received(*cx, channel);
        if local.markers.get(&(snapshot, channel)) != Some(&received) {
            return;
        }
        local.markers.remove(&(snapshot, channel));
        local.recordings.close(*cx, snapshot, channel);
        effects.observe(Recorded::Closed { snapshot, channel });
        if !self.hasty {
            acknowledge(*cx, (snapshot, channel), effects);
        }
    }
}

impl Named for Inhibition {
    const NAME: &'static str = "inhibition";
    const ABOUT: &'static str = "Helary, 1989: who has recorded sends nothing until its channels are flushed";
    const NEEDS: Needs = Needs { silent_receipts: true, back_channels: true, ..Needs::nothing() };
}

impl<S: Clone, M: Clone> SnapshotAlgorithm<S, M> for Inhibition {
    type Local = Waiting;
    type Tag = ();
    type Control = Says;

    fn initial_local(&self, _: Context<'_>) -> Waiting {
        Waiting::default()
    }

    fn has_recorded(&self, local: &Waiting, snapshot: SnapshotId) -> bool {
        local.recordings.contains(snapshot)
    }

    fn next_missing(&self, local: &Waiting, from: SnapshotId) -> SnapshotId {
        local.recordings.next_missing(from)
    }

    fn initiate(
        &self,
        mut at: At<'_, S, Waiting>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M, (), Says>,
    ) {
        record(&mut at, snapshot, effects);
    }

    fn tag(
        &self,
        cx: Context<'_>,
        channel: ChannelId,
        _: &M,
        local: &mut Waiting,
        _: &mut impl Sink<S, M, (), Says>,
    ) {
        local.counts.send(cx, channel);
    }

    fn receive_message(
        &self,
        mut at: At<'_, S, Waiting>,
        channel: ChannelId,
        message: &M,
        (): &(),
        effects: &mut impl Sink<S, M, (), Says>,
    ) {
        let cx = at.cx;
        at.local.counts.receive(cx, channel);
        let is_open = |recording: &&Recording| recording.open.contains(cx, channel);
        let open = at.local.recordings.iter().filter(is_open).map(|recording| recording.snapshot);
        for snapshot in open.collect::<SmallVec<[_; 4]>>() {
            effects.observe(Recorded::received(snapshot, channel, message));
            self.test(&mut at, (snapshot, channel), effects);
        }
    }

    fn receive_control(
        &self,
        mut at: At<'_, S, Waiting>,
        snapshot: SnapshotId,
        channel: ChannelId,
        says: &Says,
        effects: &mut impl Sink<S, M, (), Says>,
    ) {
        match says {
            // Of hostile peers there may come more than were asked for.
            Says::Ack => at.local.acks = at.local.acks.saturating_sub(1),
            Says::Marker(sent) => {
                record(&mut at, snapshot, effects);
                at.local.markers.insert((snapshot, channel), *sent);
                if self.hasty {
                    acknowledge(at.cx, (snapshot, channel), effects);
                }
                self.test(&mut at, (snapshot, channel), effects);
            }
        }
    }

    fn blocks(&self) -> bool {
        true
    }

    fn may_act(&self, _: Context<'_>, local: &Waiting) -> bool {
        local.acks == 0
    }

    /// Markers go out in the step that records; acknowledgements, as long as the channel that they are about is open.
    fn may_send(&self, cx: Context<'_>, local: &Waiting, channel: ChannelId) -> bool {
        let is_open = |into| local.recordings.iter().any(|recording| recording.open.contains(cx, into));
        cx.topology.back(channel).is_some_and(is_open)
    }
}
