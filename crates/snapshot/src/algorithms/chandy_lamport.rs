//! The algorithm of Chandy & Lamport, "Distributed Snapshots: Determining Global States of Distributed Systems", ACM
//! TOCS 3(1), 1985, section 3: two rules and nothing else.
//!
//! * **Marker-Sending Rule** for a process p: after p has recorded its state, and before it sends anything else, it
//!   sends one marker along every channel that leads away from it.
//! * **Marker-Receiving Rule** for a process q that receives a marker along a channel c: if q has not recorded its
//!   state, it does so and records c as empty; if it has, it records as the state of c what came along c since it
//!   recorded its own state and before this marker.
//!
//! The sequence of a channel is recorded message by message as they come ([`Recorded::Message`]); the marker ends it
//! ([`Recorded::Closed`]). Several snapshots may overlap, and several processes may initiate the same one: each
//! snapshot's markers carry its number, and the rules are those of the paper for each number by itself.

use sim_core::{ChannelId, Context};

use crate::algorithm::{At, Named, Recorded, Sink, SnapshotAlgorithm};
use crate::id::SnapshotId;
use crate::needs::Needs;
use crate::wire::Wire;

mod recordings;

pub use recordings::{Recording, Recordings};

/// Chandy & Lamport's algorithm; there is nothing to configure.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ChandyLamport;

impl ChandyLamport {
    /// The Marker-Sending Rule: the process records its state and then sends one marker along every outgoing channel.
    ///
    /// It runs inside one event, so nothing is sent between the recording and the markers.
    #[inline(always)]
    pub fn marker_sending_rule<S: Clone, M>(
        cx: Context<'_>,
        snapshot: SnapshotId,
        state: &S,
        recordings: &mut Recordings,
        effects: &mut impl Sink<S, M>,
    ) {
        begin_recording(cx, snapshot, recordings);
        effects.observe(Recorded::Process { snapshot, state: state.clone(), before: false });
        for channel in cx.outgoing() {
            effects.send(channel, Wire::marker(snapshot));
        }
    }

    /// The Marker-Receiving Rule.
    #[inline(always)]
    pub fn marker_receiving_rule<S: Clone, M>(
        cx: Context<'_>,
        snapshot: SnapshotId,
        channel: ChannelId,
        state: &S,
        recordings: &mut Recordings,
        effects: &mut impl Sink<S, M>,
    ) {
        if !recordings.contains(snapshot) {
            Self::marker_sending_rule(cx, snapshot, state, recordings, effects);
        }
        stop_recording(cx, snapshot, channel, recordings);
        effects.observe(Recorded::Closed { snapshot, channel });
    }
}

/// [`Recordings::begin`]. Cold, as all of a snapshot is in a long run.
#[cold]
#[inline(never)]
fn begin_recording(cx: Context<'_>, snapshot: SnapshotId, recordings: &mut Recordings) {
    recordings.begin(cx, snapshot);
}

/// [`Recordings::close`].
#[cold]
#[inline(never)]
fn stop_recording(cx: Context<'_>, snapshot: SnapshotId, channel: ChannelId, recordings: &mut Recordings) {
    recordings.close(cx, snapshot, channel);
}

/// Records a message for each snapshot for which what comes along `channel` is recorded.
#[cold]
#[inline(never)]
pub(super) fn record<S, M: Clone, T, C>(
    cx: Context<'_>,
    recordings: &Recordings,
    channel: ChannelId,
    message: &M,
    effects: &mut impl Sink<S, M, T, C>,
) {
    for Recording { snapshot, open } in recordings {
        if open.contains(cx, channel) {
            effects.observe(Recorded::received(*snapshot, channel, message));
        }
    }
}

impl Named for ChandyLamport {
    const NAME: &'static str = "chandy-lamport";
    const ABOUT: &'static str = "Chandy and Lamport, 1985: markers over FIFO channels";
    const NEEDS: Needs = Needs::fifo();
}

impl<S: Clone, M: Clone> SnapshotAlgorithm<S, M> for ChandyLamport {
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

    #[inline(always)]
    fn initiate(
        &self,
        At { cx, state, local: recordings }: At<'_, S, Recordings>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M>,
    ) {
        if !recordings.contains(snapshot) {
            Self::marker_sending_rule(cx, snapshot, state, recordings, effects);
        }
    }

    #[inline(always)]
    fn tag(&self, _: Context<'_>, _: ChannelId, _: &M, _: &mut Recordings, _: &mut impl Sink<S, M>) {}

    #[inline(always)]
    fn receive_message(
        &self,
        At { cx, local: recordings, .. }: At<'_, S, Recordings>,
        channel: ChannelId,
        message: &M,
        (): &(),
        effects: &mut impl Sink<S, M>,
    ) {
        // Mostly there is none, and that is seen at once.
        if recordings.is_empty() {
            return;
        }
        record(cx, recordings, channel, message, effects);
    }

    #[inline(always)]
    fn receive_control(
        &self,
        At { cx, state, local: recordings }: At<'_, S, Recordings>,
        snapshot: SnapshotId,
        channel: ChannelId,
        (): &(),
        effects: &mut impl Sink<S, M>,
    ) {
        Self::marker_receiving_rule(cx, snapshot, channel, state, recordings, effects);
    }

    /// The two rules above.
    fn by_markers(&self) -> bool {
        true
    }

    /// All markers are sent in the step that records the state.
    fn may_send(&self, _: Context<'_>, _: &Recordings, _: ChannelId) -> bool {
        false
    }
}
