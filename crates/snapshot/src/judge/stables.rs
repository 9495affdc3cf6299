//! What is to be stable in a run, and what is known of it as the run goes. Who asks when, [`stable`](super::stable) says.

use sim_core::{GlobalState, System};

use crate::alone::Alone;
use crate::computation::{Asked, Computation, Underlying};

/// What is to be stable, and what is known of it as a run goes.
#[derive(Debug)]
pub(super) struct Stables<P: Computation> {
    /// What is asked.
    pub(super) asked: Vec<Asked<P>>,
    /// Of each, whether it holds now, or why that is not known.
    pub(super) answers: Vec<Result<bool, String>>,
    /// Of each, whether it held when that was last known.
    held: Vec<bool>,
    /// Whether one was made false again.
    pub(super) went_back: bool,
    /// The state of the computation alone when that was last asked; its buffers are kept.
    now: Underlying<P>,
}

impl<P: Computation> Default for Stables<P> {
    fn default() -> Self {
        let now = GlobalState { processes: Vec::new(), channels: Vec::new() };
        Self { asked: Vec::new(), answers: Vec::new(), held: Vec::new(), went_back: false, now }
    }
}

impl<P: Computation> Stables<P> {
    /// Whether nothing is to be stable.
    #[inline]
    pub(super) const fn is_empty(&self) -> bool {
        self.asked.is_empty()
    }

    /// Asks of all this in a run that begins.
    pub(super) fn begin(&mut self, asked: Vec<Asked<P>>) {
        self.answers.clear();
        self.held.clear();
        self.held.resize(asked.len(), false);
        (self.asked, self.went_back) = (asked, false);
    }

    /// Sees the state in which the computation alone is now, and asks each question once of it.
    pub(super) fn look(&mut self, system: &System<P>, alone: &Alone<P>) {
        let Self { asked, answers, held, went_back, now } = self;
        alone.write_to(now, &system.topology);
        answers.clear();
        answers.extend(asked.iter().map(|asked| asked.holds(system, now)));
        for (held, answer) in held.iter_mut().zip(answers) {
            if let Ok(answer) = *answer {
                *went_back |= *held && !answer;
                *held = answer;
            }
        }
    }
}
