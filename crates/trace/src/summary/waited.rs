//! What was seen of that which a run was to go on for: when it is so, and which snapshot shows it.

use std::num::NonZeroU64;

use snapshot::{Asked, Computation, Judgement, Since, moments};

use super::Finished;
use crate::model::{Began, Passed, Until};

impl<P: Computation> Finished<'_, P> {
    /// What is to be said of a predicate that was waited for. Of a run whose events were not kept nobody knows when it is so.
    #[must_use]
    pub fn waited_for(&self, asked: &Asked<P>) -> Until {
        // Before any snapshot begins nothing is kept.
        let is_kept = self.has_events && !self.base.processes.is_empty();
        let when = is_kept.then(|| moments(self.system, asked, &self.base, &self.window));
        let began = |since| match since {
            Since::Before => None,
            Since::Step(t, place) => Some(Began { t, event: self.events_before + place as u64 }),
        };
        let shows = |judgement: &&Judgement<P>| asked.is_shown(self.system, &judgement.recorded) == Ok(true);
        let completed = |judgement: &&Judgement<P>| judgement.costs.completed_at;
        let shown = self
            .judgements
            .iter()
            .filter(shows)
            .min_by_key(|judgement| (completed(judgement).is_none(), completed(judgement)));
        let seen_at = shown.and_then(|shown| completed(&shown));
        let begun = |judgement: &&Judgement<P>| {
            let begins = judgement.costs.started_at;
            seen_at.is_none_or(|seen| begins.is_some_and(|begins| begins <= seen))
        };
        let begun: Vec<_> = self.judgements.iter().filter(begun).collect();
        let passed = when.as_ref().and_then(|when| {
            let (from, to) = when.last?;
            Some(Passed { times: when.times, from: began(from), to: began(to).unwrap_or_default() })
        });
        Until {
            predicate: asked.name().to_string(),
            holds: when.as_ref().map_or(Some(false), |when| when.at_end),
            since: when.as_ref().and_then(|when| when.since).and_then(began),
            passed,
            unknown: when.and_then(|when| when.unknown),
            snapshot: shown.map(|judgement| judgement.snapshot.0),
            seen_at,
            snapshots: begun.len() as u64,
            markers: begun.iter().map(|judgement| judgement.costs.markers).sum(),
            later: NonZeroU64::new((self.judgements.len() - begun.len()) as u64),
        }
    }
}
