//! Those who look at the steps of the window.

use sim_core::{Action, Observer, Shows as _, StepOf, System};

use crate::computation::Computation;
use crate::judge::Judge;
use crate::layer::Layer;
use crate::offers::Offers;
use crate::window::Window;

/// Those who take in the steps of the window.
pub(super) struct InWindow<'a, P: Computation, Q: Layer<P>> {
    /// The computation alone, and under the algorithm.
    pub(super) systems: (&'a System<P>, &'a System<Q>),
    pub(super) window: &'a mut Window<P>,
    pub(super) judge: &'a mut Judge<P>,
    pub(super) offers: &'a mut Offers<P>,
}

impl<P: Computation, Q: Layer<P>> InWindow<'_, P, Q> {
    pub(super) fn take_in(&mut self, step: &StepOf<Q>, after: &Q::State) {
        self.window.step::<Q>(step, after);
        self.judge.step(self.systems.0, step, after.shown());
    }
}

impl<P: Computation, Q: Layer<P>> Observer<Q> for InWindow<'_, P, Q> {
    fn step(&mut self, _: Action, step: &StepOf<Q>, after: &Q::State) {
        let event = self.window.count();
        self.take_in(step, after);
        self.offers.compare(self.systems, (step.time, step.process, event), after);
    }
}
