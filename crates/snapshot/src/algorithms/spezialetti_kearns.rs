//! Several initiators share the work: each collects a region (Spezialetti & Kearns, "Efficient distributed snapshots", 1986).
//!
//! What is recorded, and when, is as with Chandy and Lamport ([`super::chandy_lamport`]). What is new is where it is brought together. Of each snapshot:
//!
//! * A marker carries the *master* of its sender. Who starts the snapshot is master of a region; who records upon a marker joins the
//!   region of that marker's master, and its sender is the *parent*. So there is a tree in each region, and a process tells its parent by
//!   the marker that it sends there anyway.
//! * Who receives a marker of another master notes that in its *id-border-set*: there another region begins.
//! * Who has all its markers, and a *report* of each child, reports to its parent: its local snapshot and those below it, and the borders that were noted. When the master has all
//!   reports it has its region.
//! * The masters of adjacent regions then tell each other their *region*, where there is a channel between them. Who has heard all these is done.
//!   The full algorithm goes on in rounds until each has all regions; where all masters are neighbours of each other, one round is all.
//!
//! It assumes FIFO channels and one back for each. It pays a marker for each channel, n - r reports, if r processes started, and a message
//! each way between masters. In the laboratory what was recorded is seen where it was; so a report names the processes whose local
//! snapshots it would bring, and a process closes its channels when it reports, a master when it is done.

use std::collections::{BTreeMap, BTreeSet};

use sim_core::{ChannelId, Context, ProcessId};

use super::chandy_lamport::{self, Recordings};
use crate::algorithm::{At, Named, Recorded, Sink, SnapshotAlgorithm};
use crate::id::SnapshotId;
use crate::needs::Needs;
use crate::wire::Wire;

mod says;

pub use says::Says;

/// Spezialetti & Kearns's algorithm; there is nothing to configure.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct SpezialettiKearns;

/// What a process remembers.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Memory {
    /// What it records.
    recordings: Recordings,
    /// The snapshots of which it has still to report.
    parts: BTreeMap<SnapshotId, Part>,
}

/// A process's part in bringing a snapshot together.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Part {
    master: ProcessId,
    /// The channel to the parent; none, at a master.
    parent: Option<ChannelId>,
    /// How many markers are to come.
    markers: usize,
    /// How many children are known whose report has not come.
    children: i64,
    /// Those whose local snapshots are here.
    members: BTreeSet<ProcessId>,
    /// The id-border-set.
    border: BTreeSet<ProcessId>,
    /// At a master: whether it has its region, and has told the others.
    told: bool,
    /// At a master: how many others have told theirs.
    regions: usize,
}

impl Part {
    /// The channels to the masters of adjacent regions, where there are any.
    fn adjacent(&self, cx: Context<'_>) -> impl Iterator<Item = ChannelId> {
        let masters = cx.topology.processes().filter(|process| self.border.contains(process));
        masters.filter_map(move |master| cx.topology.between(cx.process, master))
    }
}

impl SpezialettiKearns {
    /// The process records its state, and says so on each channel.
    fn record<S: Clone, M>(
        At { cx, state, local }: At<'_, S, Memory>,
        snapshot: SnapshotId,
        (master, parent): (ProcessId, Option<ChannelId>),
        effects: &mut impl Sink<S, M, (), Says>,
    ) {
        local.recordings.begin(cx, snapshot);
        effects.observe(Recorded::Process { snapshot, state: state.clone(), before: false });
        for channel in cx.outgoing() {
            let body = Says::Marker { master, joins: Some(channel) == parent };
            effects.send(channel, Wire::Control { snapshot, body });
        }
        let part = Part {
            master,
            parent,
            markers: cx.incoming().len(),
            children: 0,
            members: BTreeSet::from([cx.process]),
            border: BTreeSet::new(),
            told: false,
            regions: 0,
        };
        local.parts.insert(snapshot, part);
    }

    /// When all markers and reports are here they go up the tree; or the region is told, and all is done when the others are known.
    fn go_on<S, M>(
        cx: Context<'_>,
        local: &mut Memory,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M, (), Says>,
    ) {
        let Some(part) = local.parts.get_mut(&snapshot) else { return };
        if part.markers > 0 || part.children != 0 {
            return;
        }
        match part.parent {
            Some(parent) => {
                let body = Says::Report { members: part.members.clone(), border: part.border.clone() };
                effects.send(parent, Wire::Control { snapshot, body });
            }
            None => {
                if !std::mem::replace(&mut part.told, true) {
                    for channel in part.adjacent(cx) {
                        let body = Says::Region(part.members.clone());
                        effects.send(channel, Wire::Control { snapshot, body });
                    }
                }
                if part.regions < part.adjacent(cx).count() {
                    return;
                }
            }
        }
        cx.incoming().iter().for_each(|id| effects.observe(Recorded::Closed { snapshot, channel: *id }));
        local.parts.remove(&snapshot);
    }
}

impl Named for SpezialettiKearns {
    const NAME: &'static str = "spezialetti-kearns";
    const ABOUT: &'static str = "Spezialetti and Kearns, 1986: a region for each initiator";
    const NEEDS: Needs = Needs { back_channels: true, ..Needs::fifo() };
}

impl<S: Clone, M: Clone> SnapshotAlgorithm<S, M> for SpezialettiKearns {
    type Local = Memory;
    type Tag = ();
    type Control = Says;

    fn initial_local(&self, _: Context<'_>) -> Memory {
        Memory::default()
    }

    fn has_recorded(&self, local: &Memory, snapshot: SnapshotId) -> bool {
        local.recordings.contains(snapshot)
    }

    fn next_missing(&self, local: &Memory, from: SnapshotId) -> SnapshotId {
        local.recordings.next_missing(from)
    }

    fn initiate(
        &self,
        At { cx, state, local }: At<'_, S, Memory>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M, (), Says>,
    ) {
        if !local.recordings.contains(snapshot) {
            let at = At { cx, state, local: &mut *local };
            Self::record(at, snapshot, (cx.process, None), effects);
            Self::go_on(cx, local, snapshot, effects);
        }
    }

    fn tag(&self, _: Context<'_>, _: ChannelId, _: &M, _: &mut Memory, _: &mut impl Sink<S, M, (), Says>) {}

    fn receive_message(
        &self,
        At { cx, local, .. }: At<'_, S, Memory>,
        channel: ChannelId,
        message: &M,
        (): &(),
        effects: &mut impl Sink<S, M, (), Says>,
    ) {
        chandy_lamport::record(cx, &local.recordings, channel, message, effects);
    }

    fn receive_control(
        &self,
        At { cx, state, local }: At<'_, S, Memory>,
        snapshot: SnapshotId,
        channel: ChannelId,
        says: &Says,
        effects: &mut impl Sink<S, M, (), Says>,
    ) {
        if let Says::Marker { master, .. } = says {
            if !local.recordings.contains(snapshot) {
                let parent = cx.topology.back(channel);
                let at = At { cx, state, local: &mut *local };
                Self::record(at, snapshot, (*master, parent), effects);
            }
            local.recordings.close(cx, snapshot, channel);
        }
        // Of a snapshot that was reported nothing more comes, where channels are FIFO.
        let Some(part) = local.parts.get_mut(&snapshot) else { return };
        match says {
            Says::Marker { master, joins } => {
                part.markers = part.markers.saturating_sub(1);
                part.children += i64::from(*joins);
                part.border.extend((*master != part.master).then_some(*master));
            }
            Says::Report { members, border } => {
                part.children -= 1;
                part.members.extend(members);
                part.border.extend(border);
            }
            Says::Region(_) => part.regions += 1,
        }
        Self::go_on(cx, local, snapshot, effects);
    }
}
