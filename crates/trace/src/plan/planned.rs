//! The plan itself, and what can be asked of it.

use sim_core::{ProcessId, Schedule, Shape, Timing};
use snapshot::shrink::Configuration;
use snapshot::{Initiators, When, algorithms};

use super::remark::Remark;
use super::script::Followed;
use crate::spec::{Basis, Spec, values::Seed};

/// An experiment on processes that exist.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What it is called.
    pub name: String,
    /// What decides which runs there are; the rest is which of them is made.
    pub configuration: Configuration,
    /// The snapshot algorithm.
    pub algorithm: &'static algorithms::Entry,
    /// The script that is followed, if one is.
    pub script: Option<Followed>,
    /// When things happen.
    pub timing: Timing,
    /// After how many events a run is given up.
    pub max_events: u64,
    /// What it is to be drawn from, if that was said.
    pub seed: Option<Seed>,
    /// The schedule to follow instead of a seed.
    pub schedule: Option<Schedule>,
    /// What was asked for.
    pub spec: Spec,
    /// What is done in another way than may have been meant.
    pub remarks: Vec<Remark>,
}

impl Plan {
    /// Does something with the program, under its algorithm.
    pub fn visit<V: algorithms::Visitor>(&self, visitor: V) -> V::Output {
        algorithms::visit(self.algorithm, visitor)
    }

    /// The same, where [speed](algorithms::visit_fast) matters.
    pub fn visit_fast<V: algorithms::Visitor>(&self, visitor: V) -> V::Output {
        let Configuration { program, .. } = self.configuration;
        algorithms::visit_fast(program, self.algorithm, self.configuration.around(), visitor)
    }

    /// The name of the computation, as it is asked for.
    #[must_use]
    pub fn program_name(&self) -> &str {
        self.configuration.outside.as_ref().map_or(self.configuration.program.name, |outside| &outside.name)
    }

    /// Whether every channel keeps the order of its messages.
    #[must_use]
    pub fn fifo(&self) -> bool {
        self.configuration.topology.is_fifo()
    }

    /// Whether every seed records the same state: the exercise with FIFO channels, in which `m` is never held.
    #[must_use]
    pub fn same_for_every_seed(&self) -> bool {
        self.is_the_exercises_ring()
            && self.configuration.program.name == Basis::PROGRAM
            && self.algorithm.name == Basis::ALGORITHM
            && self.configuration.parameters.is_empty()
            && self.configuration.faults.is_empty()
            && self.configuration.initiation.trigger.is_some()
            && self.configuration.initiation.snapshots == 1
            && self.initiators().len() == 1
            && self.fifo()
            && self.configuration.atomic
            && self.schedule.is_none()
    }

    /// Why no seed makes a difference to its runs, if none does.
    #[must_use]
    pub fn draws_nothing(&self) -> Option<&'static str> {
        let delays = self.script.as_ref().is_some_and(|script| script.delays.is_some());
        match (&self.schedule, delays) {
            (Some(_), _) => Some("the run follows a schedule"),
            (None, true) => Some("all delays are given"),
            (None, false) => None,
        }
    }

    /// Whether the run goes by the ticks of the COS 418 simulator.
    #[must_use]
    pub fn ticks(&self) -> bool {
        self.script.as_ref().is_some_and(|script| script.ticks)
    }

    pub(super) fn is_the_exercises_ring(&self) -> bool {
        self.configuration.shape == Some(Shape::Ring(2))
    }

    /// Whether some process starts a snapshot of its own accord; not if the computation itself does.
    #[must_use]
    pub fn starts_of_own_accord(&self) -> bool {
        self.configuration.initiation.any_of_own_accord()
    }

    /// Whether something starts at a moment that is drawn: a snapshot, or a fault.
    #[must_use]
    pub fn draws_a_start(&self) -> bool {
        let mut faults = self.configuration.faults.all();
        self.starts_of_own_accord() || faults.any(|(_, fault)| fault.when == When::Whenever)
    }

    /// The processes that start snapshots, if they were named and are all alike.
    #[must_use]
    pub fn initiators(&self) -> &[ProcessId] {
        match &self.configuration.initiation.initiators {
            Initiators::Any | Initiators::Each(_) => &[],
            Initiators::These(these) => these,
        }
    }
}
