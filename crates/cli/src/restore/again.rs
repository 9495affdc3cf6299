//! What there is to say of a computation that began again, whatever the form.

use sim_core::System;
use snapshot::rollback::{self, Life};
use snapshot::{Check, Program, Underlying};

/// What there is to say of a computation that began again.
pub(super) struct Again<'a, P: Program> {
    pub(super) system: &'a System<P>,
    /// Which snapshot.
    pub(super) snapshot: u32,
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
        snapshot: u32,
        (start, life): (Underlying<P>, Life<P>),
        seed: Option<u64>,
        same_end: Option<Check>,
    ) -> Self {
        let conserves = !system.protocol.conserved().is_empty();
        let conserved = conserves.then(|| Check {
            name: rollback::CONSERVED.name,
            verdict: rollback::conserved(system, &start, &life.end),
        });
        let stable =
            Check { name: rollback::STABLE.name, verdict: rollback::stable(system, &start, &life.end) };
        let checks = conserved.into_iter().chain(same_end).chain([stable]).collect();
        Self { system, snapshot, start, life, seed, checks }
    }
}
