//! What there is to say of a computation that began again, whatever the form.

use draw::report::Hint;
use sim_core::System;
use snapshot::oracle::{Check, Verdict};
use snapshot::rollback::{self, BackTo, Life, Loss};
use snapshot::{Program, Underlying};

use super::crash::Crashed;
use crate::crash::Crash;

/// What is asked of a run that begins again.
pub(crate) struct Asked<'a> {
    /// What the run is called.
    pub(crate) name: &'a str,
    /// In which snapshot; the last that is complete, if that is not said.
    pub(crate) snapshot: Option<u32>,
    /// The crash because of which it does.
    pub(crate) crash: Option<&'a Crash>,
    /// With which seed it goes on anew.
    pub(crate) seed: Option<u64>,
    /// For at most so many steps, then.
    pub(crate) most: u64,
    /// Where it is said that more are wanted.
    pub(crate) more: &'static str,
    /// Whether only what does not hold is told.
    pub(crate) quiet: bool,
    /// What makes it again, for a picture; nothing, where that is not known.
    pub(crate) made_by: Option<Hint>,
}

/// What there is to say of a computation that began again.
pub(super) struct Again<'a, P: Program> {
    pub(super) system: &'a System<P>,
    /// Where that was.
    pub(super) back_to: BackTo,
    /// The crash because of which it did, if one was asked for.
    pub(super) crash: Option<Crashed>,
    /// Where it began again.
    pub(super) start: Underlying<P>,
    /// From there to where it came, if it could go on.
    pub(super) life: Life<P>,
    /// With which seed it went on, if not as the run did.
    pub(super) seed: Option<u64>,
    pub(super) checks: Vec<Check>,
}

impl<'a, P: Program> Again<'a, P> {
    /// What is said of it; `same_end` only of one that went on as the run did.
    pub(super) fn judged(
        system: &'a System<P>,
        (back_to, crash): (BackTo, Option<Crashed>),
        (start, life): (Underlying<P>, Life<P>),
        seed: Option<u64>,
        same_end: Option<Check>,
    ) -> Self {
        let loss = crash.as_ref().map(|crash| &crash.loss);
        let checks = checks(system, (&start, &life.end), same_end, loss);
        Self { system, back_to, crash, start, life, seed, checks }
    }
}

/// What is said of a computation that began again there and came to this end, after a crash with this loss.
pub(crate) fn checks<P: Program>(
    system: &System<P>,
    (start, end): (&Underlying<P>, &Underlying<P>),
    same_end: Option<Check>,
    loss: Option<&Loss>,
) -> Vec<Check> {
    let conserves = !system.protocol.conserved().is_empty();
    let conserved = conserves
        .then(|| Check { name: rollback::CONSERVED.name, verdict: rollback::conserved(system, start, end) });
    let stable = Check { name: rollback::STABLE.name, verdict: rollback::stable(system, start, end) };
    let outputs = loss.map(|loss| Check { name: rollback::OUTPUTS.name, verdict: loss.outputs.verdict() });
    conserved.into_iter().chain(same_end).chain([stable]).chain(outputs).collect()
}

/// Whether a claim holds, and why it does not or why that is not known, as a file has it.
pub(super) fn ok_and_reason(verdict: &Verdict) -> (Option<bool>, Option<String>) {
    match verdict {
        Verdict::Holds => (Some(true), None),
        Verdict::Unknown(why) => (None, Some(why.clone())),
        Verdict::Violated(violation) => (Some(false), Some(violation.reason.clone())),
    }
}
