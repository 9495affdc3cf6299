//! A scenario's systems, for one program under one algorithm: whether they can be built, and how.

use sim_core::{Envelope, MessageId, Protocol, Queue, System};
use snapshot::algorithms::Visitor;
use snapshot::shrink::{Configuration, Systems};
use snapshot::{Algorithm, Law, ParameterError, Program, Superposed};

use super::Scenario;
use crate::failure::Failure;
use crate::input::mistake;
use crate::memory;

impl Scenario {
    /// The computation alone.
    pub(crate) fn system<P: Program>(&self) -> Result<System<P>, Failure> {
        let program = self.configuration.program().map_err(|error| self.unusable(error))?;
        Ok(System::new(program, self.configuration.topology.clone()))
    }

    /// The systems to run.
    pub(crate) fn systems<P: Program, A: Algorithm<P>>(
        &self,
        algorithm: A,
    ) -> Result<Systems<P, Superposed<P, A>>, Failure> {
        systems(&self.configuration, algorithm, self.algorithm.law).map_err(|error| self.unusable(error))
    }

    /// Why the program cannot be built; what is wrong in a script is shown there.
    fn unusable(&self, error: ParameterError) -> Failure {
        match (error, &self.script) {
            (ParameterError::Script(error), Some(script)) if error.line > 0 => {
                mistake(&script.text, error.into())
            }
            (error, _) => Failure::Input { what: error.to_string(), tip: error.tip() },
        }
    }

    /// About how many bytes a run takes before anything happens in it: the global state, what the oracles keep of one, and what
    /// is recorded.
    fn bytes<P: Program, A: Algorithm<P>>(&self) -> u64 {
        let process = size_of::<<Superposed<P, A> as Protocol>::State>() + 3 * size_of::<P::State>();
        let channel = 4 * size_of::<Queue<Envelope<<Superposed<P, A> as Protocol>::Message, MessageId>>>();
        let (processes, channels) =
            (self.configuration.topology.processes().len(), self.configuration.topology.channels().len());
        (process * processes + channel * channels) as u64
    }
}

/// The systems of a configuration.
pub(crate) fn systems<P: Program, A: Algorithm<P>>(
    of: &Configuration,
    algorithm: A,
    law: Law,
) -> Result<Systems<P, Superposed<P, A>>, ParameterError> {
    let program: P = of.program()?;
    let protocol = Superposed::new(program.clone(), algorithm, of.initiation.clone());
    Ok(Systems {
        underlying: System::new(program, of.topology.clone()),
        superposed: System::new(protocol, of.topology.clone()),
        law: Some(law),
    })
}

/// Whether a scenario's program can be built, its algorithm can be run on it, and there is room for a run: asked once, so that what
/// was run can be told when there is no more.
pub(super) struct Possible<'a> {
    pub(super) scenario: &'a Scenario,
}

impl Visitor for Possible<'_> {
    type Output = Result<(), Failure>;

    fn visit<P: Program, A: Algorithm<P>>(self, _: A) -> Self::Output {
        memory::room_for("a run of this size", self.scenario.bytes::<P, A>())?;
        let Scenario { configuration: Configuration { topology, initiation, .. }, algorithm, .. } =
            self.scenario;
        if let Some(lack) = algorithm.needs.lack(topology, &initiation.initiators) {
            return Err(Failure::with_tip(format!("{} cannot be run: {lack}", algorithm.name), lack.tip()));
        }
        self.scenario.system::<P>().map(drop)
    }
}
