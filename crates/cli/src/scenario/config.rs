//! A scenario said in full, as files have it: the configuration that a second run needs, and the head of a file.

use snapshot::catalog::Visitor;
use snapshot::{Initiators, Program};
use trace::spec::{ANY, Graph, Seed, Spec, Statements, Text, Trigger};
use trace::{describe, model};

use super::Scenario;

/// This program.
pub(crate) fn tool() -> model::Tool {
    model::Tool { name: "sim".to_string(), version: env!("CARGO_PKG_VERSION").to_string() }
}

impl Scenario {
    /// The head of a file about the run of this seed.
    pub(crate) fn header(&self, seed: u64) -> model::Header {
        model::Header::new(tool(), self.config(seed))
    }

    /// The configuration as files have it.
    pub(crate) fn config(&self, seed: u64) -> model::Config {
        let config = self.with_program(Described { scenario: self });
        let seed = Some(Seed::Given(seed));
        Spec { seed, schedule: self.schedule_as_text(), ..self.in_full() }.saved_in(config)
    }

    /// The schedule that is followed, as it is written.
    pub(super) fn schedule_as_text(&self) -> Option<String> {
        self.schedule.as_ref().map(|schedule| schedule.display(&self.configuration.topology))
    }

    /// All that can be said of it, but for the seed and the schedule; also what would be so had nobody said it.
    pub(super) fn in_full(&self) -> Spec {
        let trigger = self.configuration.initiation.trigger;
        let script = self.script.as_ref();
        let file = |text: Option<&Text>| text.map_or(String::new(), |text| text.file.clone());
        let lines = |delays: &Vec<u64>| delays.iter().map(u64::to_string).collect::<Vec<_>>().join("\n");
        Spec {
            name: Some(self.name.clone()),
            graph: match self.configuration.shape {
                Some(shape) if self.typed.graph.is_none() || self.is_the_exercises_ring() => {
                    Some(Graph::Named(shape.to_string()))
                }
                _ => self.typed.graph.clone(),
            },
            program: Some(self.program.name.to_string()),
            parameters: self.configuration.parameters.clone(),
            script: script.map(|script| Statements { text: script.text.clone(), ticks: script.ticks }),
            delays: script
                .and_then(|script| script.delays.as_ref())
                .map(|delays| Text { file: file(self.typed.delays.as_ref()), text: lines(delays) }),
            tokens: self.configuration.tokens.clone(),
            algorithm: Some(self.algorithm.name.to_string()),
            trigger: match trigger {
                Some(trigger) => Some(Trigger::Count(trigger)),
                None if self.starts_of_own_accord() => self.program.counts.then_some(Trigger::None),
                None => None,
            },
            start: self.starts_of_own_accord().then(|| self.timing.start()),
            initiators: match &self.configuration.initiation.initiators {
                Initiators::Any => vec![ANY.to_string()],
                named => named.written(&self.configuration.topology, trigger),
            },
            snapshots: Some(self.configuration.initiation.snapshots),
            delay: Some(self.timing.message()),
            hold: Some(self.timing.hold()),
            links: self.configuration.topology.channels().first().map(|channel| channel.order),
            max_events: Some(self.max_events),
            seed: None,
            schedule: None,
        }
    }
}

/// What a scenario's program, on its processes, tells of itself.
struct Described<'a> {
    scenario: &'a Scenario,
}

impl Visitor for Described<'_> {
    type Output = model::Config;

    fn visit<P: Program>(self) -> Self::Output {
        let system = self.scenario.system::<P>().expect("a scenario's program can be built");
        describe::config(&system, &self.scenario.timing)
    }
}
