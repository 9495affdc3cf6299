//! When snapshots are started, and by whom.
//!
//! *The algorithm may be initiated by one or more processes, each of which records its state spontaneously, without
//! receiving markers from other processes* (the paper, section 3.1). Several snapshots of one run are numbered from 1 and may
//! overlap. An initiator starts them in their order, each unless a marker of it was there first; so several initiators start
//! the *same* snapshots.

use sim_core::ProcessId;

use crate::algorithm::SnapshotId;

/// Which snapshots a run takes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Initiation {
    /// How many there are: numbers 1 to this.
    pub snapshots: u32,
    /// Who may start them.
    pub initiators: Initiators,
    /// With a count, an initiator starts the first snapshot at the end of the first step in which it sends something while
    /// its own count is at least this, the second when it is at least one more, and so on: *immediately after sending m, P
    /// initiates*. Without one, it starts each of its own accord, at any moment.
    pub trigger: Option<u64>,
}

/// Who may start a snapshot.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Initiators {
    /// Every process.
    Any,
    /// These, in ascending order. With none, only the computation starts snapshots
    /// ([`starts_snapshot`](crate::Computation::starts_snapshot)).
    These(Vec<ProcessId>),
}

impl Initiators {
    /// These processes, in any order.
    #[must_use]
    pub fn these(processes: &[ProcessId]) -> Self {
        let mut processes = processes.to_vec();
        processes.sort_unstable();
        processes.dedup();
        Self::These(processes)
    }

    /// Whether this process may start a snapshot.
    #[inline]
    #[must_use]
    pub fn contains(&self, process: ProcessId) -> bool {
        match self {
            Self::Any => true,
            Self::These(processes) => processes.binary_search(&process).is_ok(),
        }
    }
}

impl Initiation {
    /// One snapshot, started by this process with this count.
    #[must_use]
    pub fn triggered(initiator: ProcessId, trigger: u64) -> Self {
        Self { snapshots: 1, initiators: Initiators::These(vec![initiator]), trigger: Some(trigger) }
    }

    /// As many snapshots as the computation's own commands start.
    #[must_use]
    pub const fn commanded(snapshots: u32) -> Self {
        Self { snapshots, initiators: Initiators::These(Vec::new()), trigger: None }
    }

    /// The numbers of the snapshots.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = SnapshotId> + use<> {
        (1..=self.snapshots).map(SnapshotId)
    }
}
