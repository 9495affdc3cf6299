//! Which of the predicates that the computation declares stable held when a snapshot began, and when it was complete. Of a computation that
//! declares none nothing is asked.

use sim_core::{GlobalState, System};

use super::Judge;
use crate::computation::{Computation, Underlying};
use crate::oracle::{Held, declared};

impl<P: Computation> Judge<P> {
    /// The snapshot at this place has begun, with the present step; with nothing of it, if the cut falls `before` that.
    pub(super) fn held_at_start(&mut self, system: &System<P>, slot: usize, before: bool) {
        let Some(now) = self.now(system) else { return };
        let taking = self.takings[slot].as_mut().expect("it has begun");
        taking.held.extend(declared(&system.protocol).map(|(predicate, _)| Held {
            predicate,
            at_start: !before && system.protocol.holds(predicate, &system.topology, &now),
            at_end: None,
        }));
    }

    /// The snapshot at this place is complete, with the present step.
    pub(super) fn held_at_end(&mut self, system: &System<P>, slot: usize) {
        let Some(now) = self.now(system) else { return };
        let taking = self.takings[slot].as_mut().expect("it has begun");
        for held in &mut taking.held {
            held.at_end = Some(system.protocol.holds(held.predicate, &system.topology, &now));
        }
    }

    /// The state of the computation alone after the present step, where somebody asks about it.
    fn now(&self, system: &System<P>) -> Option<Underlying<P>> {
        if !self.judges_stable || declared(&system.protocol).next().is_none() {
            return None;
        }
        let mut now = GlobalState { processes: Vec::new(), channels: Vec::new() };
        self.alone.write_to(&mut now, &system.topology);
        Some(now)
    }
}
