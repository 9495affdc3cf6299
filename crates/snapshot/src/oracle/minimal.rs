//! *Minimal*: of a recovery line, nobody took a new checkpoint who need not have.
//!
//! A process that did not start the line had to take one if, had it stayed at its last, something would have been received before the line
//! and sent after it: an *orphan*. Who started it wanted one.

use sim_core::{Happening, ProcessId, Topology};

use super::case::Case;
use super::contract::{Finding, Oracle};
use super::seen::Taken;
use super::verdict::{Claim, Verdict, Violation};
use crate::computation::Computation;
use crate::wanted::Unwanted;
use crate::wire::Carries as _;

/// What it claims.
pub const CLAIM: Claim =
    Claim { name: "minimal", sentence: "without the new checkpoint of any who followed there is an orphan" };

/// The oracle of this claim.
#[derive(Clone, Copy, Debug, Default)]
pub struct Minimal;

impl<P: Computation> Oracle<P> for Minimal {
    fn claim(&self) -> Claim {
        CLAIM
    }

    fn say(&self, taken: &Taken<'_, P>) -> Finding {
        let topology = &taken.system.topology;
        let took = |process: &ProcessId| taken.recorded.processes[process.index()].times > 0;
        let followed = |process: &ProcessId| took(process) && !taken.initiators.contains(process);
        topology.processes().filter(followed).all(|process| had_to(taken, topology, process)).into()
    }

    fn explain(&mut self, case: &Case<'_, P>) -> Result<Verdict, Unwanted> {
        let (topology, initiators) = (&case.evidence.system.topology, case.initiators()?);
        let cuts = case.cuts()?;
        for process in topology.processes().filter(|process| !initiators.contains(process)) {
            let record = &case.recorded.processes[process.index()];
            let Some(recording) = record.first.as_ref().filter(|_| record.times > 0) else { continue };
            let last = cuts.last_before(process, case.evidence.snapshot);
            if !makes_an_orphan(case, process, last)? {
                let reason = format!(
                    "{} took a checkpoint, but nothing that it sent since its last was received before the line",
                    topology.name(process)
                );
                return Ok(Violation::new(reason).condemning([recording.event]).into());
            }
        }
        Ok(Verdict::Holds)
    }
}

/// Whether, had the process stayed at its last checkpoint, something would have been received before the line that it sent after that.
fn had_to<P: Computation>(taken: &Taken<'_, P>, topology: &Topology, process: ProcessId) -> bool {
    let Some(previous) = taken.previous else { return false };
    let mut outgoing = topology.outgoing(process);
    outgoing.any(|channel| taken.crossings[channel.index()].received > previous[channel.index()].sent)
}

/// The same from the events: whether something that the process sent from this place on, behind its last checkpoint, was received before
/// the line.
fn makes_an_orphan<P: Computation>(
    case: &Case<'_, P>,
    process: ProcessId,
    last: usize,
) -> Result<bool, Unwanted> {
    for event in case.computation() {
        let (place, event) = event?;
        if let Happening::Send { message, body, .. } = &event.what
            && event.process == process
            && place >= last
            && body.message().is_some()
            && case.index.received(*message).is_some_and(|place| case.cut.is_prerecording(place))
        {
            return Ok(true);
        }
    }
    Ok(false)
}
