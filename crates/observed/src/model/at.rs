//! Places: in the order of a process, in a file, in the network.

use sim_core::ProcessId;

/// A channel: its source and its target.
pub type Ends = (ProcessId, ProcessId);

/// Where something is told: a file and a line of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    /// Which of the files, from 0.
    pub file: u32,
    /// The line, from 1; of a saved run the number of the event, from 0.
    pub line: u32,
}

/// An event: which process, and which of its events, from 0. One past the last is what no line tells of any more.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct At {
    /// The process.
    pub process: ProcessId,
    /// Its place in the order of the process.
    pub index: u32,
}
