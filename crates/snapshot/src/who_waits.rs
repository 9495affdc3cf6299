//! Who [waits for whom](WaitFor) in a recorded state, and who really did when the snapshot was complete: beside each other they show a deadlock
//! that never was. For reports: whether that is so, the oracle [`stable`](crate::oracle::stable) says.

use sim_core::{Happening, System};

use crate::aim::Aim;
use crate::algorithm::Recorded;
use crate::computation::{Computation, Underlying, WaitFor};
use crate::judgement::Judgement;
use crate::log::LogEvent;
use crate::rerun::{steps, told};

/// Who waits for whom, as a snapshot has it and as it was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WhoWaits {
    /// In the recorded state.
    pub recorded: WaitFor,
    /// After the step that completed the snapshot, if it is complete and the events were kept.
    pub complete: Option<WaitFor>,
}

/// The same of each of these snapshots of a run that begins in `base`; nothing of one that is not whole or records no channels, nor of any of a
/// computation in which nobody waits for another.
pub fn who_waits<P: Computation>(
    system: &System<P>,
    base: &Underlying<P>,
    events: &[LogEvent<P>],
    judgements: &[Judgement<P>],
) -> Vec<Option<WhoWaits>> {
    let wait_for = |state: &Underlying<P>| system.protocol.wait_for(&system.topology, state);
    let mut all = vec![None; judgements.len()];
    for (judgement, who) in judgements.iter().zip(&mut all) {
        let recorded = &judgement.recorded;
        let Some(state) = recorded.global_state().filter(|_| recorded.aim == Aim::GlobalState) else {
            continue;
        };
        let Some(recorded) = wait_for(&state) else { return all };
        *who = Some(WhoWaits { recorded, complete: None });
    }
    let ends: Vec<_> = judgements.iter().map(|judgement| end(judgement, events)).collect();
    let (mut state, mut place) = (base.clone(), 0);
    for step in steps::<P>(events) {
        step.iter().for_each(|event| told::<P>(&mut state, event));
        let own = place..place + step.len();
        for (who, _) in all.iter_mut().zip(&ends).filter(|(_, end)| end.is_some_and(|end| own.contains(&end)))
        {
            who.iter_mut().for_each(|who| who.complete = wait_for(&state));
        }
        place = own.end;
    }
    all
}

/// The place of the last event that recorded something for a snapshot that is complete.
fn end<P: Computation>(judgement: &Judgement<P>, events: &[LogEvent<P>]) -> Option<usize> {
    judgement.costs.completed_at?;
    events.iter().rposition(|event| match &event.what {
        Happening::Observe(Recorded::Incident(_)) => false,
        Happening::Observe(recorded) => recorded.snapshot() == Some(judgement.snapshot),
        _ => false,
    })
}
