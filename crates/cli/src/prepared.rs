//! A scenario's systems, for one program: what is run, and what the oracles run it against.

use sim_core::{
    Delays, Envelope, Listed, MessageId, Protocol, Queue, System, Ticked, Timed, Timing, Topology,
};
use snapshot::catalog::Visitor;
use snapshot::{Arguments, ChandyLamport, Experiment, ParameterError, Program, Setup, Superposed, Wire};

use crate::driver::Driver;
use crate::failure::Failure;
use crate::memory;
use crate::scenario::{Followed, Scenario};

/// A scenario's program under the algorithm.
pub(crate) type Layers<P> = Superposed<P, ChandyLamport>;

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
        let arguments = Arguments {
            given: &self.parameters,
            atomic: self.atomic(),
            topology: &self.topology,
            tokens: &self.tokens,
            script: self.script.as_ref().map(|script| script.statements.as_slice()),
        };
        let program = arguments.only(P::NAME, P::PARAMETERS).and_then(|()| P::build(&arguments));
        let program = program.map_err(|error| self.unusable(error))?;
        let protocol = Superposed::new(program.clone(), ChandyLamport, self.initiation.clone());
        Ok(Prepared {
            scenario: self,
            underlying: System::new(program, self.topology.clone()),
            superposed: System::new(protocol, self.topology.clone()),
        })
    }
}

impl Scenario {
    /// Why the program cannot be built; what is wrong in a script is shown there.
    fn unusable(&self, error: ParameterError) -> Failure {
        match (error, &self.script) {
            (ParameterError::Script(error), Some(script)) if error.line > 0 => {
                script.text.mistake(error.into())
            }
            (error, _) => Failure::Input { what: error.to_string(), tip: error.tip() },
        }
    }

    /// About how many bytes a run takes before anything happens in it: the global state, what the oracles keep of one, and what
    /// is recorded.
    fn bytes<P: Program>(&self) -> u64 {
        let process = size_of::<<Layers<P> as Protocol>::State>() + 3 * size_of::<P::State>();
        let channel = 4 * size_of::<Queue<Envelope<Wire<P::Message>, MessageId>>>();
        let (processes, channels) = (self.topology.processes().len(), self.topology.channels().len());
        (process * processes + channel * channels) as u64
    }
}

impl<P: Program> Prepared<'_, P> {
    /// The experiment under its schedule, or else under the seed.
    pub(crate) fn experiment(&self, seed: u64) -> Run<'_, P> {
        self.setup().under(match (&self.scenario.schedule, &self.scenario.script) {
            (Some(schedule), _) => Driver::Listed(Listed::new(schedule.clone())),
            (None, Some(script)) if script.ticks => Driver::Ticked(Box::new(self.clock(script, seed))),
            (None, _) => Driver::Timed(Box::new(Timed::new(self.topology(), self.timing(), seed))),
        })
    }

    /// The clock of the COS 418 simulator.
    fn clock(&self, script: &Followed, seed: u64) -> Ticked<Layers<P>> {
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
            snapshots: self.scenario.initiation.snapshots,
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

/// Whether a scenario's program can be built, and there is room to run it: asked once, so that what was run can be told when there
/// is no more.
pub(crate) struct Possible<'a> {
    pub(crate) scenario: &'a Scenario,
}

impl Visitor for Possible<'_> {
    type Output = Result<(), Failure>;

    fn visit<P: Program>(self) -> Self::Output {
        memory::room_for("a run of this size", self.scenario.bytes::<P>())?;
        self.scenario.prepare::<P>().map(|_| ())
    }
}
