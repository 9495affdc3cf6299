//! What held of that which is to be stable: when a snapshot began, when it was complete, and whether a step made it false again. Where nothing
//! is to be stable nothing is asked.

use sim_core::System;

use super::Judge;
use crate::computation::Computation;
use crate::oracle::{Held, all_stable, any_stable};

impl<P: Computation> Judge<P> {
    /// What there is before the first step is known.
    pub(super) fn begin_stable(&mut self, system: &System<P>) {
        self.stables.asked.clear();
        self.stables.held.clear();
        self.stables.went_back = false;
        if self.judges_stable && any_stable(&system.protocol, &self.own_stable) {
            self.stables.asked = all_stable(&system.protocol, &self.own_stable);
            self.look(system);
            self.stables.held = self.stables.ask(system).map(|held| held == Ok(true)).collect();
        }
    }

    /// There was a step.
    pub(super) fn watch_stable(&mut self, system: &System<P>) {
        self.look(system);
        let mut held = std::mem::take(&mut self.stables.held);
        let mut went_back = false;
        for (held, now) in held.iter_mut().zip(self.stables.ask(system)) {
            went_back |= *held && now == Ok(false);
            *held = now.unwrap_or(*held);
        }
        self.stables.held = held;
        self.stables.went_back |= went_back;
    }

    /// The snapshot at this place has begun, with the present step; with nothing of it, if the cut falls `before` that.
    pub(super) fn held_at_start(&mut self, system: &System<P>, slot: usize, before: bool) {
        if self.stables.is_empty() {
            return;
        }
        self.look(system);
        let taking = self.takings[slot].as_mut().expect("it has begun");
        let held = self.stables.ask(system).map(|now| if before { Ok(false) } else { now });
        taking.held.extend(held.map(|at_start| Held { at_start, at_end: None }));
    }

    /// The snapshot at this place is complete, with the present step.
    pub(super) fn held_at_end(&mut self, system: &System<P>, slot: usize) {
        if self.stables.is_empty() {
            return;
        }
        self.look(system);
        let taking = self.takings[slot].as_mut().expect("it has begun");
        for (held, now) in taking.held.iter_mut().zip(self.stables.ask(system)) {
            held.at_end = Some(now);
        }
    }

    /// Sees the state of the computation alone after the present step.
    fn look(&mut self, system: &System<P>) {
        self.alone.write_to(&mut self.stables.now, &system.topology);
    }
}
