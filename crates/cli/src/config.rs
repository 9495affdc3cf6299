//! An experiment as files have it: the configuration that a second run needs, and the head of a file.

use snapshot::catalog::Visitor;
use snapshot::{Initiators, Program};
use trace::restore::ANY;
use trace::{describe, model};

use crate::scenario::Scenario;

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
        let topology = &*self.topology;
        let trigger = self.initiation.trigger;
        let names = self.initiation.initiators.written(topology, trigger);
        model::Config {
            scenario: self.name.clone(),
            topology: self.shape.map(|shape| shape.to_string()),
            processes: topology.processes().map(|process| topology.name(process).to_string()).collect(),
            channels: describe::channels(topology, &self.timing),
            program: self.program.name.to_string(),
            parameters: self.parameters.iter().cloned().collect(),
            script: self.script.as_ref().map(|script| script.text.text.clone()),
            goods: self.visit(Goods { scenario: self }),
            tokens: self.tokens.clone(),
            clock: self.ticks().then_some(model::Clock::Ticks),
            delays: self.script.as_ref().and_then(|script| script.delays.clone()),
            hold: self.timing.hold().to_string(),
            algorithm: "chandy-lamport".to_string(),
            initiator: match &self.initiation.initiators {
                Initiators::Any => ANY.to_string(),
                Initiators::These(_) => names.first().cloned().unwrap_or_default(),
                Initiators::Each(each) => {
                    each.first().map_or(String::new(), |first| topology.name(first.process).to_string())
                }
            },
            initiators: match &self.initiation.initiators {
                Initiators::These(these) if these.len() < 2 => Vec::new(),
                _ => names,
            },
            trigger,
            start: self.starts_of_own_accord().then(|| self.timing.start().to_string()),
            snapshots: self.initiation.snapshots,
            seed: seed.to_string(),
            schedule: self.schedule.as_ref().map(|schedule| schedule.display(topology)),
            max_events: self.max_events,
        }
    }
}

/// What a scenario's program conserves.
struct Goods<'a> {
    scenario: &'a Scenario,
}

impl Visitor for Goods<'_> {
    type Output = Vec<model::Good>;

    fn visit<P: Program>(self) -> Self::Output {
        let prepared = self.scenario.prepare::<P>().expect("a scenario's program can be built");
        describe::goods(&prepared.underlying.protocol)
    }
}
