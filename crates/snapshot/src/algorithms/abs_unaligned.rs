//! Barriers that overtake: the unaligned checkpoints of Flink 1.11 (FLIP-76), "closer to the Chandy-Lamport algorithm".
//!
//! * An initiator records its state and sends a **barrier** on every outgoing channel: how many messages it has sent there before.
//! * A process *reacts on the first barrier*: it records its state, and *immediately forwards the barrier*.
//! * What the barrier **overtook**, and what comes on a channel before its barrier, belongs to the channel's state. The count says where it ends:
//!   the channel is closed when so many messages have come.
//!
//! It assumes channels in which a barrier may overtake messages and *nothing overtakes a barrier* ([`Order::Overtaking`]); FIFO channels are such.
//! Were later messages to overtake it, one that was sent after its sender recorded could come before its receiver did. It pays with half of
//! that order, and with what it has to keep: a barrier does not wait behind a backlog, so the last process records early, and the backlog is recorded.
//!
//! Flink stores at once what was overtaken, from the buffers of both sides. A pure handler sees messages when they come: here a
//! channel is closed later than Flink's checkpoint, and what compares is when the last process has recorded. Flink does not let such checkpoints overlap;
//! here several do, without further rule.

use std::collections::VecDeque;

use sim_core::{ChannelId, Context, Order};

use super::barrier::Barrier;
use super::counts::Counts;
use crate::algorithm::{At, Named, Recorded, Sink, SnapshotAlgorithm};
use crate::id::SnapshotId;
use crate::needs::Needs;
use crate::wire::Wire;

/// The algorithm; there is nothing to configure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AbsUnaligned;

impl Named for AbsUnaligned {
    const NAME: &'static str = "abs-unaligned";
    const ABOUT: &'static str = "Flink, 2020: barriers that overtake messages, and say after how many";
    const NEEDS: Needs = Needs { order: Order::Overtaking, ..Needs::nothing() };
}

/// What a process remembers.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Unaligned {
    /// How many snapshots it has recorded.
    recorded: u32,
    counts: Counts,
    /// The barriers of each incoming channel.
    incoming: Vec<Barriers>,
}

/// The barriers of one channel.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
struct Barriers {
    /// For how many snapshots the channel is closed.
    closed: u32,
    /// After how many messages it is for the next ones, as the barriers said that have come.
    closes_after: VecDeque<u64>,
}

impl Unaligned {
    /// Closes the channel for each snapshot of which all messages have come.
    fn close<S, M>(
        &mut self,
        cx: Context<'_>,
        channel: ChannelId,
        effects: &mut impl Sink<S, M, (), Barrier<u64>>,
    ) {
        let (received, barriers) =
            (self.counts.received(cx, channel), &mut self.incoming[cx.place_incoming(channel)]);
        while barriers.closes_after.front().is_some_and(|count| *count <= received) {
            barriers.closes_after.pop_front();
            barriers.closed += 1;
            effects.observe(Recorded::Closed { snapshot: SnapshotId(barriers.closed), channel });
        }
    }
}

/// Records the state for each snapshot up to this one that it was not recorded for, and sends its barrier on.
fn record<S: Clone, M>(
    At { cx, state, local }: &mut At<'_, S, Unaligned>,
    last: SnapshotId,
    effects: &mut impl Sink<S, M, (), Barrier<u64>>,
) {
    for snapshot in (local.recorded + 1..=last.0).map(SnapshotId) {
        local.recorded = snapshot.0;
        effects.observe(Recorded::Process { snapshot, state: (*state).clone(), before: false });
        for channel in cx.outgoing() {
            let body = Barrier(local.counts.sent(*cx, channel));
            effects.send(channel, Wire::Control { snapshot, body });
        }
    }
}

impl<S: Clone, M: Clone> SnapshotAlgorithm<S, M> for AbsUnaligned {
    type Local = Unaligned;
    type Tag = ();
    type Control = Barrier<u64>;

    fn initial_local(&self, cx: Context<'_>) -> Unaligned {
        let incoming = vec![Barriers::default(); cx.incoming().len()];
        Unaligned { recorded: 0, counts: Counts::default(), incoming }
    }

    fn has_recorded(&self, local: &Unaligned, snapshot: SnapshotId) -> bool {
        local.recorded >= snapshot.0
    }

    fn next_missing(&self, local: &Unaligned, from: SnapshotId) -> SnapshotId {
        from.max(SnapshotId(local.recorded + 1))
    }

    fn initiate(
        &self,
        mut at: At<'_, S, Unaligned>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M, (), Barrier<u64>>,
    ) {
        record(&mut at, snapshot, effects);
    }

    fn tag(
        &self,
        cx: Context<'_>,
        channel: ChannelId,
        _: &M,
        local: &mut Unaligned,
        _: &mut impl Sink<S, M, (), Barrier<u64>>,
    ) {
        local.counts.send(cx, channel);
    }

    fn receive_message(
        &self,
        At { cx, local, .. }: At<'_, S, Unaligned>,
        channel: ChannelId,
        message: &M,
        (): &(),
        effects: &mut impl Sink<S, M, (), Barrier<u64>>,
    ) {
        local.counts.receive(cx, channel);
        for snapshot in local.incoming[cx.place_incoming(channel)].closed + 1..=local.recorded {
            effects.observe(Recorded::received(SnapshotId(snapshot), channel, message));
        }
        local.close(cx, channel, effects);
    }

    fn receive_control(
        &self,
        mut at: At<'_, S, Unaligned>,
        snapshot: SnapshotId,
        channel: ChannelId,
        Barrier(count): &Barrier<u64>,
        effects: &mut impl Sink<S, M, (), Barrier<u64>>,
    ) {
        record(&mut at, snapshot, effects);
        at.local.incoming[at.cx.place_incoming(channel)].closes_after.push_back(*count);
        at.local.close(at.cx, channel, effects);
    }

    fn may_send(&self, _: Context<'_>, _: &Unaligned, _: ChannelId) -> bool {
        false
    }
}
