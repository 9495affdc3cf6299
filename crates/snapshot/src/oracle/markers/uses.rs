//! What the computation sent and received on each channel, from the events: before its end recorded, and after.

use sim_core::{ChannelId, Happening};

use crate::computation::Computation;
use crate::id::SnapshotId;
use crate::oracle::case::Case;
use crate::oracle::count::Used;
use crate::wanted::Unwanted;
use crate::wire::Carries as _;

/// By channel: when its source sent on it, and whether its target, if it recorded, had received something on it since it last had. A step
/// that records is before the cut as a whole, or as a whole behind it.
pub(super) fn of<P: Computation>(case: &Case<'_, P>) -> Result<(Vec<Used>, Vec<bool>), Unwanted> {
    let (topology, events) = (&case.evidence.system.topology, case.evidence.events);
    let cuts = case.cuts()?;
    let snapshot = case.evidence.snapshot;
    let previous = |process| cuts.at(process, SnapshotId(snapshot.0.wrapping_sub(1)));
    let mut received = vec![false; topology.channels().len()];
    let mut used: Vec<_> = topology
        .channel_ids()
        .map(|channel| {
            let known = previous(topology.channel(channel).source).is_some();
            let held = !case.evidence.base.channel(channel).is_empty();
            Used { before: if known { Some(false) } else { held.then_some(true) }, after: false }
        })
        .collect();
    for placed in case.wanted.each(events.iter().enumerate()) {
        let (place, event) = placed?;
        let process = event.process;
        match &event.what {
            Happening::Receive { channel, body, .. } if body.message().is_some() => {
                let is_before = cuts.at(process, snapshot).is_some_and(|cut| place < cut);
                received[channel.index()] |= is_before && place >= cuts.last_before(process, snapshot);
            }
            Happening::Send { channel, body, .. } if body.message().is_some() => {
                let is_after = |snapshot| cuts.at(process, snapshot).is_some_and(|cut| place >= cut);
                let channel: ChannelId = *channel;
                let used = &mut used[channel.index()];
                if is_after(snapshot) {
                    used.after |= !is_after(SnapshotId(snapshot.0 + 1));
                } else if previous(process).is_none_or(|cut| place >= cut) {
                    used.before = Some(true);
                }
            }
            _ => {}
        }
    }
    Ok((used, received))
}
