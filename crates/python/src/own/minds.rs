//! What an algorithm remembers at its processes: values of Python, which the engine knows by their numbers. Equal values are one.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::failure::Failure;

/// The values that were met.
#[derive(Default)]
pub(super) struct Minds {
    met: Vec<(Arc<str>, Py<PyAny>)>,
    /// The number of each.
    numbers: Option<Py<PyDict>>,
}

impl Minds {
    /// The number of a value, as a text.
    pub(super) fn number(&mut self, value: &Bound<'_, PyAny>) -> PyResult<Arc<str>> {
        let py = value.py();
        let numbers = self.numbers.get_or_insert_with(|| PyDict::new(py).unbind()).bind(py);
        let met = numbers.get_item(value).map_err(|_| unhashable(value))?;
        if let Some(number) = met {
            return Ok(Arc::clone(&self.met[number.extract::<usize>()?].0));
        }
        numbers.set_item(value, self.met.len())?;
        let text: Arc<str> = self.met.len().to_string().into();
        self.met.push((Arc::clone(&text), value.clone().unbind()));
        Ok(text)
    }

    /// The value of this number.
    pub(super) fn value(&self, number: &str) -> Option<&(Arc<str>, Py<PyAny>)> {
        self.met.get(number.parse::<usize>().ok()?)
    }
}

fn unhashable(value: &Bound<'_, PyAny>) -> PyErr {
    let kind = value.get_type().name().map_or_else(|_| "this".to_string(), |name| name.to_string());
    let what = format!("what a process remembers cannot change and can be hashed, and a {kind} cannot");
    Failure::with_tip(what, "a tuple, a frozenset or a frozen dataclass can").into()
}
