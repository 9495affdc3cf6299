//! The name of a snapshot. Processes, channels and messages have theirs from [`sim_core`].

/// Which snapshot of a run, from 1.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct SnapshotId(pub u32);
