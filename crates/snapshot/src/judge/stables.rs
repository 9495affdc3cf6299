//! What is to be stable in a run, and what is known of it as the run goes. Who asks when, [`stable`](super::stable) says.

use sim_core::{GlobalState, System};

use crate::computation::{Asked, Computation, Underlying};

/// What is to be stable, and what is known of it as a run goes.
#[derive(Debug)]
pub(super) struct Stables<P: Computation> {
    /// What is asked.
    pub(super) asked: Vec<Asked<P>>,
    /// Of each, whether it held when that was last known.
    pub(super) held: Vec<bool>,
    /// Whether one was made false again.
    pub(super) went_back: bool,
    /// The state of the computation alone after the present step; its buffers are kept.
    pub(super) now: Underlying<P>,
}

impl<P: Computation> Default for Stables<P> {
    fn default() -> Self {
        let now = GlobalState { processes: Vec::new(), channels: Vec::new() };
        Self { asked: Vec::new(), held: Vec::new(), went_back: false, now }
    }
}

impl<P: Computation> Stables<P> {
    /// Whether nothing is to be stable.
    #[inline]
    pub(super) const fn is_empty(&self) -> bool {
        self.asked.is_empty()
    }

    /// Whether each holds now.
    pub(super) fn ask<'a>(
        &'a self,
        system: &'a System<P>,
    ) -> impl Iterator<Item = Result<bool, String>> + 'a {
        self.asked.iter().map(|asked| asked.holds(system, &self.now))
    }
}
