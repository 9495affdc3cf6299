//! Whether what was waited for is so in what a snapshot recorded, and since when it is so in the run.

use draw::view::Became;
use sim_core::System;
use sim_core::words::some;
use snapshot::{Judgement, Predicate, Program, Since, predicate, since};
use trace::Finished;

use crate::failure::Failure;

/// The predicate of this name.
pub(super) fn named<P: Program>(computation: &P, name: &str) -> Result<Predicate, Failure> {
    let all = || predicate::predicates(computation);
    all().find(|predicate| predicate.name == name).ok_or_else(|| {
        let names: Vec<_> = all().map(|predicate| format!("'{}'", predicate.name)).collect();
        let what = format!("'{}' has no predicate '{name}'", P::NAME);
        Failure::with_tip(
            what,
            format!("it has {}", some(&names.iter().map(String::as_str).collect::<Vec<_>>())),
        )
    })
}

/// Whether it is so in what a snapshot recorded, if that is whole.
pub(super) fn shows<P: Program>(system: &System<P>, judgement: &Judgement<P>, name: &str) -> bool {
    let recorded = judgement.recorded.global_state();
    recorded.is_some_and(|state| predicate::holds(system, name, &state) == Some(true))
}

/// Since when it is so in a run whose events were kept.
pub(super) fn when<P: Program>(finished: &Finished<'_, P>, name: &str) -> Option<Since> {
    finished.has_events.then(|| since(finished.system, name, &finished.base, &finished.window))?
}

/// The same for a picture; nothing, if it was so before the events that are kept.
pub(crate) fn became<P: Program>(finished: &Finished<'_, P>, name: &str) -> Option<Became> {
    match when(finished, name)? {
        Since::Before => None,
        Since::Step(_, place) => {
            Some(Became { name: name.to_string(), event: finished.events_before + place as u64 })
        }
    }
}
