//! What a process of a computation is shown of what happens, and what it sends.

use pyo3::prelude::*;
use pyo3::types::PyString;
use sim_core::ChannelId;
use snapshot::Letter;

use super::place::Place;
use super::states::{amounts, printable};

/// Something happens at a process.
#[pyclass(module = "sim_lab._engine")]
pub(crate) struct Turn {
    pub(super) place: Py<Place>,
    pub(super) goods: Vec<String>,
    pub(super) channel: Option<ChannelId>,
    pub(super) message: Option<String>,
    pub(super) sends: Vec<(ChannelId, Letter)>,
}

#[pymethods]
impl Turn {
    /// Where it happens.
    #[getter]
    fn place(&self, py: Python<'_>) -> Py<Place> {
        self.place.clone_ref(py)
    }

    /// The name of the process.
    #[getter]
    fn process(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        Ok(self.place.bind(py).getattr("name")?.unbind())
    }

    /// The channels that lead to the process.
    #[getter]
    fn incoming(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        Ok(self.place.bind(py).getattr("incoming")?.unbind())
    }

    /// The channels that lead from the process.
    #[getter]
    fn outgoing(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        Ok(self.place.bind(py).getattr("outgoing")?.unbind())
    }

    /// The channel from which a message is received.
    #[getter]
    fn channel(&self, py: Python<'_>) -> Option<Py<PyString>> {
        self.channel.map(|channel| self.place.get().channel(py, channel).clone().unbind())
    }

    /// The message that is received.
    #[getter]
    fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// Sends a message, which carries so much.
    #[pyo3(signature = (channel, message, carried=None))]
    fn send(&mut self, channel: &str, message: &str, carried: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
        let channel = self.place.get().leading_from(channel)?;
        let message = printable(message, "a message")?;
        let carried = carried.map_or(Ok(Vec::new()), |carried| amounts(carried, &self.goods))?;
        self.sends.push((channel, Letter::new(message, &carried)));
        Ok(())
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("<Turn of {}>", self.process(py)?))
    }
}
