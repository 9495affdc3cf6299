//! The back-edges that were named, or that the algorithm needs and a search finds.

use sim_core::words::some;
use sim_core::{ChannelId, Topology};
use snapshot::{Initiators, Needs};

use super::planned::Plan;
use super::refused::Refused;
use crate::spec::Spec;

/// More are not told one by one.
const MANY: usize = 4;

/// The back-edges of a topology.
pub(super) fn back_edges(
    spec: &Spec,
    topology: &Topology,
    needs: &Needs,
    initiators: &Initiators,
) -> Result<Vec<ChannelId>, Refused> {
    let named = spec.back_edges.iter().map(|name| {
        topology.channel_called(name).ok_or_else(|| {
            let what = format!("invalid value '{name}' for '--back-edges': there is no such channel");
            let channels: Vec<_> = topology.channel_ids().map(|id| topology.channel_name(id)).collect();
            let channels: Vec<_> = channels.iter().map(String::as_str).collect();
            Refused::with_tip(what, format!("the channels are {}", some(&channels)))
        })
    });
    let named = named.collect::<Result<Vec<_>, _>>()?;
    Ok(if named.is_empty() { needs.back_edges(topology, initiators) } else { named })
}

impl Plan {
    /// The names of the back-edges.
    pub(super) fn back_edges(&self) -> Vec<String> {
        let topology = &self.configuration.topology;
        topology.back_edges().iter().map(|channel| topology.channel_name(*channel)).collect()
    }

    /// The back-edges, and whether they were found, for people: nothing, if there are none.
    pub(super) fn describe_back_edges(&self) -> String {
        let names = self.back_edges();
        let is_found = self.spec.back_edges.is_empty() && self.configuration.finds_back_edges();
        let found = if is_found { " found" } else { "" };
        match names.as_slice() {
            [] => String::new(),
            [one] => format!(" (back-edge{found}: {one})"),
            few if few.len() <= MANY => format!(" (back-edges{found}: {})", few.join(", ")),
            [first, second, rest @ ..] => {
                let more = rest.len();
                format!(" (back-edges{found}: {first}, {second} and {more} more)")
            }
        }
    }
}
