//! Barriers that are aligned: asynchronous barrier snapshots, Carbone, Fóra, Ewen, Haridi & Tzoumas, "Lightweight Asynchronous Snapshots
//! for Distributed Dataflows", 2015. Flink's checkpoints.
//!
//! * A source records its state and sends a **barrier** on every outgoing channel.
//! * Any other process waits until the barrier has come on each of its incoming channels. *As soon as it receives the barrier from one, it
//!   takes nothing more from that one until it has received it from the others.* Then it records its state, and sends the barrier on.
//! * A cycle would wait for itself. So some channels are **back-edges**, without which there is no cycle ([`Topology::is_back_edge`]):
//!   for those nobody waits. A process that has recorded **logs** what comes on a back-edge until the barrier comes, as Chandy and Lamport's do.
//!
//! It assumes FIFO channels, that the sources lead to everybody, and that each source starts every snapshot. A source is who has no incoming
//! channel but back-edges; where all are, this is Chandy and Lamport's algorithm. It pays with waiting: receipts are held back, and the last process
//! records only when a barrier has come down the longest path. In return no message is ever recorded but on back-edges.
//!
//! **At least once** is the same without the waiting, a mode that Flink offers: a process goes on taking whatever comes. What it takes behind a
//! barrier is in its recorded state and was sent after the sender's: the cut is not consistent, and whoever restores it does that work twice.
//!
//! Several snapshots overlap without further rule: the next barrier waits behind the block.
//!
//! [`Topology::is_back_edge`]: sim_core::Topology::is_back_edge

use sim_core::{ChannelId, Context};

use super::barrier::Barrier;
use crate::algorithm::{At, Named, Recorded, Sink, SnapshotAlgorithm};
use crate::id::SnapshotId;
use crate::needs::{Cycles, Needs, Starters};
use crate::wire::Wire;

/// The algorithm, in either of its modes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AbsAligned {
    /// What comes behind a barrier waits: each message is in the recorded state once.
    ExactlyOnce,
    /// Nothing waits.
    AtLeastOnce,
}

impl AbsAligned {
    /// The name of the mode in which nothing waits.
    pub const AT_LEAST_ONCE: &'static str = "abs-at-least-once";
    /// What it does, in a line.
    pub const ABOUT_AT_LEAST_ONCE: &'static str =
        "a mode of Flink's: the same, but nobody waits, and the cut is not consistent";
}

impl Named for AbsAligned {
    const NAME: &'static str = "abs-aligned";
    const ABOUT: &'static str = "Carbone et al., 2015: barriers that wait for each other over FIFO channels";
    const NEEDS: Needs = Needs { cycles: Cycles::BackEdges, initiators: Starters::Sources, ..Needs::fifo() };
}

/// What a process remembers.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Alignment {
    /// How many snapshots it has recorded.
    recorded: u32,
    /// On how many channels that are no back-edges the barrier of the next one has not come.
    missing: usize,
    /// How many barriers have come on each incoming channel.
    come: Vec<u32>,
}

impl Alignment {
    /// Counts the channels on which the next barrier has to come.
    fn count_missing(&mut self, cx: Context<'_>) {
        let waits = |(channel, come): &(&ChannelId, &u32)| {
            **come <= self.recorded && !cx.topology.is_back_edge(**channel)
        };
        self.missing = cx.incoming().iter().zip(&self.come).filter(waits).count();
    }
}

/// Records the state for the next snapshot, sends its barrier on, and closes the channels on which it has come.
fn record<S: Clone, M>(
    At { cx, state, local }: &mut At<'_, S, Alignment>,
    effects: &mut impl Sink<S, M, (), Barrier>,
) {
    local.recorded += 1;
    let snapshot = SnapshotId(local.recorded);
    effects.observe(Recorded::Process { snapshot, state: state.clone(), before: false });
    for channel in cx.outgoing() {
        effects.send(channel, Wire::marker(snapshot));
    }
    for (channel, _) in cx.incoming().iter().zip(&local.come).filter(|(_, come)| **come >= snapshot.0) {
        effects.observe(Recorded::Closed { snapshot, channel: *channel });
    }
    local.count_missing(*cx);
}

impl<S: Clone, M: Clone> SnapshotAlgorithm<S, M> for AbsAligned {
    type Local = Alignment;
    type Tag = ();
    type Control = Barrier;

    fn initial_local(&self, cx: Context<'_>) -> Alignment {
        let mut local = Alignment { recorded: 0, missing: 0, come: vec![0; cx.incoming().len()] };
        local.count_missing(cx);
        local
    }

    fn has_recorded(&self, local: &Alignment, snapshot: SnapshotId) -> bool {
        local.recorded >= snapshot.0
    }

    fn next_missing(&self, local: &Alignment, from: SnapshotId) -> SnapshotId {
        from.max(SnapshotId(local.recorded + 1))
    }

    fn initiate(
        &self,
        mut at: At<'_, S, Alignment>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M, (), Barrier>,
    ) {
        while at.local.recorded < snapshot.0 {
            record(&mut at, effects);
        }
    }

    fn tag(
        &self,
        _: Context<'_>,
        _: ChannelId,
        _: &M,
        _: &mut Alignment,
        _: &mut impl Sink<S, M, (), Barrier>,
    ) {
    }

    /// Only a back-edge is still open for a snapshot that the process has recorded.
    fn receive_message(
        &self,
        At { cx, local, .. }: At<'_, S, Alignment>,
        channel: ChannelId,
        message: &M,
        (): &(),
        effects: &mut impl Sink<S, M, (), Barrier>,
    ) {
        for snapshot in local.come[cx.place_incoming(channel)] + 1..=local.recorded {
            effects.observe(Recorded::received(SnapshotId(snapshot), channel, message));
        }
    }

    fn receive_control(
        &self,
        mut at: At<'_, S, Alignment>,
        _: SnapshotId,
        channel: ChannelId,
        _: &Barrier,
        effects: &mut impl Sink<S, M, (), Barrier>,
    ) {
        let (cx, local) = (at.cx, &mut *at.local);
        let come = &mut local.come[cx.place_incoming(channel)];
        *come += 1;
        if *come <= local.recorded {
            return effects.observe(Recorded::Closed { snapshot: SnapshotId(*come), channel });
        }
        if *come == local.recorded + 1 && !cx.topology.is_back_edge(channel) {
            local.missing -= 1;
        }
        if local.missing == 0 {
            record(&mut at, effects);
        }
    }

    fn refuses(&self) -> bool {
        *self == Self::ExactlyOnce
    }

    fn accepts(
        &self,
        cx: Context<'_>,
        local: &Alignment,
        channel: ChannelId,
        _: Wire<&M, &(), &Barrier>,
    ) -> bool {
        !SnapshotAlgorithm::<S, M>::refuses(self) || local.come[cx.place_incoming(channel)] <= local.recorded
    }

    fn may_send(&self, _: Context<'_>, _: &Alignment, _: ChannelId) -> bool {
        false
    }
}
