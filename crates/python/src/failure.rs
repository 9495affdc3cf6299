//! Why something cannot be done: a mistake in what was asked for, which becomes a `sim_lab.SimError` with the words of the command line, or what a hook or
//! Ctrl-C raised, which stays what it is.

use observed::LogError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;
use trace::plan::Refused;
use trace::spec::FieldError;
use trace::text::TextError;

/// Why something cannot be done.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It cannot be.
    Refused(Refused),
    /// Python raised it.
    Raised(PyErr),
}

/// The class `sim_lab.SimError`.
static ERROR: PyOnceLock<Py<PyType>> = PyOnceLock::new();

impl Failure {
    /// It cannot be.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self::Refused(Refused { what: what.into(), tip: None })
    }

    /// It cannot be, and this may mend it.
    pub(crate) fn with_tip(what: impl Into<String>, tip: impl Into<String>) -> Self {
        Self::Refused(Refused { what: what.into(), tip: Some(tip.into()) })
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<TextError> for Failure {
    /// A mistake at a place in a text.
    fn from(error: TextError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<FieldError> for Failure {
    fn from(error: FieldError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<LogError> for Failure {
    fn from(error: LogError) -> Self {
        Self::Refused(Refused { what: error.to_string(), tip: error.tip.map(str::to_string) })
    }
}

impl From<PyErr> for Failure {
    fn from(raised: PyErr) -> Self {
        Self::Raised(raised)
    }
}

impl From<Failure> for PyErr {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Raised(raised) => raised,
            Failure::Refused(Refused { what, tip }) => {
                Python::attach(|py| match ERROR.import(py, "sim_lab._error", "SimError") {
                    Ok(class) => Self::from_type(class.clone(), (what, tip)),
                    Err(missing) => missing,
                })
            }
        }
    }
}
