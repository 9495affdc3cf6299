//! *Process states*: the recorded state of a process is the state it was in when it recorded.
//!
//! That state is the one after the process's last prerecording event, as the trace has it.

use sim_core::{Happening, System};

use super::case::Case;
use super::contract::{Finding, Oracle, Watcher};
use super::seen::{Scene, Sign, Taken};
use super::verdict::{Claim, Verdict, Violation};
use crate::algorithm::Recorded;
use crate::computation::Computation;
use crate::wanted::Unwanted;

/// What it claims.
pub const CLAIM: Claim = Claim { name: "states", sentence: "each process was in the state it recorded" };

/// The oracle of this claim.
#[derive(Clone, Copy, Debug, Default)]
pub struct ProcessStates {
    /// Whether a process recorded a state that it was not in.
    wrong: bool,
}

impl<P: Computation> Oracle<P> for ProcessStates {
    fn claim(&self) -> Claim {
        CLAIM
    }

    fn watcher(&mut self) -> Option<&mut dyn Watcher<P>> {
        Some(self)
    }

    fn say(&self, _: &Taken<'_, P>) -> Finding {
        (!self.wrong).into()
    }

    fn explain(&mut self, case: &Case<'_, P>) -> Result<Verdict, Unwanted> {
        let events = case.evidence.events;
        let System { protocol, topology } = case.evidence.system;
        for own in case.own() {
            let (place, event) = own?;
            let first = &case.recorded.processes[event.process.index()].first;
            let Some(recording) = first.as_ref().filter(|recording| recording.event == place) else {
                continue;
            };
            // A process records in a step of its own, which tells the state that it leads to; or before it, after the last one.
            let step = match recording.before {
                true => case.index.start_of_previous_step(place),
                false => Some(case.index.start_of_step(place)),
            };
            let actual = match step.map(|step| &events[step].what) {
                Some(Happening::Receive { state, .. } | Happening::Internal { state, .. }) => state,
                _ => case.evidence.base.process(event.process),
            };
            if *actual != recording.state {
                let name = topology.name(event.process);
                let [recorded, actual] = [&recording.state, actual].map(|state| protocol.print_state(state));
                let reason = format!("{name} recorded {recorded}, but its state was {actual}");
                return Ok(Violation::new(reason).condemning([recording.event]).into());
            }
        }
        Ok(Verdict::Holds)
    }
}

impl<P: Computation> Watcher<P> for ProcessStates {
    fn begin(&mut self) {
        self.wrong = false;
    }

    fn see(&mut self, scene: &Scene<'_, P>, sign: &Sign<'_, P>) {
        if let Sign::Recorded(Recorded::Process { state, .. }) = sign
            && !scene.has_recorded
        {
            self.wrong |= state != scene.told;
        }
    }
}
