//! No tag and no order: a process that has recorded does nothing of its own accord until its channels are flushed (after Helary 1989).
//!
//! A marker says how many messages went before it; it is acknowledged when as many have come, on the channel back.

use std::collections::{BTreeMap, BTreeSet};

use sim_core::{ChannelId, Context};
use snapshot::algorithm::{At, Sink, SnapshotAlgorithm};
use snapshot::{Extra, Law, Named, Needs, Note, On, Recorded, Rule, SnapshotId, Which, Wire};

use super::Lawful;

/// The algorithm; or one that acknowledges a marker at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inhibition {
    pub(crate) hasty: bool,
}

pub(crate) const INHIBITION: Inhibition = Inhibition { hasty: false };

/// What a message of the algorithm says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Says {
    /// So many messages were sent on this channel before.
    Marker(u64),
    /// They have all come.
    Ack,
}

impl<M> Extra<M> for Says {
    fn print(&self) -> Note {
        Some(match self {
            Self::Marker(sent) => format!("marker after {sent}").into(),
            Self::Ack => "ack".into(),
        })
    }

    fn parse(note: Option<&str>, _: impl Fn(&str) -> Option<M>) -> Option<Self> {
        match note? {
            "ack" => Some(Self::Ack),
            marker => marker.strip_prefix("marker after ")?.parse().ok().map(Self::Marker),
        }
    }
}

/// What a process remembers.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Memory {
    recorded: BTreeSet<SnapshotId>,
    /// How many acknowledgements are to come.
    waits: u64,
    sent: BTreeMap<ChannelId, u64>,
    received: BTreeMap<ChannelId, u64>,
    needed: BTreeMap<(ChannelId, SnapshotId), u64>,
    closed: BTreeSet<(ChannelId, SnapshotId)>,
}

fn record<S: Clone, M>(
    At { cx, state, local }: &mut At<'_, S, Memory>,
    snapshot: SnapshotId,
    effects: &mut impl Sink<S, M, (), Says>,
) {
    if local.recorded.insert(snapshot) {
        effects.observe(Recorded::Process { snapshot, state: state.clone(), before: false });
        for channel in cx.outgoing() {
            local.waits += 1;
            let body = Says::Marker(local.sent.get(&channel).copied().unwrap_or(0));
            effects.send(channel, Wire::Control { snapshot, body });
        }
    }
}

impl Inhibition {
    /// Closes a channel when it is flushed, and says so to its source.
    fn test<S, M>(
        self,
        at: &mut At<'_, S, Memory>,
        (channel, snapshot): (ChannelId, SnapshotId),
        effects: &mut impl Sink<S, M, (), Says>,
    ) {
        let received = at.local.received.get(&channel).copied().unwrap_or(0);
        let flushed = at.local.needed.get(&(channel, snapshot)) == Some(&received);
        if flushed && at.local.closed.insert((channel, snapshot)) {
            effects.observe(Recorded::Closed { snapshot, channel });
            if !self.hasty {
                acknowledge(at.cx, (channel, snapshot), effects);
            }
        }
    }
}

fn acknowledge<S, M>(
    cx: Context<'_>,
    (channel, snapshot): (ChannelId, SnapshotId),
    effects: &mut impl Sink<S, M, (), Says>,
) {
    let back = cx.topology.between(cx.process, cx.topology.channel(channel).source);
    effects.send(back.expect("it is needed"), Wire::Control { snapshot, body: Says::Ack });
}

impl Lawful for Inhibition {
    const LAW: Law = Law(&[Rule { kind: "marker", on: On::Each }, Rule { kind: "ack", on: On::Each }]);
}

impl Named for Inhibition {
    const NAME: &'static str = "inhibition";
    const ABOUT: &'static str = "acknowledged markers, and nothing is done until they are";
    const NEEDS: Needs = Needs { back_channels: true, ..Needs::nothing() };
}

impl<S: Clone, M: Clone> SnapshotAlgorithm<S, M> for Inhibition {
    fn blocks(&self) -> bool {
        true
    }

    type Local = Memory;
    type Tag = ();
    type Control = Says;

    fn initial_local(&self, _: Context<'_>) -> Memory {
        Memory::default()
    }

    fn has_recorded(&self, local: &Memory, snapshot: SnapshotId) -> bool {
        local.recorded.contains(&snapshot)
    }

    fn initiate(
        &self,
        mut at: At<'_, S, Memory>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M, (), Says>,
    ) {
        record(&mut at, snapshot, effects);
    }

    fn tag(
        &self,
        _: Context<'_>,
        channel: ChannelId,
        _: &M,
        local: &mut Memory,
        _: &mut impl Sink<S, M, (), Says>,
    ) {
        *local.sent.entry(channel).or_default() += 1;
    }

    fn receive_message(
        &self,
        mut at: At<'_, S, Memory>,
        channel: ChannelId,
        message: &M,
        (): &(),
        effects: &mut impl Sink<S, M, (), Says>,
    ) {
        *at.local.received.entry(channel).or_default() += 1;
        for snapshot in at.local.recorded.clone() {
            if !at.local.closed.contains(&(channel, snapshot)) {
                let (message, which) = (message.clone(), Which::Received);
                effects.observe(Recorded::Message { snapshot, channel, message, which });
                self.test(&mut at, (channel, snapshot), effects);
            }
        }
    }

    fn receive_control(
        &self,
        mut at: At<'_, S, Memory>,
        snapshot: SnapshotId,
        channel: ChannelId,
        says: &Says,
        effects: &mut impl Sink<S, M, (), Says>,
    ) {
        match says {
            Says::Ack => at.local.waits -= 1,
            Says::Marker(sent) => {
                record(&mut at, snapshot, effects);
                at.local.needed.insert((channel, snapshot), *sent);
                if self.hasty {
                    acknowledge(at.cx, (channel, snapshot), effects);
                }
                self.test(&mut at, (channel, snapshot), effects);
            }
        }
    }

    fn may_act(&self, _: Context<'_>, local: &Memory) -> bool {
        local.waits == 0
    }
}
