//! What a process remembers of the snapshots for which it has recorded its state.
//!
//! Before the first it is one word: that is all that most processes have for most of a long run. Of a snapshot that is over at
//! this process, with all before it recorded, nothing is kept, so what a message or a step costs goes with the snapshots that are
//! under way, and not with those that have been.

use std::collections::VecDeque;
use std::iter::Flatten;
use std::option;

use sim_core::{ChannelId, Context};

use crate::channel_set::ChannelSet;
use crate::id::SnapshotId;

/// The snapshots for which a process has recorded its state; nothing, if there is none.
#[derive(PartialEq, Eq, Hash, Debug, Default)]
pub struct Recordings(Option<Box<Kept>>);

impl Clone for Recordings {
    // As derived, but without a call where there is nothing to copy.
    #[inline(always)]
    fn clone(&self) -> Self {
        Self(self.0.as_deref().map(copy))
    }

    #[inline(always)]
    fn clone_from(&mut self, source: &Self) {
        // The source first: it is asked once more in the same step, and then is known (4 of a delivery's instructions).
        if source.0.is_some() {
            copy_into(self, source);
        } else if self.0.is_some() {
            forget(self);
        }
    }
}

#[cold]
#[inline(never)]
fn copy(kept: &Kept) -> Box<Kept> {
    Box::new(kept.clone())
}

// By reference, so that nothing of it is in the loop that waits for a snapshot but the question.
#[cold]
#[inline(never)]
fn copy_into(recordings: &mut Recordings, source: &Recordings) {
    *recordings = source.clone();
}

#[cold]
#[inline(never)]
fn forget(recordings: &mut Recordings) {
    recordings.0 = None;
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Kept {
    /// The first snapshot for which the process has not recorded its state.
    next: SnapshotId,
    /// Those that are under way, and those beyond `next`, in the order of their numbers. What is over first is mostly in front.
    list: VecDeque<Recording>,
}

/// What a process that has recorded its state for a snapshot still waits for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Recording {
    /// The snapshot.
    pub snapshot: SnapshotId,
    /// The incoming channels from which its marker has not come yet: their messages are being recorded.
    pub open: ChannelSet,
}

impl Recordings {
    /// Whether the process has recorded its state for no snapshot.
    #[inline]
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The recordings that are under way, in the order of their numbers; among them some that are over, if there are gaps.
    #[inline]
    pub fn iter(&self) -> Flatten<option::IntoIter<&VecDeque<Recording>>> {
        self.0.as_ref().map(|kept| &kept.list).into_iter().flatten()
    }

    /// The same, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Recording> {
        self.0.as_mut().map(|kept| &mut kept.list).into_iter().flatten()
    }

    /// Whether the process has recorded its state for this snapshot.
    #[must_use]
    pub fn contains(&self, snapshot: SnapshotId) -> bool {
        self.0.as_ref().is_some_and(|kept| snapshot < kept.next || kept.has(snapshot))
    }

    /// The first snapshot, from this one on, for which the process has not recorded its state.
    #[must_use]
    pub fn next_missing(&self, from: SnapshotId) -> SnapshotId {
        self.0.as_ref().map_or(from, |kept| kept.next_missing(from.max(kept.next)))
    }

    /// From now on, what comes along the incoming channels is recorded.
    pub(in crate::algorithms) fn begin(&mut self, cx: Context<'_>, snapshot: SnapshotId) {
        let first = || Box::new(Kept { next: SnapshotId(1), list: VecDeque::new() });
        let kept = self.0.get_or_insert_with(first);
        let place = kept.place_of(snapshot);
        kept.list.insert(place, Recording { snapshot, open: ChannelSet::all(cx) });
        let passed = kept.next;
        kept.next = kept.next_missing(passed);
        (passed.0..kept.next.0).for_each(|recorded| kept.forget_if_over(SnapshotId(recorded)));
    }

    /// The marker has come along `channel`: what comes after it is not recorded.
    pub(in crate::algorithms) fn close(&mut self, cx: Context<'_>, snapshot: SnapshotId, channel: ChannelId) {
        let Some(kept) = &mut self.0 else { return };
        let first = kept.place_of(snapshot);
        for recording in kept.list.range_mut(first..).take_while(|recording| recording.snapshot == snapshot) {
            recording.open.remove(cx, channel);
        }
        if snapshot < kept.next {
            kept.forget_if_over(snapshot);
        }
    }
}

impl<'a> IntoIterator for &'a Recordings {
    type Item = &'a Recording;
    type IntoIter = Flatten<option::IntoIter<&'a VecDeque<Recording>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Kept {
    /// Where the snapshot is in the list, or would be.
    fn place_of(&self, snapshot: SnapshotId) -> usize {
        self.list.partition_point(|recording| recording.snapshot < snapshot)
    }

    fn has(&self, snapshot: SnapshotId) -> bool {
        self.list.get(self.place_of(snapshot)).is_some_and(|recording| recording.snapshot == snapshot)
    }

    /// The first, from this one on, that is not in the list.
    fn next_missing(&self, from: SnapshotId) -> SnapshotId {
        let mut next = from;
        for recording in self.list.range(self.place_of(from)..) {
            if recording.snapshot > next {
                break;
            }
            next = SnapshotId(recording.snapshot.0 + 1);
        }
        next
    }

    fn forget_if_over(&mut self, snapshot: SnapshotId) {
        let place = self.place_of(snapshot);
        let is_it = |recording: &Recording| recording.snapshot == snapshot && recording.open.is_empty();
        if self.list.get(place).is_some_and(is_it) {
            self.list.remove(place);
            if self.list.is_empty() {
                // A list that was used keeps room for four: with a million processes, a fifth of all memory.
                self.list = VecDeque::new();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use sim_core::{ProcessId, Topology};

    use super::*;

    /// What is recorded and left open by these steps: `+3` begins snapshot 3, `-3` ends it.
    fn after(steps: &[i32]) -> Recordings {
        let topology = Topology::ring(2).unwrap();
        let cx = Context { process: ProcessId(0), topology: &topology };
        let mut recordings = Recordings::default();
        for step in steps {
            let snapshot = SnapshotId(step.unsigned_abs());
            if *step > 0 {
                recordings.begin(cx, snapshot);
            } else {
                recordings.close(cx, snapshot, cx.incoming()[0]);
            }
        }
        recordings
    }

    fn listed(recordings: &Recordings) -> Vec<u32> {
        recordings.iter().map(|recording| recording.snapshot.0).collect()
    }

    #[test]
    fn what_is_over_is_forgotten_when_all_before_it_is_recorded() {
        assert!(after(&[]).is_empty());
        assert_eq!(listed(&after(&[1, 2, -2])), [1]);
        assert_eq!(listed(&after(&[3, -3])), [3], "1 and 2 may still come");
        assert_eq!(listed(&after(&[3, -3, 1])), [1, 3]);
        let all_over = after(&[3, -3, 1, 2, -1, -2]);
        assert_eq!(listed(&all_over), [0_u32; 0]);
        assert!(!all_over.is_empty());
        assert_eq!(all_over, after(&[1, -1, 2, 3, -3, -2]), "in whatever order it came to be");
    }

    #[test]
    fn what_is_copied_over_another_is_as_it_was_copied() {
        for (one, other) in
            [(after(&[1, 2]), after(&[])), (after(&[]), after(&[3])), (after(&[4]), after(&[1]))]
        {
            let mut copied = one.clone();
            assert_eq!(copied, one);
            copied.clone_from(&other);
            assert_eq!(copied, other);
        }
    }

    #[test]
    fn it_is_known_of_each_snapshot_whether_it_was_recorded_and_which_is_the_next_that_was_not() {
        let recordings = after(&[1, 2, 4, 5, 8, -2, -4]);
        let recorded = (1..10).filter(|number| recordings.contains(SnapshotId(*number)));
        assert_eq!(recorded.collect::<Vec<_>>(), [1, 2, 4, 5, 8]);
        let next = (1..10).map(|number| recordings.next_missing(SnapshotId(number)).0);
        assert_eq!(next.collect::<Vec<_>>(), [3, 3, 3, 6, 6, 6, 7, 9, 9]);
        assert_eq!(after(&[]).next_missing(SnapshotId(7)), SnapshotId(7));
    }
}
