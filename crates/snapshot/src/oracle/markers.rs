//! *Markers*: one on each channel for each snapshot, and none twice.
//!
//! The paper's rules send exactly one marker along every channel; the message cost of a snapshot is the number of
//! channels.

use sim_core::Happening;

use super::{Case, Verdict, Violation};
use crate::algorithm::Wire;
use crate::computation::Computation;

/// The oracle's name.
pub const NAME: &str = "markers";

pub(super) fn judge<P: Computation>(case: &Case<'_, P>, counts: &mut Vec<u32>) -> Verdict {
    let topology = &case.evidence.system.topology;
    counts.clear();
    counts.resize(topology.channels().len(), 0);
    let marker = Wire::Marker(case.evidence.snapshot);
    for (place, event) in case.own() {
        if let Happening::Send { channel, body, .. } = &event.what
            && *body == marker
        {
            counts[channel.index()] += 1;
            if counts[channel.index()] > 1 {
                let name = topology.channel_name(*channel);
                let first = case.evidence.events.iter().position(
                    |event| matches!(&event.what, Happening::Send { channel: on, body, .. } if on == channel && *body == marker),
                );
                return Violation::new(format!("a second marker was sent on {name}"))
                    .condemning([place].into_iter().chain(first))
                    .into();
            }
        }
    }
    match topology.channel_ids().find(|channel| counts[channel.index()] == 0) {
        Some(channel) if case.recorded.is_whole() => {
            Violation::new(format!("no marker was sent on {}", topology.channel_name(channel))).into()
        }
        _ => Verdict::Holds,
    }
}
