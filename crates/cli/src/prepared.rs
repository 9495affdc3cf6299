//! A scenario's systems, for one program: what is run, and what the oracles run it against.

use sim_core::{Delays, Listed, Queued, System, Ticked, Timed, Timing, Topology};
use snapshot::shrink::Systems;
use snapshot::{Experiment, Program, Setup};

use crate::driver::{Driver, Given};
use crate::failure::Failure;
pub(crate) use crate::scenario::Layers;
use crate::scenario::{Followed, Scenario};

/// A run of a scenario.
pub(crate) type Run<'a, P> = Experiment<'a, P, Layers<P>, Driver<Layers<P>>>;

/// An experiment's systems, ready to run.
#[derive(Debug)]
pub(crate) struct Prepared<'a, P> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) underlying: System<P>,
    pub(crate) superposed: System<Layers<P>>,
}

impl Scenario {
    /// The systems to run.
    pub(crate) fn prepare<P: Program>(&self) -> Result<Prepared<'_, P>, Failure> {
        let Systems { underlying, superposed } = self.systems()?;
        Ok(Prepared { scenario: self, underlying, superposed })
    }
}

impl<P: Program> Prepared<'_, P> {
    /// The experiment under its schedule, or else under the seed.
    pub(crate) fn experiment(&self, seed: u64) -> Run<'_, P> {
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

    pub(crate) fn setup(&self) -> Setup<'_, P, Layers<P>> {
        Setup {
            underlying: &self.underlying,
            superposed: &self.superposed,
            snapshots: self.scenario.configuration.initiation.snapshots,
            max_events: self.scenario.max_events,
        }
    }

    pub(crate) fn topology(&self) -> &Topology {
        &self.underlying.topology
    }

    pub(crate) const fn timing(&self) -> &Timing {
        &self.scenario.timing
    }

    /// The scenario in a line.
    pub(crate) fn describe(&self) -> String {
        self.scenario.describe(&self.underlying.protocol.describe(), &self.scenario.describe_timing())
    }

    /// The same without what decides the order of events: every order is tried.
    pub(crate) fn describe_all_orders(&self) -> String {
        self.scenario.describe(&self.underlying.protocol.describe(), "every order of events")
    }
}
