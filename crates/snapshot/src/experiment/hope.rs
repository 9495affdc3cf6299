//! Whether a run in which something [went wrong](crate::faults) goes on in vain.

use sim_core::{Scheduler, System};

use super::Experiment;
use crate::computation::Computation;
use crate::layer::Layer;

/// After how many more events it is asked again whether there is still hope, the first time.
const FIRST_LOOK: u64 = 64;

impl<P: Computation, Q: Layer<P>, S: Scheduler<Q>> Experiment<'_, P, Q, S> {
    /// Whether something went wrong, and the snapshots wait for what will not come. Asked now and then, and ever less often: it takes a look
    /// at all processes and channels.
    pub(super) fn is_hopeless(&mut self) -> bool {
        if !self.judge.has_suffered() || self.simulation.events() < self.hopes_until {
            return false;
        }
        self.hopes_until = self.simulation.events() + (self.window.count() as u64).max(FIRST_LOOK);
        let System { protocol, topology } = self.simulation.system();
        let starts = |process| {
            let state = self.simulation.process(process);
            !protocol.has_crashed(state)
                && protocol.may_start(self.simulation.system().context(process), state)
        };
        !self.simulation.scheduler().has_more()
            && self.judge.waits_in_vain(topology, protocol.records_by_messages())
            && !topology.processes().any(starts)
    }
}
