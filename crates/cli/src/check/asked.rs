//! What was asked of a check, beside the experiment: the same of one that is made at once and of one in parts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::args::CheckArgs;
use crate::crash::Crash;
use crate::values::Seeds;

/// What was asked of a check.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    /// The seeds: all of them, whichever are run here.
    pub(super) seeds: Seeds,
    /// The crash that there is in each run.
    pub(super) crash: Option<Crash>,
    /// The predicate that each run goes on for.
    pub(super) until: Option<String>,
    /// Whether every seed for which a check failed is explained.
    pub(super) all_failures: bool,
}

impl Asked {
    pub(super) fn of(args: &CheckArgs, crash: Option<Crash>) -> Self {
        let CheckArgs { seeds, until, all_failures, .. } = args;
        Self { seeds: seeds.clone(), crash, until: until.clone(), all_failures: *all_failures }
    }
}
