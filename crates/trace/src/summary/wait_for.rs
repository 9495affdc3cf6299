//! Who waits for whom in each recorded state, and who did when the snapshot was complete, in the format.

use sim_core::Topology;
use snapshot::{Computation, Model, WaitFor, who_waits};

use super::Finished;
use crate::model;

impl<P: Computation> Finished<'_, P> {
    /// For each snapshot; nothing of a computation in which nobody waits for another.
    #[must_use]
    pub fn wait_for(&self) -> Vec<Option<model::WaitFor>> {
        let topology = &self.system.topology;
        let all = who_waits(self.system, &self.base, &self.window, &self.judgements);
        let told = |who: snapshot::WhoWaits| model::WaitFor {
            model: match who.recorded.model {
                Model::And => model::WaitModel::And,
                Model::Or => model::WaitModel::Or,
            },
            recorded: graph(topology, &who.recorded),
            complete: who.complete.map(|complete| graph(topology, &complete)),
        };
        all.into_iter().map(|who| who.map(told)).collect()
    }
}

fn graph(topology: &Topology, wait_for: &WaitFor) -> model::WaitGraph {
    let name = |process| topology.name(process).to_string();
    let waiting = topology.processes().zip(&wait_for.edges).filter(|(_, edges)| !edges.is_empty());
    let edges = waiting.map(|(process, edges)| (name(process), edges.iter().copied().map(name).collect()));
    let for_ever = topology.processes().zip(wait_for.for_ever()).filter(|(_, for_ever)| *for_ever);
    model::WaitGraph {
        edges: edges.collect(),
        for_ever: for_ever.map(|(process, _)| name(process)).collect(),
    }
}
