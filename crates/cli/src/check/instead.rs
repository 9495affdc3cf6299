//! What a check tells in the place of the recorded states, where something else was asked for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::asked::Asked;
use super::crashed::Losses;
use super::sweep::Portion;
use super::until::Seen;
use crate::failure::Failure;

/// What is told in the place of recorded states, if that was asked for.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Instead {
    /// Nothing: they are told.
    Nothing,
    /// What the crashes cost.
    Losses(Losses),
    /// What was seen of the predicate.
    Seen(Seen),
}

impl Instead {
    pub(super) fn of(asked: &Asked) -> Self {
        match (&asked.crash, &asked.until) {
            (Some(_), _) => Self::Losses(Losses::default()),
            (None, Some(_)) => Self::Seen(Seen::default()),
            (None, None) => Self::Nothing,
        }
    }

    /// Whether it is what is told where this was asked for.
    pub(super) fn is_for(&self, asked: &Asked) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(&Self::of(asked))
    }

    /// Refuses what was asked for and was in no run.
    pub(super) fn refuse_none(&self, asked: &Asked) -> Result<(), Failure> {
        match (self, &asked.crash) {
            (Self::Losses(losses), Some(crash)) => losses.refuse_none(crash),
            _ => Ok(()),
        }
    }

    /// What came of some more seeds.
    pub(super) fn add(&mut self, portion: &Portion) {
        match self {
            Self::Nothing => {}
            Self::Losses(losses) => portion.lost.iter().for_each(|lost| losses.add(lost)),
            Self::Seen(seen) => portion.waited.iter().for_each(|waited| seen.add(waited)),
        }
    }

    /// Adds what came of other seeds, of which the same was asked.
    pub(super) fn merge(&mut self, other: Self) {
        match (self, other) {
            (Self::Losses(losses), Self::Losses(other)) => losses.merge(other),
            (Self::Seen(seen), Self::Seen(other)) => seen.merge(other),
            _ => {}
        }
    }

    /// Why it cannot be what came of so many seeds, if it cannot.
    pub(super) fn wrong(&self, seeds: u64) -> Option<&'static str> {
        let is_within = match self {
            Self::Nothing => true,
            Self::Losses(losses) => losses.is_within(seeds),
            Self::Seen(seen) => seen.is_within(seeds),
        };
        (!is_within).then_some("it tells of more runs than it has")
    }
}
