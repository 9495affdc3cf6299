//! What was taken in of one cell of a comparison, under many seeds: plain, so that parts of it can be kept and added.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use snapshot::oracle::Overall;
use snapshot::price::Cost;

use crate::spread::Spread;
use crate::tally::{self, earlier};

/// What was taken in.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Taken {
    /// How many seeds were run.
    pub(super) seeds: u64,
    /// For how many a check failed.
    pub(super) failed: u64,
    /// For how many there is no verdict.
    pub(super) unknown: u64,
    /// The first seed for which a check failed, and which did.
    pub(super) first_failure: Option<(u64, Vec<String>)>,
    /// By cost, how often it had which value.
    pub(super) spreads: [Spread; Cost::ALL.len()],
    /// What came of each claim.
    pub(super) claims: Vec<Held>,
}

/// A claim, held against runs.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Held {
    /// In how many snapshots it was looked at.
    pub(super) times: u64,
    /// The first snapshot in which it is wrong: the seed, what it cost, what the formula comes to.
    pub(super) wrong: Option<(u64, u64, u64)>,
}

impl Taken {
    /// Nothing yet, of so many claims.
    pub(super) fn nothing(claims: usize) -> Self {
        let (spreads, claims) = (Default::default(), vec![Held::default(); claims]);
        Self { seeds: 0, failed: 0, unknown: 0, first_failure: None, spreads, claims }
    }

    /// Adds what was taken in under other seeds.
    pub(super) fn add(&mut self, other: Self) {
        self.seeds += other.seeds;
        self.failed += other.failed;
        self.unknown += other.unknown;
        let both = self.first_failure.take().into_iter().chain(other.first_failure);
        self.first_failure = both.min_by_key(|(seed, _)| *seed);
        self.spreads.iter_mut().zip(other.spreads).for_each(|(spread, other)| spread.merge(other));
        self.claims.iter_mut().zip(other.claims).for_each(|(held, other)| held.add(other));
    }

    /// What it comes to, if so many seeds were wanted.
    pub(super) const fn verdict(&self, wanted: u64) -> Overall {
        tally::verdict((self.failed, self.unknown), self.seeds, wanted)
    }

    /// Whether it can be what came of so many seeds, each with so many snapshots: a file may say anything.
    pub(super) fn is_of(&self, seeds: u64, snapshots: u64) -> bool {
        let judged = self.failed.checked_add(self.unknown);
        let most = seeds.saturating_mul(snapshots);
        self.seeds == seeds
            && judged.is_some_and(|judged| judged <= seeds)
            && self.spreads.iter().all(|spread| spread.is_within(most))
            && self.claims.iter().all(|held| held.times <= most)
    }
}

impl Held {
    fn add(&mut self, other: Self) {
        self.times += other.times;
        let first = earlier(self.wrong.map(|(seed, ..)| seed), other.wrong.map(|(seed, ..)| seed));
        let is_first = |wrong: &(u64, u64, u64)| Some(wrong.0) == first;
        self.wrong = self.wrong.filter(is_first).or(other.wrong);
    }
}
