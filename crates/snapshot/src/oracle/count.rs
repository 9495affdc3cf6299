//! Whether a law of control messages is kept: what it says is held against what was counted.
//!
//! Whoever counts says what was sent and where ([`Counted`]); the one question is asked here, for a snapshot of which only numbers are
//! kept and for one whose events are.

use sim_core::{Channel, ChannelId, ProcessId, Topology};

use super::law::{Law, On, Rule, Sum};
use crate::wire::Kind;

/// What is counted of a snapshot.
pub(super) trait Counted {
    /// How many messages of this kind were sent on the channel.
    fn sent(&self, kind: &str, channel: ChannelId) -> u32;
    /// The kinds of which one was sent.
    fn kinds(&self) -> impl Iterator<Item = Kind>;
    /// The processes that started the snapshot.
    fn initiators(&self) -> &[ProcessId];
    /// How many messages were recorded in the channel.
    fn recorded(&self, channel: ChannelId) -> u64;
    /// When the computation sent on the channel.
    fn used(&self, channel: ChannelId) -> Used;
    /// How many processes recorded.
    fn processes(&self) -> usize;
    /// Whether the channel's target took a checkpoint, and had received something on it since the one that it took before.
    fn received(&self, channel: ChannelId) -> bool;
}

/// Whether the computation sent on a channel.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Used {
    /// Between two recordings of its source: that for the snapshot before, and that for this one. Not known of what was before the window.
    pub(super) before: Option<bool>,
    /// Between that for this snapshot and that for the next.
    pub(super) after: bool,
}

/// How a law is broken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Breach {
    /// There is to be none of these messages.
    Unknown(Kind),
    /// More than there are to be on a channel, or fewer.
    On { kind: &'static str, channel: ChannelId, sent: u32, most: u32 },
    /// Not so many in all.
    InAll { kind: &'static str, sent: u64, due: u64 },
}

/// How the law is broken, where it is. Of a snapshot that is not whole it is not, where messages may still come.
pub(super) fn breaches(
    law: Law,
    topology: &Topology,
    counted: &impl Counted,
    whole: bool,
) -> impl Iterator<Item = Breach> {
    let unknown = counted.kinds().filter(move |kind| law.rule(kind).is_none()).map(Breach::Unknown);
    let of_rule = move |rule: &'static Rule| {
        let sum = match rule.on {
            On::Anywhere(sum) if whole => in_all(rule.kind, sum, topology, counted),
            _ => None,
        };
        let on = move |channel| on_channel(*rule, (topology, channel), counted, whole);
        topology.channel_ids().filter_map(on).chain(sum)
    };
    law.rules.unwrap_or_default().iter().flat_map(of_rule).chain(unknown)
}

fn on_channel(
    Rule { kind, on }: Rule,
    (topology, channel): (&Topology, ChannelId),
    counted: &impl Counted,
    whole: bool,
) -> Option<Breach> {
    let sent = counted.sent(kind, channel);
    let (least, most) = due(on, (topology, channel), counted);
    let is_kept = sent <= most && (sent >= least || !whole);
    (!is_kept).then_some(Breach::On { kind, channel, sent, most })
}

/// How many there are to be on a channel: at least, and at most.
fn due(on: On, (topology, id): (&Topology, ChannelId), counted: &impl Counted) -> (u32, u32) {
    let Channel { source, target, .. } = topology.channel(id);
    let started = |process| counted.initiators().contains(&process);
    let exactly = |due: bool| (u32::from(due), u32::from(due));
    match on {
        On::Each => (1, 1),
        On::FromInitiator => exactly(started(source)),
        On::ToInitiator => exactly(started(target)),
        On::Used => counted.used(id).before.map_or((0, 1), exactly),
        On::UsedAfter(other) => exactly(counted.used(id).after && counted.sent(other, id) == 0),
        On::ToCohort => exactly(topology.back(id).is_some_and(|back| counted.received(back))),
        On::SomeBetweenInitiators => (0, u32::from(started(source) && started(target))),
        On::Anywhere(_) => (0, u32::MAX),
    }
}

fn in_all(kind: &'static str, sum: Sum, topology: &Topology, counted: &impl Counted) -> Option<Breach> {
    let sent = all_sent(kind, topology, counted);
    let due = match sum {
        Sum::Followers => counted.processes().saturating_sub(counted.initiators().len()) as u64,
        Sum::RecordedElsewhere => {
            let elsewhere = |id: &ChannelId| !counted.initiators().contains(&topology.channel(*id).target);
            topology.channel_ids().filter(elsewhere).map(|id| counted.recorded(id)).sum()
        }
        Sum::As(other) => all_sent(other, topology, counted),
    };
    (sent != due).then_some(Breach::InAll { kind, sent, due })
}

fn all_sent(kind: &str, topology: &Topology, counted: &impl Counted) -> u64 {
    topology.channel_ids().map(|channel| u64::from(counted.sent(kind, channel))).sum()
}
