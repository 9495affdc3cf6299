//! How an experiment was asked for, kept in a file: with it the scenario is made again elsewhere, where the files that it names need not be.

use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use trace::model::Config;
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

    /// The scenario that was asked for so, if that is what was run under this seed; `file` is where that is kept.
    pub(crate) fn of_kept((kept, seed): (&Kept, u64), config: &Config, path: &Path) -> Result<Self, Failure> {
        let (Kept { file, typed, said }, name) = (kept.clone(), path.display().to_string());
        for named in [&said.algorithm, &said.program].into_iter().flatten() {
            foreign::refuse_unless_allowed(named, &name)?;
        }
        let scenario = Self::new(said, typed, file)?;
        if serde_json::to_value(scenario.config(seed)).ok() != serde_json::to_value(config).ok() {
            return Err(Failure::new(format!(
                "cannot read '{name}': its 'config' is not what its 'scenario' says"
            )));
        }
        Ok(scenario)
    }
}
