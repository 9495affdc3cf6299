//! Tells what came of a check, whoever ran its seeds: as [`text`] or [`json`]. Seeds that are explained are run again.

use snapshot::Program;
use snapshot::algorithms::Algorithm;
use snapshot::algorithms::Visitor;

use super::again::Again;
use super::asked::Asked;
use super::sums::Sums;
use super::{json, text};
use crate::failure::Failure;
use crate::one_run::Runs;
use crate::output::Output;
use crate::scenario::Scenario;

/// The form in which all seeds together are told.
#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    /// For people; `quiet` tells failures alone.
    Text { quiet: bool },
    /// For programs.
    Json,
}

/// What is told of a check.
pub(super) struct Tell<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) asked: &'a Asked,
    pub(super) sums: &'a Sums,
    pub(super) form: Form,
    pub(super) output: &'a mut Output,
}

impl Visitor for Tell<'_> {
    type Output = Result<(), Failure>;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output {
        let Self { scenario, asked, sums, form, output } = self;
        let prepared = scenario.prepare::<P, A>(&algorithm)?;
        let with = |scenario: &Scenario, then: &mut dyn FnMut(&dyn Runs<P>) -> Result<(), Failure>| {
            then(&scenario.prepare::<P, A>(&algorithm)?)
        };
        let until = asked.until.as_ref().map(|text| (text.as_str(), &with as _));
        let again = Again { prepared: &prepared, until };
        match form {
            Form::Text { quiet } => text::text(&again, (asked, sums), quiet, output),
            Form::Json => json::json(&again, (asked, sums), output),
        }
    }
}
