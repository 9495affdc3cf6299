//! What was typed and changes nothing in this experiment: whoever typed it is told.

use std::path::Path;

use snapshot::{Cycles, catalog};

use super::Scenario;
use crate::foreign;
use crate::input::is_scenario;
use crate::stderr::warn;

impl Scenario {
    /// Warns of it. It is only for who runs one algorithm: another one may need it.
    pub(super) fn warn_of_idle(&self) {
        if !self.typed.back_edges.is_empty() && self.algorithm.needs.cycles == Cycles::Any {
            warn(&format!("'--back-edges' changes nothing: {} needs none", self.algorithm.name));
        }
        if let Some(file) = self.file.as_deref().filter(|file| is_scenario(Path::new(file))) {
            self.idle_in_file()
                .for_each(|(key, why)| warn(&format!("'{key}' in '{file}' changes nothing: {why}")));
        }
        let asks_programs = [self.program_name(), self.algorithm.name].into_iter().any(catalog::is_foreign);
        if let (false, Some(option)) = (asks_programs, foreign::option_typed()) {
            warn(&format!("'{option}' changes nothing: no program of your own is asked"));
        }
    }

    /// What a person wrote in a file, and something else there leaves without effect. What an option replaces is meant to be, and a saved run says
    /// everything.
    fn idle_in_file(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let triggered = self.typed.trigger.is_none() && self.typed.initiators.is_empty();
        let followed = self.schedule.is_some() && self.typed.schedule.is_none();
        let by_trigger = "a snapshot starts when the trigger is reached";
        let by_schedule = "the run follows a schedule";
        let keys = [
            ("start", by_trigger, self.spec.start.is_some() && triggered && !self.draws_a_start()),
            ("seed", by_schedule, self.spec.seed.is_some() && followed),
            ("delay", by_schedule, self.spec.delay.is_some() && followed),
        ];
        keys.into_iter().filter(|(.., idle)| *idle).map(|(key, why, _)| (key, why))
    }
}
