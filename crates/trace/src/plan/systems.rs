//! A plan's systems, for one program under one algorithm: whether they can be built, and how.

use sim_core::{Envelope, MessageId, Protocol, Queue, System};
use snapshot::algorithms::Algorithm;
use snapshot::algorithms::Visitor;
use snapshot::shrink::Systems;
use snapshot::{AnyProgram, ParameterError, Program};

use super::graph::Room;
use super::planned::Plan;
use super::refused::Refused;
use super::script::mistake;

impl Plan {
    /// The computation alone, of whatever program it is.
    ///
    /// # Panics
    /// Never: whether it can be built was looked at when the plan was made.
    #[must_use]
    pub fn computation(&self) -> System<AnyProgram> {
        self.system().expect("a plan's program can be built")
    }

    /// The computation alone.
    ///
    /// # Errors
    /// When it cannot be built; of a plan that was made it can.
    pub fn system<P: Program>(&self) -> Result<System<P>, Refused> {
        let program = self.configuration.program().map_err(|error| self.unusable(error))?;
        Ok(System::new(program, self.configuration.topology.clone()))
    }

    /// The systems to run.
    ///
    /// # Errors
    /// As [`system`](Self::system).
    pub fn systems<P: Program, A: Algorithm<P>>(
        &self,
        algorithm: &A,
    ) -> Result<Systems<P, A::Layers>, Refused> {
        Systems::of(&self.configuration, algorithm, Some(self.algorithm.law))
            .map_err(|error| self.unusable(error))
    }

    /// Why the program cannot be built; what is wrong in a script is shown there.
    fn unusable(&self, error: ParameterError) -> Refused {
        match (error, &self.script) {
            (ParameterError::Script(error), Some(script)) if error.line > 0 => {
                mistake(&script.text, error.into())
            }
            (error, _) => Refused { what: error.to_string(), tip: error.tip() },
        }
    }

    /// About how many bytes a run takes before anything happens in it: the global state, what the oracles keep of one, and what
    /// is recorded.
    fn bytes<P: Program, A: Algorithm<P>>(&self) -> u64 {
        let process = size_of::<<A::Layers as Protocol>::State>() + 3 * size_of::<P::State>();
        let channel = 4 * size_of::<Queue<Envelope<<A::Layers as Protocol>::Message, MessageId>>>();
        let topology = &self.configuration.topology;
        let (processes, channels) = (topology.processes().len(), topology.channels().len());
        // On causal channels each process, and each message, has a number for each channel.
        let stamps = if topology.is_causal() { 2 * processes.saturating_mul(channels) } else { 0 };
        (process * processes + channel * channels).saturating_add(stamps.saturating_mul(size_of::<u64>()))
            as u64
    }
}

/// Whether a plan's program can be built, its algorithm can be run on it, and there is room for a run: asked once, so that what
/// was run can be told when there is no more.
pub(super) struct Possible<'a, E> {
    pub(super) plan: &'a Plan,
    pub(super) room: Room<'a, E>,
}

impl<E: From<Refused>> Visitor for Possible<'_, E> {
    type Output = Result<(), E>;

    fn visit<P: Program, A: Algorithm<P>>(self, _: A) -> Self::Output {
        let Self { plan, room } = self;
        room("a run of this size", plan.bytes::<P, A>())?;
        if let Some(lack) = plan.configuration.lack() {
            let what = format!("{} cannot be run: {lack}", plan.algorithm.name);
            return Err(Refused::with_tip(what, lack.tip()).into());
        }
        Ok(plan.system::<P>().map(drop)?)
    }
}
