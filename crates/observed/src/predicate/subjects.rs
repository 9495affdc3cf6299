//! What a predicate can be about: the processes, channels and goods of a run that somebody tells of, or of a computation.

use std::collections::BTreeSet;

use sim_core::{ProcessId, System};
use snapshot::Computation;
use snapshot::predicate::predicates;

use crate::model::{Ends, Run};

/// The names that mean something.
pub(super) struct Subjects {
    /// Those of the processes.
    pub(super) processes: Vec<String>,
    /// The ends of the channels.
    pub(super) channels: Vec<Ends>,
    /// The goods that have a name.
    pub(super) goods: BTreeSet<String>,
    /// What the computation declares, if there is one.
    pub(super) declared: Vec<&'static str>,
    /// Whether there is nothing else. A log need not tell of everything.
    pub(super) tells_all: bool,
}

impl Subjects {
    /// What a run tells of.
    pub(super) fn of_run(run: &Run) -> Self {
        Self {
            processes: run.processes.iter().map(|process| process.name.clone()).collect(),
            channels: run.channels.iter().copied().collect(),
            goods: run.goods().into_iter().map(str::to_string).collect(),
            declared: Vec::new(),
            tells_all: false,
        }
    }

    /// What a computation has.
    pub(super) fn of_system<P: Computation>(System { protocol, topology }: &System<P>) -> Self {
        let channel = |channel: &sim_core::Channel| (channel.source, channel.target);
        Self {
            processes: topology.processes().map(|process| topology.name(process).to_string()).collect(),
            channels: topology.channels().iter().map(channel).collect(),
            goods: protocol.goods().iter().map(|good| good.name.to_string()).collect(),
            declared: predicates(protocol).map(|predicate| predicate.name).collect(),
            tells_all: true,
        }
    }

    /// The process with this name.
    pub(super) fn process(&self, name: &str) -> Option<ProcessId> {
        let place = self.processes.iter().position(|process| process == name)?;
        u32::try_from(place).ok().map(ProcessId)
    }

    /// A channel, as people write it.
    pub(super) fn channel(&self, (from, to): Ends) -> String {
        let name = |process: ProcessId| &self.processes[process.index()];
        format!("{}->{}", name(from), name(to))
    }
}
