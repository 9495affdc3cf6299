//! Who waits for whom in a global state, and who of them does so for ever.
//!
//! Where all is needed (AND), a *cycle* is a deadlock: each of its processes lets go of nothing before it has what the next one holds. Where one is
//! enough (OR), a *knot* is one: processes to none of which something is on its way, and who wait for each other alone. How the graph
//! comes from a state, a [computation](super::Computation::wait_for) says; here is only what follows from it.

use sim_core::ProcessId;

/// What unblocks a process that waits for several.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Model {
    /// All of them.
    And,
    /// One of them.
    Or,
}

/// A wait-for graph.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WaitFor {
    /// What unblocks a process.
    pub model: Model,
    /// By process: those for whom it waits, in order.
    pub edges: Vec<Vec<ProcessId>>,
    /// By process: whether something that it waits for is on its way to it.
    pub served: Vec<bool>,
}

impl WaitFor {
    /// By process: whether it waits for ever.
    #[must_use]
    pub fn for_ever(&self) -> Vec<bool> {
        let blocked = |(edges, served): (&Vec<ProcessId>, &bool)| match self.model {
            Model::And => !edges.is_empty(),
            Model::Or => !edges.is_empty() && !served,
        };
        let mut waits: Vec<bool> = self.edges.iter().zip(&self.served).map(blocked).collect();
        // Who waits for somebody that is not among them is not; what is left waits for what is left.
        loop {
            let stays = |process: usize| {
                let mut edges = self.edges[process].iter().map(|other| waits[other.index()]);
                match self.model {
                    Model::And => edges.any(|waits| waits),
                    Model::Or => edges.all(|waits| waits),
                }
            };
            let left: Vec<_> = (0..waits.len()).map(|process| waits[process] && stays(process)).collect();
            if left == waits {
                return waits;
            }
            waits = left;
        }
    }

    /// Whether some processes wait for each other for ever.
    #[must_use]
    pub fn is_deadlock(&self) -> bool {
        self.edges.iter().any(|edges| !edges.is_empty()) && self.for_ever().contains(&true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn for_ever(model: Model, edges: &[&[u32]], served: &[u32]) -> Vec<u32> {
        let process = |numbers: &&[u32]| numbers.iter().copied().map(ProcessId).collect();
        let count = u32::try_from(edges.len()).unwrap();
        let waits = WaitFor {
            model,
            edges: edges.iter().map(process).collect(),
            served: (0..count).map(|process| served.contains(&process)).collect(),
        };
        let for_ever = waits.for_ever();
        assert_eq!(waits.is_deadlock(), for_ever.contains(&true));
        (0..count).filter(|process| for_ever[*process as usize]).collect()
    }

    #[test]
    fn a_cycle_is_a_deadlock_where_all_is_needed_and_a_knot_where_one_is_enough() {
        for model in [Model::And, Model::Or] {
            assert_eq!(for_ever(model, &[&[1], &[0]], &[]), [0, 1]);
            assert!(for_ever(model, &[&[1], &[2], &[]], &[]).is_empty(), "a chain");
        }
        let way_out: [&[u32]; 3] = [&[1, 2], &[0], &[]];
        assert_eq!(for_ever(Model::And, &way_out, &[]), [0, 1]);
        assert!(for_ever(Model::Or, &way_out, &[]).is_empty(), "2 waits for nobody, and may serve 0");
        assert!(for_ever(Model::Or, &[&[1], &[0]], &[0]).is_empty(), "something is on its way to 0");
        assert_eq!(for_ever(Model::And, &[&[1], &[0], &[0]], &[]), [0, 1, 2], "who waits for a cycle");
    }
}
