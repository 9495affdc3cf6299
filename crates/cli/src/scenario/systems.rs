//! A scenario's systems, for one program: whether they can be built, and how.

use sim_core::{Envelope, MessageId, Protocol, Queue, System};
use snapshot::catalog::Visitor;
use snapshot::shrink::{Configuration, Systems};
use snapshot::{Arguments, ChandyLamport, Named as _, ParameterError, Program, Superposed, Wire};

use super::Scenario;
use crate::failure::Failure;
use crate::input::mistake;
use crate::memory;

/// The algorithm of a scenario: the one there is.
pub(crate) type Algorithm = ChandyLamport;

/// A scenario's program under the algorithm.
pub(crate) type Layers<P> = Superposed<P, Algorithm>;

impl Scenario {
    /// What decides which runs there are, and can be made smaller.
    pub(crate) fn configuration(&self) -> Configuration {
        Configuration {
            shape: self.shape,
            topology: self.topology.clone(),
            initiation: self.initiation.clone(),
            atomic: self.atomic,
            parameters: self.parameters.clone(),
        }
    }

    /// The program.
    pub(super) fn program<P: Program>(&self) -> Result<P, Failure> {
        self.built(&self.configuration()).map_err(|error| self.unusable(error))
    }

    /// The systems to run.
    pub(crate) fn systems<P: Program>(&self) -> Result<Systems<P, Layers<P>>, Failure> {
        self.systems_of(&self.configuration()).map_err(|error| self.unusable(error))
    }

    /// The systems of a smaller configuration; a script, or what each process has, allows no other than its own.
    pub(crate) fn smaller_systems<P: Program>(
        &self,
        smaller: &Configuration,
    ) -> Option<Systems<P, Layers<P>>> {
        if self.names_processes() && *smaller != self.configuration() {
            return None;
        }
        self.systems_of(smaller).ok()
    }

    fn systems_of<P: Program>(&self, of: &Configuration) -> Result<Systems<P, Layers<P>>, ParameterError> {
        let program: P = self.built(of)?;
        let protocol = Superposed::new(program.clone(), Algorithm::default(), of.initiation.clone());
        Ok(Systems {
            underlying: System::new(program, of.topology.clone()),
            superposed: System::new(protocol, of.topology.clone()),
        })
    }

    fn built<P: Program>(&self, of: &Configuration) -> Result<P, ParameterError> {
        let arguments = Arguments {
            given: &of.parameters,
            atomic: of.atomic,
            topology: &of.topology,
            tokens: &self.tokens,
            script: self.script.as_ref().map(|script| script.statements.as_slice()),
        };
        arguments.only(P::NAME, P::PARAMETERS)?;
        P::build(&arguments)
    }

    /// Whether a file says something of each process.
    pub(super) const fn names_processes(&self) -> bool {
        self.script.is_some() || !self.tokens.is_empty()
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
        let (processes, channels) = (self.topology.processes().len(), self.topology.channels().len());
        (process * processes + channel * channels) as u64
    }
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
        let Scenario { topology, initiation, .. } = self.scenario;
        if let Some(lack) = Algorithm::NEEDS.lack(topology, &initiation.initiators) {
            return Err(Failure::with_tip(format!("{} cannot be run: {lack}", Algorithm::NAME), lack.tip()));
        }
        self.scenario.program::<P>().map(drop)
    }
}
