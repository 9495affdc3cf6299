//! Where all go back to at a crash: what that is called, and which checkpoints of each process it is.

use std::fmt;

use crate::id::SnapshotId;

/// Where all go back to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum BackTo {
    /// The beginning: nothing else is there.
    #[default]
    Beginning,
    /// A snapshot.
    Snapshot(SnapshotId),
    /// The recovery line with this number.
    Line(SnapshotId),
}

impl BackTo {
    /// The snapshot, if it is one.
    #[must_use]
    pub const fn snapshot(self) -> Option<u32> {
        match self {
            Self::Snapshot(SnapshotId(number)) => Some(number),
            Self::Beginning | Self::Line(_) => None,
        }
    }
}

impl fmt::Display for BackTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Beginning => f.write_str("the beginning"),
            Self::Snapshot(SnapshotId(number)) => write!(f, "snapshot {number}"),
            Self::Line(_) => f.write_str("the recovery line"),
        }
    }
}

/// To which of its own checkpoints a process goes back; 0 is its beginning.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct OwnCheckpoint {
    /// This one.
    pub at: u32,
    /// The newest that it had.
    pub newest: u32,
}
