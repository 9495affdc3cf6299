//! What an experiment is made from, and the schedulers that it can be run under.

use sim_core::{GlobalState, Listed, Queued, Schedule, Scheduler, Simulation, System, Timed, Timing};

use super::Experiment;
use crate::computation::Computation;
use crate::judge::Judge;
use crate::layer::Layer;
use crate::offers::Offers;
use crate::window::Window;

/// What is to be run: the computation alone, for the oracles; and the same under an algorithm, for the run.
#[derive(Debug)]
pub struct Setup<'a, P, Q> {
    /// The computation alone.
    pub underlying: &'a System<P>,
    /// The computation with the algorithm on top.
    pub superposed: &'a System<Q>,
    /// How many snapshots are waited for: numbers 1 to this.
    pub snapshots: u32,
    /// After how many events a run is given up: receipts, internal events, sends and recordings.
    pub max_events: u64,
}

impl<'a, P: Computation, Q: Layer<P>> Setup<'a, P, Q> {
    /// An experiment in virtual time, under seeds.
    #[must_use]
    pub fn timed(&self, timing: &Timing, seed: u64) -> Experiment<'a, P, Q, Timed<Q>> {
        self.under(Timed::new(&self.superposed.topology, timing, seed))
    }

    /// An experiment that follows a schedule.
    #[must_use]
    pub fn listed(&self, schedule: Schedule) -> Experiment<'a, P, Q, Queued<Q, Listed>> {
        self.under(Queued::new(Listed::new(schedule)))
    }

    /// An experiment that begins in a global state, in which there is no sign of a snapshot, and follows a schedule.
    #[must_use]
    pub fn listed_from(
        &self,
        state: GlobalState<Q::State, Q::Message>,
        schedule: Schedule,
    ) -> Experiment<'a, P, Q, Queued<Q, Listed>> {
        self.with(Simulation::from_state(self.superposed, Queued::new(Listed::new(schedule)), state))
    }

    /// An experiment under any scheduler.
    #[must_use]
    pub fn under<S: Scheduler<Q>>(&self, scheduler: S) -> Experiment<'a, P, Q, S> {
        self.with(Simulation::new(self.superposed, scheduler))
    }

    fn with<S: Scheduler<Q>>(&self, simulation: Simulation<'a, Q, S>) -> Experiment<'a, P, Q, S> {
        Experiment {
            underlying: self.underlying,
            snapshots: self.snapshots,
            max_events: self.max_events,
            simulation,
            window: Window::new(self.snapshots, &self.superposed.topology),
            offers: Offers::default(),
            over: false,
            judge: waiting(self.underlying, self.snapshots),
            keeps: true,
        }
    }
}

/// A judge who waits for so many snapshots.
fn waiting<P: Computation>(system: &System<P>, snapshots: u32) -> Judge<P> {
    let mut judge = Judge::default();
    judge.clear(system, 1..snapshots.saturating_add(1));
    judge
}
