//! What held of that which is to be stable: when a snapshot began, when it was complete, and whether a step made it false again. It is asked
//! after steps of the computation, for the others leave its state as it is; where nothing is to be stable nothing is asked.

use sim_core::{Cause, System};

use super::Judge;
use crate::computation::Computation;
use crate::layer::{Act, StepOver};
use crate::numbers::Names;
use crate::oracle::{Held, all_stable, any_stable};
use crate::wire::Carries;

impl<P: Computation> Judge<P> {
    /// What there is before the first step is known.
    pub(super) fn begin_stable(&mut self, system: &System<P>) {
        let Self { stables, own_stable, .. } = self;
        let judged = self.judges_stable && any_stable(&system.protocol, own_stable);
        stables.begin(if judged { all_stable(&system.protocol, own_stable) } else { Vec::new() });
        if judged {
            stables.look(system, &self.alone);
        }
    }

    /// There was a step; the computation alone has performed it.
    pub(super) fn watch_stable<W: Carries<P::Message>, V: Names>(
        &mut self,
        system: &System<P>,
        step: &StepOver<P, W, V>,
    ) {
        if !self.stables.is_empty() && is_of_computation::<P, W, V>(step) {
            self.stables.look(system, &self.alone);
        }
    }

    /// The snapshot at this place has begun, with the present step; with nothing of it, if the cut falls `before` that.
    pub(super) fn held_at_start(&mut self, slot: usize, before: bool) {
        let taking = self.takings[slot].as_mut().expect("it has begun");
        let held = self.stables.answers.iter().map(|now| if before { Ok(false) } else { now.clone() });
        taking.held.extend(held.map(|at_start| Held { at_start, at_end: None }));
    }

    /// The snapshot at this place is complete, with the present step.
    pub(super) fn held_at_end(&mut self, slot: usize) {
        let taking = self.takings[slot].as_mut().expect("it has begun");
        for (held, now) in taking.held.iter_mut().zip(&self.stables.answers) {
            held.at_end = Some(now.clone());
        }
    }
}

/// Whether a step can have changed the state of the computation: by what it received, did or sent of it.
fn is_of_computation<P: Computation, W: Carries<P::Message>, V: Names>(step: &StepOver<P, W, V>) -> bool {
    let acts = match &step.cause {
        Cause::Receive { message, .. } => message.body.message().is_some(),
        Cause::Internal(act) => matches!(act, Act::Underlying(_)),
    };
    acts || step.sends().any(|(_, message)| message.body.message().is_some())
}
