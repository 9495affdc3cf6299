//! A colour on every message and histories in the messages of the algorithm, on channels of any order (after Lai & Yang 1987).
//!
//! The state of a channel is *worked out*: what was sent on it before its source recorded, without what was received before its target
//! did. Nobody waits for what is in flight; so what is recorded was perhaps received long ago, or is yet to come.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use sim_core::{ChannelId, Context, Value};
use snapshot::algorithm::{At, Sink, SnapshotAlgorithm};
use snapshot::{Extra, Law, Named, Needs, Note, Recorded, SnapshotId, Which, Wire};

use super::Lawful;

/// The algorithm; or one that takes each message for the one before it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LaiYang {
    pub(crate) slips: u64,
}

pub(crate) const LAI_YANG: LaiYang = LaiYang { slips: 0 };

/// What is added to a message.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Stamp {
    /// How many snapshots its sender has recorded.
    colour: u32,
    /// Its place among the messages of its channel.
    nth: u64,
}

impl<M> Extra<M> for Stamp {
    const NTH: Option<fn(&Self) -> Option<u64>> = Some(|stamp| Some(stamp.nth));

    fn print(&self) -> Note {
        Some(format!("{}:{}", self.colour, self.nth).into())
    }

    fn parse(note: Option<&str>, _: impl Fn(&str) -> Option<M>) -> Option<Self> {
        let (colour, nth) = note?.split_once(':')?;
        Some(Self { colour: colour.parse().ok()?, nth: nth.parse().ok()? })
    }
}

/// All messages that were sent on a channel.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct History<M>(Vec<M>);

impl<M: Value + Display> Extra<M> for History<M> {
    fn print(&self) -> Note {
        Some(self.0.iter().map(|message| format!("[{message}]")).collect::<String>().into())
    }

    fn parse(note: Option<&str>, message: impl Fn(&str) -> Option<M>) -> Option<Self> {
        let inner = |text: &str| message(text.strip_prefix('[')?);
        note?.split_terminator(']').map(inner).collect::<Option<_>>().map(Self)
    }
}

/// What a process remembers.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Memory<M> {
    /// How many snapshots it has recorded.
    colour: u32,
    sent: BTreeMap<ChannelId, Vec<M>>,
    seen: BTreeMap<ChannelId, BTreeSet<u64>>,
    /// By snapshot: what had been seen when it was recorded.
    at: BTreeMap<u32, BTreeMap<ChannelId, BTreeSet<u64>>>,
}

impl<M> Default for Memory<M> {
    fn default() -> Self {
        Self { colour: 0, sent: BTreeMap::new(), seen: BTreeMap::new(), at: BTreeMap::new() }
    }
}

/// Records all snapshots up to this one that have not been.
fn record<S: Clone, M: Value + Display>(
    At { cx, state, local }: &mut At<'_, S, Memory<M>>,
    (up_to, before): (u32, bool),
    effects: &mut impl Sink<S, M, Stamp, History<M>>,
) {
    while local.colour < up_to {
        local.colour += 1;
        let snapshot = SnapshotId(local.colour);
        effects.observe(Recorded::Process { snapshot, state: state.clone(), before });
        local.at.insert(local.colour, local.seen.clone());
        for channel in cx.outgoing() {
            let body = History(local.sent.get(&channel).cloned().unwrap_or_default());
            effects.send(channel, Wire::Control { snapshot, body });
        }
    }
}

impl Lawful for LaiYang {
    const LAW: Law = Law::MARKERS;
}

impl Named for LaiYang {
    const NAME: &'static str = "colours-and-histories";
    const ABOUT: &'static str = "colours, and histories";
    const NEEDS: Needs = Needs::nothing();
}

impl<S: Clone, M: Value + Display> SnapshotAlgorithm<S, M> for LaiYang {
    type Local = Memory<M>;
    type Tag = Stamp;
    type Control = History<M>;

    fn initial_local(&self, _: Context<'_>) -> Memory<M> {
        Memory::default()
    }

    fn has_recorded(&self, local: &Memory<M>, snapshot: SnapshotId) -> bool {
        local.colour >= snapshot.0
    }

    fn initiate(
        &self,
        mut at: At<'_, S, Memory<M>>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M, Stamp, History<M>>,
    ) {
        record(&mut at, (snapshot.0, false), effects);
    }

    fn tag(
        &self,
        _: Context<'_>,
        channel: ChannelId,
        message: &M,
        local: &mut Memory<M>,
        _: &mut impl Sink<S, M, Stamp, History<M>>,
    ) -> Stamp {
        let sent = local.sent.entry(channel).or_default();
        sent.push(message.clone());
        Stamp { colour: local.colour, nth: sent.len() as u64 }
    }

    fn receive_message(
        &self,
        mut at: At<'_, S, Memory<M>>,
        channel: ChannelId,
        _: &M,
        stamp: &Stamp,
        effects: &mut impl Sink<S, M, Stamp, History<M>>,
    ) {
        record(&mut at, (stamp.colour, true), effects);
        at.local.seen.entry(channel).or_default().insert(stamp.nth);
    }

    fn receive_control(
        &self,
        mut at: At<'_, S, Memory<M>>,
        snapshot: SnapshotId,
        channel: ChannelId,
        History(sent): &History<M>,
        effects: &mut impl Sink<S, M, Stamp, History<M>>,
    ) {
        record(&mut at, (snapshot.0, false), effects);
        let seen = at.local.at.get(&snapshot.0).and_then(|at| at.get(&channel));
        for (nth, message) in (1..).zip(sent) {
            if seen.is_none_or(|seen| !seen.contains(&nth)) {
                let (message, which) = (message.clone(), Which::Nth(nth - self.slips));
                effects.observe(Recorded::Message { snapshot, channel, message, which });
            }
        }
        effects.observe(Recorded::Closed { snapshot, channel });
    }

    fn may_send(&self, _: Context<'_>, _: &Memory<M>, _: ChannelId) -> bool {
        false
    }
}
