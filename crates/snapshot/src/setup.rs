//! What an experiment is made from, and the schedulers that it can be run under.

use sim_core::{GlobalState, Listed, Queued, Schedule, Scheduler, Simulation, System, Timed, Timing};

use crate::computation::{Asked, Computation};
use crate::experiment::Experiment;
use crate::judge::Judge;
use crate::layer::Layer;
use crate::oracle::Law;

/// What is to be run: the computation alone, for the oracles; and the same under an algorithm, for the run.
#[derive(Debug)]
pub struct Setup<'a, P: Computation, Q> {
    /// The computation alone.
    pub underlying: &'a System<P>,
    /// The computation with the algorithm on top.
    pub superposed: &'a System<Q>,
    /// How many snapshots are waited for: numbers 1 to this.
    pub snapshots: u32,
    /// After how many events a run is given up: receipts, internal events, sends and recordings.
    pub max_events: u64,
    /// How many control messages the algorithm should send, if that is known.
    pub law: Option<Law>,
    /// What is to be stable, beside what the computation declares.
    pub stable: &'a [Asked<P>],
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
        let judge = Judge::of(self.law).and_stable(self.stable);
        Experiment::begin(self.underlying, simulation, (self.snapshots, self.max_events), self.law, judge)
    }
}
