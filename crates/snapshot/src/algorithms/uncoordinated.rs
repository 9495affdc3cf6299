//! Checkpoints that each process takes when it likes, and says so to nobody (Randell, "System structure for software fault tolerance", 1975).
//!
//! Every process takes its checkpoints one after the other, each of its own accord: when, the start of the snapshots says. Nothing is sent, nothing is added to
//! a message, no channel is recorded; the checkpoints with the same number are a set, and no more: nobody claims that it is consistent.
//!
//! *It assumes* that everybody starts. *It pays* nothing, until somebody crashes: then those who received what is undone go back as well, and it
//! may be that nothing stands but the beginning. `sim recover` says how far; [`koo_toueg`](super::koo_toueg) pays so that nobody goes
//! back further than to its newest checkpoint.

use sim_core::{ChannelId, Context};

use crate::algorithm::{At, Named, Recorded, Sink, SnapshotAlgorithm};
use crate::id::SnapshotId;
use crate::needs::{Needs, Starters};

/// The algorithm; there is nothing to configure.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Uncoordinated;

impl Named for Uncoordinated {
    const NAME: &'static str = "uncoordinated";
    const ABOUT: &'static str =
        "Randell, 1975: each takes checkpoints when it likes; 'sim recover' says how far one has to go back";
    const NEEDS: Needs = Needs { initiators: Starters::All, ..Needs::nothing() };
}

impl<S: Clone, M: Clone> SnapshotAlgorithm<S, M> for Uncoordinated {
    /// The number of its newest checkpoint.
    type Local = SnapshotId;
    type Tag = ();
    type Control = ();

    fn initial_local(&self, _: Context<'_>) -> SnapshotId {
        SnapshotId(0)
    }

    fn has_recorded(&self, newest: &SnapshotId, snapshot: SnapshotId) -> bool {
        snapshot <= *newest
    }

    fn next_missing(&self, newest: &SnapshotId, from: SnapshotId) -> SnapshotId {
        from.max(SnapshotId(newest.0 + 1))
    }

    /// One after the other.
    fn may_start(&self, newest: &SnapshotId, snapshot: SnapshotId) -> bool {
        snapshot.0 <= newest.0 + 1
    }

    fn initiate(
        &self,
        At { state, local: newest, .. }: At<'_, S, SnapshotId>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M>,
    ) {
        if snapshot > *newest {
            *newest = snapshot;
            effects.observe(Recorded::Process { snapshot, state: state.clone(), before: false });
        }
    }

    fn tag(&self, _: Context<'_>, _: ChannelId, _: &M, _: &mut SnapshotId, _: &mut impl Sink<S, M>) {}

    fn receive_message(
        &self,
        _: At<'_, S, SnapshotId>,
        _: ChannelId,
        _: &M,
        (): &(),
        _: &mut impl Sink<S, M>,
    ) {
    }

    /// Nobody sends any.
    fn receive_control(
        &self,
        _: At<'_, S, SnapshotId>,
        _: SnapshotId,
        _: ChannelId,
        (): &(),
        _: &mut impl Sink<S, M>,
    ) {
    }

    fn may_send(&self, _: Context<'_>, _: &SnapshotId, _: ChannelId) -> bool {
        false
    }
}
