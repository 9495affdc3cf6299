//! What the processes of a run that is made now began with: of it not all events are kept, and its program may be one that no file knows.

use std::borrow::Cow;
use std::collections::BTreeMap;

use draw::view::View;
use sim_core::System;
use snapshot::Program;
use trace::describe::held;
use trace::model::Held;

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

    /// Tells the view of them, where the run has not told a state yet.
    pub(super) fn complete<'a>(&'a self, view: &mut View<'a>) {
        for (base, name) in view.base.iter_mut().zip(&view.processes) {
            *base = base.take().or_else(|| self.0.get(*name).map(Cow::Borrowed));
        }
    }
}
