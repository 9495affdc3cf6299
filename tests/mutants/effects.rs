//! The effects of a step, and what can be done to them.

use sim_core::{ChannelId, Effect};
use snapshot::{Carries as _, Recorded, SnapshotId, Wire};

/// One effect of a step under the algorithm.
pub(crate) type Done<S, M> = Effect<Wire<M>, Recorded<S, M>>;

pub(crate) fn is_marker<S, M: Clone>(effect: &Done<S, M>) -> bool {
    matches!(effect, Effect::Send(_, wire) if wire.control().is_some())
}

pub(crate) fn is_message<S, M: Clone>(effect: &Done<S, M>) -> bool {
    matches!(effect, Effect::Send(_, wire) if wire.message().is_some())
}

pub(crate) fn records_state<S, M>(effect: &Done<S, M>) -> bool {
    matches!(effect, Effect::Observe(Recorded::Process { .. }))
}

/// The snapshot for which the effect records the state.
pub(crate) fn recording_of<S, M>(effect: &Done<S, M>) -> Option<SnapshotId> {
    match effect {
        Effect::Observe(Recorded::Process { snapshot, .. }) => Some(*snapshot),
        _ => None,
    }
}

pub(crate) fn close<S, M>(snapshot: SnapshotId, channel: ChannelId) -> Done<S, M> {
    Effect::Observe(Recorded::Closed { snapshot, channel })
}

pub(crate) fn records_message<S, M>(effect: &Done<S, M>) -> bool {
    matches!(effect, Effect::Observe(Recorded::Message { .. }))
}

pub(crate) fn closes<S, M>(effect: &Done<S, M>) -> bool {
    matches!(effect, Effect::Observe(Recorded::Closed { .. }))
}

pub(crate) fn twice<S: Clone, M: Clone>(
    done: Vec<Done<S, M>>,
    which: impl Fn(&Done<S, M>) -> bool,
) -> Vec<Done<S, M>> {
    done.into_iter().flat_map(|effect| vec![effect.clone(); 1 + usize::from(which(&effect))]).collect()
}

pub(crate) fn without<S, M>(
    mut done: Vec<Done<S, M>>,
    which: impl Fn(&Done<S, M>) -> bool,
) -> Vec<Done<S, M>> {
    done.retain(|effect| !which(effect));
    done
}

/// Holds back what is to come late, and lets out what was held back before, if this is the moment.
pub(crate) fn later<S, M>(
    done: Vec<Done<S, M>>,
    late: &mut Vec<Done<S, M>>,
    which: impl Fn(&Done<S, M>) -> bool,
    now: impl Fn(&[Done<S, M>]) -> bool,
) -> Vec<Done<S, M>> {
    let (held, mut done): (Vec<_>, Vec<_>) = done.into_iter().partition(which);
    if now(&done) {
        done.append(late);
    }
    late.extend(held);
    done
}
