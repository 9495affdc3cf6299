//! A scenario's systems, for one program under one algorithm: what is run, and what the oracles run it against.

use sim_core::{Delays, Listed, Queued, System, Ticked, Timed, Timing, Topology};
use snapshot::algorithms::Algorithm;
use snapshot::exploration::Snapshots;
use snapshot::oracle::Law;
use snapshot::shrink::Systems;
use snapshot::{Asked, Experiment, Layer, Program, Setup};

use crate::driver::{Driver, Given};
use crate::failure::Failure;
use crate::predicates;
use crate::scenario::Scenario;
use trace::plan::Followed;

/// A run of a scenario, in the layers `L`.
pub(crate) type Run<'a, P, L> = Experiment<'a, P, L, Driver<L>>;

/// An experiment's systems, ready to run.
#[derive(Debug)]
pub(crate) struct Prepared<'a, P: Program, L> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) underlying: System<P>,
    pub(crate) superposed: System<L>,
    pub(crate) law: Option<Law>,
    /// What is to be stable, beside what the computation declares.
    pub(crate) stable: Vec<Asked<P>>,
}

impl Scenario {
    /// The systems to run.
    pub(crate) fn prepare<P: Program, A: Algorithm<P>>(
        &self,
        algorithm: &A,
    ) -> Result<Prepared<'_, P, A::Layers>, Failure> {
        let Systems { underlying, superposed, law, .. } = self.systems(algorithm)?;
        let stable = predicates::stable(&underlying, (&self.spec.stable, self.spec.source.as_ref()), law)?;
        Ok(Prepared { scenario: self, underlying, superposed, law, stable })
    }
}

impl<P: Program, L: Layer<P> + Clone> Prepared<'_, P, L> {
    /// The same systems for another scenario of them: one that follows a schedule.
    pub(crate) fn of<'a>(&self, scenario: &'a Scenario) -> Prepared<'a, P, L> {
        let (underlying, superposed) = (self.underlying.clone(), self.superposed.clone());
        Prepared { scenario, underlying, superposed, law: self.law, stable: self.stable.clone() }
    }
}

impl<P: Program, L: Layer<P>> Prepared<'_, P, L> {
    /// The experiment under its schedule, or else under the seed.
    pub(crate) fn experiment(&self, seed: u64) -> Run<'_, P, L> {
        self.setup().under(match (&self.scenario.schedule, &self.scenario.script) {
            (Some(schedule), _) => Driver::Given(Queued::new(Given::Schedule(Listed::new(schedule.clone())))),
            (None, Some(script)) if script.ticks => {
                Driver::Given(Queued::new(Given::Ticks(Box::new(self.clock(script, seed)))))
            }
            (None, _) => Driver::Timed(Box::new(Timed::new(self.topology(), self.timing(), seed))),
        })
    }

    /// The clock of the COS 418 simulator.
    fn clock(&self, script: &Followed, seed: u64) -> Ticked {
        let delays = match &script.delays {
            Some(delays) => Delays::given(delays.clone()),
            None => Delays::drawn(self.timing().message(), seed),
        };
        Ticked::new(self.topology(), self.underlying.protocol.timetable(), delays)
    }

    pub(crate) fn setup(&self) -> Setup<'_, P, L> {
        Setup {
            underlying: &self.underlying,
            superposed: &self.superposed,
            snapshots: self.scenario.configuration.initiation.snapshots,
            max_events: self.scenario.max_events,
            law: self.law,
            stable: &self.stable,
        }
    }

    /// All its snapshots, as what a search holds every schedule against.
    pub(crate) fn property(&self) -> Snapshots<'_, P, L> {
        let snapshots = self.scenario.configuration.initiation.snapshots;
        Snapshots::of(&self.underlying, &self.superposed, snapshots)
            .by_law(self.law)
            .and_stable(self.stable.clone())
    }

    pub(crate) fn topology(&self) -> &Topology {
        &self.underlying.topology
    }

    pub(crate) fn timing(&self) -> &Timing {
        &self.scenario.timing
    }
}
