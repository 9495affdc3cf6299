//! What one would do with perfect clocks, and wrong even then: all processes record their states at the same time.
//!
//! Every process starts the snapshot of its own accord, and nobody says anything. *The clock* is the delay until the start:
//! `--start 50` is a perfect one, `--start 20..=50` one that is off by up to 30. All channels are taken to be empty.
//!
//! *It assumes* that everybody starts. *It pays* nothing at all: no control message, no bit, no waiting. *What is wrong*: with perfect clocks the cut is
//! consistent, for what is sent after that time comes later still; but what is in the channels at that time is in no state, and the money
//! is gone. With clocks that are not perfect the cut is not even consistent.
//!
//! Babaoğlu and Marzullo develop Chandy and Lamport's algorithm from here in three steps: real time, then a logical clock,
//! then a marker.

use sim_core::{ChannelId, Context};

use super::chandy_lamport::Recordings;
use super::naive;
use crate::algorithm::{At, Named, Sink, SnapshotAlgorithm};
use crate::id::SnapshotId;
use crate::needs::{Needs, Starters};

/// The algorithm.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct NaiveClock;

impl Named for NaiveClock {
    const NAME: &'static str = "naive-clock";
    const ABOUT: &'static str =
        "wrong: each records at the same time of its clock; what is in the channels then is lost";
    const NEEDS: Needs = Needs { initiators: Starters::All, ..Needs::nothing() };
}

impl<S: Clone, M: Clone> SnapshotAlgorithm<S, M> for NaiveClock {
    type Local = Recordings;
    type Tag = ();
    type Control = ();

    fn initial_local(&self, _: Context<'_>) -> Recordings {
        Recordings::default()
    }

    fn has_recorded(&self, recordings: &Recordings, snapshot: SnapshotId) -> bool {
        recordings.contains(snapshot)
    }

    fn next_missing(&self, recordings: &Recordings, from: SnapshotId) -> SnapshotId {
        recordings.next_missing(from)
    }

    fn initiate(&self, at: At<'_, S, Recordings>, snapshot: SnapshotId, effects: &mut impl Sink<S, M>) {
        naive::record(at, snapshot, effects);
    }

    fn tag(&self, _: Context<'_>, _: ChannelId, _: &M, _: &mut Recordings, _: &mut impl Sink<S, M>) {}

    fn receive_message(
        &self,
        _: At<'_, S, Recordings>,
        _: ChannelId,
        _: &M,
        (): &(),
        _: &mut impl Sink<S, M>,
    ) {
    }

    /// Nobody sends any.
    fn receive_control(
        &self,
        _: At<'_, S, Recordings>,
        _: SnapshotId,
        _: ChannelId,
        (): &(),
        _: &mut impl Sink<S, M>,
    ) {
    }

    fn may_send(&self, _: Context<'_>, _: &Recordings, _: ChannelId) -> bool {
        false
    }
}
