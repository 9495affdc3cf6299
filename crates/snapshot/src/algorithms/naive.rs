//! What the naive algorithms do alike: a process records its state, and its channels as empty. Nobody pays for anything, and so every one
//! of them is wrong; they are here to be caught.

use sim_core::Context;

use super::chandy_lamport::Recordings;
use crate::algorithm::{At, Recorded, Sink};
use crate::id::SnapshotId;

/// Records the state of the process, if it has not, and says of all its incoming channels that nothing is in them.
pub(super) fn record<S: Clone, M, T, C>(
    At { cx, state, local: recordings }: At<'_, S, Recordings>,
    snapshot: SnapshotId,
    effects: &mut impl Sink<S, M, T, C>,
) {
    if recordings.contains(snapshot) {
        return;
    }
    recordings.begin(cx, snapshot);
    effects.observe(Recorded::Process { snapshot, state: state.clone(), before: false });
    for channel in cx.incoming() {
        recordings.close(cx, snapshot, *channel);
        effects.observe(Recorded::Closed { snapshot, channel: *channel });
    }
}

/// Of a process with a channel to everybody: everybody.
pub(super) fn others(cx: Context<'_>) -> u32 {
    u32::try_from(cx.outgoing().len()).expect("channels are counted in 32 bits")
}
