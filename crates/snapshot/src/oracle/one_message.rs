//! *Exactly one copy of m*: what no event creates or destroys is all there in the recorded global state, once.
//!
//! Held by a process or recorded in a channel, it is counted where it was recorded; the total must be that of the
//! state from which the trace began. In the exercise it is 1.

use super::{Case, Verdict, Violation};
use crate::computation::Computation;

/// The oracle's name.
pub const NAME: &str = "one-message";

pub(super) fn judge<P: Computation>(case: &Case<'_, P>) -> Verdict {
    let total = total(case);
    let recorded = in_recorded_state(case);
    if recorded == total {
        return Verdict::Holds;
    }
    let (computation, noun) = (&case.evidence.system.protocol, if recorded == 1 { "copy" } else { "copies" });
    let quantity = computation.quantity();
    Violation::new(format!("{recorded} {noun} of {quantity} in the recorded state, not {total}")).into()
}

/// How much there is in the global state from which the trace begins.
fn total<P: Computation>(case: &Case<'_, P>) -> u64 {
    let (computation, base) = (&case.evidence.system.protocol, case.evidence.base);
    let held: u64 = base.processes.iter().map(|state| computation.held(state)).sum();
    let carried: u64 = base.channels.iter().flatten().map(|message| computation.carried(&message.body)).sum();
    held + carried
}

/// How much of the conserved quantity the recorded global state has.
fn in_recorded_state<P: Computation>(case: &Case<'_, P>) -> u64 {
    let computation = &case.evidence.system.protocol;
    let states = case.recorded.processes.iter().filter_map(|record| record.first.as_ref());
    let held: u64 = states.map(|recording| computation.held(&recording.state)).sum();
    let messages = case.recorded.channels.iter().flat_map(|record| &record.messages);
    let carried: u64 = messages.map(|(_, body)| computation.carried(body)).sum();
    held + carried
}
