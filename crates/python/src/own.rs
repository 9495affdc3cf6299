//! Algorithms and computations of the user's, written in Python: classes with pure hooks, asked where the engine asks its own.
//!
//! What belongs to a call is `current`, on the thread that called; nothing of it is kept afterwards. `algorithm` asks a snapshot algorithm once a step,
//! with a `step`, and `computation` what a process does, with a `turn`; both know where they are, a `place`. What an algorithm remembers is
//! a value of Python: `minds` has its number, and `notes` the text of what travels. One question in so many is asked twice. From the
//! first fault on nobody is asked any more, and nothing that was found since means anything.

mod algorithm;
mod computation;
mod current;
mod minds;
mod notes;
mod place;
mod states;
mod step;
mod turn;

use std::rc::Rc;

use pyo3::prelude::*;
use snapshot::catalog;
use trace::spec::Spec;

pub(crate) use algorithm::entry as algorithm;
pub(crate) use computation::outside as program;
pub(crate) use current::{OwnAlgorithm, OwnComputation};
pub(crate) use place::Place;
pub(crate) use step::Step;
pub(crate) use turn::Turn;

use current::Session;

/// What is written in Python for one call.
pub(crate) struct Own(Rc<Session>);

impl Own {
    /// These, as far as they are given.
    pub(crate) fn new(algorithm: Option<OwnAlgorithm>, program: Option<OwnComputation>) -> Self {
        Self(Rc::new(Session::new(algorithm, program)))
    }

    /// Does something while these are the ones that are asked. A fault of theirs comes before whatever else is wrong.
    pub(crate) fn during<T>(&self, py: Python<'_>, work: impl FnOnce(&Self) -> PyResult<T>) -> PyResult<T> {
        let done = current::during(&self.0, || work(self));
        self.fault(py).map_or(done, Err)
    }

    /// Whether there are any.
    pub(crate) fn is_any(&self) -> bool {
        self.0.algorithm.is_some() || self.0.program.is_some()
    }

    /// The first fault, if there was one.
    pub(crate) fn fault(&self, py: Python<'_>) -> Option<PyErr> {
        self.0.fault(py)
    }

    /// What was said, with their names in it.
    pub(crate) fn named_in(&self, said: Spec) -> Spec {
        let algorithm = self.0.algorithm.as_ref().map(|own| format!("{}{}", catalog::PYTHON, own.name));
        let program = self.0.program.as_ref().map(|own| format!("{}{}", catalog::PYTHON, own.name));
        Spec { algorithm: algorithm.or(said.algorithm), program: program.or(said.program), ..said }
    }
}

/// Whether a hook of this call failed.
pub(crate) fn has_failed() -> bool {
    current::with(Session::has_failed).unwrap_or(false)
}
