//! Who waits for whom in a global state, and whether some of them do so for ever.
//!
//! A process that waits for a resource waits for whoever [holds](WaitsFor) it: the process that has it, or to which it is on its way
//! and wanted; else its owner. A process that waits lets go of nothing: it neither lends what it owns nor gives back what it has. (What
//! it is granted and no longer needs it gives back at once, so that counts as its owner's.)
//!
//! AND: a *cycle* is a deadlock. Each of its processes lacks something that the next one holds, who lets go of it only when it lacks nothing
//! more; so none of them ever does. OR: a *knot* is one, that is, processes that wait, to none of which something wanted is on its way,
//! and who wait for each other alone: none of them lets go of anything before another does. In both cases nothing that the others do
//! changes that: a deadlock is stable. That a request is still on its way makes no difference, for it would not be answered; that a *grant* is
//! makes all of it, and who overlooks it sees deadlocks that are none.

use sim_core::{ChannelId, GlobalState, ProcessId, Topology};

use super::{Demand, Holding, Model};

/// By process: those for whom it waits, in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WaitsFor {
    /// By process.
    pub edges: Vec<Vec<ProcessId>>,
    /// By process: whether something that it wants is on its way to it.
    pub served: Vec<bool>,
}

impl WaitsFor {
    /// Who waits for whom in this global state.
    #[must_use]
    pub fn of<K>(topology: &Topology, state: &GlobalState<Holding, Demand, K>) -> Self {
        let grants = grants(topology, state);
        let on_its_way =
            |owner: ProcessId, process: ProcessId| grants.binary_search(&(owner, process)).is_ok();
        let holder = |resource: ProcessId| {
            let lent = state.processes.get(resource.index()).and_then(|owner| owner.lent);
            lent.filter(|borrower| {
                let borrower_state = state.process(*borrower);
                borrower_state.has.contains(&resource)
                    || on_its_way(resource, *borrower) && borrower_state.wants.contains(&resource)
            })
            .unwrap_or(resource)
        };
        let processes = topology.processes();
        let edges = processes.map(|process| {
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
        Self { edges, served: served.collect() }
    }

    /// Whether some processes wait for each other for ever.
    #[must_use]
    pub fn is_deadlock(&self, model: Model) -> bool {
        let mut waits: Vec<bool> = match model {
            Model::And => self.edges.iter().map(|edges| !edges.is_empty()).collect(),
            Model::Or => self
                .edges
                .iter()
                .zip(&self.served)
                .map(|(edges, served)| !edges.is_empty() && !served)
                .collect(),
        };
        // Who waits for somebody that is not among them is not; what is left waits for what is left.
        loop {
            let stays = |process: usize| {
                let mut edges = self.edges[process].iter().map(|other| waits[other.index()]);
                match model {
                    Model::And => edges.any(|waits| waits),
                    Model::Or => edges.all(|waits| waits),
                }
            };
            let left: Vec<_> = (0..waits.len()).map(|process| waits[process] && stays(process)).collect();
            if left == waits {
                return waits.contains(&true);
            }
            waits = left;
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(edges: &[&[u32]], served: &[u32]) -> WaitsFor {
        let process = |numbers: &&[u32]| numbers.iter().copied().map(ProcessId).collect();
        let count = u32::try_from(edges.len()).unwrap();
        WaitsFor {
            edges: edges.iter().map(process).collect(),
            served: (0..count).map(|process| served.contains(&process)).collect(),
        }
    }

    #[test]
    fn a_cycle_is_a_deadlock_where_all_is_needed_and_a_knot_where_one_is_enough() {
        let cycle = waits(&[&[1], &[0]], &[]);
        assert!(cycle.is_deadlock(Model::And) && cycle.is_deadlock(Model::Or));
        let way_out = waits(&[&[1, 2], &[0], &[]], &[]);
        assert!(way_out.is_deadlock(Model::And));
        assert!(!way_out.is_deadlock(Model::Or), "2 waits for nobody, and may serve 0");
        let served = waits(&[&[1], &[0]], &[0]);
        assert!(!served.is_deadlock(Model::Or), "something that 0 wants is on its way");
        let chain = waits(&[&[1], &[2], &[]], &[]);
        assert!(!chain.is_deadlock(Model::And) && !chain.is_deadlock(Model::Or));
    }
}
