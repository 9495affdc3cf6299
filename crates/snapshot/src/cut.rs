//! The cut that a snapshot makes: which events are prerecording, which postrecording.
//!
//! *An event is prerecording if it occurs at a process before that process records its state* (the paper, section 4).
//! An event is a whole step: a receipt together with what it sends. Only events of the underlying computation count;
//! markers are not part of it.

use sim_core::{Happening, MessageId, Topology};

use crate::algorithm::{Recorded, SnapshotId, Wire};
use crate::computation::Computation;
use crate::window::LogEvent;

/// Pre- and postrecording, by event of the window.
#[derive(Clone, Debug, Default)]
pub struct Cut {
    /// For each event of the trace, whether its step is prerecording.
    prerecording: Vec<bool>,
    /// While computing: which processes have recorded.
    recorded: Vec<bool>,
    /// The identity of the first message sent in the window, if any.
    first_message: Option<MessageId>,
    /// For each message sent in the window, from `first_message`, whether it was sent before its sender recorded.
    sent_before: Vec<bool>,
}

impl Cut {
    /// The cut of `snapshot` through these events.
    pub fn compute<P: Computation>(
        &mut self,
        topology: &Topology,
        events: &[LogEvent<P>],
        snapshot: SnapshotId,
    ) {
        self.recorded.clear();
        self.recorded.resize(topology.processes().len(), false);
        self.prerecording.clear();
        self.sent_before.clear();
        self.first_message = None;
        let mut prerecording = true;
        for event in events {
            if event.begins_step() {
                prerecording = !self.recorded[event.process.index()];
            }
            self.prerecording.push(prerecording);
            match &event.what {
                Happening::Observe(Recorded::Process { snapshot: of, .. }) if *of == snapshot => {
                    self.recorded[event.process.index()] = true;
                }
                Happening::Send { message, .. } => {
                    self.first_message.get_or_insert(*message);
                    self.sent_before.push(prerecording);
                }
                _ => {}
            }
        }
    }

    /// Whether the step to which the event at this place belongs is prerecording.
    #[inline]
    #[must_use]
    pub fn is_prerecording(&self, event: usize) -> bool {
        self.prerecording[event]
    }

    /// Whether a message was sent by a prerecording event; one sent before the window was.
    #[inline]
    #[must_use]
    pub fn sent_before(&self, message: MessageId) -> bool {
        let Some(first) = self.first_message else { return true };
        match message.0.checked_sub(first.0).and_then(|place| usize::try_from(place).ok()) {
            Some(place) => self.sent_before.get(place).copied().unwrap_or(true),
            None => true,
        }
    }
}

/// The message of the underlying computation that an event receives or sends, if it does.
#[must_use]
pub fn underlying_message<P: Computation>(event: &LogEvent<P>) -> Option<MessageId> {
    match &event.what {
        Happening::Receive { message, body: Wire::Underlying(_), .. }
        | Happening::Send { message, body: Wire::Underlying(_), .. } => Some(*message),
        _ => None,
    }
}
