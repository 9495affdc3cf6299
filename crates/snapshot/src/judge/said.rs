//! What is said of the snapshots in the end.

use sim_core::System;

use super::judged::Judged;
use super::{Judge, incidents};
use crate::computation::Computation;
use crate::id::SnapshotId;
use crate::oracle::{Before, Check, Ending, Finding, Oracle, Taken, Verdict, violation};
use crate::wanted::{Unwanted, Wanted};

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
            let goods = incidents::with(goods, &taking.astray);
            let is_complete = taking.costs.completed_at.is_some();
            let taken = Taken {
                system,
                recorded: &taking.recorded,
                whole: taking.is_whole(),
                crossings: &taking.crossings,
                previous: self.before(slot).map(|before| &*before.crossings),
                next: takings.get(slot + 1).and_then(Option::as_ref).map(|next| &*next.crossings),
                control: &taking.control,
                initiators: &taking.initiators,
                law: ending.law,
                under_way: taking.may_come(&system.topology, self.incidents.crashed()),
                crashed: self.incidents.crashed(),
                doubled: self.incidents.doubled(),
                goods: &goods,
                held: &taking.held,
                went_back: self.stables.went_back,
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
                goods: &goods,
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
