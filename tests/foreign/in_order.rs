//! Chandy and Lamport's rules on channels of any order, for numbers and waiting: whatever travels says what was sent before it on its
//! channel, and a process takes it only after that.

use std::collections::BTreeMap;

use sim_core::{ChannelId, Context};
use snapshot::oracle::Law;
use snapshot::{At, Sink, SnapshotAlgorithm};
use snapshot::{Extra, Named, Needs, Note, Recorded, SnapshotId, Which, Wire};

/// The algorithm; or one in which everybody takes whatever comes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InOrder {
    pub(crate) takes_all: bool,
}

pub(crate) const IN_ORDER: InOrder = InOrder { takes_all: false };

/// One on each channel.
pub(crate) const LAW: Law = Law::MARKERS;

/// What is added to a message.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Stamp {
    /// How many markers were sent on the channel before it.
    markers: u32,
    /// Its place among the messages of the channel.
    nth: u64,
}

impl<M> Extra<M> for Stamp {
    const NTH: Option<fn(&Self) -> Option<u64>> = Some(|stamp| Some(stamp.nth));

    fn print(&self) -> Note {
        Some(format!("{}:{}", self.markers, self.nth).into())
    }

    fn parse(note: Option<&str>, _: impl Fn(&str) -> Option<M>) -> Option<Self> {
        let (markers, nth) = note?.split_once(':')?;
        Some(Self { markers: markers.parse().ok()?, nth: nth.parse().ok()? })
    }
}

/// What a process remembers.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Memory {
    /// How many snapshots it has recorded, and so how many markers it has sent on each channel.
    recorded: u32,
    /// By channel: how many messages.
    sent: BTreeMap<ChannelId, u64>,
    /// By channel: how many markers and messages.
    taken: BTreeMap<ChannelId, (u32, u64)>,
}

fn record<S: Clone, M>(
    At { cx, state, local }: At<'_, S, Memory>,
    snapshot: SnapshotId,
    effects: &mut impl Sink<S, M, Stamp, u64>,
) {
    local.recorded = snapshot.0;
    effects.observe(Recorded::Process { snapshot, state: state.clone(), before: false });
    for channel in cx.outgoing() {
        let body = local.sent.get(&channel).copied().unwrap_or(0);
        effects.send(channel, Wire::Control { snapshot, body });
    }
}

impl Named for InOrder {
    const NAME: &'static str = "in-order";
    const ABOUT: &'static str = "markers and messages have numbers, and are taken in their order";
    const NEEDS: Needs = Needs::nothing();
}

impl<S: Clone, M: Clone> SnapshotAlgorithm<S, M> for InOrder {
    type Local = Memory;
    type Tag = Stamp;
    type Control = u64;

    fn initial_local(&self, _: Context<'_>) -> Memory {
        Memory::default()
    }

    fn has_recorded(&self, local: &Memory, snapshot: SnapshotId) -> bool {
        local.recorded >= snapshot.0
    }

    fn initiate(
        &self,
        at: At<'_, S, Memory>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M, Stamp, u64>,
    ) {
        if at.local.recorded < snapshot.0 {
            record(at, snapshot, effects);
        }
    }

    fn tag(
        &self,
        _: Context<'_>,
        channel: ChannelId,
        _: &M,
        local: &mut Memory,
        _: &mut impl Sink<S, M, Stamp, u64>,
    ) -> Stamp {
        let sent = local.sent.entry(channel).or_default();
        *sent += 1;
        Stamp { markers: local.recorded, nth: *sent }
    }

    fn receive_message(
        &self,
        at: At<'_, S, Memory>,
        channel: ChannelId,
        message: &M,
        stamp: &Stamp,
        effects: &mut impl Sink<S, M, Stamp, u64>,
    ) {
        let (markers, messages) = at.local.taken.entry(channel).or_default();
        *messages += 1;
        for snapshot in (*markers + 1..=at.local.recorded).map(SnapshotId) {
            let (message, which) = (message.clone(), Which::Nth(stamp.nth));
            effects.observe(Recorded::Message { snapshot, channel, message, which });
        }
    }

    fn receive_control(
        &self,
        at: At<'_, S, Memory>,
        snapshot: SnapshotId,
        channel: ChannelId,
        _: &u64,
        effects: &mut impl Sink<S, M, Stamp, u64>,
    ) {
        at.local.taken.entry(channel).or_default().0 = snapshot.0;
        if at.local.recorded < snapshot.0 {
            record(at, snapshot, effects);
        }
        effects.observe(Recorded::Closed { snapshot, channel });
    }

    fn refuses(&self) -> bool {
        !self.takes_all
    }

    fn accepts(
        &self,
        _: Context<'_>,
        local: &Memory,
        channel: ChannelId,
        wire: Wire<&M, &Stamp, &u64>,
    ) -> bool {
        let (markers, messages) = local.taken.get(&channel).copied().unwrap_or_default();
        match wire {
            Wire::Message { tag, .. } => (tag.markers, tag.nth) == (markers, messages + 1),
            Wire::Control { snapshot, body } => (snapshot.0, *body) == (markers + 1, messages),
        }
    }

    fn may_send(&self, _: Context<'_>, _: &Memory, _: ChannelId) -> bool {
        false
    }
}
