//! A run that is known from a log: the same steps, made again out of its events.

use std::ops::Range;

use sim_core::{Cause, Effect, Envelope, Happening, MessageId, Step};

use super::Judge;
use crate::computation::Computation;
use crate::id::SnapshotId;
use crate::layer::Act;
use crate::layer::StepOver;
use crate::log::LogEvent;
use crate::oracle::Evidence;
use crate::rerun::steps;
use crate::wanted::{Unwanted, Wanted};
use crate::wire::Logged;

impl<P: Computation> Judge<P> {
    /// Watches these events, for the snapshots with these numbers.
    ///
    /// # Errors
    /// [`Unwanted`] when that is no longer wanted.
    pub fn read(
        &mut self,
        evidence: &Evidence<'_, P>,
        snapshots: Range<u32>,
        wanted: Wanted<'_>,
    ) -> Result<(), Unwanted> {
        self.begin(evidence.system, evidence.base, snapshots);
        for events in wanted.each(steps::<P>(evidence.events)) {
            let events = events?;
            let step = step_of::<P>(events);
            match &events[0].what {
                Happening::Receive { state, .. } | Happening::Internal { state, .. } => {
                    self.step(evidence.system, &step, state);
                }
                Happening::Send { .. } | Happening::Observe(_) => {
                    self.alone.break_off(&step);
                    let state = evidence.base.process(step.process);
                    self.take_in(evidence.system, &step, state, None, 0);
                }
            }
        }
        Ok(())
    }
}

/// The step that these events tell of; one that a damaged file tells without its beginning begins with the start of no snapshot.
fn step_of<P: Computation>(events: &[LogEvent<P>]) -> StepOver<P, Logged<P::Message>, Option<MessageId>> {
    let first = &events[0];
    let (cause, effects) = match &first.what {
        Happening::Receive { channel, message, body, .. } => {
            let message = Envelope { id: *message, body: body.clone() };
            (Cause::Receive { channel: *channel, message }, &events[1..])
        }
        Happening::Internal { command, .. } => (Cause::Internal(command.clone()), &events[1..]),
        Happening::Send { .. } | Happening::Observe(_) => {
            (Cause::Internal(Act::Initiate(SnapshotId(0))), events)
        }
    };
    let effects = effects.iter().map(|event| match &event.what {
        Happening::Send { channel, message, body } => {
            Effect::Send(*channel, Envelope { id: *message, body: body.clone() })
        }
        Happening::Observe(recorded) => Effect::Observe(recorded.clone()),
        Happening::Receive { .. } | Happening::Internal { .. } => unreachable!("a step begins with them"),
    });
    let waited = if let Happening::Receive { waited, .. } = first.what { waited } else { 0 };
    Step { time: first.time, process: first.process, cause, waited, effects: effects.collect() }
}
