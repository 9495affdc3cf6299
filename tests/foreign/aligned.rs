//! Barriers on FIFO channels without cycles: a process records when the barrier has come on all its channels, and takes nothing more from
//! one on which it has come until then (after Carbone et al. 2015). So nothing is ever recorded in a channel.

use std::collections::BTreeSet;

use sim_core::{ChannelId, Context};
use snapshot::algorithm::{At, Sink, SnapshotAlgorithm};
use snapshot::{Cycles, Law, Named, Needs, Recorded, SnapshotId, Starters, Wire};

use super::Lawful;

/// The algorithm; or one that takes whatever comes meanwhile.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Aligned {
    pub(crate) blocks: bool,
}

pub(crate) const ALIGNED: Aligned = Aligned { blocks: true };

/// What a process remembers.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Barriers {
    /// How many snapshots it has recorded.
    recorded: u32,
    /// The channels on which the barrier of the next one has come.
    come: BTreeSet<ChannelId>,
}

fn record<S: Clone, M>(
    At { cx, state, local }: &mut At<'_, S, Barriers>,
    snapshot: SnapshotId,
    effects: &mut impl Sink<S, M>,
) {
    local.recorded = snapshot.0;
    local.come.clear();
    effects.observe(Recorded::Process { snapshot, state: state.clone(), before: false });
    for channel in cx.incoming() {
        effects.observe(Recorded::Closed { snapshot, channel: *channel });
    }
    for channel in cx.outgoing() {
        effects.send(channel, Wire::marker(snapshot));
    }
}

impl Lawful for Aligned {
    const LAW: Law = Law::MARKERS;
}

impl Named for Aligned {
    const NAME: &'static str = "aligned";
    const ABOUT: &'static str = "barriers that wait for each other";
    const NEEDS: Needs = Needs { cycles: Cycles::BackEdges, initiators: Starters::Sources, ..Needs::fifo() };
}

impl<S: Clone, M: Clone> SnapshotAlgorithm<S, M> for Aligned {
    fn refuses(&self) -> bool {
        true
    }

    type Local = Barriers;
    type Tag = ();
    type Control = ();

    fn initial_local(&self, _: Context<'_>) -> Barriers {
        Barriers::default()
    }

    fn has_recorded(&self, local: &Barriers, snapshot: SnapshotId) -> bool {
        local.recorded >= snapshot.0
    }

    fn initiate(&self, mut at: At<'_, S, Barriers>, snapshot: SnapshotId, effects: &mut impl Sink<S, M>) {
        record(&mut at, snapshot, effects);
    }

    fn tag(&self, _: Context<'_>, _: ChannelId, _: &M, _: &mut Barriers, _: &mut impl Sink<S, M>) {}

    fn receive_message(&self, _: At<'_, S, Barriers>, _: ChannelId, _: &M, (): &(), _: &mut impl Sink<S, M>) {
    }

    fn receive_control(
        &self,
        mut at: At<'_, S, Barriers>,
        snapshot: SnapshotId,
        channel: ChannelId,
        (): &(),
        effects: &mut impl Sink<S, M>,
    ) {
        at.local.come.insert(channel);
        if at.local.come.len() == at.cx.incoming().len() {
            record(&mut at, snapshot, effects);
        }
    }

    fn accepts(&self, _: Context<'_>, local: &Barriers, channel: ChannelId, _: Wire<&M, &(), &()>) -> bool {
        !self.blocks || !local.come.contains(&channel)
    }

    fn may_send(&self, _: Context<'_>, _: &Barriers, _: ChannelId) -> bool {
        false
    }
}
