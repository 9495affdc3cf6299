//! What an algorithm is shown of a step, and what it does in it.

use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};
use sim_core::ChannelId;
use snapshot::Note;
use snapshot::SnapshotId;
use snapshot::algorithms::foreign::Entry;

use super::notes;
use super::place::Place;
use crate::failure::Failure;

/// A step of a process, as an algorithm is asked about it.
#[pyclass(module = "sim_lab._engine")]
pub(crate) struct Step {
    pub(super) place: Py<Place>,
    pub(super) shown: Shown,
    pub(super) does: Does,
}

/// What happens.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) channel: Option<ChannelId>,
    pub(super) message: Option<String>,
    pub(super) nth: Option<u64>,
    /// What came with the message, or what a message of the algorithm says.
    pub(super) note: Option<Py<PyAny>>,
    pub(super) snapshot: Option<SnapshotId>,
    pub(super) before: Option<String>,
    pub(super) state: String,
    pub(super) sends: Vec<(ChannelId, String, Option<u64>)>,
    pub(super) snapshots: u32,
    pub(super) waits: bool,
    pub(super) numbers: bool,
}

/// What the algorithm does.
#[derive(Default, PartialEq)]
pub(super) struct Does {
    pub(super) record: Vec<Entry>,
    pub(super) control: Vec<(ChannelId, SnapshotId, Note)>,
    pub(super) tag: Note,
    pub(super) refuse: Vec<ChannelId>,
    pub(super) pause: bool,
    /// What is said in notes, to be known again.
    pub(super) said: Said,
}

/// Values and their notes.
#[derive(Default)]
pub(super) struct Said(pub(super) Vec<(Note, Py<PyAny>)>);

// What was said is in the notes themselves.
impl PartialEq for Said {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

#[pymethods]
impl Step {
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

    /// The channel from which something is received.
    #[getter]
    fn channel(&self, py: Python<'_>) -> Option<Py<PyString>> {
        self.shown.channel.map(|channel| self.place.get().channel(py, channel).clone().unbind())
    }

    /// The message of the computation that is received.
    #[getter]
    fn message(&self) -> Option<&str> {
        self.shown.message.as_deref()
    }

    /// Which message of its channel it is, if they are numbered.
    #[getter]
    fn nth(&self) -> Option<u64> {
        self.shown.nth
    }

    /// What the algorithm added to the message that is received.
    #[getter]
    fn tag(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.shown.note.as_ref().filter(|_| self.shown.message.is_some()).map(|note| note.clone_ref(py))
    }

    /// What a message of the algorithm says.
    #[getter]
    fn body(&self, py: Python<'_>) -> Option<Py<PyAny>> {
        self.shown.note.as_ref().filter(|_| self.shown.message.is_none()).map(|note| note.clone_ref(py))
    }

    /// The snapshot that is started, or that a message of the algorithm is about.
    #[getter]
    fn snapshot(&self) -> Option<u32> {
        self.shown.snapshot.map(|snapshot| snapshot.0)
    }

    /// How many snapshots there are.
    #[getter]
    fn snapshots(&self) -> u32 {
        self.shown.snapshots
    }

    /// The state before the message was received.
    #[getter]
    fn before(&self) -> Option<&str> {
        self.shown.before.as_deref()
    }

    /// The state after the step.
    #[getter]
    fn state(&self) -> &str {
        &self.shown.state
    }

    /// What the computation sends in the step: the channel, the message, and its number, if they are numbered.
    #[getter]
    fn sends<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let place = self.place.get();
        let sends = self.shown.sends.iter();
        let sends = sends
            .map(|(channel, message, nth)| (place.channel(py, *channel).clone(), message.as_str(), *nth));
        PyList::new(py, sends.collect::<Vec<_>>())
    }

    /// Records the state of the process, after the step, or before the message that is received.
    #[pyo3(signature = (snapshot=None, *, before=false))]
    fn record(&mut self, snapshot: Option<u32>, before: bool) -> PyResult<()> {
        let snapshot = self.which(snapshot)?;
        if before && self.shown.message.is_none() {
            return Err(Failure::new("nothing is received, so there is no state before that").into());
        }
        self.does.record.push(Entry::Process { snapshot, before });
        Ok(())
    }

    /// Records the message that is received.
    #[pyo3(signature = (snapshot=None))]
    fn record_message(&mut self, snapshot: Option<u32>) -> PyResult<()> {
        let snapshot = self.which(snapshot)?;
        if self.shown.message.is_none() {
            return Err(Failure::new("no message is received").into());
        }
        self.does.record.push(Entry::Received(snapshot));
        Ok(())
    }

    /// Records a message of a channel by its number.
    #[pyo3(signature = (channel, nth, message, snapshot=None))]
    fn record_nth(
        &mut self,
        channel: &str,
        nth: u64,
        message: String,
        snapshot: Option<u32>,
    ) -> PyResult<()> {
        if !self.shown.numbers || nth == 0 {
            let what = "who records messages by their numbers, from 1, says numbers = True in the class";
            return Err(Failure::new(what).into());
        }
        let snapshot = self.which(snapshot)?;
        let (channel, _) = self.place.get().called(channel)?;
        self.does.record.push(Entry::Nth { snapshot, channel, nth, message });
        Ok(())
    }

    /// Says that the record of a channel is complete.
    #[pyo3(signature = (channel, snapshot=None))]
    fn close(&mut self, channel: &str, snapshot: Option<u32>) -> PyResult<()> {
        let snapshot = self.which(snapshot)?;
        let (channel, _) = self.place.get().called(channel)?;
        self.does.record.push(Entry::Close(snapshot, channel));
        Ok(())
    }

    /// Sends a message of the algorithm.
    #[pyo3(signature = (channel, body=None, snapshot=None))]
    fn send(&mut self, channel: &str, body: Option<Bound<'_, PyAny>>, snapshot: Option<u32>) -> PyResult<()> {
        let snapshot = self.which(snapshot)?;
        let channel = self.place.get().leading_from(channel)?;
        let note = body.map_or(Ok(None), |body| self.said(&body))?;
        self.does.control.push((channel, snapshot, note));
        Ok(())
    }

    /// Adds this to each message that the computation sends in the step.
    fn attach(&mut self, value: &Bound<'_, PyAny>) -> PyResult<()> {
        self.does.tag = self.said(value)?;
        Ok(())
    }

    /// Takes nothing from a channel until the next step of the process.
    fn refuse(&mut self, channel: &str) -> PyResult<()> {
        self.waits()?;
        self.does.refuse.push(self.place.get().leading_to(channel)?);
        Ok(())
    }

    /// Keeps the computation from acting until the next step of the process.
    fn pause(&mut self) -> PyResult<()> {
        self.waits()?;
        self.does.pause = true;
        Ok(())
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("<Step of {} in state {}>", self.process(py)?, self.shown.state))
    }
}

impl Step {
    /// The snapshot that is meant: the one that the step is about, unless another is named.
    fn which(&self, named: Option<u32>) -> Result<SnapshotId, Failure> {
        let last = self.shown.snapshots;
        let number = named.or(self.snapshot()).or((last == 1).then_some(1));
        match number {
            Some(number) if (1..=last).contains(&number) => Ok(SnapshotId(number)),
            Some(number) => Err(Failure::new(format!("there is no snapshot {number}; there is 1 to {last}"))),
            None => Err(Failure::new(format!("which snapshot is meant? There are {last}"))),
        }
    }

    fn waits(&self) -> Result<(), Failure> {
        if self.shown.waits {
            return Ok(());
        }
        Err(Failure::new("who refuses or pauses says waits = True in the class"))
    }

    fn said(&mut self, value: &Bound<'_, PyAny>) -> PyResult<Note> {
        let note = notes::note(value)?;
        if note.is_some() {
            self.does.said.0.push((note.clone(), value.clone().unbind()));
        }
        Ok(note)
    }
}
