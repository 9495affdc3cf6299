//! A scenario as the command that asks for it: what every report ends with.

use sim_core::Schedule;
use snapshot::catalog;
use trace::spec::{Spec, values::Seed};

use super::Scenario;
use crate::crash::Crash;
use crate::shell::quoted;

impl Scenario {
    /// The options that make this experiment.
    pub(crate) fn options(&self) -> String {
        self.written(&Spec::default())
    }

    /// The options that make this experiment, and of its runs this one.
    fn written(&self, choice: &Spec) -> String {
        self.written_as(self.asked(), choice)
    }

    /// The same, where this is to be typed.
    fn written_as(&self, asked: Spec, choice: &Spec) -> String {
        let follows = self.schedule.is_some() || choice.schedule.is_some();
        let asked = if follows { asked.without_timing() } else { asked };
        let file = self.file.iter().map(|file| ("scenario".to_string(), file.clone()));
        let options = choice.options().into_iter().chain(file).chain(asked.options());
        let options = options.map(|(name, value)| format!("--{name} {}", quoted(&value)));
        options.chain(self.allowing()).collect::<Vec<_>>().join(" ")
    }

    /// That the program may be run that a file names.
    fn allowing(&self) -> Option<String> {
        let algorithm = self.typed.algorithm.is_none() && catalog::is_foreign(self.algorithm.name);
        let program = self.typed.program.is_none() && self.configuration.outside.is_some();
        (self.file.is_some() && (algorithm || program)).then(|| "--allow-exec".to_string())
    }

    /// What is to be typed: over a file what was typed, else what differs from the defaults, and the trigger.
    fn asked(&self) -> Spec {
        match &self.file {
            Some(_) => self.typed.clone().without_choice(),
            None => self.in_full().beyond(&self.usual()),
        }
    }

    /// The command that shows the run of this seed, or of the schedule.
    pub(crate) fn command(&self, seed: u64) -> String {
        format!("{} {}", self.program_with_topology(), self.written(&self.choice(seed)))
            .trim_end()
            .to_string()
    }

    /// The same, and it goes on until this is shown.
    pub(crate) fn command_waiting(&self, predicate: &str, seed: u64) -> String {
        format!("{} --until {}", self.command(seed), quoted(predicate))
    }

    /// The same, under a detector.
    pub(crate) fn command_detecting(&self, detector: &str, seed: u64) -> String {
        let options = self.written(&self.choice(seed));
        format!("{} --detect {detector} {options}", self.program_with_topology()).trim_end().to_string()
    }

    /// The same, with a crash in it. How often there is a checkpoint stands for when and how many snapshots there are.
    pub(crate) fn command_crashing(&self, crash: &Crash, seed: u64) -> String {
        let asked = match crash.every {
            Some(_) => without_when(self.asked()),
            None => self.asked(),
        };
        let options =
            [self.written_as(asked, &self.choice(seed))].into_iter().filter(|options| !options.is_empty());
        let words = [self.program_with_topology()].into_iter().chain(options).chain(crash.options());
        words.collect::<Vec<_>>().join(" ")
    }

    /// The options that were typed, once more, and those of a crash in each run.
    pub(crate) fn typed_again(&self, crash: Option<&Crash>) -> String {
        let typed = self.typed.clone().without_choice();
        let typed = match crash.and_then(|crash| crash.every) {
            Some(_) => without_when(typed),
            None => typed,
        };
        let options = [self.written_as(typed, &Spec::default())].into_iter().filter(|text| !text.is_empty());
        options.chain(crash.into_iter().flat_map(Crash::options)).collect::<Vec<_>>().join(" ")
    }

    /// The same where several algorithms are run.
    pub(crate) fn typed_but_for_the_algorithm(&self) -> String {
        let typed = Spec { algorithm: None, ..self.typed.clone().without_choice() };
        self.written_as(typed, &Spec::default())
    }

    /// The same experiment, which follows this schedule.
    pub(crate) fn following(&self, schedule: Schedule) -> Self {
        let mut scenario = self.clone();
        scenario.schedule = Some(schedule);
        scenario
    }

    fn choice(&self, seed: u64) -> Spec {
        let seed = self.draws_nothing().is_none().then_some(Seed::Given(seed));
        Spec { seed, schedule: self.schedule_as_text(), ..Spec::default() }
    }

    /// Whether some of it came from standard input, which a command that is printed cannot have again by itself.
    pub(crate) fn is_from_standard_input(&self) -> bool {
        let script = self.typed.script.as_ref().map(|script| &script.text.file);
        let delays = self.typed.delays.as_ref().map(|delays| &delays.file);
        self.file.iter().chain(script).chain(delays).any(|file| file == "-")
    }

    /// The command that looks for a seed for which a check fails.
    pub(crate) fn check_command(&self) -> String {
        format!("sim check {}", self.options()).trim_end().to_string()
    }

    /// The command that follows this schedule.
    pub(crate) fn command_with(&self, schedule: &str) -> String {
        let choice = Spec { schedule: Some(schedule.to_string()), ..Spec::default() };
        format!("sim {}", self.written(&choice)).trim_end().to_string()
    }
}

/// What was asked for, but for when there are snapshots and how many.
fn without_when(asked: Spec) -> Spec {
    Spec { trigger: None, start: None, snapshots: None, ..asked }
}
