//! The crash that was asked for: where it is in the run, and what it costs.

use snapshot::rollback::{AnyMoment, Checkpointed, Loss, OwnCheckpoint};
use snapshot::{Program, RecordedOf, Underlying};
use trace::{Finished, Restored};

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
    /// Of each process, where it took checkpoints when it liked.
    pub(super) own_checkpoints: Option<Vec<OwnCheckpoint>>,
}

/// A crash, the state in which all begin again, and what was recorded there; nothing of the beginning.
type GoneBack<P> = (Crashed, Underlying<P>, Option<RecordedOf<P>>);

impl Crashed {
    /// The crash that was asked for, in this run, and where all go back to.
    pub(super) fn of<P: Program>(
        crash: &Crash,
        finished: &Finished<'_, P>,
        Restored { system, base, events, .. }: &Restored<P>,
    ) -> Result<GoneBack<P>, Failure> {
        crash.refuse_unknown(&system.topology)?;
        let before = crash.events_before::<P>(events, finished.stopped);
        let before = before.map_err(|over| crash.never(over, None))?;
        let recorded = finished.judgements.iter().map(|judgement| (judgement.snapshot, &*judgement.recorded));
        let run = Checkpointed::new((system, base), events, recorded);
        let (loss, any_moment) = (run.loss(before, crash.time), run.at_any_moment());
        let own_checkpoints = run.own_checkpoints(loss.back_to, before);
        let (process, time) = (crash.process.clone(), crash.time);
        let crashed = Self { process, time, events: before, loss, any_moment, own_checkpoints };
        Ok((crashed, run.start(loss.back_to), run.recorded(loss.back_to).cloned()))
    }
}
