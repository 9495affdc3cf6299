//! *Stable*: what a snapshot is taken for (Chandy & Lamport 1985, section 5).
//!
//! Of each [predicate](crate::Predicate) that the computation declares stable, and of each that whoever judges says is: if it held when the
//! snapshot began it holds in S\*, and if it holds in S\* it held when the snapshot was complete. The first follows from S\* being
//! reachable from the beginning, the second from the end being reachable from S\*; so a snapshot that is wrong may show a deadlock that never
//! was, and only this oracle says which. And *that* it is stable is a claim as well: in no step of the run does it hold before and not after.
//!
//! Whether a predicate holds, [it](Asked) says; what held in the run, whoever watched. Where nothing is to be stable there is no such oracle,
//! and nobody pays for it.

use super::case::Case;
use super::contract::{Before, Finding, Oracle};
use super::held::Held;
use super::seen::Taken;
use super::verdict::{Claim, Verdict, Violation};
use crate::computation::{Asked, Computation, Underlying};
use crate::rerun::{steps, told};
use crate::wanted::Unwanted;

/// What it claims.
pub const CLAIM: Claim =
    Claim { name: "stable", sentence: "what is stable and held before holds in it, and holds ever after" };

/// The oracle of this claim.
#[derive(Debug)]
pub struct Stable<P: Computation> {
    /// What is to be stable.
    pub(crate) all: Vec<Asked<P>>,
}

impl<P: Computation> Oracle<P> for Stable<P> {
    fn claim(&self) -> Claim {
        CLAIM
    }

    /// What goes back is not stable, whatever is recorded.
    fn before_whole(&self) -> Before {
        Before::Violation
    }

    fn say(&self, taken: &Taken<'_, P>) -> Finding {
        if taken.went_back {
            return Finding::Violated;
        }
        let Some(recorded) = taken.recorded.global_state() else { return Finding::Holds };
        let mut finding = Finding::Holds;
        for (asked, Held { at_start, at_end }) in self.all.iter().zip(taken.held) {
            let at_end = at_end.as_ref().unwrap_or(&Ok(true));
            match is_kept(at_start, &asked.holds(taken.system, &recorded), at_end) {
                Ok(true) => {}
                Ok(false) => return Finding::Violated,
                Err(why) => {
                    finding = Finding::Unknown(format!("of '{}' it is not known: {why}", asked.name()));
                }
            }
        }
        finding
    }

    fn explain(&mut self, case: &Case<'_, P>) -> Result<Verdict, Unwanted> {
        let system = case.evidence.system;
        if let Some(violation) = self.went_back(case)? {
            return Ok(violation.into());
        }
        let Some(Ends { start, end }) = ends(case)? else { return Ok(Violation::of(CLAIM).into()) };
        let Some(recorded) = case.recorded.global_state() else { return Ok(Violation::of(CLAIM).into()) };
        let mut wrong = Vec::new();
        for asked in &self.all {
            let (name, held) = (asked.name(), |state| asked.holds(system, state).ok());
            match (held(&start), held(&recorded), held(&end)) {
                (Some(true), Some(false), _) => wrong.push(format!(
                    "'{name}' held when the snapshot began, and does not hold in the recorded state"
                )),
                (_, Some(true), Some(false)) => wrong.push(format!(
                    "'{name}' holds in the recorded state, and did not when the snapshot was complete"
                )),
                _ => {}
            }
        }
        Ok(if wrong.is_empty() { Verdict::Holds } else { Violation::new(wrong.join("; ")).into() })
    }
}

impl<P: Computation> Stable<P> {
    /// The first step of the window that made something false again.
    fn went_back(&self, case: &Case<'_, P>) -> Result<Option<Violation>, Unwanted> {
        let (system, mut state, mut place) = (case.evidence.system, case.evidence.base.clone(), 0);
        let mut held: Vec<bool> =
            self.all.iter().map(|asked| asked.holds(system, &state) == Ok(true)).collect();
        for step in case.wanted.each(steps::<P>(case.evidence.events)) {
            let step = step?;
            step.iter().for_each(|event| told::<P>(&mut state, event));
            for (asked, held) in self.all.iter().zip(&mut held) {
                match asked.holds(system, &state) {
                    Ok(false) if *held => {
                        let (name, process) = (asked.name(), system.topology.name(step[0].process));
                        let reason = format!(
                            "'{name}' is declared stable, and {process} made it false at t={}",
                            step[0].time
                        );
                        return Ok(Some(Violation::new(reason).condemning([place])));
                    }
                    now => *held |= now == Ok(true),
                }
            }
            place += step.len();
        }
        Ok(None)
    }
}

/// Whether what held before holds in the recorded state, and what holds there held after.
fn is_kept(
    at_start: &Result<bool, String>,
    in_recorded: &Result<bool, String>,
    at_end: &Result<bool, String>,
) -> Result<bool, String> {
    match (implies(at_start, in_recorded), implies(in_recorded, at_end)) {
        (Ok(false), _) | (_, Ok(false)) => Ok(false),
        (Err(why), _) | (_, Err(why)) => Err(why),
        (Ok(true), Ok(true)) => Ok(true),
    }
}

/// Whether the second follows from the first, as far as both are known.
fn implies(one: &Result<bool, String>, other: &Result<bool, String>) -> Result<bool, String> {
    match (one, other) {
        (Ok(false), _) | (_, Ok(true)) => Ok(true),
        (Ok(true), Ok(false)) => Ok(false),
        (Err(why), _) | (_, Err(why)) => Err(why.clone()),
    }
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
