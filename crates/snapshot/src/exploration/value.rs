//! What was recorded, as a value.

use sim_core::Topology;

use crate::aim::Aim;
use crate::recorded::{ProcessRecord, RecordedGlobalState};

/// A recorded global state, or a recovery line, as a value: without identities and times.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct RecordedValue<S, M> {
    /// The recorded state of each process; `None` for one that did not record.
    pub processes: Vec<Option<S>>,
    /// The recorded messages of each channel; `None` for one that was not closed. Of a recovery line, and of checkpoints, there are none.
    pub channels: Vec<Option<Vec<M>>>,
    /// Whether [nothing is missing](RecordedGlobalState::is_whole).
    pub whole: bool,
}

impl<S, M: Ord> RecordedValue<S, M> {
    /// The same with the messages of channels that keep no order in ascending order: two that differ in their order are one.
    #[must_use]
    pub fn without_order(mut self, topology: &Topology) -> Self {
        for (channel, messages) in topology.channels().iter().zip(&mut self.channels) {
            if !channel.order.keeps_order() {
                messages.iter_mut().for_each(|messages| messages.sort_unstable());
            }
        }
        self
    }
}

impl<S: Clone, M: Clone> From<&RecordedGlobalState<S, M>> for RecordedValue<S, M> {
    fn from(recorded: &RecordedGlobalState<S, M>) -> Self {
        let state = |record: &ProcessRecord<S>| Some(record.first.as_ref()?.state.clone());
        let channels: &[_] = match recorded.aim {
            Aim::GlobalState => &recorded.channels,
            Aim::RecoveryLine | Aim::Checkpoints => &[],
        };
        let channels = channels.iter().map(|record| {
            let messages = record.messages.iter().map(|(_, message)| message.clone());
            record.closed.is_some().then(|| messages.collect())
        });
        Self {
            processes: recorded.processes.iter().map(state).collect(),
            channels: channels.collect(),
            whole: recorded.is_whole(),
        }
    }
}
