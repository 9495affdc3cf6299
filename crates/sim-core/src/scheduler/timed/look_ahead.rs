//! What the next deliveries will need is brought near, many at a time. Nothing depends on it but the time that it takes.

use std::hint::black_box;

use super::super::pending::Entry;
use super::flight::Lane;
use crate::protocol::Protocol;
use crate::system::System;

/// What belongs to fewer channels than this is in the cache anyway.
const CACHED: usize = 4_000;

/// Reads what the next deliveries will need, and does nothing with it.
///
/// With a hundred thousand processes hardly anything is in the processor's cache. A delivery waits for one thing after
/// another; here, where no read depends on what came of another delivery, the waits overlap.
#[inline(never)]
pub(super) fn look_ahead<P: Protocol>(
    entries: &[Entry<P::Message>],
    lanes: &[Lane],
    system: &System<P>,
    processes: &[P::State],
) {
    let topology = &system.topology;
    if topology.channels().len() < CACHED {
        return;
    }
    let channels = entries.iter().filter_map(Entry::delivery).map(|(channel, ..)| channel);
    let targets = || channels.clone().map(|channel| lanes[channel.index()].target);
    black_box(targets().fold(0, |sum, target| sum ^ target.index()));
    let next = || targets().filter_map(|target| topology.outgoing(target).next());
    black_box(
        targets().fold(0, |sum, target| sum ^ system.command_count(target, &processes[target.index()])),
    );
    black_box(next().fold(0, |sum, channel| sum ^ lanes[channel.index()].last));
}
