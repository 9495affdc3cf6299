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
    let recorded = case.recorded.amount(&case.evidence.system.protocol);
    if recorded == total {
        return Verdict::Holds;
    }
    let amount = case.evidence.system.protocol.amount(recorded);
    Violation::new(format!("{amount} in the recorded state, not {total}")).into()
}

/// How much there is in the global state from which the trace begins.
fn total<P: Computation>(case: &Case<'_, P>) -> u64 {
    let (computation, base) = (&case.evidence.system.protocol, case.evidence.base);
    let held: u64 = base.processes.iter().map(|state| computation.held(state)).sum();
    let carried: u64 = base.channels.iter().flatten().map(|message| computation.carried(&message.body)).sum();
    held + carried
}
