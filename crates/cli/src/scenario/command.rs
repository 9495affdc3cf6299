//! A scenario as the command that asks for it: what every report ends with.

use sim_core::{Delay, Order, ProcessId, Timing};
use snapshot::{Initiators, Parameter};
use trace::restore::ANY;

use super::{DEFAULT_PROGRAM, Scenario, default_delay, default_hold, default_max_events, default_start};
use crate::given::{Given, quoted};
use crate::values::Trigger;

impl Scenario {
    /// The options that make this experiment.
    pub(crate) fn options(&self) -> String {
        if self.schedule.is_some() { self.options_by_schedule() } else { self.written(&self.asked()) }
    }

    /// The same for a run that follows a schedule: when something is due does not matter then.
    pub(crate) fn options_by_schedule(&self) -> String {
        self.written(&Given { delay: None, delays: None, start: None, ..self.asked() })
    }

    fn written(&self, asked: &Given) -> String {
        let file = self.file.iter().map(|file| format!("--scenario {}", quoted(file)));
        file.chain(asked.options()).collect::<Vec<_>>().join(" ")
    }

    /// What is to be typed: over a file what was typed, else what differs from the defaults, and the trigger.
    fn asked(&self) -> Given {
        if self.file.is_some() {
            return Given { schedule: None, seed: None, ..self.typed.clone() };
        }
        let Timings { delay, hold, start } = Timings::of(&self.timing);
        let order = self.topology.channels().first().map_or(Order::Fifo, |channel| channel.order);
        let first = [ProcessId(0)];
        let initiators = match &self.initiation.initiators {
            Initiators::Any => Some(vec![ANY.to_string()]),
            Initiators::These(these) if *these == first => None,
            named => Some(named.written(&self.topology, self.initiation.trigger)),
        };
        Given {
            graph: self.typed.graph.clone().filter(|_| !self.is_the_exercises_ring()),
            program: Some(self.program.name.to_string()).filter(|name| name != DEFAULT_PROGRAM),
            script: self.typed.script.clone(),
            ticks: self.ticks(),
            delays: self.typed.delays.clone(),
            parameters: self.parameters.clone(),
            trigger: match self.initiation.trigger {
                Some(trigger) => Some(Trigger::Count(trigger)),
                None if self.initiation.any_of_own_accord() => self.program.counts.then_some(Trigger::None),
                None => None,
            },
            start: Some(start).filter(|start| *start != default_start()),
            initiators: initiators.filter(|initiators| !initiators.is_empty()),
            snapshots: Some(self.initiation.snapshots).filter(|k| *k != 1 && !self.commanded()),
            delay: Some(delay).filter(|delay| *delay != default_delay(self.ticks())),
            hold: Some(hold).filter(|hold| *hold != default_hold(self.program)),
            links: Some(order).filter(|order| *order != Order::Fifo),
            max_events: Some(self.max_events).filter(|events| *events != default_max_events(&self.topology)),
            ..Given::default()
        }
    }

    /// Whether the computation itself starts the snapshots.
    fn commanded(&self) -> bool {
        self.initiation.initiators == Initiators::These(Vec::new())
    }

    /// The command that shows the run of this seed, or of the schedule.
    pub(crate) fn command(&self, seed: u64) -> String {
        match &self.schedule {
            Some(schedule) => {
                let (sim, schedule) = (self.program_with_topology(), schedule.display(&self.topology));
                format!("{sim} --schedule {} {}", quoted(&schedule), self.options()).trim_end().to_string()
            }
            None if self.draws_nothing().is_some() => format!("sim {}", self.options()),
            None => format!("sim --seed {seed} {}", self.options()).trim_end().to_string(),
        }
    }

    /// Whether some of it came from standard input, which a command that is printed cannot have again by itself.
    pub(crate) fn is_from_standard_input(&self) -> bool {
        let script = self.typed.script.as_ref().map(|script| &script.file);
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
            let set = self.parameters.iter().rev().find(|(name, _)| name == parameter.name);
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

/// The delays that hold for all.
struct Timings {
    delay: Delay,
    hold: Delay,
    start: Delay,
}

impl Timings {
    fn of(timing: &Timing) -> Self {
        Self { delay: timing.message(), hold: timing.hold(), start: timing.start() }
    }
}
