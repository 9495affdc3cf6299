//! Whether what was waited for is so in what a snapshot recorded, and since when it is so in the run.

use draw::view::Became;
use sim_core::System;
use snapshot::{Asked, Judgement, Program, Since, since};
use trace::Finished;

/// Whether it is so in what a snapshot recorded, if that is whole.
///
/// # Errors
/// When that is not known: why.
pub(super) fn shows<P: Program>(
    system: &System<P>,
    judgement: &Judgement<P>,
    asked: &Asked<P>,
) -> Result<bool, String> {
    judgement.recorded.global_state().map_or(Ok(false), |state| asked.holds(system, &state))
}

/// Since when it is so in a run whose events were kept.
pub(super) fn when<P: Program>(finished: &Finished<'_, P>, asked: &Asked<P>) -> Option<Since> {
    finished.has_events.then(|| since(finished.system, asked, &finished.base, &finished.window))?
}

/// The same for a picture; nothing, if it was so before the events that are kept.
pub(crate) fn became<P: Program>(finished: &Finished<'_, P>, asked: &Asked<P>) -> Option<Became> {
    match when(finished, asked)? {
        Since::Before => None,
        Since::Step(_, place) => {
            Some(Became { name: asked.name().to_string(), event: finished.events_before + place as u64 })
        }
    }
}
