//! A scenario as the command that asks for it: what every report ends with.

use snapshot::{Initiators, Parameter};
use trace::spec::{Basis, Spec};

use super::Scenario;
use crate::shell::quoted;

impl Scenario {
    /// The options that make this experiment.
    pub(crate) fn options(&self) -> String {
        if self.schedule.is_some() { self.options_by_schedule() } else { self.written(&self.asked()) }
    }

    /// The same for a run that follows a schedule: when something is due does not matter then.
    pub(crate) fn options_by_schedule(&self) -> String {
        self.written(&self.asked().without_timing())
    }

    fn written(&self, asked: &Spec) -> String {
        let file = self.file.iter().map(|file| format!("--scenario {}", quoted(file)));
        let options = asked.options().into_iter();
        file.chain(options.map(|(name, value)| format!("--{name} {}", quoted(&value))))
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// What is to be typed: over a file what was typed, else what differs from the defaults, and the trigger.
    fn asked(&self) -> Spec {
        match &self.file {
            Some(_) => self.typed.clone(),
            None => self.in_full().beyond(&self.usual()),
        }
    }

    /// What it would be, had nobody said it.
    pub(super) fn usual(&self) -> Basis<'_> {
        let commanded = self.configuration.initiation.initiators == Initiators::These(Vec::new());
        Basis {
            program: self.program,
            topology: &self.configuration.topology,
            ticks: self.ticks(),
            commanded: commanded.then_some(self.configuration.initiation.snapshots),
        }
    }

    /// The command that shows the run of this seed, or of the schedule.
    pub(crate) fn command(&self, seed: u64) -> String {
        match &self.schedule {
            Some(schedule) => {
                let (sim, schedule) =
                    (self.program_with_topology(), schedule.display(&self.configuration.topology));
                format!("{sim} --schedule {} {}", quoted(&schedule), self.options()).trim_end().to_string()
            }
            None if self.draws_nothing().is_some() => format!("sim {}", self.options()),
            None => format!("sim --seed {seed} {}", self.options()).trim_end().to_string(),
        }
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

    /// The program's parameters that have a value: what was set, or the default.
    pub(crate) fn effective_parameters(&self) -> Vec<(String, String)> {
        let effective = |parameter: &Parameter| {
            let set = self.configuration.parameters.iter().rev().find(|(name, _)| name == parameter.name);
            let value = set.map(|(_, value)| value.clone()).or(parameter.default.map(|n| n.to_string()));
            value.map(|value| (parameter.name.to_string(), value))
        };
        self.program.parameters.iter().filter_map(effective).collect()
    }

    /// The command that follows this schedule.
    pub(crate) fn command_with(&self, schedule: &str) -> String {
        let options = self.options_by_schedule();
        format!("sim --schedule {} {options}", quoted(schedule)).trim_end().to_string()
    }
}
