//! What was seen of that which a run was to go on for: since when it is so, and which snapshot shows it.

use snapshot::{Asked, Computation, Since, since};

use super::Finished;
use crate::model::{Began, Until};

impl<P: Computation> Finished<'_, P> {
    /// What is to be said of a predicate that was waited for. Of a run whose events were not kept nobody knows since when it is so.
    #[must_use]
    pub fn waited_for(&self, asked: &Asked<P>) -> Until {
        let so = self.has_events.then(|| since(self.system, asked, &self.base, &self.window)).flatten();
        let began = |since| match since {
            Since::Before => None,
            Since::Step(t, place) => Some(Began { t, event: self.events_before + place as u64 }),
        };
        let shown = self
            .judgements
            .iter()
            .find(|judgement| asked.is_shown(self.system, &judgement.recorded) == Ok(true));
        Until {
            predicate: asked.name().to_string(),
            holds: so.is_some(),
            since: so.and_then(began),
            snapshot: shown.map(|judgement| judgement.snapshot.0),
            seen_at: shown.and_then(|judgement| judgement.costs.completed_at),
            snapshots: self.judgements.len() as u64,
            markers: self.judgements.iter().map(|judgement| judgement.costs.markers).sum(),
        }
    }
}
