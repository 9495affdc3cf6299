//! An algorithm for two processes whose initiator closes all channels, not only its own: the other one answers its marker.

use sim_core::{ChannelId, Context};
use snapshot::{At, Recorded, Sink, SnapshotAlgorithm, SnapshotId, Which, Wire};

/// The algorithm.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hub;

/// What a process remembers of the one snapshot.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Memory {
    recorded: bool,
    /// Whether it waits for an answer.
    waits: bool,
}

/// Records the state, and sends a marker.
fn record<S: Clone, M>(
    At { cx, state, local }: At<'_, S, Memory>,
    (snapshot, waits): (SnapshotId, bool),
    effects: &mut impl Sink<S, M>,
) {
    *local = Memory { recorded: true, waits };
    effects.observe(Recorded::Process { snapshot, state: state.clone(), before: false });
    cx.outgoing().for_each(|channel| effects.send(channel, Wire::marker(snapshot)));
}

impl<S: Clone, M: Clone> SnapshotAlgorithm<S, M> for Hub {
    type Local = Memory;
    type Tag = ();
    type Control = ();

    fn initial_local(&self, _: Context<'_>) -> Memory {
        Memory::default()
    }

    fn has_recorded(&self, local: &Memory, snapshot: SnapshotId) -> bool {
        local.recorded && snapshot == SnapshotId(1)
    }

    fn initiate(&self, at: At<'_, S, Memory>, snapshot: SnapshotId, effects: &mut impl Sink<S, M>) {
        record(at, (snapshot, true), effects);
    }

    fn tag(&self, _: Context<'_>, _: ChannelId, _: &M, _: &mut Memory, _: &mut impl Sink<S, M>) {}

    fn receive_message(
        &self,
        at: At<'_, S, Memory>,
        channel: ChannelId,
        message: &M,
        (): &(),
        effects: &mut impl Sink<S, M>,
    ) {
        if at.local.waits {
            let (snapshot, message, which) = (SnapshotId(1), message.clone(), Which::Received);
            effects.observe(Recorded::Message { snapshot, channel, message, which });
        }
    }

    fn receive_control(
        &self,
        at: At<'_, S, Memory>,
        snapshot: SnapshotId,
        _: ChannelId,
        (): &(),
        effects: &mut impl Sink<S, M>,
    ) {
        if at.local.recorded {
            at.local.waits = false;
            let channels = at.cx.topology.channel_ids();
            channels.for_each(|channel| effects.observe(Recorded::Closed { snapshot, channel }));
        } else {
            record(at, (snapshot, false), effects);
        }
    }
}
