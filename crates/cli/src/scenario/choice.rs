//! Which run of an experiment is made: that of a seed, or that of a schedule.

use trace::spec::{Spec, values::Seed};

use super::Scenario;
use crate::args::OneRunArgs;
use crate::failure::Failure;
use crate::stderr::warn;
use crate::values::drawn;

/// What the environment calls the seed.
const VARIABLE: &str = "SIM_SEED";

impl Scenario {
    /// The experiment that these options ask for, and its seed: what was typed, else what the environment says, else the scenario file,
    /// else 0.
    pub(crate) fn with_seed(args: &OneRunArgs) -> Result<(Self, u64), Failure> {
        let (scenario, seed) = Self::with_seed_over(args, Spec::default())?;
        scenario.warn_of_idle();
        Ok((scenario, seed))
    }

    /// The same; without a file, what is not said is as `usual` has it.
    pub(crate) fn with_seed_over(args: &OneRunArgs, usual: Spec) -> Result<(Self, u64), Failure> {
        let scenario = Self::from_args_over(args, usual)?;
        let seed = scenario.chosen(args.spec.seed)?;
        Ok((scenario, seed))
    }

    fn chosen(&self, typed: Option<Seed>) -> Result<u64, Failure> {
        let in_environment = std::env::var(VARIABLE).ok().filter(|text| !text.is_empty());
        if let Some(why) = self.draws_nothing() {
            if typed.is_some() {
                return Err(Failure::new(format!("'--seed' changes nothing: {why}")));
            }
            in_environment.iter().for_each(|_| warn(&format!("{VARIABLE} changes nothing: {why}")));
            return drawn(self.seed.unwrap_or_default());
        }
        match (typed, in_environment) {
            (None, Some(text)) => drawn(in_variable(&text)?),
            (typed, _) => drawn(typed.or(self.seed).unwrap_or_default()),
        }
    }
}

fn in_variable(text: &str) -> Result<Seed, Failure> {
    text.parse().map_err(|error| {
        Failure::new(format!("invalid value '{text}' in the environment for {VARIABLE}: {error}"))
    })
}
