//! A predicate ready to be asked of the global states of a computation: one that it [has](super::predicate), or one that somebody brings
//! along. Whoever asks needs not know which, and how it is written is not known here.

use std::fmt;
use std::sync::Arc;

use sim_core::System;

use super::predicate::{Predicate, holds};
use super::underlying::{Computation, Underlying};
use crate::recorded::RecordedOf;

/// Whether it holds in a global state, or why that is not known.
type Holds<P> = dyn Fn(&System<P>, &Underlying<P>) -> Result<bool, String> + Send + Sync;

/// A predicate that can be asked.
pub struct Asked<P: Computation> {
    name: Arc<str>,
    holds: Arc<Holds<P>>,
}

impl<P: Computation> Asked<P> {
    /// One that somebody brings along, with what it is called.
    pub fn new(
        name: &str,
        holds: impl Fn(&System<P>, &Underlying<P>) -> Result<bool, String> + Send + Sync + 'static,
    ) -> Self {
        Self { name: name.into(), holds: Arc::new(holds) }
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it holds in a global state.
    ///
    /// # Errors
    /// When that is not known: why.
    pub fn holds(&self, system: &System<P>, state: &Underlying<P>) -> Result<bool, String> {
        (self.holds)(system, state)
    }

    /// Whether it holds in what a snapshot recorded; not, if that is not whole.
    ///
    /// # Errors
    /// When that is not known: why.
    pub fn is_shown(&self, system: &System<P>, recorded: &RecordedOf<P>) -> Result<bool, String> {
        recorded.global_state().map_or(Ok(false), |state| self.holds(system, &state))
    }
}

/// One that the computation has.
impl<P: Computation> From<Predicate> for Asked<P> {
    fn from(Predicate { name, .. }: Predicate) -> Self {
        Self::new(name, move |system, state| Ok(holds(system, name, state) == Some(true)))
    }
}

impl<P: Computation> Clone for Asked<P> {
    fn clone(&self) -> Self {
        Self { name: Arc::clone(&self.name), holds: Arc::clone(&self.holds) }
    }
}

impl<P: Computation> fmt::Debug for Asked<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Asked").field(&self.name).finish()
    }
}
