//! Who waits for whom in a global state.
//!
//! A process that waits for a resource waits for whoever holds it: the process that has it, or to which it is on its way
//! and wanted; else its owner. A process that waits lets go of nothing: it neither lends what it owns nor gives back what it has. (What
//! it is granted and no longer needs it gives back at once, so that counts as its owner's.)
//!
//! So a cycle in the AND model, and a knot in the OR model, is a [deadlock](super::super::wait_for): nothing that the others do
//! changes it, it is stable. That a request is still on its way makes no difference, for it would not be answered; that a *grant* is
//! makes all of it, and who overlooks it sees deadlocks that are none.

use sim_core::{ChannelId, GlobalState, ProcessId, Topology};

use super::super::wait_for::{Model, WaitFor};
use super::{Demand, Holding};

/// Who waits for whom in this global state.
pub(super) fn wait_for<K>(
    model: Model,
    topology: &Topology,
    state: &GlobalState<Holding, Demand, K>,
) -> WaitFor {
    let grants = grants(topology, state);
    let on_its_way = |owner: ProcessId, process: ProcessId| grants.binary_search(&(owner, process)).is_ok();
    let holder = |resource: ProcessId| {
        let lent = state.processes.get(resource.index()).and_then(|owner| owner.lent);
        lent.filter(|borrower| {
            let borrower_state = state.process(*borrower);
            borrower_state.has.contains(&resource)
                || on_its_way(resource, *borrower) && borrower_state.wants.contains(&resource)
        })
        .unwrap_or(resource)
    };
    let edges = topology.processes().map(|process| {
        let wants = state.process(process).wants.iter();
        let mut edges: Vec<_> =
            wants.map(|resource| holder(*resource)).filter(|holder| *holder != process).collect();
        edges.sort_unstable();
        edges.dedup();
        edges
    });
    let edges = edges.collect();
    let served = topology.processes().map(|process| {
        let mut wants = state.process(process).wants.iter();
        wants.any(|resource| on_its_way(*resource, process))
    });
    WaitFor { model, edges, served: served.collect() }
}

/// Whose resource is on its way to whom, in order.
fn grants<K>(topology: &Topology, state: &GlobalState<Holding, Demand, K>) -> Vec<(ProcessId, ProcessId)> {
    let has_grant =
        |channel: ChannelId| state.channel(channel).iter().any(|message| message.body == Demand::Grant);
    let ends = |channel| {
        let ends = topology.channel(channel);
        (ends.source, ends.target)
    };
    let mut grants: Vec<_> = topology.channel_ids().filter(|channel| has_grant(*channel)).map(ends).collect();
    grants.sort_unstable();
    grants
}
