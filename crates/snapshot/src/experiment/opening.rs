//! Where the window of a run opens: with the step that has the first sign of a snapshot; or before the first step, where recovery lines are
//! taken, for who takes no new checkpoint stays at an old one.

use sim_core::{First, Scheduler};

use super::Experiment;
use super::inside::InWindow;
use crate::computation::Computation;
use crate::layer::Layer;

impl<P: Computation, Q: Layer<P>, S: Scheduler<Q>> Experiment<'_, P, Q, S> {
    /// The step with the first sign of a snapshot has happened.
    #[cold]
    pub(super) fn open(&mut self, first: &First<Q>) {
        let Self { underlying, simulation, window, judge, offers, .. } = self;
        judge.open(underlying, first, simulation);
        window.open(&underlying.topology, judge.alone(), judge.numbers());
        let (step, systems) = (&first.step, (*underlying, simulation.system()));
        let mut inside = InWindow { systems, window, judge, offers };
        inside.take_in(step, simulation.process(step.process));
        // Nobody has looked before, so all are looked at.
        for process in underlying.topology.processes() {
            inside.offers.compare(systems, (step.time, process, 0), simulation.process(process));
        }
    }

    /// Nothing has happened yet.
    #[cold]
    pub(super) fn open_at_once(&mut self) {
        let Self { underlying, simulation, window, judge, offers, .. } = self;
        judge.open_at_once(underlying, simulation);
        window.open(&underlying.topology, judge.alone(), judge.numbers());
        for process in underlying.topology.processes() {
            let systems = (*underlying, simulation.system());
            offers.compare(systems, (simulation.now(), process, 0), simulation.process(process));
        }
    }
}
