//! The effects of a step under an algorithm, and what can be done to them.

use sim_core::{ChannelId, Effect};
use snapshot::{Carries as _, Extra, Recorded, SnapshotId, Wire};

/// One effect of a step under the algorithm.
pub type Done<S, M, T = (), C = ()> = Effect<Wire<M, T, C>, Recorded<S, M>>;

/// Whether it sends a message of the algorithm.
pub fn is_marker<S, M: Clone, T: Extra<M>, C: Extra<M>>(effect: &Done<S, M, T, C>) -> bool {
    matches!(effect, Effect::Send(_, wire) if wire.control().is_some())
}

/// Whether it sends a message of the algorithm of this kind.
pub fn is_of_kind<S, M: Clone, T: Extra<M>, C: Extra<M>>(effect: &Done<S, M, T, C>, kind: &str) -> bool {
    matches!(effect, Effect::Send(_, wire) if wire.kind().is_some_and(|of| of == kind))
}

/// Whether it sends a message of the computation.
pub fn is_message<S, M: Clone, T: Extra<M>, C: Extra<M>>(effect: &Done<S, M, T, C>) -> bool {
    matches!(effect, Effect::Send(_, wire) if wire.message().is_some())
}

/// Whether it records the process's state.
pub fn records_state<S, M, T, C>(effect: &Done<S, M, T, C>) -> bool {
    recording_of(effect).is_some()
}

/// The snapshot for which it records the process's state.
pub const fn recording_of<S, M, T, C>(effect: &Done<S, M, T, C>) -> Option<SnapshotId> {
    match effect {
        Effect::Observe(Recorded::Process { snapshot, .. }) => Some(*snapshot),
        _ => None,
    }
}

/// Closes a channel.
#[must_use]
pub const fn close<S, M, T, C>(snapshot: SnapshotId, channel: ChannelId) -> Done<S, M, T, C> {
    Effect::Observe(Recorded::Closed { snapshot, channel })
}

/// Whether it records a message.
pub const fn records_message<S, M, T, C>(effect: &Done<S, M, T, C>) -> bool {
    matches!(effect, Effect::Observe(Recorded::Message { .. }))
}

/// Whether it closes a channel.
pub const fn closes<S, M, T, C>(effect: &Done<S, M, T, C>) -> bool {
    matches!(effect, Effect::Observe(Recorded::Closed { .. }))
}

/// All of them, and some of them twice.
pub fn twice<E: Clone>(done: Vec<E>, which: impl Fn(&E) -> bool) -> Vec<E> {
    done.into_iter().flat_map(|effect| vec![effect.clone(); 1 + usize::from(which(&effect))]).collect()
}

/// All but some of them.
#[must_use]
pub fn without<E>(mut done: Vec<E>, which: impl Fn(&E) -> bool) -> Vec<E> {
    done.retain(|effect| !which(effect));
    done
}

/// Holds back what is to come late, and lets out what was held back before, if this is the moment.
pub fn later<E>(
    done: Vec<E>,
    late: &mut Vec<E>,
    which: impl Fn(&E) -> bool,
    now: impl Fn(&[E]) -> bool,
) -> Vec<E> {
    let (held, mut done): (Vec<_>, Vec<_>) = done.into_iter().partition(which);
    if now(&done) {
        done.append(late);
    }
    late.extend(held);
    done
}
