//! *Process states*: the recorded state of a process is the state it was in when it recorded.
//!
//! That state is the one after the process's last prerecording event, as the trace has it.

use sim_core::Happening;

use super::{Case, Verdict, Violation};
use crate::computation::Computation;

/// The oracle's name.
pub const NAME: &str = "states";

/// `latest` is scratch: for each process, how many events there are up to the last that tells its state.
pub(super) fn judge<P: Computation>(case: &Case<'_, P>, latest: &mut Vec<usize>) -> Verdict {
    let (events, topology) = (case.evidence.events, &case.evidence.system.topology);
    latest.clear();
    latest.resize(topology.processes().len(), 0);
    for (place, event) in events.iter().enumerate() {
        if event.begins_step() {
            latest[event.process.index()] = place + 1;
        }
        let first = &case.recorded.processes[event.process.index()].first;
        let Some(recording) = first.as_ref().filter(|recording| recording.event == place) else { continue };
        let told = latest[event.process.index()].checked_sub(1).and_then(|place| events.get(place));
        let actual = match told.map(|event| &event.what) {
            Some(Happening::Receive { state, .. } | Happening::Internal { state, .. }) => state,
            _ => case.evidence.base.process(event.process),
        };
        if *actual != recording.state {
            let name = topology.name(event.process);
            return Violation {
                reason: format!("{name} recorded {}, but its state was {actual}", recording.state),
                story: Vec::new(),
                events: vec![recording.event],
            }
            .into();
        }
    }
    Verdict::Holds
}
