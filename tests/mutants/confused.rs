//! Broken variants that are right as long as there is little to confuse: two processes, one snapshot or one initiator.

use sim_core::{ChannelId, Context};
use snapshot::algorithms::chandy_lamport::ChandyLamport;
use snapshot::algorithms::chandy_lamport::{Recording, Recordings};
use snapshot::{At, Recorded, SnapshotId, Which, Wire};
use snapshot::{Sink, SnapshotAlgorithm};

/// What is confused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Confused {
    /// Nothing.
    Nothing,
    /// Any marker of a snapshot after the first closes all channels.
    LaterMarkerClosesAll,
    /// The first marker of a snapshot closes the first channel, the second the second, whencever they come.
    MarkersAreCounted,
    /// Only for the snapshot that was started last are messages recorded.
    OnlyNewestRecords,
    /// A message that belongs to several snapshots is recorded for the first of them once for each.
    IdsMixedUp,
    /// A marker closes the channel for every snapshot.
    MarkerClosesForAll,
    /// A marker is taken for one of the first snapshot that is not complete.
    MarkerTakenForFirst,
    /// A process that starts to record for a snapshot forgets all others.
    ForgetsOlder,
    /// A process that has recorded for a snapshot passes on the markers of all others, and records nothing for them.
    OnceIsEnough,
    /// An initiator starts the snapshot again that a marker has started already.
    RestartsSnapshot,
}

/// What a confused process remembers.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Memory {
    recordings: Recordings,
    /// How many markers of each snapshot came, from the first on.
    markers: Vec<(SnapshotId, usize)>,
    /// The snapshots that it has started itself.
    started: Vec<SnapshotId>,
}

impl Memory {
    fn recording(&mut self, snapshot: SnapshotId) -> Option<&mut Recording> {
        self.recordings.iter_mut().find(|recording| recording.snapshot == snapshot)
    }

    /// Counts a marker: how many of the snapshot came before it.
    fn count(&mut self, snapshot: SnapshotId) -> usize {
        let place = self.markers.iter().position(|(of, _)| *of == snapshot).unwrap_or_else(|| {
            self.markers.push((snapshot, 0));
            self.markers.len() - 1
        });
        self.markers[place].1 += 1;
        self.markers[place].1 - 1
    }

    /// Closes a channel for a snapshot, if it is open.
    fn close<S, M>(
        &mut self,
        cx: Context<'_>,
        snapshot: SnapshotId,
        channel: ChannelId,
        effects: &mut impl Sink<S, M>,
    ) {
        if let Some(recording) = self.recording(snapshot)
            && recording.open.contains(cx, channel)
        {
            recording.open.remove(cx, channel);
            effects.observe(Recorded::Closed { snapshot, channel });
        }
    }

    fn has_recorded(&self, snapshot: SnapshotId) -> bool {
        self.recordings.contains(snapshot)
    }
}

impl Confused {
    /// The Marker-Sending Rule.
    fn start<S: Clone, M>(
        self,
        cx: Context<'_>,
        snapshot: SnapshotId,
        state: &S,
        memory: &mut Memory,
        effects: &mut impl Sink<S, M>,
    ) {
        match self {
            Self::ForgetsOlder => memory.recordings = Recordings::default(),
            Self::OnceIsEnough if !memory.recordings.is_empty() => {
                if memory.count(snapshot) == 0 {
                    cx.outgoing().for_each(|channel| effects.send(channel, Wire::marker(snapshot)));
                }
                return;
            }
            _ => {}
        }
        ChandyLamport::marker_sending_rule(cx, snapshot, state, &mut memory.recordings, effects);
    }
}

impl<S: Clone, M: Clone> SnapshotAlgorithm<S, M> for Confused {
    type Local = Memory;
    type Tag = ();
    type Control = ();

    fn tag(&self, _: Context<'_>, _: ChannelId, _: &M, _: &mut Memory, _: &mut impl Sink<S, M>) {}

    fn initial_local(&self, _: Context<'_>) -> Memory {
        Memory::default()
    }

    fn has_recorded(&self, memory: &Memory, snapshot: SnapshotId) -> bool {
        match self {
            Self::RestartsSnapshot => memory.started.contains(&snapshot),
            _ => memory.has_recorded(snapshot) || memory.started.contains(&snapshot),
        }
    }

    fn initiate(
        &self,
        At { cx, state, local: memory }: At<'_, S, Memory>,
        snapshot: SnapshotId,
        effects: &mut impl Sink<S, M>,
    ) {
        if !SnapshotAlgorithm::<S, M>::has_recorded(self, memory, snapshot) {
            memory.started.push(snapshot);
            self.start(cx, snapshot, state, memory, effects);
        }
    }

    fn receive_message(
        &self,
        At { cx, local: memory, .. }: At<'_, S, Memory>,
        channel: ChannelId,
        message: &M,
        (): &(),
        effects: &mut impl Sink<S, M>,
    ) {
        let open = memory.recordings.iter().filter(|recording| recording.open.contains(cx, channel));
        let snapshots: Vec<_> = open.map(|recording| recording.snapshot).collect();
        let newest = memory.recordings.iter().last().map(|recording| recording.snapshot);
        for recorded_for in &snapshots {
            let snapshot = match self {
                Self::OnlyNewestRecords if Some(*recorded_for) != newest => continue,
                Self::IdsMixedUp => snapshots[0],
                _ => *recorded_for,
            };
            let (message, which) = (message.clone(), Which::Received);
            effects.observe(Recorded::Message { snapshot, channel, message, which });
        }
    }

    fn receive_control(
        &self,
        At { cx, state, local: memory }: At<'_, S, Memory>,
        snapshot: SnapshotId,
        channel: ChannelId,
        (): &(),
        effects: &mut impl Sink<S, M>,
    ) {
        let waits = |recording: &&Recording| !recording.open.is_empty();
        let snapshot = match (self, memory.recordings.iter().find(waits)) {
            (Self::MarkerTakenForFirst, Some(first)) => first.snapshot,
            _ => snapshot,
        };
        let first = !memory.has_recorded(snapshot);
        if first {
            self.start(cx, snapshot, state, memory, effects);
        }
        match self {
            Self::LaterMarkerClosesAll if !first => {
                cx.incoming().iter().for_each(|any| memory.close(cx, snapshot, *any, effects));
            }
            Self::MarkersAreCounted => {
                let next = cx.incoming()[memory.count(snapshot)];
                memory.close(cx, snapshot, next, effects);
            }
            Self::MarkerClosesForAll => {
                let all: Vec<_> = memory.recordings.iter().map(|recording| recording.snapshot).collect();
                all.into_iter().for_each(|any| memory.close(cx, any, channel, effects));
            }
            _ => memory.close(cx, snapshot, channel, effects),
        }
    }
}
