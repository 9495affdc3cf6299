//! What is said of the snapshots in the end.

use std::sync::Arc;

use sim_core::{ProcessId, System};

use super::Judge;
use crate::computation::Computation;
use crate::costs::Costs;
use crate::id::SnapshotId;
use crate::oracle::{Aim, Before, Check, Ending, Finding, Oracle, Taken, Verdict, violation};
use crate::recorded::RecordedOf;
use crate::wanted::{Unwanted, Wanted};

/// What is said of a snapshot.
#[derive(Debug)]
pub struct Judged<'a, P: Computation> {
    /// Which.
    pub snapshot: SnapshotId,
    /// What was recorded.
    pub recorded: &'a Arc<RecordedOf<P>>,
    /// What the oracles say.
    pub checks: &'a [Check],
    /// How much there was of each good before the first step.
    pub goods: &'a [u64],
    /// What it cost.
    pub costs: Costs,
    /// Those that began of their own accord, in the order in which they did.
    pub initiators: &'a [ProcessId],
    /// By process that has recorded: the initiator from which the news came to it, whose *region* it is in.
    pub regions: &'a [Option<ProcessId>],
}

impl<P: Computation> Judge<P> {
    /// What the oracles say of each snapshot, in the order in which they began, as long as `wanted` and `see` say so.
    ///
    /// # Errors
    /// [`Unwanted`] when the rest is not wanted.
    pub fn judge_each(
        &self,
        system: &System<P>,
        ending: Ending<'_>,
        wanted: Wanted<'_>,
        mut see: impl FnMut(Judged<'_, P>) -> Result<(), Unwanted>,
    ) -> Result<(), Unwanted> {
        let Self { alone, load, carried, goods, first, takings, begun, .. } = self;
        let (mut checks, mut blank) = (Vec::new(), None);
        let none = (0..takings.len()).filter(|slot| takings[*slot].is_none());
        for slot in begun.iter().copied().chain(none) {
            wanted.ask()?;
            let taking = match &takings[slot] {
                Some(taking) => taking,
                None => blank.get_or_insert_with(|| self.begin_taking(system)), // there was no sign of it
            };
            let is_complete = taking.costs.completed_at.is_some();
            let other = |slot: Option<usize>| Some(&*takings.get(slot?)?.as_ref()?.crossings);
            let line_before = self.line_before(slot).filter(|_| self.aim == Aim::RecoveryLine);
            let taken = Taken {
                system,
                recorded: &taking.recorded,
                whole: taking.is_whole(),
                crossings: &taking.crossings,
                previous: line_before
                    .map_or_else(|| other(slot.checked_sub(1)), |line| Some(&*line.crossings)),
                next: other(Some(slot + 1)),
                control: &taking.control,
                initiators: &taking.initiators,
                law: ending.law,
                under_way: taking.under_way,
                goods,
                alone,
                offers: ending.offers,
                over: ending.over,
            };
            checks.clear();
            checks.extend(taking.oracles.iter().map(|oracle| check(&**oracle, &taken)));
            see(Judged {
                snapshot: SnapshotId(*first + u32::try_from(slot).expect("numbers are such")),
                recorded: &taking.recorded,
                checks: &checks,
                goods,
                costs: if is_complete {
                    taking.costs
                } else {
                    taking.unfinished((load, *carried), ending.meanwhile)
                },
                initiators: &taking.initiators,
                regions: &taking.regions,
            })?;
        }
        Ok(())
    }
}

/// What an oracle says of a snapshot.
fn check<P: Computation>(oracle: &dyn Oracle<P>, taken: &Taken<'_, P>) -> Check {
    let claim = oracle.claim();
    let incomplete = || Verdict::Unknown("the snapshot is not complete".into());
    let whole = taken.whole;
    let verdict = match (whole, oracle.before_whole()) {
        (false, Before::Nothing) => incomplete(),
        (_, before) => match oracle.say(taken) {
            Finding::Holds if !whole && before == Before::Violation => incomplete(),
            Finding::Holds => Verdict::Holds,
            Finding::Violated => violation(claim, taken.law).into(),
            Finding::Unknown(why) => Verdict::Unknown(why),
        },
    };
    Check { name: claim.name, verdict }
}
