//! A scenario made again from what was [kept](Kept) of it, if that is still what was run.

use std::path::Path;

use trace::model::Config;

use super::Scenario;
use super::kept::Kept;
use crate::failure::Failure;
use crate::foreign;

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
