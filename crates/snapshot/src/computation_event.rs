//! The event of the computation that a step of a run is, if it is one.
//!
//! *The algorithm runs concurrently with, but does not alter, the computation* (the paper, section 1): so the start of a snapshot,
//! a recording and the receipt of a marker are no events of it, and markers no messages of it. This is what its clocks count.

use sim_core::{Happening, MessageId, ProcessId};

use crate::computation::Computation;
use crate::cut::underlying_message;
use crate::layer::Act;
use crate::log::LogEvent;
use crate::wire::Carries as _;

/// An event of the computation: a receipt or an act, together with what it sends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ComputationEvent {
    /// Whose event it is.
    pub process: ProcessId,
    /// The message it received, if it is a receipt.
    pub received: Option<MessageId>,
    /// The messages it sent, in order.
    pub sent: Vec<MessageId>,
}

impl ComputationEvent {
    /// What a step is to the computation; `None` if it is the algorithm's alone.
    #[must_use]
    pub fn of<P: Computation>(computation: &P, step: &[LogEvent<P>]) -> Option<Self> {
        let (cause, effects) = step.split_first()?;
        let sent: Vec<_> = effects.iter().filter_map(underlying_message::<P>).collect();
        let counts = match &cause.what {
            Happening::Receive { body, .. } => body.message().is_some(),
            Happening::Internal { command: Act::Underlying(command), .. } => {
                computation.starts_snapshot(command).is_none()
            }
            _ => false,
        };
        let received = underlying_message::<P>(cause);
        (counts || !sent.is_empty()).then_some(Self { process: cause.process, received, sent })
    }
}
