//! Where a hook is asked: a process and its channels, by their names.

use std::collections::BTreeMap;
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};
use sim_core::{Channel, ChannelId, ProcessId, Topology};

use crate::failure::Failure;

/// A process, and where its channels lead.
#[pyclass(frozen, module = "sim_lab._engine")]
pub(crate) struct Place {
    process: ProcessId,
    network: Arc<Network>,
    /// Its name.
    #[pyo3(get)]
    name: Py<PyString>,
    /// The channels that lead to it.
    #[pyo3(get)]
    incoming: Py<PyTuple>,
    /// The channels that lead from it.
    #[pyo3(get)]
    outgoing: Py<PyTuple>,
    /// All processes.
    #[pyo3(get)]
    processes: Py<PyTuple>,
}

/// The channels, by their names and by their numbers.
struct Network {
    called: BTreeMap<String, (ChannelId, Channel)>,
    names: Vec<Py<PyString>>,
}

#[pymethods]
impl Place {
    fn __repr__(&self, py: Python<'_>) -> String {
        format!("<Place {}>", self.name.bind(py))
    }

    /// The process at the other end of a channel.
    fn other_end(&self, channel: &str) -> Result<Py<PyString>, PyErr> {
        let (_, ends) = self.called(channel)?;
        let other = if ends.source == self.process { ends.target } else { ends.source };
        Python::attach(|py| {
            Ok(self.processes.bind(py).get_item(other.index())?.cast_into::<PyString>()?.unbind())
        })
    }
}

impl Place {
    /// The name of a channel.
    pub(super) fn channel<'py>(&self, py: Python<'py>, channel: ChannelId) -> &Bound<'py, PyString> {
        self.network.names[channel.index()].bind(py)
    }

    /// The channel of this name.
    pub(super) fn called(&self, name: &str) -> Result<(ChannelId, Channel), Failure> {
        let known = self.network.called.get(name).copied();
        known.ok_or_else(|| Failure::new(format!("there is no channel '{name}'")))
    }

    /// The same, if it leads from this process.
    pub(super) fn leading_from(&self, name: &str) -> Result<ChannelId, Failure> {
        let (id, ends) = self.called(name)?;
        if ends.source == self.process {
            return Ok(id);
        }
        Err(Failure::new(format!("{} sends nothing on the channel '{name}'", self.own_name())))
    }

    /// The same, if it leads to this process.
    pub(super) fn leading_to(&self, name: &str) -> Result<ChannelId, Failure> {
        let (id, ends) = self.called(name)?;
        if ends.target == self.process {
            return Ok(id);
        }
        Err(Failure::new(format!("{} receives nothing from the channel '{name}'", self.own_name())))
    }

    fn own_name(&self) -> String {
        Python::attach(|py| self.name.bind(py).to_string())
    }
}

/// The places of all processes.
pub(super) fn all(py: Python<'_>, topology: &Topology) -> PyResult<Vec<Py<Place>>> {
    let called = topology.channel_ids().map(|id| (topology.channel_name(id), (id, topology.channel(id))));
    let names = topology.channel_ids().map(|id| PyString::new(py, &topology.channel_name(id)).unbind());
    let network = Arc::new(Network { called: called.collect(), names: names.collect() });
    let list = |ids: &mut dyn Iterator<Item = ChannelId>| {
        let names = ids.map(|id| network.names[id.index()].clone_ref(py));
        PyTuple::new(py, names.collect::<Vec<_>>()).map(Bound::unbind)
    };
    let processes: Vec<_> = topology.processes().map(|process| topology.name(process)).collect();
    let processes = PyTuple::new(py, processes)?.unbind();
    let place = |process| {
        let place = Place {
            process,
            network: Arc::clone(&network),
            name: PyString::new(py, topology.name(process)).unbind(),
            incoming: list(&mut topology.incoming(process).iter().copied())?,
            outgoing: list(&mut topology.outgoing(process))?,
            processes: processes.clone_ref(py),
        };
        Py::new(py, place)
    };
    topology.processes().map(place).collect()
}
