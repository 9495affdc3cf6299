//! How an experiment was asked for, kept in a file: with it the scenario is made again elsewhere, where the files that it names need not be.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trace::spec::Spec;

use super::Scenario;
use crate::failure::Failure;
use crate::foreign;

/// How an experiment was asked for.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kept {
    /// The file that the options were laid over, by its name.
    file: Option<String>,
    /// What the options said: commands that are printed say it again.
    typed: Spec,
    /// All that was said, with the texts of the files.
    said: Spec,
}

impl Scenario {
    /// How it was asked for.
    pub(crate) fn kept(&self) -> Kept {
        Kept { file: self.file.clone(), typed: self.typed.clone(), said: self.plan.spec.clone() }
    }

    /// The scenario that was asked for so; `file` is where that is kept.
    pub(crate) fn of_kept(kept: Kept, file: &str) -> Result<Self, Failure> {
        for named in [&kept.said.algorithm, &kept.said.program].into_iter().flatten() {
            foreign::refuse_unless_allowed(named, file)?;
        }
        Self::new(kept.said, kept.typed, kept.file)
    }
}
