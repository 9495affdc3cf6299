//! *Stable*: what a snapshot is taken for (Chandy & Lamport 1985, section 5).
//!
//! Of each [predicate](crate::Predicate) that the computation declares stable: if it held when the snapshot began it holds in S\*, and if it
//! holds in S\* it held when the snapshot was complete. The first follows from S\* being reachable from the beginning, the second from
//! the end being reachable from S\*; so a snapshot that is wrong may show a deadlock that never was, and only this oracle says which.
//!
//! Whether a predicate holds, the computation says ([`Computation::holds`]); what held at the beginning and at the end, whoever
//! watched. Of a computation that declares none there is no such oracle, and nobody pays for it.

use sim_core::System;

use super::case::Case;
use super::contract::{Finding, Oracle};
use super::held::{Held, declared};
use super::seen::Taken;
use super::verdict::{Claim, Verdict, Violation};
use crate::computation::{Computation, Predicate, Underlying};
use crate::rerun::told;
use crate::wanted::Unwanted;

/// What it claims.
pub const CLAIM: Claim =
    Claim { name: "stable", sentence: "what is stable and held before holds in it, and holds ever after" };

/// The oracle of this claim.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stable;

impl<P: Computation> Oracle<P> for Stable {
    fn claim(&self) -> Claim {
        CLAIM
    }

    fn say(&self, taken: &Taken<'_, P>) -> Finding {
        let Some(recorded) = taken.recorded.global_state() else {
            return Finding::Unknown("not every process has recorded".into());
        };
        let holds = |held: &Held| is_kept(held, holds(taken.system, held.predicate, &recorded));
        taken.held.iter().all(holds).into()
    }

    fn explain(&mut self, case: &Case<'_, P>) -> Result<Verdict, Unwanted> {
        let system = case.evidence.system;
        let Some(Ends { start, end }) = ends(case)? else { return Ok(Violation::of(CLAIM).into()) };
        let Some(recorded) = case.recorded.global_state() else { return Ok(Violation::of(CLAIM).into()) };
        let mut wrong = Vec::new();
        for (place, Predicate { name, .. }) in declared(&system.protocol) {
            let held = |state| holds(system, place, state);
            match (held(&start), held(&recorded), held(&end)) {
                (true, false, _) => wrong.push(format!(
                    "'{name}' held when the snapshot began, and does not hold in the recorded state"
                )),
                (_, true, false) => wrong.push(format!(
                    "'{name}' holds in the recorded state, and did not when the snapshot was complete"
                )),
                _ => {}
            }
        }
        Ok(if wrong.is_empty() { Verdict::Holds } else { Violation::new(wrong.join("; ")).into() })
    }
}

/// Whether what held before holds in the recorded state, and what holds there held after.
fn is_kept(held: &Held, in_recorded: bool) -> bool {
    (!held.at_start || in_recorded) && (!in_recorded || held.at_end != Some(false))
}

fn holds<P: Computation>(system: &System<P>, predicate: usize, state: &Underlying<P>) -> bool {
    system.protocol.holds(predicate, &system.topology, state)
}

/// The global states between which a snapshot is taken.
struct Ends<P: Computation> {
    /// After the step with its first sign, or before it if the cut falls there.
    start: Underlying<P>,
    /// After the step with its last.
    end: Underlying<P>,
}

fn ends<P: Computation>(case: &Case<'_, P>) -> Result<Option<Ends<P>>, Unwanted> {
    let (mut first, mut last) = (None, None);
    for own in case.own() {
        let step = case.index.events_of(case.index.step_of(own?.0));
        first.get_or_insert_with(|| step.clone());
        last = Some(step.end);
    }
    let (Some(first), Some(last)) = (first, last) else { return Ok(None) };
    let begins =
        if first.clone().all(|place| case.cut.is_prerecording(place)) { first.end } else { first.start };
    let (mut state, mut start) = (case.evidence.base.clone(), None);
    for placed in case.wanted.each(case.evidence.events[..last].iter().enumerate()) {
        let (place, event) = placed?;
        if place == begins {
            start = Some(state.clone());
        }
        told::<P>(&mut state, event);
    }
    Ok(Some(Ends { start: start.unwrap_or_else(|| state.clone()), end: state }))
}
