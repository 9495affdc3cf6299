//! What the processes began with. The events of a run do not tell it, but its configuration does.

use std::collections::BTreeMap;

use draw::view::View;
use sim_core::System;
use snapshot::Program;
use snapshot::catalog::{self, Visitor};
use trace::Saved;
use trace::describe::held;
use trace::model::{Config, Held};

use crate::scenario::Scenario;

/// The state of each process before the first event, by its name; empty if that is not known.
#[derive(Default)]
pub(super) struct Initial(BTreeMap<String, Held>);

impl Initial {
    /// Those of a run that is made now.
    pub(super) fn of<P: Program>(system: &System<P>) -> Self {
        let (System { protocol: program, topology }, base) = (system, system.initial_state::<()>());
        let named = topology.processes().zip(&base.processes);
        Self(
            named
                .map(|(process, state)| (topology.name(process).to_string(), held(program, state)))
                .collect(),
        )
    }

    /// Those of a file, if all of its run is there and this version knows its program.
    pub(super) fn of_file(saved: &Saved, file: &str) -> Self {
        let config = &saved.header.config;
        let whole = saved.events.first().is_none_or(|event| event.seq == 0);
        let known = whole.then(|| catalog::visit(&config.program, Configured { config, file })).flatten();
        known.flatten().unwrap_or_default()
    }

    /// Tells the view of them, where the run has not told a state yet.
    pub(super) fn complete<'a>(&'a self, view: &mut View<'a>) {
        for (base, name) in view.base.iter_mut().zip(&view.processes) {
            *base = base.or_else(|| self.0.get(*name));
        }
    }
}

struct Configured<'a> {
    config: &'a Config,
    file: &'a str,
}

impl Visitor for Configured<'_> {
    type Output = Option<Initial>;

    fn visit<P: Program>(self) -> Self::Output {
        let (scenario, _) = Scenario::of_config(self.config, self.file).ok()?;
        Some(Initial::of(&scenario.system::<P>().ok()?))
    }
}
