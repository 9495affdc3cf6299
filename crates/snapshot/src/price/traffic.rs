//! What the computation sent in a run, from its beginning: what formulae of costs speak of, and no judge has to know.
//!
//! A run of which costs are compared is watched from its first step, although a judge begins with the first sign of a snapshot. Of the algorithm
//! it sees when a process recorded, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use sim_core::{
    Action, Cause, ChannelId, Effect, MessageId, Observer, ProcessId, Protocol, StepOf, Topology,
};

use crate::algorithm::Recorded;
use crate::id::SnapshotId;
use crate::wire::Carries;

/// Watches what the computation sends.
#[derive(Debug)]
pub struct Traffic<'a> {
    topology: &'a Topology,
    /// How many messages so far.
    sent: u64,
    /// By process: the last snapshot that it has recorded; 0, if none.
    recorded: Vec<SnapshotId>,
    /// The channels on which something was sent when their source had recorded this snapshot and no later one.
    used: BTreeSet<(ChannelId, SnapshotId)>,
    /// How many messages had been sent when the first process recorded.
    before: BTreeMap<SnapshotId, u64>,
    /// What is under way to this process, which has not recorded, from who has.
    ahead: BTreeMap<(ProcessId, SnapshotId), BTreeSet<MessageId>>,
    /// How many of these were overtaken by the message upon which their target recorded.
    overtaken: BTreeMap<SnapshotId, u64>,
    /// The channels on which something came since their target last recorded.
    fresh: BTreeSet<ChannelId>,
    /// How many processes recorded, and on how many channels something had come to them since they last did.
    recorders: BTreeMap<SnapshotId, (u64, u64)>,
}

impl<'a> Traffic<'a> {
    /// That of a run on this topology, before its first step.
    #[must_use]
    pub fn new(topology: &'a Topology) -> Self {
        Self {
            topology,
            sent: 0,
            recorded: vec![SnapshotId(0); topology.processes().len()],
            used: BTreeSet::new(),
            before: BTreeMap::new(),
            ahead: BTreeMap::new(),
            overtaken: BTreeMap::new(),
            fresh: BTreeSet::new(),
            recorders: BTreeMap::new(),
        }
    }

    /// How many messages had been sent when the first process recorded; none are known of if none did.
    pub(super) fn before(&self, snapshot: SnapshotId) -> Option<u64> {
        self.before.get(&snapshot).copied()
    }

    /// How many were sent by who had recorded, and were overtaken by the message upon which their target recorded.
    pub(super) fn overtaken(&self, snapshot: SnapshotId) -> u64 {
        self.overtaken.get(&snapshot).copied().unwrap_or(0)
    }

    /// On how many channels something was sent between two recordings of their source, that for the snapshot before and that for this; and on how
    /// many others before that for the next.
    pub(super) fn used(&self, snapshot: SnapshotId) -> (u64, u64) {
        let previous = SnapshotId(snapshot.0.saturating_sub(1));
        let is_used = |channel: &ChannelId, last| self.used.contains(&(*channel, last));
        let count = |before, after: bool| {
            let meant = |channel: &ChannelId| {
                is_used(channel, previous) == before && (!after || is_used(channel, snapshot))
            };
            self.topology.channel_ids().filter(meant).count() as u64
        };
        (count(true, false), count(false, true))
    }

    /// How many processes recorded, and on how many channels they had received something since they last did.
    pub(super) fn recorders(&self, snapshot: SnapshotId) -> (u64, u64) {
        self.recorders.get(&snapshot).copied().unwrap_or_default()
    }

    fn sends(&mut self, channel: ChannelId, message: MessageId) {
        let ends = self.topology.channel(channel);
        let [by, to] = [ends.source, ends.target].map(|end| self.recorded[end.index()]);
        self.sent += 1;
        self.used.insert((channel, by));
        for snapshot in (to.0 + 1..=by.0).map(SnapshotId) {
            self.ahead.entry((ends.target, snapshot)).or_default().insert(message);
        }
    }

    fn receives(&mut self, process: ProcessId, channel: ChannelId, message: MessageId) {
        self.fresh.insert(channel);
        let all = (process, SnapshotId(0))..=(process, SnapshotId(u32::MAX));
        for (_, ahead) in self.ahead.range_mut(all) {
            ahead.remove(&message);
        }
    }

    /// A process records, upon this message if upon one.
    fn records(&mut self, process: ProcessId, snapshot: SnapshotId, upon: Option<MessageId>) {
        self.before.entry(snapshot).or_insert(self.sent);
        let recorded = &mut self.recorded[process.index()];
        *recorded = snapshot.max(*recorded);
        let ahead = self.ahead.remove(&(process, snapshot)).unwrap_or_default();
        let overtaken = upon.map_or(0, |upon| ahead.range(..upon).count());
        *self.overtaken.entry(snapshot).or_default() += overtaken as u64;
        let incoming = self.topology.incoming(process).iter();
        let came = incoming.filter(|channel| self.fresh.remove(channel)).count();
        let recorders = self.recorders.entry(snapshot).or_default();
        *recorders = (recorders.0 + 1, recorders.1 + came as u64);
    }
}

impl<Q, S, M> Observer<Q> for Traffic<'_>
where
    Q: Protocol<Observation = Recorded<S, M>, Message: Carries<M>>,
{
    fn step(&mut self, _: Action, step: &StepOf<Q>, _: &Q::State) {
        let upon = match &step.cause {
            Cause::Receive { channel, message } => {
                if message.body.message().is_some() {
                    self.receives(step.process, *channel, message.id);
                }
                Some(message.id)
            }
            Cause::Internal(_) => None,
        };
        for effect in &step.effects {
            match effect {
                Effect::Send(channel, message) if message.body.message().is_some() => {
                    self.sends(*channel, message.id);
                }
                Effect::Observe(Recorded::Process { snapshot, .. }) => {
                    self.records(step.process, *snapshot, upon);
                }
                Effect::Send(..) | Effect::Observe(_) => {}
            }
        }
    }
}
