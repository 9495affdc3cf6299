//! What is to be done: for each process its own list, and what there is at the start.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use sim_core::{ChannelId, ProcessId, VirtualTime};

use super::amount::Unit;
use super::name::Written;
use super::parcel::{Label, Parcel};
use crate::computation::good::Good;
use crate::id::SnapshotId;

/// A script for the processes of one topology.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Script {
    /// What is held and sent, in the order of first mention.
    pub(super) units: Vec<Unit>,
    /// The same as what is conserved.
    pub(super) goods: Vec<Good>,
    /// How much of each unit each process has at the start: all of the first process, then all of the second, ….
    pub(super) start: Vec<u64>,
    /// What is to be done, in the order of the text.
    pub(super) planned: Vec<Planned>,
    /// The places in `planned` of what each process does.
    pub(super) own: Vec<Vec<u32>>,
    /// Who starts each snapshot.
    pub(super) snapshots: Vec<Vec<ProcessId>>,
    /// Who sends anything.
    pub(super) senders: BTreeMap<Arc<str>, ProcessId>,
}

/// One thing that is to be done: what a process does of its own accord. Prints as its statement and its line.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Planned {
    /// The line of the text that says so, from 1.
    pub line: usize,
    /// The ticks that stand before it in the text, in all.
    pub at: VirtualTime,
    /// Who does it.
    pub process: ProcessId,
    /// What.
    pub command: ScriptCommand,
}

impl fmt::Display for Planned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (line {})", self.command, self.line)
    }
}

/// What is to be done. Prints as the statement that it is.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ScriptCommand {
    /// It sends something.
    Send {
        /// The channel.
        channel: ChannelId,
        /// The names of its source and target, as a statement writes them.
        route: Arc<str>,
        /// What is sent.
        parcel: Parcel,
    },
    /// It does something that sends nothing.
    Local {
        /// The name of the process.
        process: Arc<str>,
        /// What people call it.
        label: Option<Label>,
    },
    /// It starts a snapshot.
    Snapshot {
        /// The name of the process.
        process: Arc<str>,
        /// Which snapshot: they are numbered in the order of the text, from 1.
        snapshot: SnapshotId,
    },
}

impl fmt::Display for ScriptCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send { route, parcel, .. } => write!(f, "send {route} {parcel}"),
            Self::Local { process, label } => {
                write!(f, "local {}", Written(process))?;
                label.iter().try_for_each(|label| write!(f, " {label}"))
            }
            Self::Snapshot { process, .. } => write!(f, "snapshot {}", Written(process)),
        }
    }
}

impl Script {
    /// Everything that is to be done, in the order of the text.
    #[must_use]
    pub fn planned(&self) -> &[Planned] {
        &self.planned
    }

    /// Who starts each snapshot, in the order of the text.
    #[must_use]
    pub fn snapshots(&self) -> &[Vec<ProcessId>] {
        &self.snapshots
    }

    /// What a process does next when it has carried out so many of its statements; nothing after the last.
    ///
    /// # Panics
    /// When the process is not of the script's topology.
    #[inline]
    #[must_use]
    pub fn next(&self, process: ProcessId, position: u32) -> Option<&Planned> {
        let place = self.own[process.index()].get(position as usize)?;
        Some(&self.planned[*place as usize])
    }

    /// When the text has it that a process carries out its statement at this position.
    #[must_use]
    pub fn time_of(&self, process: ProcessId, position: u32) -> Option<VirtualTime> {
        self.next(process, position).map(|planned| planned.at)
    }
}
