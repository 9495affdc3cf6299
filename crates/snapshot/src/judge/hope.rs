//! Whether a run in which something [went wrong](crate::faults) can still complete its snapshots: if not, it need not go on until it is given up.
//!
//! It says no verdict: that is `complete`'s. Of a run in which nothing went wrong it does not ask.

use sim_core::Topology;

use super::Judge;
use super::taking::Taking;
use crate::computation::Computation;
use crate::oracle::complete::awaits_messages;

impl<P: Computation> Judge<P> {
    /// Whether something has gone wrong.
    pub(crate) const fn has_suffered(&self) -> bool {
        self.incidents.any()
    }

    /// Whether nothing is under way of any snapshot that has begun and is not complete; where a message of the computation can make
    /// a process record, none that has not recorded may be left. Who may still start one by himself the judge
    /// does not know.
    pub(crate) fn waits_in_vain(&self, topology: &Topology, by_messages: bool) -> bool {
        let Self { takings, alone, incidents, .. } = self;
        let crashed = incidents.crashed();
        let may_record =
            |taking: &Taking<P>, process| !taking.has_recorded(process) && !crashed.contains(&process);
        takings.iter().all(|taking| {
            taking.as_ref().is_none_or(|taking| {
                taking.costs.completed_at.is_some()
                    || taking.may_come(topology, crashed) == 0
                        && !(by_messages && topology.processes().any(|process| may_record(taking, process)))
                        && !awaits_messages(topology, (&taking.recorded, &taking.crossings), alone, crashed)
            })
        })
    }
}
