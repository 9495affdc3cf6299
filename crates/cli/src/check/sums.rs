//! What many seeds came to, without the types of their program: all that is told of a check is told from it, whether its seeds were run
//! here or in parts elsewhere.
//!
//! Adding two does not depend on which comes first.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use sim_core::System;
use snapshot::Program;
use snapshot::oracle::Overall;

use super::instead::Instead;
use crate::recorded_state::Printed;
use crate::tally::{self, Tally, earlier};

/// What many seeds came to.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sums {
    /// How many there are.
    pub(super) seeds: u64,
    /// For how many a check failed.
    pub(super) failed: u64,
    /// For how many there is no verdict.
    pub(super) unknown: u64,
    /// In how many something went wrong.
    pub(super) suffered: u64,
    /// The first for which a check failed.
    pub(super) first_failure: Option<u64>,
    /// The first without a verdict.
    pub(super) first_unknown: Option<u64>,
    /// All for which a check failed, in order, if that was asked for.
    pub(super) failures: Vec<u64>,
    /// What is told in the place of recorded states.
    pub(super) instead: Instead,
    /// The recorded global states, each with how often it was recorded.
    recorded: Recorded,
}

/// A recorded global state, as it prints; states that print alike are one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize, JsonSchema)]
pub(super) struct State {
    /// In the exercise's notation.
    pub(super) notation: String,
    /// In parts.
    pub(super) printed: Printed,
}

/// How often it was recorded.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Times {
    /// How often.
    pub(super) times: u64,
    /// The first seed that recorded it.
    pub(super) first_seed: u64,
}

/// The recorded states; in a file a list, in their order.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Vec<(State, Times)>")]
struct Recorded(BTreeMap<State, Times>);

impl Recorded {
    fn add(&mut self, state: State, more: Times) {
        let known = self.0.entry(state).or_insert(Times { times: 0, first_seed: more.first_seed });
        known.times = known.times.saturating_add(more.times);
        known.first_seed = known.first_seed.min(more.first_seed);
    }
}

impl From<Vec<(State, Times)>> for Recorded {
    fn from(states: Vec<(State, Times)>) -> Self {
        let mut recorded = Self::default();
        states.into_iter().for_each(|(state, times)| recorded.add(state, times));
        recorded
    }
}

impl Serialize for Recorded {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&self.0)
    }
}

impl JsonSchema for Recorded {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Recorded".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<(State, Times)>::json_schema(generator)
    }
}

impl Sums {
    /// What came of these seeds.
    pub(super) fn of<P: Program>(
        tally: Tally<P>,
        system: &System<P>,
        mut failures: Vec<u64>,
        instead: Instead,
    ) -> Self {
        failures.sort_unstable();
        let Tally { seeds, failed, unknown, suffered, first_failure, first_unknown, .. } = tally;
        let mut recorded = Recorded::default();
        for (state, share) in tally.into_recorded() {
            let state = State { printed: Printed::of(system, &state), notation: share.notation };
            recorded.add(state, Times { times: share.times, first_seed: share.first_seed });
        }
        Self { seeds, failed, unknown, suffered, first_failure, first_unknown, failures, instead, recorded }
    }

    /// Adds those of other seeds.
    pub(super) fn add(&mut self, other: Self) {
        self.seeds += other.seeds;
        self.failed += other.failed;
        self.unknown += other.unknown;
        self.suffered += other.suffered;
        self.first_failure = earlier(self.first_failure, other.first_failure);
        self.first_unknown = earlier(self.first_unknown, other.first_unknown);
        self.failures.extend(other.failures);
        self.failures.sort(); // a sort that is made for what is in order already
        self.instead.merge(other.instead);
        other.recorded.0.into_iter().for_each(|(state, times)| self.recorded.add(state, times));
    }

    /// What they come to, if so many seeds were wanted.
    pub(super) const fn verdict(&self, wanted: u64) -> Overall {
        tally::verdict((self.failed, self.unknown), self.seeds, wanted)
    }

    /// The recorded states, most frequent first.
    pub(super) fn shares(&self) -> Vec<(&State, &Times)> {
        let mut shares: Vec<_> = self.recorded.0.iter().collect();
        shares.sort_by_key(|(_, share)| (std::cmp::Reverse(share.times), share.first_seed));
        shares
    }

    /// Why it cannot be what came of so many seeds, if it cannot: a file may say anything.
    pub(super) fn wrong(&self, seeds: u64) -> Option<&'static str> {
        let judged = self.failed.checked_add(self.unknown);
        if self.seeds != seeds {
            Some("it has not the seeds of its part")
        } else if judged.is_none_or(|judged| judged > seeds) || self.suffered > seeds {
            Some("it tells of more seeds than it has")
        } else {
            self.instead.wrong(seeds)
        }
    }
}
