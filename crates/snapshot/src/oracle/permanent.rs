//! *Permanent*: of a recovery line, every checkpoint that was taken became permanent, and each process took at most one.
//!
//! It is to a line what [`super::complete`] is to a global state: while messages of the algorithm are under way nothing is
//! wrong, only unknown. When none is left, or nothing can happen any more, a tentative checkpoint remains one.

use super::case::Case;
use super::complete;
use super::contract::{Before, Finding, Oracle};
use super::seen::Taken;
use super::verdict::{Claim, Verdict, Violation};
use super::{waiting, went_wrong};
use crate::computation::Computation;
use crate::faults::Incident;
use crate::wanted::Unwanted;

/// What it claims.
pub const CLAIM: Claim =
    Claim { name: "permanent", sentence: "every checkpoint that was taken is permanent" };

/// The oracle of this claim.
#[derive(Clone, Copy, Debug, Default)]
pub struct Permanent;

impl<P: Computation> Oracle<P> for Permanent {
    fn claim(&self) -> Claim {
        CLAIM
    }

    fn before_whole(&self) -> Before {
        Before::Anything
    }

    fn say(&self, taken: &Taken<'_, P>) -> Finding {
        let records = &taken.recorded.processes;
        if records.iter().any(|record| record.times > 1) {
            return Finding::Violated;
        }
        match taken.under_way {
            _ if taken.whole => Finding::Holds,
            0 if records.iter().all(|record| record.times == 0) => {
                Finding::Unknown("no line was begun".into())
            }
            0 => Finding::Violated,
            _ if taken.over => Finding::Violated,
            _ => Finding::Unknown("not yet: messages of the algorithm are still under way".into()),
        }
    }

    fn explain(&mut self, case: &Case<'_, P>) -> Result<Verdict, Unwanted> {
        let (topology, recorded) = (&case.evidence.system.topology, case.recorded);
        for (process, record) in topology.processes().zip(&recorded.processes) {
            if record.times > 1 {
                let reason = format!("{} took {} checkpoints", topology.name(process), record.times);
                let violation = Violation::new(reason).condemning(case.recordings_of(process)?);
                return Ok(concerning(case, violation).into());
            }
        }
        let records = topology.processes().zip(&recorded.processes);
        let tentative = records.filter(|(_, record)| record.times > 0 && record.permanent.is_none());
        let (names, events): (Vec<_>, Vec<_>) =
            tentative.map(|(process, record)| (topology.name(process), record.first.as_ref())).unzip();
        if names.is_empty() {
            let lost = complete::lost_or_under_way(case)?;
            return Ok(lost.first().map_or(Verdict::Holds, |(place, channel, kind)| {
                let reason = format!("a {kind} on {} was never received", topology.channel_name(*channel));
                concerning(case, Violation::new(reason).condemning([*place])).into()
            }));
        }
        let reason = format!("the checkpoint of {} remains tentative", names.join(", "));
        let mut story: Vec<_> = waiting::refused(case, |_| case.evidence.over).collect();
        story.truncate(names.len().max(8));
        let events = events.into_iter().flatten().map(|recording| recording.event).collect();
        Ok(concerning(case, Violation { reason, story, events }).into())
    }
}

/// The violation, with what went wrong with the messages of the line, and who crashed.
fn concerning<P: Computation>(case: &Case<'_, P>, violation: Violation) -> Violation {
    went_wrong::with(case, violation, |_, incident| {
        *incident == Incident::Crashed || went_wrong::is_of_snapshot(case, incident)
    })
}
