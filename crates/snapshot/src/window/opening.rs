//! The window of a run that is known from its beginning to its end: where it opens.

use sim_core::Happening;

use crate::aim::Aim;
use crate::computation::{Computation, Underlying};
use crate::log::LogEvent;
use crate::oracle::Law;
use crate::rerun::told;
use crate::wire::Carries as _;

/// Where among all events of a run its window begins: with the step that has the first sign of a snapshot, or behind the last
/// event if there is none; with the first event, where the law says that recovery lines are taken. `state` is led from before the first event
/// to before the window.
pub fn opening<P: Computation>(state: &mut Underlying<P>, events: &[LogEvent<P>], law: Option<Law>) -> usize {
    if Law::aim_of(law) == Aim::RecoveryLine {
        return 0;
    }
    let begin = match events.iter().position(is_sign::<P>) {
        Some(sign) => events[..=sign].iter().rposition(LogEvent::<P>::begins_step).unwrap_or(0),
        None => events.len(),
    };
    events[..begin].iter().for_each(|event| told::<P>(state, event));
    begin
}

/// Whether something is recorded, or the algorithm sends something.
fn is_sign<P: Computation>(event: &LogEvent<P>) -> bool {
    match &event.what {
        Happening::Observe(_) => true,
        Happening::Send { body, .. } => body.control().is_some(),
        Happening::Receive { .. } | Happening::Internal { .. } => false,
    }
}
