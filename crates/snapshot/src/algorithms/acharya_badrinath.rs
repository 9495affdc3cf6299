//! The algorithm of Acharya & Badrinath, "Recording distributed snapshots based on causal order of message delivery", Information
//! Processing Letters 44, 1992: one round trip from an initiator, who works out the rest.
//!
//! * The initiator records its state and sends a *token* to everybody. Who receives a token records its state and *replies* how many
//!   messages it had sent and received on each channel when it recorded.
//! * When everybody has replied, a channel's state is what its source had sent and its target had not received: the messages from
//!   one number to another. So too for the initiator's own channels: it counts when it records, and not when the replies are there.
//!
//! It assumes causal delivery of all messages, its own included, and channels between the initiator and everybody. What is sent after its
//! sender recorded is then handled after the token. It pays with what causal order costs, and with nothing else on messages: the place
//! that they carry here is what they are known by in a log, and with causal order a receiver could count.
//!
//! The initiator learns of numbers only. The messages themselves it has to read in *logs* that everybody keeps of what it sends. For
//! these stands here, in a reply, what was sent since the last one. Of all that the initiator keeps what had not been received at the last
//! snapshot. So nobody keeps more of snapshots that are over; but a log grows from snapshot to snapshot, and as long as there is none.

use std::collections::BTreeMap;
use std::fmt::Display;

use sim_core::{ChannelId, Context, Order, ProcessId, Topology, Value};

use super::counts::Counts;
use super::history::History;
use crate::algorithm::{At, ClosedBy, Named, Recorded, Sink, SnapshotAlgorithm, Which};
use crate::id::SnapshotId;
use crate::needs::{Needs, Starters};
use crate::wire::Wire;

mod says;

pub use says::{Nth, Reply, Says};

/// Acharya & Badrinath's algorithm; there is nothing to configure.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct AcharyaBadrinath;

/// What a process remembers.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Memory<M> {
    /// How many snapshots it has recorded.
    recorded: u32,
    counts: Counts,
    /// What it has sent on each outgoing channel since it last recorded, in the order of their numbers.
    logs: Vec<History<M>>,
    /// Of others, if it has started a snapshot.
    others: Option<Box<Others<M>>>,
}

/// What the initiator was told.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Others<M> {
    /// The snapshots for which somebody has yet to reply.
    open: BTreeMap<SnapshotId, Open>,
    /// By channel, by number: the messages in the logs that had not been received at the last snapshot.
    logged: Vec<BTreeMap<u64, M>>,
}

/// A snapshot for which somebody has yet to reply.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Open {
    /// How many have yet to reply.
    replies: usize,
    /// By channel: how many had been sent, and how many received.
    counts: Vec<(u64, u64)>,
}

impl<M: Clone> Memory<M> {
    /// The process records its state, and what it replies then.
    fn record<S: Clone>(
        &mut self,
        cx: Context<'_>,
        (snapshot, state): (SnapshotId, &S),
        effects: &mut impl Sink<S, M, Nth, Says<M>>,
    ) -> Reply<M> {
        self.recorded = self.recorded.max(snapshot.0);
        effects.observe(Recorded::Process { snapshot, state: state.clone(), before: false });
        Reply {
            sent: cx.outgoing().map(|channel| self.counts.sent(cx, channel)).collect(),
            received: cx.incoming().iter().map(|channel| self.counts.received(cx, *channel)).collect(),
            logs: self.logs.iter_mut().map(std::mem::take).collect(),
        }
    }
}

impl<M: Clone> Others<M> {
    fn new(cx: Context<'_>) -> Self {
        let logged = cx.topology.channel_ids().map(|_| BTreeMap::new()).collect();
        Self { open: BTreeMap::new(), logged }
    }

    /// A snapshot is started: everybody is to reply.
    fn open(&mut self, cx: Context<'_>, snapshot: SnapshotId) {
        let counts = vec![(0, 0); cx.topology.channels().len()];
        self.open.insert(snapshot, Open { replies: cx.topology.processes().len(), counts });
    }

    /// What a process had counted and logged when it recorded. Whether everybody has replied.
    fn take_in(
        &mut self,
        (topology, process): (&Topology, ProcessId),
        snapshot: SnapshotId,
        Reply { sent, received, logs }: &Reply<M>,
    ) -> bool {
        let Some(open) = self.open.get_mut(&snapshot) else { return false };
        for (channel, received) in topology.incoming(process).iter().zip(received) {
            open.counts[channel.index()].1 = *received;
        }
        for ((channel, sent), log) in topology.outgoing(process).zip(sent).zip(logs) {
            open.counts[channel.index()].0 = *sent;
            // Saturating, since what comes from elsewhere may be anything.
            let before = sent.saturating_sub(log.len() as u64);
            let numbered =
                (1..).zip(log.iter()).map(|(nth, message)| (before.saturating_add(nth), message.clone()));
            self.logged[channel.index()].extend(numbered);
        }
        open.replies -= 1;
        open.replies == 0
    }

    /// Everybody has replied: works out the state of each channel.
    fn work_out<S>(&mut self, snapshot: SnapshotId, effects: &mut impl Sink<S, M, Nth, Says<M>>) {
        let Some(Open { counts, .. }) = self.open.remove(&snapshot) else { return };
        for (channel, (logged, (sent, received))) in
            (0..).map(ChannelId).zip(self.logged.iter_mut().zip(counts))
        {
            // No later snapshot asks for what was received before this one.
            *logged = logged.split_off(&received.saturating_add(1));
            for (nth, message) in logged.iter().take_while(|(nth, _)| **nth <= sent) {
                let (message, which) = (message.clone(), Which::Nth(*nth));
                effects.observe(Recorded::Message { snapshot, channel, message, which });
            }
            effects.observe(Recorded::Closed { snapshot, channel });
        }
    }
}

impl Named for AcharyaBadrinath {
    const NAME: &'static str = "acharya-badrinath";
    const ABOUT: &'static str = "Acharya and Badrinath, 1992: token and reply, in causal order";
    const NEEDS: Needs =
        Needs { order: Order::Causal, hub: true, initiators: Starters::One, ..Needs::nothing() };
    const CLOSED_BY: ClosedBy = ClosedBy::Initiator;
}

impl<S: Clone, M: Value + Display> SnapshotAlgorithm<S, M> for AcharyaBadrinath {
    type Local = Memory<M>;
    type Tag = Nth;
    type Control = Says<M>;

    fn initial_local(&self, cx: Context<'_>) -> Memory<M> {
        let logs = vec![History::default(); cx.outgoing().len()];
        Memory { recorded: 0, counts: Counts::default(), logs, others: None }
    }

    fn has_recorded(&self, local: &Memory<M>, snapshot: SnapshotId) -> bool {
        snapshot.0 <= local.recorded
    }

    fn initiate(
        &self,
        At { cx, state, local }: At<'_, S, Memory<M>>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M, Nth, Says<M>>,
    ) {
        let own = local.record(cx, (snapshot, state), effects);
        cx.outgoing()
            .for_each(|channel| effects.send(channel, Wire::Control { snapshot, body: Says::Token }));
        let others = local.others.get_or_insert_with(|| Box::new(Others::new(cx)));
        others.open(cx, snapshot);
        if others.take_in((cx.topology, cx.process), snapshot, &own) {
            others.work_out(snapshot, effects);
        }
    }

    fn tag(
        &self,
        cx: Context<'_>,
        channel: ChannelId,
        message: &M,
        local: &mut Memory<M>,
        _: &mut impl Sink<S, M, Nth, Says<M>>,
    ) -> Nth {
        local.logs[cx.place_outgoing(channel)].push(message.clone());
        Nth(local.counts.send(cx, channel))
    }

    fn receive_message(
        &self,
        At { cx, local, .. }: At<'_, S, Memory<M>>,
        channel: ChannelId,
        _: &M,
        _: &Nth,
        _: &mut impl Sink<S, M, Nth, Says<M>>,
    ) {
        local.counts.receive(cx, channel);
    }

    fn receive_control(
        &self,
        At { cx, state, local }: At<'_, S, Memory<M>>,
        snapshot: SnapshotId,
        channel: ChannelId,
        says: &Says<M>,
        effects: &mut impl Sink<S, M, Nth, Says<M>>,
    ) {
        let source = cx.topology.channel(channel).source;
        match says {
            Says::Token => {
                let reply = local.record(cx, (snapshot, state), effects);
                let back = cx.topology.between(cx.process, source);
                let back = back.expect("the initiator has a channel from everybody");
                effects.send(back, Wire::Control { snapshot, body: Says::Reply(reply) });
            }
            Says::Reply(reply) => {
                if let Some(others) = &mut local.others
                    && others.take_in((cx.topology, source), snapshot, reply)
                {
                    others.work_out(snapshot, effects);
                }
            }
        }
    }

    fn stored(&self, local: &Memory<M>) -> u64 {
        let logged = local.logs.iter().map(History::len).sum::<usize>();
        let read = local.others.iter().flat_map(|others| &others.logged).map(BTreeMap::len).sum::<usize>();
        (logged + read) as u64
    }

    /// Whatever it sends for a snapshot it sends in the step that records the state.
    fn may_send(&self, _: Context<'_>, _: &Memory<M>, _: ChannelId) -> bool {
        false
    }
}
