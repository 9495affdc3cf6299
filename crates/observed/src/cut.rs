//! Where a snapshot cuts the processes: each at its first recording. What happened up to it is before the cut.

use sim_core::{MessageId, ProcessId};

use crate::model::{At, Message, Run, Snapshot};

/// The cut of a snapshot, as far as it is there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Cut(Vec<Option<u32>>);

impl Cut {
    /// The cut of a snapshot.
    pub(crate) fn of(run: &Run, snapshot: &Snapshot) -> Self {
        let first = |process| Some(snapshot.processes.get(&process)?.first()?.at.index);
        Self(run.process_ids().map(first).collect())
    }

    /// The event at which a process recorded.
    pub(crate) fn recording(&self, process: ProcessId) -> Option<At> {
        Some(At { process, index: self.0[process.index()]? })
    }

    /// Whether an event is before the cut; nobody knows, where its process did not record.
    pub(crate) fn is_before(&self, at: At) -> Option<bool> {
        Some(at.index <= self.0[at.process.index()]?)
    }

    /// Whether every process recorded.
    pub(crate) fn is_whole(&self) -> bool {
        self.0.iter().all(Option::is_some)
    }

    /// The last event before the cut, of each process, where all recorded.
    pub(crate) fn places(&self) -> Option<Vec<u32>> {
        self.0.iter().copied().collect()
    }

    /// Whether a message is received before the cut, as far as the log tells; one that is never received is not.
    pub(crate) fn is_received(&self, message: &Message) -> Option<bool> {
        message.received.map_or(Some(false), |at| self.is_before(at))
    }
}

/// The messages of the computation whose sending no line tells.
pub(crate) fn unsent(run: &Run) -> impl Iterator<Item = (MessageId, &Message)> {
    run.all_messages().filter(|(_, message)| message.sent.is_none() && message.control.is_none())
}
