//! The cut that a snapshot makes: which events are prerecording, which postrecording.
//!
//! *An event is prerecording if it occurs at a process before that process records its state* (the paper, section 4).
//! An event is a whole step: a receipt together with what it sends. So the cut falls before a step or after it: an algorithm that is made
//! to record by what it receives may say that it recorded [before](crate::recorded::Recording::before) the receipt. Only events of the underlying computation count;
//! markers are not part of it.

use sim_core::{Happening, MessageId};

use crate::computation::Computation;
use crate::index::Index;
use crate::log::LogEvent;
use crate::recorded::RecordedOf;
use crate::wire::Carries as _;

/// Pre- and postrecording, by event of the window.
#[derive(Debug)]
pub struct Cut<'a, P: Computation> {
    /// The events of the window.
    pub events: &'a [LogEvent<P>],
    /// Where what is among them.
    pub index: &'a Index,
    /// Where each process recorded.
    pub recorded: &'a RecordedOf<P>,
}

impl<P: Computation> Cut<'_, P> {
    /// Whether the step to which the event at this place belongs is prerecording.
    #[inline]
    #[must_use]
    pub fn is_prerecording(&self, event: usize) -> bool {
        let recording = &self.recorded.processes[self.events[event].process.index()].first;
        recording.as_ref().is_none_or(|recording| {
            let (step, cut) = (self.index.step_of(event), self.index.step_of(recording.event));
            step < cut || (step == cut && !recording.before)
        })
    }

    /// Whether a message was sent by a prerecording event; one sent before the window was.
    #[inline]
    #[must_use]
    pub fn sent_before(&self, message: MessageId) -> bool {
        self.index.sent(message).is_none_or(|place| self.is_prerecording(place))
    }
}

/// The message of the underlying computation that an event receives or sends, if it does.
#[must_use]
pub fn underlying_message<P: Computation>(event: &LogEvent<P>) -> Option<MessageId> {
    match &event.what {
        Happening::Receive { message, body, .. } | Happening::Send { message, body, .. } => {
            body.message().map(|_| *message)
        }
        _ => None,
    }
}
