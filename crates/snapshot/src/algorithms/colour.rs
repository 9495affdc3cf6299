//! The colour of a message: how many snapshots its sender had recorded when it sent it.
//!
//! Lai and Yang (1987) colour messages white, sent before the sender recorded, and red, sent after it. Where snapshots may overlap a
//! message is red for some of them and white for others: so its colour is a number, and it is white for each snapshot with a greater one.
//! A number *modulo 2* is enough only where a snapshot starts when the one before is complete everywhere.

use crate::id::SnapshotId;
use crate::wire::{Extra, Note};

/// How many snapshots a process has recorded: its colour, and that of what it sends then.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Colour(pub u32);

impl Colour {
    /// Whether who has this colour has recorded its state for the snapshot; what it sent with it is red for the snapshot.
    #[inline(always)]
    #[must_use]
    pub const fn is_red(self, snapshot: SnapshotId) -> bool {
        self.0 >= snapshot.0
    }

    /// The first snapshot for which it is white.
    #[inline(always)]
    #[must_use]
    pub const fn next(self) -> SnapshotId {
        SnapshotId(self.0 + 1)
    }
}

impl<M> Extra<M> for Colour {
    fn print(&self) -> Note {
        Some(self.0.to_string().into())
    }

    fn parse(note: Option<&str>, _: impl Fn(&str) -> Option<M>) -> Option<Self> {
        note?.parse().ok().map(Self)
    }

    fn numbers(&self) -> u64 {
        1
    }
}
