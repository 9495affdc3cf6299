//! How the processes of a saved run began: its program knows.

use snapshot::Program;
use snapshot::catalog::{self, Visitor};
use trace::model::Config;
use trace::{describe, restore};

use super::held::text;
use crate::line::{Amount, Init, Text};

/// What each process was, and how much it had; nothing, where the configuration is of no program that there is.
pub(super) fn initial(config: &Config) -> Option<Vec<Init>> {
    catalog::visit(&config.program, Initial(config)).flatten()
}

struct Initial<'a>(&'a Config);

impl Visitor for Initial<'_> {
    type Output = Option<Vec<Init>>;

    fn visit<P: Program>(self) -> Self::Output {
        let restored = restore::<P>(self.0, &[]).ok()?;
        let program = &restored.system.protocol;
        let of = |state: &P::State| {
            let held = program.goods().iter().enumerate().map(|(place, good)| {
                let held = i64::try_from(program.held(state, place)).unwrap_or(i64::MAX);
                (good.name.to_string(), held)
            });
            let state = text(&describe::held(program, state));
            Init { amount: Some(Amount::Each(held.collect())), state: Some(Text(state)) }
        };
        Some(restored.base.processes.iter().map(of).collect())
    }
}
