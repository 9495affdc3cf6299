//! The part of one process in the snapshots of a run, for a driver that sees that process alone: what it has still to do, and what
//! cannot come any more.
//!
//! It is no judge: whether what was recorded is right is for those to say who see all processes.

use std::collections::BTreeSet;

use sim_core::{ChannelId, Happening, ProcessId, Topology};

use crate::aim::Aim;
use crate::algorithm::{ClosedBy, Recorded};
use crate::computation::Computation;
use crate::id::SnapshotId;
use crate::log::LogEvent;
use crate::oracle::{Law, On};
use crate::wire::{Carries, Kind};

/// What is known of an algorithm to whoever sees one process of it.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// Who closes the channels.
    pub closed_by: ClosedBy,
    /// How many control messages there should be, if that is known.
    pub law: Option<Law>,
}

impl Rules {
    /// Whether recovery lines are taken.
    fn takes_lines(&self) -> bool {
        Law::aim_of(self.law) == Aim::RecoveryLine
    }
}

/// What one process has done for the snapshots of a run.
#[derive(Clone, Debug)]
pub struct Part {
    rules: Rules,
    /// How many snapshots there are.
    snapshots: u32,
    /// The recordings of its state, and the closings of channels, that are still to come; of recovery lines, the checkpoints that are to become
    /// permanent.
    missing: BTreeSet<(SnapshotId, Option<ChannelId>)>,
    /// The control messages that have come.
    came: BTreeSet<(SnapshotId, ChannelId, Kind)>,
    /// Whether it has started a snapshot of which the initiator knows when it is complete.
    starts: bool,
}

impl Part {
    /// Nothing is done yet for so many snapshots.
    #[must_use]
    pub fn new(topology: &Topology, process: ProcessId, snapshots: u32, rules: Rules) -> Self {
        let channels = match rules.closed_by {
            _ if Law::aim_of(rules.law) == Aim::Checkpoints => &[],
            ClosedBy::Target => topology.incoming(process),
            ClosedBy::Initiator => &[],
        };
        let each = || std::iter::once(None).chain(channels.iter().copied().map(Some));
        // Who takes checkpoints has to take none, unless it starts or is asked to.
        let sure = if rules.takes_lines() { 0 } else { snapshots };
        let missing = (1..=sure)
            .map(SnapshotId)
            .flat_map(|snapshot| each().map(move |what| (snapshot, what)))
            .collect();
        Self { rules, snapshots, missing, came: BTreeSet::new(), starts: false }
    }

    /// Whether it has done all of it. Once so, always so; of who takes checkpoints, from when a neighbour has ended on.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.missing.is_empty()
    }

    /// Whether another process may need it though it is done: where the initiator closes the channels, it alone knows when nobody is
    /// needed any more.
    #[must_use]
    pub fn follows(&self) -> bool {
        (matches!(self.rules.closed_by, ClosedBy::Initiator) || self.rules.takes_lines()) && !self.starts
    }

    /// Why this must not come along the channel now, if so: nothing of its kind is to come, or it was there.
    pub fn objection<M>(&self, channel: ChannelId, message: &impl Carries<M>) -> Option<String> {
        let (snapshot, kind) = message.control().zip(message.kind())?;
        let Some(rule) = self.rules.law.filter(Law::tells)?.rule(&kind) else {
            return Some(format!("a {kind} of snapshot {}, which nobody should send", snapshot.0));
        };
        let again =
            !matches!(rule.on, On::Anywhere(_)) && self.came.contains(&(snapshot, channel, kind.clone()));
        again.then(|| format!("a second {kind} of snapshot {}", snapshot.0))
    }

    /// The process has made a step.
    pub fn take_in<P: Computation>(&mut self, topology: &Topology, step: &[LogEvent<P>]) {
        let mut was_told = None;
        for event in step {
            match &event.what {
                Happening::Receive { channel, body, .. } => {
                    was_told = body.control();
                    let control = body.control().zip(body.kind());
                    self.came.extend(control.map(|(snapshot, kind)| (snapshot, *channel, kind)));
                }
                Happening::Observe(Recorded::Process { snapshot, .. }) if self.rules.takes_lines() => {
                    self.takes(*snapshot, was_told == Some(*snapshot));
                }
                Happening::Observe(Recorded::Permanent { snapshot }) => {
                    self.missing.remove(&(*snapshot, None));
                }
                Happening::Observe(Recorded::Process { snapshot, .. }) => {
                    self.missing.remove(&(*snapshot, None));
                    if self.rules.closed_by == ClosedBy::Initiator && was_told != Some(*snapshot) {
                        self.starts = true;
                        self.missing.extend(topology.channel_ids().map(|channel| (*snapshot, Some(channel))));
                    }
                }
                Happening::Observe(Recorded::Closed { snapshot, channel }) => {
                    self.missing.remove(&(*snapshot, Some(*channel)));
                }
                _ => {}
            }
        }
    }

    /// It takes a checkpoint, of its own accord or because it was told to: that is to become permanent. Who starts one line starts all.
    fn takes(&mut self, snapshot: SnapshotId, was_told: bool) {
        let these = if was_told || self.starts { snapshot.0..=snapshot.0 } else { 1..=self.snapshots };
        self.starts |= !was_told;
        self.missing.extend(these.map(|snapshot| (SnapshotId(snapshot), None)));
    }
}
