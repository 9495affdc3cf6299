//! The plan of a saved run.

use super::around::Around;
use super::planned::Plan;
use super::refused::Refused;
use crate::model::Config;
use crate::spec::{Spec, values::Seed};

impl Plan {
    /// The experiment that a saved configuration asks for, and the seed of its run.
    ///
    /// # Errors
    /// When there can be none, or no room for it, or when what would be saved of it is another configuration.
    pub fn from_config<E: From<Refused>>(config: &Config, around: &Around<'_, E>) -> Result<(Self, u64), E> {
        let spec = Spec::from_config(config).map_err(Refused::from)?;
        let seed = spec.seed.and_then(Seed::given).unwrap_or_default();
        let plan = Self::new(spec, around)?;
        let mut ours = plan.config(seed);
        // Any form that means the same actions.
        ours.schedule.clone_from(&config.schedule);
        // What is not told has its usual value.
        for (ours, theirs) in [(&mut ours.seed, &config.seed), (&mut ours.algorithm, &config.algorithm)] {
            if theirs.is_empty() {
                ours.clear();
            }
        }
        match differing_field(&ours, config) {
            None => Ok((plan, seed)),
            Some(field) => {
                let what = format!("config.{field}: with this value this version cannot run it");
                Err(Refused::new(what).into())
            }
        }
    }
}

/// The first field of a file's configuration that is another than ours.
fn differing_field(ours: &Config, theirs: &Config) -> Option<String> {
    let value = |config| serde_json::to_value(config).expect("a configuration is JSON");
    let (ours, theirs) = (value(ours), value(theirs));
    let fields = theirs.as_object().into_iter().flat_map(|config| config.keys());
    fields.into_iter().find(|field| ours.get(field) != theirs.get(field)).cloned()
}
