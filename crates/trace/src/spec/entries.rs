//! All that can be said of an experiment, and what is done with all of it.

use super::back_edges::BACK_EDGES;
use super::faults::FAULTS;
use super::graph::{LINKS, TOPOLOGY};
use super::initiation::{ALGORITHM, INITIATORS, SNAPSHOTS, TRIGGER};
use super::limits::{MAX_EVENTS, NAME, SCHEDULE, SEED};
use super::program::{DELAYS, EVENTS, FILE, PARAMETERS, PROGRAM, TOKENS};
use super::stable::STABLE;
use super::timing::{DELAY, HOLD, START};
use super::{Basis, Entry, FieldError, Spec};
use crate::model::Config;

/// All of it, in the order of the help. To add something, write its entry beside those of its subject, and list it here.
pub static ENTRIES: [Entry; 21] = [
    NAME, TOPOLOGY, BACK_EDGES, PROGRAM, PARAMETERS, EVENTS, DELAYS, TOKENS, ALGORITHM, TRIGGER, START,
    INITIATORS, SNAPSHOTS, STABLE, DELAY, HOLD, LINKS, FAULTS, MAX_EVENTS, SEED, SCHEDULE,
];

impl Spec {
    /// This, and what it does not say as `base` has it. Parameters of another program are not taken over,
    /// and no schedule where a seed is said.
    #[must_use]
    pub fn over(mut self, mut base: Self) -> Self {
        for spec in [&mut self, &mut base] {
            spec.program = spec.program_name().map(str::to_string);
        }
        if self.program.is_some() && self.program != base.program {
            base.parameters.clear();
        }
        if self.seed.is_some() {
            base.schedule = None;
        }
        for entry in &ENTRIES {
            entry.slot.inherit(&mut self, &base);
        }
        self.source = self.source.or(base.source);
        self
    }

    /// This without what would be so had nobody said it.
    #[must_use]
    pub fn beyond(mut self, basis: &Basis<'_>) -> Self {
        let said = self.clone();
        for entry in ENTRIES.iter().filter(|entry| entry.slot.is_usual(&said, basis)) {
            entry.forget(&mut self);
        }
        self
    }

    /// This without what says when things happen.
    #[must_use]
    pub fn without_timing(mut self) -> Self {
        for entry in ENTRIES.iter().filter(|entry| entry.timing) {
            entry.forget(&mut self);
        }
        self
    }

    /// This without what says which run is made: all that decides which there are.
    #[must_use]
    pub fn without_choice(mut self) -> Self {
        for entry in ENTRIES.iter().filter(|entry| entry.chooses) {
            entry.forget(&mut self);
        }
        self
    }

    /// The options that ask for this, each with its value: a command as it is printed.
    #[must_use]
    pub fn options(&self) -> Vec<(String, String)> {
        let mut said = Vec::new();
        if let Some(script) = self.script.as_ref().filter(|script| !script.ticks) {
            let printed = EVENTS.option.map_or(0, |usage| usage.printed);
            said.push((printed, PARAMETERS.option_name(), format!("{FILE}={}", script.text.file)));
        }
        for entry in &ENTRIES {
            let Some(usage) = entry.option else { continue };
            said.extend(
                entry.said(self).into_iter().map(|value| (usage.printed, entry.option_name(), value)),
            );
        }
        said.sort_by_key(|(printed, ..)| *printed);
        said.into_iter().map(|(_, name, value)| (name, value)).collect()
    }

    /// What a saved configuration asks for.
    ///
    /// # Errors
    /// When a field is not one that any run has.
    pub fn from_config(config: &Config) -> Result<Self, FieldError> {
        let mut spec = Self::default();
        ENTRIES.iter().try_for_each(|entry| (entry.load)(config, &mut spec))?;
        Ok(spec)
    }

    /// Writes all that is said into a configuration that has the processes and channels.
    #[must_use]
    pub fn saved_in(&self, mut config: Config) -> Config {
        ENTRIES.iter().for_each(|entry| (entry.save)(self, &mut config));
        config
    }
}
