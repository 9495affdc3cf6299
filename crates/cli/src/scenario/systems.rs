//! A scenario's systems, for one program: whether they can be built, and how.

use sim_core::{Envelope, MessageId, Protocol, Queue, System};
use snapshot::catalog::Visitor;
use snapshot::shrink::{Configuration, Systems};
use snapshot::{ChandyLamport, Named as _, ParameterError, Program, Superposed, Wire, law};

use super::Scenario;
use crate::failure::Failure;
use crate::input::mistake;
use crate::memory;

/// The algorithm of a scenario: the one there is.
pub(crate) type Algorithm = ChandyLamport;

/// A scenario's program under the algorithm.
pub(crate) type Layers<P> = Superposed<P, Algorithm>;

impl Scenario {
    /// The program.
    pub(super) fn program<P: Program>(&self) -> Result<P, Failure> {
        self.configuration.program().map_err(|error| self.unusable(error))
    }

    /// The systems to run.
    pub(crate) fn systems<P: Program>(&self) -> Result<Systems<P, Layers<P>>, Failure> {
        systems(&self.configuration).map_err(|error| self.unusable(error))
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
    fn bytes<P: Program>(&self) -> u64 {
        let process = size_of::<<Layers<P> as Protocol>::State>() + 3 * size_of::<P::State>();
        let channel = 4 * size_of::<Queue<Envelope<Wire<P::Message>, MessageId>>>();
        let (processes, channels) =
            (self.configuration.topology.processes().len(), self.configuration.topology.channels().len());
        (process * processes + channel * channels) as u64
    }
}

/// The systems of a configuration.
pub(crate) fn systems<P: Program>(of: &Configuration) -> Result<Systems<P, Layers<P>>, ParameterError> {
    let program: P = of.program()?;
    let protocol = Superposed::new(program.clone(), Algorithm::default(), of.initiation.clone());
    Ok(Systems {
        underlying: System::new(program, of.topology.clone()),
        superposed: System::new(protocol, of.topology.clone()),
        law: law(Algorithm::NAME),
    })
}

/// Whether a scenario's program can be built, and there is room to run it: asked once, so that what was run can be told when there
/// is no more.
pub(super) struct Possible<'a> {
    pub(super) scenario: &'a Scenario,
}

impl Visitor for Possible<'_> {
    type Output = Result<(), Failure>;

    fn visit<P: Program>(self) -> Self::Output {
        memory::room_for("a run of this size", self.scenario.bytes::<P>())?;
        let Scenario { algorithm, configuration: Configuration { topology, initiation, .. }, .. } =
            self.scenario;
        if let Some(lack) = algorithm.needs.lack(topology, &initiation.initiators) {
            return Err(Failure::with_tip(format!("{} cannot be run: {lack}", algorithm.name), lack.tip()));
        }
        self.scenario.program::<P>().map(drop)
    }
}
