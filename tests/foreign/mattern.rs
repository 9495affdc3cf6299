//! A colour on every message and a number in every message of the algorithm, on channels of any order (after Mattern 1989).
//!
//! A message with a later colour makes a process record *before* it takes it. The message of the algorithm says how many messages were
//! sent on its channel with an earlier colour: when as many have come, the channel's state is known.

use std::collections::{BTreeMap, BTreeSet};

use sim_core::{ChannelId, Context};
use snapshot::algorithm::{At, Sink, SnapshotAlgorithm};
use snapshot::{Law, Named, Needs, Recorded, SnapshotId, Which, Wire};

use super::Lawful;

/// The algorithm; or one that says that the cut falls after the receipt which made it record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mattern {
    pub(crate) before: bool,
}

pub(crate) const MATTERN: Mattern = Mattern { before: true };

/// What a process remembers.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Counts {
    /// How many snapshots it has recorded.
    colour: u64,
    sent: BTreeMap<ChannelId, u64>,
    /// By channel and colour.
    received: BTreeMap<(ChannelId, u64), u64>,
    /// By channel and snapshot: how many messages were sent before the source recorded.
    expected: BTreeMap<(ChannelId, u64), u64>,
    closed: BTreeSet<(ChannelId, u64)>,
}

fn number(snapshot: u64) -> SnapshotId {
    SnapshotId(u32::try_from(snapshot).expect("snapshots are few"))
}

/// Records all snapshots up to this one that have not been.
fn record<S: Clone, M>(
    At { cx, state, local }: &mut At<'_, S, Counts>,
    (up_to, before): (u64, bool),
    effects: &mut impl Sink<S, M, u64, u64>,
) {
    while local.colour < up_to {
        local.colour += 1;
        let snapshot = number(local.colour);
        effects.observe(Recorded::Process { snapshot, state: state.clone(), before });
        for channel in cx.outgoing() {
            let body = local.sent.get(&channel).copied().unwrap_or(0);
            effects.send(channel, Wire::Control { snapshot, body });
        }
    }
}

/// Closes a channel, if all that was sent before the cut has come.
fn test<S, M>(
    local: &mut Counts,
    channel: ChannelId,
    snapshot: u64,
    effects: &mut impl Sink<S, M, u64, u64>,
) {
    let Some(expected) = local.expected.get(&(channel, snapshot)) else { return };
    let come: u64 = local.received.range((channel, 0)..(channel, snapshot)).map(|(_, count)| count).sum();
    if come == *expected && local.closed.insert((channel, snapshot)) {
        effects.observe(Recorded::Closed { snapshot: number(snapshot), channel });
    }
}

impl Lawful for Mattern {
    const LAW: Law = Law::MARKERS;
}

impl Named for Mattern {
    const NAME: &'static str = "colours-and-counts";
    const ABOUT: &'static str = "colours, and numbers of messages";
    const NEEDS: Needs = Needs::nothing();
}

impl<S: Clone, M: Clone> SnapshotAlgorithm<S, M> for Mattern {
    type Local = Counts;
    type Tag = u64;
    type Control = u64;

    fn initial_local(&self, _: Context<'_>) -> Counts {
        Counts::default()
    }

    fn has_recorded(&self, local: &Counts, snapshot: SnapshotId) -> bool {
        local.colour >= u64::from(snapshot.0)
    }

    fn initiate(
        &self,
        mut at: At<'_, S, Counts>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M, u64, u64>,
    ) {
        record(&mut at, (snapshot.0.into(), false), effects);
    }

    fn tag(
        &self,
        _: Context<'_>,
        channel: ChannelId,
        _: &M,
        local: &mut Counts,
        _: &mut impl Sink<S, M, u64, u64>,
    ) -> u64 {
        *local.sent.entry(channel).or_default() += 1;
        local.colour
    }

    fn receive_message(
        &self,
        mut at: At<'_, S, Counts>,
        channel: ChannelId,
        message: &M,
        colour: &u64,
        effects: &mut impl Sink<S, M, u64, u64>,
    ) {
        record(&mut at, (*colour, self.before), effects);
        let local = at.local;
        *local.received.entry((channel, *colour)).or_default() += 1;
        for snapshot in colour + 1..=local.colour {
            let (message, which) = (message.clone(), Which::Received);
            effects.observe(Recorded::Message { snapshot: number(snapshot), channel, message, which });
            test(local, channel, snapshot, effects);
        }
    }

    fn receive_control(
        &self,
        mut at: At<'_, S, Counts>,
        snapshot: SnapshotId,
        channel: ChannelId,
        sent: &u64,
        effects: &mut impl Sink<S, M, u64, u64>,
    ) {
        let snapshot = snapshot.0.into();
        record(&mut at, (snapshot, false), effects);
        at.local.expected.insert((channel, snapshot), *sent);
        test(at.local, channel, snapshot, effects);
    }

    fn may_send(&self, _: Context<'_>, _: &Counts, _: ChannelId) -> bool {
        false
    }
}
