//! The criterion for a consistent cut by vector time: *no recorded process's clock knows more of i than i's own recorded clock*
//! (Mattern 1989).

use sim_core::{Happening, VectorClock, VectorClocks};
use snapshot::{Computation, ComputationEvent, Recorded, SnapshotId};

use crate::{Run, Scenario};

/// Whether it holds for a snapshot of a run; `None` if not every process recorded.
///
/// A process's recorded clock is that of the computation at the end of the step in which it records.
#[must_use]
pub fn none_knows_more<P: Computation>(
    scenario: &Scenario<P>,
    run: &Run<P>,
    snapshot: SnapshotId,
) -> Option<bool> {
    let count = scenario.topology.processes().len();
    let mut clocks = VectorClocks::new(count);
    let mut recorded: Vec<Option<VectorClock>> = vec![None; count];
    for step in run.log.events.chunk_by(|_, next| !next.begins_step()) {
        if let Some(event) = ComputationEvent::of(&scenario.computation, step) {
            clocks.event(event.process, event.received, &event.sent);
        }
        let records = step.iter().any(|event| {
            matches!(&event.what, Happening::Observe(Recorded::Process { snapshot: of, .. }) if *of == snapshot)
        });
        if records {
            let process = step[0].process;
            recorded[process.index()].get_or_insert_with(|| clocks.of(process).clone());
        }
    }
    let recorded: Vec<VectorClock> = recorded.into_iter().collect::<Option<_>>()?;
    let of = |i| recorded.iter().all(|clock| clock.of(i) <= recorded[i.index()].of(i));
    Some(scenario.topology.processes().all(of))
}
