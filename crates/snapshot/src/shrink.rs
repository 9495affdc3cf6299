//! Makes a failing run small: what is left of it fails the same check, and nothing in it is there for nothing.
//!
//! Two layers, in turn until neither finds anything. The [`Configuration`] is made smaller as long as some run of the smaller
//! one fails too: the present run as far as it can be followed, or one of a few random walks ([`Uniform`]). The schedule of the
//! run is made shorter as long as the rest still fails (`actions`): in the end each single action is needed. Whether a run
//! fails, the oracles say, as always; of the algorithm this knows nothing, so it reduces the runs of any.
//!
//! Deterministic: the walks have fixed seeds. It asks before each run whether it may make one more, so that whoever calls can
//! bound the work, and has the smallest run found so far when it may not.

mod actions;
mod configuration;
mod faults;
mod numbers;
mod search;
#[cfg(test)]
mod tests;

use sim_core::{Listed, Schedule, System, Uniform};

pub use configuration::{Configuration, starts};
pub use search::Progress;

use crate::algorithms::Algorithm;
use crate::computation::{Asked, Computation, ParameterError, Program};
use crate::layer::Layer;
use crate::oracle::Law;
use crate::setup::Setup;
use crate::wanted::Wanted;
use search::{Run, Search, failing};

/// How many random walks through a smaller configuration are made before it is given up.
const WALKS: u64 = 64;

/// The systems of a configuration: the computation alone, and under an algorithm.
#[derive(Clone, Debug)]
pub struct Systems<P: Computation, Q> {
    /// The computation alone.
    pub underlying: System<P>,
    /// The computation with the algorithm on top.
    pub superposed: System<Q>,
    /// How many control messages the algorithm should send, if that is known.
    pub law: Option<Law>,
    /// What is to be stable, beside what the computation declares.
    pub stable: Vec<Asked<P>>,
}

impl<P: Program, L: Layer<P>> Systems<P, L> {
    /// Those of this configuration, with its program under this algorithm.
    ///
    /// # Errors
    /// When there is no such program on its topology.
    pub fn of<A: Algorithm<P, Layers = L>>(
        configuration: &Configuration,
        algorithm: &A,
        law: Option<Law>,
    ) -> Result<Self, ParameterError> {
        let program: P = configuration.program()?;
        let protocol = algorithm.over(program.clone(), configuration.around());
        let (underlying, superposed) = (
            System::new(program, configuration.topology.clone()),
            System::new(protocol, configuration.topology.clone()),
        );
        Ok(Self { underlying, superposed, law, stable: Vec::new() })
    }
}

impl<P: Program, Q: Layer<P>> Systems<P, Q> {
    /// What makes experiments of them.
    pub fn setup(&self, snapshots: u32, max_events: u64) -> Setup<'_, P, Q> {
        let Self { underlying, superposed, law, stable } = self;
        Setup { underlying, superposed, snapshots, max_events, law: *law, stable }
    }
}

/// What a failing run is reduced to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shrunk {
    /// The configuration.
    pub configuration: Configuration,
    /// The schedule: all its actions are enabled, and the run that follows it fails the check.
    pub schedule: Schedule,
    /// How many runs it took.
    pub runs: u64,
    /// Whether nothing smaller was found, and each action is needed; otherwise the reduction was stopped.
    pub finished: bool,
}

/// Reduces the run of a configuration that this schedule describes, as long as some snapshot of it fails the check of this
/// name; `None` if none does.
///
/// `build` makes the systems of a configuration, or says that there are none. `more` is asked before each run, and `wanted`
/// within it: one that is no longer wanted counts as one that does not fail.
pub fn shrink<P: Program, Q: Layer<P>>(
    configuration: Configuration,
    schedule: Schedule,
    check: &str,
    build: impl Fn(&Configuration) -> Option<Systems<P, Q>>,
    wanted: Wanted<'_>,
    more: &mut dyn FnMut(Progress) -> bool,
) -> Option<Shrunk> {
    let systems = build(&configuration)?;
    let setup = systems.setup(configuration.initiation.snapshots, u64::MAX);
    let run = failing(&setup, check, Listed::where_enabled(schedule), wanted)?;
    let search = Search { check, wanted, more, runs: 1, processes: 0, steps: 0, stopped: false };
    let mut shrinker = Shrinker { search, build, limit: run.events };
    let mut best = Best { configuration, systems, run };
    loop {
        let before = (best.configuration.clone(), best.run.schedule.clone());
        best = shrinker.smallest_configuration(best);
        best = shrinker.shortest(best);
        best = shrinker.by_a_shorter_way(best);
        if shrinker.search.stopped || before == (best.configuration.clone(), best.run.schedule.clone()) {
            let (runs, finished) = (shrinker.search.runs, !shrinker.search.stopped);
            let (configuration, schedule) = (best.configuration, best.run.schedule);
            return Some(Shrunk { configuration, schedule, runs, finished });
        }
    }
}

/// The smallest failing run so far.
struct Best<P: Computation, Q> {
    configuration: Configuration,
    systems: Systems<P, Q>,
    run: Run,
}

struct Shrinker<'a, B> {
    search: Search<'a>,
    build: B,
    /// The events of the run that was given: no walk is longer.
    limit: u64,
}

impl<B> Shrinker<'_, B> {
    /// Goes from configuration to smaller configuration as long as there is a failing run.
    fn smallest_configuration<P: Program, Q: Layer<P>>(&mut self, mut best: Best<P, Q>) -> Best<P, Q>
    where
        B: Fn(&Configuration) -> Option<Systems<P, Q>>,
    {
        loop {
            self.note(&best);
            let Some(smaller) = self.smaller_configuration(&best) else { return best };
            best = smaller;
        }
    }

    fn smaller_configuration<P: Program, Q: Layer<P>>(&mut self, best: &Best<P, Q>) -> Option<Best<P, Q>>
    where
        B: Fn(&Configuration) -> Option<Systems<P, Q>>,
    {
        for configuration in best.configuration.smaller() {
            if self.search.stopped {
                return None;
            }
            if let Some(smaller) = self.failing_run(configuration, best) {
                return Some(smaller);
            }
        }
        None
    }

    /// A failing run of this configuration.
    fn failing_run<P: Program, Q: Layer<P>>(
        &mut self,
        configuration: Configuration,
        best: &Best<P, Q>,
    ) -> Option<Best<P, Q>>
    where
        B: Fn(&Configuration) -> Option<Systems<P, Q>>,
    {
        let systems = (self.build)(&configuration)?;
        let events = best.run.events.saturating_mul(2).min(self.limit);
        let setup = systems.setup(configuration.initiation.snapshots, events);
        let same_channels = configuration.topology == best.configuration.topology;
        let present = same_channels.then(|| Listed::where_enabled(best.run.schedule.clone()));
        let run = present.and_then(|present| self.search.failing(&setup, present));
        let mut walks = (0..WALKS).map(Uniform::new);
        let run = run.or_else(|| walks.find_map(|walk| self.search.failing(&setup, walk)))?;
        Some(Best { configuration, systems, run })
    }

    /// Takes out of the schedule what is not needed.
    fn shortest<P: Program, Q: Layer<P>>(&mut self, best: Best<P, Q>) -> Best<P, Q> {
        let Best { configuration, systems, run } = best;
        let setup = systems.setup(configuration.initiation.snapshots, u64::MAX);
        let run = actions::minimal(&mut self.search, &setup, run);
        let best = Best { configuration, systems, run };
        self.note(&best);
        best
    }

    /// Another failing run of the same configuration, if a walk finds one that is shorter: what cannot be cut out of one run may
    /// not have happened in another.
    fn by_a_shorter_way<P: Program, Q: Layer<P>>(&mut self, best: Best<P, Q>) -> Best<P, Q> {
        let Best { configuration, systems, run } = best;
        let setup = systems.setup(configuration.initiation.snapshots, run.events);
        let mut walks = (0..WALKS).filter_map(|seed| self.search.failing(&setup, Uniform::new(seed)));
        let shorter = walks.find(|other| other.schedule.0.len() < run.schedule.0.len());
        Best { configuration, run: shorter.unwrap_or(run), systems }
    }

    fn note<P: Computation, Q>(&mut self, best: &Best<P, Q>) {
        self.search.processes = best.configuration.topology.processes().len();
        self.search.steps = best.run.schedule.0.len();
    }
}
