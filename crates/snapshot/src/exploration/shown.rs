//! What a search remembers of what a process has recorded.

use sim_core::ChannelId;

use crate::algorithm::Recorded;
use crate::faults::Incident;
use crate::id::SnapshotId;

/// What one process has shown of all snapshots.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Shown<S, M> {
    /// What it recorded of itself, in the order of the snapshots, and of one snapshot in the order in which it did.
    states: Vec<(SnapshotId, S)>,
    /// The messages that it recorded, by snapshot and channel.
    messages: Vec<(SnapshotId, ChannelId, M)>,
    /// The channels that it closed.
    closed: Vec<(SnapshotId, ChannelId)>,
    /// The snapshots of which its checkpoint is permanent.
    permanent: Vec<SnapshotId>,
    /// What went wrong, in order: runs in which something else did are not alike, wherever they come to.
    incidents: Vec<Incident<M>>,
}

impl<S, M> Default for Shown<S, M> {
    fn default() -> Self {
        Self {
            states: Vec::new(),
            messages: Vec::new(),
            closed: Vec::new(),
            permanent: Vec::new(),
            incidents: Vec::new(),
        }
    }
}

impl<S: Clone, M: Clone> Shown<S, M> {
    /// The process records something.
    pub(super) fn note(&mut self, recorded: &Recorded<S, M>) {
        match recorded {
            Recorded::Process { snapshot, state, .. } => {
                insert(&mut self.states, (*snapshot, state.clone()), |(snapshot, _)| *snapshot);
            }
            Recorded::Message { snapshot, channel, message, .. } => {
                let key = |entry: &(SnapshotId, ChannelId, M)| (entry.0, entry.1);
                insert(&mut self.messages, (*snapshot, *channel, message.clone()), key);
            }
            Recorded::Closed { snapshot, channel } => {
                insert(&mut self.closed, (*snapshot, *channel), |entry| *entry);
            }
            Recorded::Permanent { snapshot } => insert(&mut self.permanent, *snapshot, |entry| *entry),
            Recorded::Incident(incident) => self.incidents.push((**incident).clone()),
        }
    }

    /// The messages that it recorded for a snapshot in a channel.
    #[must_use]
    pub fn messages(&self, snapshot: SnapshotId, channel: ChannelId) -> Vec<M> {
        let recorded = self.messages.iter().filter(|entry| (entry.0, entry.1) == (snapshot, channel));
        recorded.map(|(_, _, message)| message.clone()).collect()
    }
}

impl<S, M> Shown<S, M> {
    /// Whether it has shown nothing.
    pub(super) const fn is_empty(&self) -> bool {
        self.states.is_empty()
            && self.messages.is_empty()
            && self.closed.is_empty()
            && self.permanent.is_empty()
            && self.incidents.is_empty()
    }

    /// The snapshots for which it has recorded its state, in order.
    pub(super) fn snapshots(&self) -> impl Iterator<Item = SnapshotId> {
        self.states.iter().map(|(snapshot, _)| *snapshot)
    }

    /// The state that it recorded for a snapshot.
    #[must_use]
    pub fn state(&self, snapshot: SnapshotId) -> Option<&S> {
        self.states.iter().find(|(of, _)| *of == snapshot).map(|(_, state)| state)
    }

    /// Whether its checkpoint for a snapshot is permanent.
    #[must_use]
    pub fn is_permanent(&self, snapshot: SnapshotId) -> bool {
        self.permanent.contains(&snapshot)
    }

    /// Whether it has closed a channel for a snapshot.
    #[must_use]
    pub fn has_closed(&self, snapshot: SnapshotId, channel: ChannelId) -> bool {
        self.closed.contains(&(snapshot, channel))
    }

    /// Whether it has closed a channel for whatever snapshot.
    pub(super) fn has_ever_closed(&self, channel: ChannelId) -> bool {
        self.closed.iter().any(|(_, closed)| *closed == channel)
    }

    /// What went wrong with what it sent, and with itself, in order.
    #[must_use]
    pub fn incidents(&self) -> &[Incident<M>] {
        &self.incidents
    }

    /// Whether it has recorded its state for each of so many snapshots.
    pub(super) fn has_recorded_all(&self, snapshots: u32) -> bool {
        (1..=snapshots).map(SnapshotId).all(|snapshot| self.state(snapshot).is_some())
    }

    /// How often it has closed a channel.
    #[inline(always)]
    pub(super) const fn closed(&self) -> usize {
        self.closed.len()
    }
}

/// Puts an entry behind all that do not come after it, so that the order in which different things were recorded does not
/// tell states apart that are alike.
fn insert<T, K: Ord>(entries: &mut Vec<T>, entry: T, key: impl Fn(&T) -> K) {
    let place = entries.partition_point(|other| key(other) <= key(&entry));
    entries.insert(place, entry);
}
