//! What the processes of a saved run began with: its program knows.

use snapshot::Program;
use snapshot::catalog::{self, Visitor};
use trace::model::Config;
use trace::restore;

use crate::line::Amount;

/// So much each process had; nothing, where the configuration is of no program that there is.
pub(super) fn initial_amounts(config: &Config) -> Option<Vec<Amount>> {
    catalog::visit(&config.program, Initial(config)).flatten()
}

struct Initial<'a>(&'a Config);

impl Visitor for Initial<'_> {
    type Output = Option<Vec<Amount>>;

    fn visit<P: Program>(self) -> Self::Output {
        let restored = restore::<P>(self.0, &[]).ok()?;
        let program = &restored.system.protocol;
        let of = |state: &P::State| {
            let held = program.goods().iter().enumerate().map(|(place, good)| {
                let held = i64::try_from(program.held(state, place)).unwrap_or(i64::MAX);
                (good.name.to_string(), held)
            });
            Amount::Each(held.collect())
        };
        Some(restored.base.processes.iter().map(of).collect())
    }
}
