//! How an experiment was asked for, kept in a file: with it the scenario is made [again](super::again) elsewhere, where the files that it
//! names need not be.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trace::spec::Spec;

/// How an experiment was asked for.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kept {
    /// The file that the options were laid over, by its name.
    pub(super) file: Option<String>,
    /// What the options said: commands that are printed say it again.
    pub(super) typed: Spec,
    /// All that was said, with the texts of the files.
    pub(super) said: Spec,
}
