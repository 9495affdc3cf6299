//! The states in which the processes of a saved run began, and what they held: its program knows.

use snapshot::Program;
use snapshot::catalog::{self, Visitor};
use trace::describe::held;
use trace::model::{Config, Held};
use trace::restore;

use crate::line::Amount;

/// So much each process had; nothing, where the configuration is of no program that there is.
pub(super) fn initial_amounts(config: &Config) -> Option<Vec<Amount>> {
    catalog::visit(&config.program, Initial(config)).flatten()
}

/// In which state each process was; nothing likewise.
pub(super) fn initial_states(config: &Config) -> Option<Vec<Held>> {
    catalog::visit(&config.program, States(config)).flatten()
}

struct Initial<'a>(&'a Config);
struct States<'a>(&'a Config);

impl Visitor for States<'_> {
    type Output = Option<Vec<Held>>;

    fn visit<P: Program>(self) -> Self::Output {
        let restored = restore::<P>(self.0, &[]).ok()?;
        let states = restored.base.processes.iter();
        Some(states.map(|state| held(&restored.system.protocol, state)).collect())
    }
}

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
