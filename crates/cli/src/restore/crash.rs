//! The crash that was asked for: where it is in the run, and what it costs.

use snapshot::rollback::{AnyMoment, Checkpointed, Loss};
use snapshot::{LogEvent, Program};
use trace::Finished;

use crate::crash::Crash;
use crate::failure::Failure;

/// A crash in a run.
pub(super) struct Crashed {
    pub(super) process: String,
    pub(super) time: u64,
    /// How many events there were before it.
    pub(super) events: usize,
    pub(super) loss: Loss,
    pub(super) any_moment: AnyMoment,
}

impl Crashed {
    /// The crash that was asked for, in this run.
    pub(super) fn of<P: Program>(
        crash: &Crash,
        finished: &Finished<'_, P>,
        events: &[LogEvent<P>],
    ) -> Result<Self, Failure> {
        let system = finished.system;
        crash.refuse_unknown(&system.topology)?;
        let before = crash.events_before::<P>(events, finished.stopped);
        let before = before.map_err(|over| crash.never(over, None))?;
        let recorded = finished.judgements.iter().map(|judgement| (judgement.snapshot, &*judgement.recorded));
        let run = Checkpointed::new(system, events, recorded);
        let (loss, any_moment) = (run.loss(before, crash.time), run.at_any_moment());
        let (process, time) = (crash.process.clone(), crash.time);
        Ok(Self { process, time, events: before, loss, any_moment })
    }
}
