//! What an incident is to the snapshots that are being taken.

use sim_core::{ProcessId, System};

use super::{Judge, incidents};
use crate::computation::Computation;
use crate::faults::Incident;

impl<P: Computation> Judge<P> {
    /// Something goes wrong at a process.
    pub(super) fn suffer(&mut self, system: &System<P>, process: ProcessId, incident: &Incident<P::Message>) {
        let Self { incidents, takings, events, .. } = self;
        incidents.note(process, incident);
        let difference = incidents::difference(&system.protocol, incident);
        incidents.add(process, *events, &difference);
        // Who has recorded in this step has what else happens in it before its cut, too.
        for taking in takings.iter_mut().flatten() {
            let recording = &taking.recorded.processes[process.index()].first;
            if recording.as_ref().is_some_and(|recording| recording.event >= *events && !recording.before) {
                incidents::add(&mut taking.astray, &difference);
            }
        }
    }
}
