//! What the processes of a run began with. No event tells it, but the configuration does, where its program is one that there is.

use snapshot::AnyProgram;

use crate::model::{Config, Held};
use crate::{describe, restore};

/// The state of each process before the first event, in the order of [`Config::processes`]; `None` where the configuration is of no
/// program that there is here.
#[must_use]
pub fn initial(config: &Config) -> Option<Vec<Held>> {
    let restored = restore::<AnyProgram>(config, &[]).ok()?;
    let program = &restored.system.protocol;
    Some(restored.base.processes.iter().map(|state| describe::held(program, state)).collect())
}
