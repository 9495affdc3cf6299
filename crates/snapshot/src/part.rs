//! The part of one process in the snapshots of a run, for a driver that sees that process alone: what it has still to do, and what
//! cannot come any more.
//!
//! It is no judge: whether what was recorded is right is for those to say who see all processes.

use std::collections::BTreeSet;

use sim_core::{ChannelId, Happening, ProcessId, Topology};

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

/// What one process has done for the snapshots of a run.
#[derive(Clone, Debug)]
pub struct Part {
    rules: Rules,
    /// The recordings of its state, and the closings of channels, that are still to come.
    missing: BTreeSet<(SnapshotId, Option<ChannelId>)>,
    /// The control messages that have come.
    came: BTreeSet<(SnapshotId, ChannelId, Kind)>,
    /// Whether it has started a snapshot of which the initiator closes the channels.
    starts: bool,
}

impl Part {
    /// Nothing is done yet for so many snapshots.
    #[must_use]
    pub fn new(topology: &Topology, process: ProcessId, snapshots: u32, rules: Rules) -> Self {
        let channels = match rules.closed_by {
            ClosedBy::Target => topology.incoming(process),
            ClosedBy::Initiator => &[],
        };
        let each = || std::iter::once(None).chain(channels.iter().copied().map(Some));
        let snapshots = (1..=snapshots).map(SnapshotId);
        let missing = snapshots.flat_map(|snapshot| each().map(move |what| (snapshot, what))).collect();
        Self { rules, missing, came: BTreeSet::new(), starts: false }
    }

    /// Whether it has done all of it. Once so, always so.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.missing.is_empty()
    }

    /// Whether another process may need it though it is done: where the initiator closes the channels, it alone knows when nobody is
    /// needed any more.
    #[must_use]
    pub const fn follows(&self) -> bool {
        matches!(self.rules.closed_by, ClosedBy::Initiator) && !self.starts
    }

    /// Why this must not come along the channel now, if so: nothing of its kind is to come, or it was there.
    pub fn objection<M>(&self, channel: ChannelId, message: &impl Carries<M>) -> Option<String> {
        let (snapshot, kind) = message.control().zip(message.kind())?;
        let Some(rule) = self.rules.law?.rule(&kind) else {
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
}
