//! What a check tells in the place of the recorded states, where something else was asked for.

use super::crashed::Losses;
use super::sweep::Portion;
use super::until::Seen;
use crate::args::CheckArgs;
use crate::crash::Crash;
use crate::failure::Failure;

/// What is told in the place of recorded states, if that was asked for.
pub(super) enum Instead<'a> {
    Nothing,
    /// What the crashes cost.
    Losses(Losses<'a>),
    /// What was seen of this predicate.
    Seen(&'a str, Seen),
}

impl<'a> Instead<'a> {
    pub(super) fn of(args: &'a CheckArgs, crash: Option<&'a Crash>) -> Self {
        match (crash, &args.until) {
            (Some(crash), _) => Self::Losses(Losses::of(crash)),
            (None, Some(predicate)) => Self::Seen(predicate, Seen::default()),
            (None, None) => Self::Nothing,
        }
    }

    /// Refuses what was asked for and was in no run.
    pub(super) fn refuse_none(&self) -> Result<(), Failure> {
        match self {
            Self::Losses(losses) => losses.refuse_none(),
            Self::Nothing | Self::Seen(..) => Ok(()),
        }
    }

    /// What came of some more seeds.
    pub(super) fn add(&mut self, portion: &Portion) {
        match self {
            Self::Nothing => {}
            Self::Losses(losses) => portion.lost.iter().for_each(|lost| losses.add(lost)),
            Self::Seen(_, seen) => portion.waited.iter().for_each(|waited| seen.add(waited)),
        }
    }
}
