//! A plan said in full, as files have it: the configuration that a second run needs.

use snapshot::{Initiators, Parameter};

use super::planned::Plan;
use crate::spec::values::{Seed, Trigger};
use crate::spec::{ANY, Basis, Graph, Spec, Statements, Text};
use crate::{assumption, describe, model};

impl Plan {
    /// The configuration as files have it.
    #[must_use]
    pub fn config(&self, seed: u64) -> model::Config {
        let system = self.computation();
        let assumption = assumption::broken(self.algorithm, &system.topology, &system.protocol);
        let config = model::Config { assumption, ..describe::config(&system, &self.timing) };
        let seed = Some(Seed::Given(seed));
        let spec = Spec { seed, schedule: self.schedule_as_text(), ..self.in_full() };
        spec.saved_in(config)
    }

    /// The schedule that is followed, as it is written.
    #[must_use]
    pub fn schedule_as_text(&self) -> Option<String> {
        self.schedule.as_ref().map(|schedule| schedule.display(&self.configuration.topology))
    }

    /// All that can be said of it, but for the seed and the schedule; also what would be so had nobody said it.
    #[must_use]
    pub fn in_full(&self) -> Spec {
        let trigger = self.configuration.initiation.trigger;
        let script = self.script.as_ref();
        let file = |text: Option<&Text>| text.map_or(String::new(), |text| text.file.clone());
        let lines = |delays: &Vec<u64>| delays.iter().map(u64::to_string).collect::<Vec<_>>().join("\n");
        Spec {
            name: Some(self.name.clone()),
            graph: match self.configuration.shape {
                // Also where no graph was said.
                Some(shape) if self.is_the_exercises_ring() => Some(Graph::Named(shape.to_string())),
                _ => self.spec.graph.clone(),
            },
            back_edges: self.back_edges(),
            program: Some(self.program_name().to_string()),
            parameters: self.configuration.parameters.clone(),
            script: script.map(|script| Statements { text: script.text.clone(), ticks: script.ticks }),
            delays: script
                .and_then(|script| script.delays.as_ref())
                .map(|delays| Text { file: file(self.spec.delays.as_ref()), text: lines(delays) }),
            tokens: self.configuration.tokens.clone(),
            algorithm: Some(self.algorithm.name.to_string()),
            trigger: match trigger {
                Some(trigger) => Some(Trigger::Count(trigger)),
                None if self.starts_of_own_accord() => self.usual().trigger().map(|_| Trigger::None),
                None => None,
            },
            start: self.draws_a_start().then(|| self.timing.start()),
            initiators: match &self.configuration.initiation.initiators {
                Initiators::Any => vec![ANY.to_string()],
                named => named.written(&self.configuration.topology, trigger),
            },
            snapshots: Some(self.configuration.initiation.snapshots),
            stable: self.spec.stable.clone(),
            delay: Some(self.timing.message()),
            hold: Some(self.timing.hold()),
            links: self.configuration.topology.channels().first().map(|channel| channel.order),
            faults: self.faults(),
            max_events: Some(self.max_events),
            seed: None,
            schedule: None,
            source: self.spec.source.clone(),
        }
    }

    /// What it would be, had nobody said it.
    #[must_use]
    pub fn usual(&self) -> Basis<'_> {
        let commanded = self.configuration.initiation.initiators == Initiators::These(Vec::new());
        Basis {
            program: self.configuration.program,
            topology: &self.configuration.topology,
            finds_back_edges: self.configuration.finds_back_edges(),
            ticks: self.ticks(),
            commanded: commanded.then_some(self.configuration.initiation.snapshots),
        }
    }

    /// The program's parameters that have a value: what was set, or the default.
    #[must_use]
    pub fn effective_parameters(&self) -> Vec<(String, String)> {
        let effective = |parameter: &Parameter| {
            let set = self.configuration.parameters.iter().rev().find(|(name, _)| name == parameter.name);
            let value = set.map(|(_, value)| value.clone()).or(parameter.default.map(|n| n.to_string()));
            value.map(|value| (parameter.name.to_string(), value))
        };
        self.configuration.program.parameters.iter().filter_map(effective).collect()
    }
}
