//! What was typed and changes nothing in this experiment: whoever typed it is told.

use snapshot::{Cycles, catalog};

use super::Scenario;
use crate::foreign;
use crate::stderr::warn;

impl Scenario {
    /// Warns of it. It is only for who runs one algorithm: another one may need it.
    pub(super) fn warn_of_idle(&self) {
        if !self.typed.back_edges.is_empty() && self.algorithm.needs.cycles == Cycles::Any {
            warn(&format!("'--back-edges' changes nothing: {} needs none", self.algorithm.name));
        }
        for (key, why) in self.idle_in_file() {
            warn(&format!(
                "'{key}' in '{}' changes nothing: {why}",
                self.file.as_deref().unwrap_or_default()
            ));
        }
        let asks_programs = [self.program_name(), self.algorithm.name].into_iter().any(catalog::is_foreign);
        if let (false, Some(option)) = (asks_programs, foreign::option_typed()) {
            warn(&format!("'{option}' changes nothing: no program of your own is asked"));
        }
    }

    /// What a person wrote in a file, and something else there leaves without effect. What an option replaces is meant to be, and a saved run says
    /// everything.
    fn idle_in_file(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let is_written = self.file.as_deref().is_some_and(|file| file.ends_with(".toml"));
        let triggered = self.typed.trigger.is_none() && self.typed.initiators.is_empty();
        let followed = self.schedule.is_some() && self.typed.schedule.is_none();
        let idle = [
            ("start", self.spec.start.is_some() && triggered && !self.draws_a_start()),
            ("seed", self.spec.seed.is_some() && followed),
            ("delay", self.spec.delay.is_some() && followed),
        ];
        let why = |key| match key {
            "start" => "a snapshot starts when the trigger is reached",
            _ => "the run follows a schedule",
        };
        idle.into_iter().filter(move |(_, idle)| is_written && *idle).map(move |(key, _)| (key, why(key)))
    }
}
