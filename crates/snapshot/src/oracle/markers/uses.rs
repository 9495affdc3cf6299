//! When the computation sent on each channel, from the events: before its source recorded, and after.

use std::collections::BTreeMap;

use sim_core::{ChannelId, Happening, ProcessId};

use crate::algorithm::Recorded;
use crate::computation::Computation;
use crate::id::SnapshotId;
use crate::oracle::case::Case;
use crate::oracle::count::Used;
use crate::wanted::Unwanted;
use crate::wire::Carries as _;

/// By channel. A step that records is before the cut as a whole, or as a whole behind it.
pub(super) fn of<P: Computation>(case: &Case<'_, P>) -> Result<Vec<Used>, Unwanted> {
    let (topology, events) = (&case.evidence.system.topology, case.evidence.events);
    let cuts = cuts(case)?;
    let snapshot = case.evidence.snapshot;
    let cut = |process, snapshot| cuts.get(&(process, snapshot)).copied();
    let previous = |process| cut(process, SnapshotId(snapshot.0.wrapping_sub(1)));
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
        let Happening::Send { channel, body, .. } = &event.what else { continue };
        if body.message().is_none() {
            continue;
        }
        let is_after = |snapshot| cut(event.process, snapshot).is_some_and(|cut| place >= cut);
        let channel: ChannelId = *channel;
        let used = &mut used[channel.index()];
        if is_after(snapshot) {
            used.after |= !is_after(SnapshotId(snapshot.0 + 1));
        } else if previous(event.process).is_none_or(|cut| place >= cut) {
            used.before = Some(true);
        }
    }
    Ok(used)
}

/// Where the first event is that is behind the cut, at each process for each snapshot.
fn cuts<P: Computation>(case: &Case<'_, P>) -> Result<BTreeMap<(ProcessId, SnapshotId), usize>, Unwanted> {
    let (events, mut cuts) = (case.evidence.events, BTreeMap::new());
    for placed in case.wanted.each(events.iter().enumerate()) {
        let (place, event) = placed?;
        if let Happening::Observe(Recorded::Process { snapshot, before, .. }) = &event.what {
            let step = case.index.events_of(case.index.step_of(place));
            let cut = if *before { step.start } else { step.end };
            cuts.entry((event.process, *snapshot)).or_insert(cut);
        }
    }
    Ok(cuts)
}
