//! The run of a seed once more, for whoever tells of it: as many snapshots as were asked for, or as it takes.

use snapshot::Program;

use crate::failure::Failure;
use crate::one_run::Runs;
use crate::until::{self, With};

/// How the run of a seed is made.
pub(super) struct Again<'a, P: Program> {
    pub(super) prepared: &'a dyn Runs<P>,
    /// What each was to go on for, and how that is prepared.
    pub(super) until: Option<(&'a str, &'a With<'a, P>)>,
}

impl<P: Program> Again<'_, P> {
    /// What makes it for whoever wants to see it.
    pub(super) fn command(&self, seed: u64) -> String {
        let scenario = self.prepared.scenario();
        self.until.map_or_else(|| scenario.command(seed), |(text, _)| scenario.command_waiting(text, seed))
    }

    /// Hands on what makes the run of this seed.
    pub(super) fn of<T>(
        &self,
        seed: u64,
        mut then: impl FnMut(&dyn Runs<P>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let Some((text, with)) = self.until else { return then(self.prepared) };
        let mut told = None;
        with(&until::as_many(self.prepared.scenario(), seed, text)?, &mut |runs| {
            told = Some(then(runs)?);
            Ok(())
        })?;
        Ok(told.expect("it was handed on"))
    }
}
