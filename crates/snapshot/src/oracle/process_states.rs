//! *Process states*: the recorded state of a process is the state it was in when it recorded.
//!
//! That state is the one after the process's last prerecording event, as the trace has it.

use sim_core::Happening;

use super::{Case, Verdict, Violation};
use crate::computation::Computation;

/// The oracle's name.
pub const NAME: &str = "states";

pub(super) fn judge<P: Computation>(case: &Case<'_, P>) -> Verdict {
    let topology = &case.evidence.system.topology;
    for (process, record) in topology.processes().zip(&case.recorded.processes) {
        let Some(recording) = &record.first else { continue };
        let earlier = case.evidence.events[..recording.event].iter().rev();
        let actual = earlier
            .filter(|event| event.process == process)
            .find_map(|event| match &event.what {
                Happening::Receive { state, .. } | Happening::Internal { state, .. } => Some(state),
                _ => None,
            })
            .unwrap_or_else(|| case.evidence.base.process(process));
        if *actual != recording.state {
            let name = topology.name(process);
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
