//! The crash that was asked for: where it is in the run, and what it costs.

use snapshot::rollback::{AnyMoment, Checkpointed, Loss};
use snapshot::{Judgement, Program};
use trace::Restored;

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
    /// The crash that was typed as `P@400`.
    pub(super) fn read<P: Program>(
        typed: &str,
        restored: &Restored<P>,
        judgements: &[Judgement<P>],
    ) -> Result<Self, Failure> {
        let (process, time) = understood(typed)?;
        let Restored { system, events, .. } = restored;
        if system.topology.process(process).is_none() {
            return Err(Failure::new(format!("'--crash {typed}': there is no process '{process}'")));
        }
        let last = events.last().map_or(0, |event| event.time);
        if time > last {
            let what = format!("'--crash {typed}': the run is over by then, its last event is at t={last}");
            return Err(Failure::with_tip(
                what,
                "with more snapshots it goes on for longer; see --snapshots",
            ));
        }
        let recorded = judgements.iter().map(|judgement| (judgement.snapshot, &*judgement.recorded));
        let run = Checkpointed::new(system, events, recorded);
        let before = events.partition_point(|event| event.time <= time);
        let (loss, any_moment) = (run.loss(before, time), run.at_any_moment());
        Ok(Self { process: process.to_string(), time, events: before, loss, any_moment })
    }
}

/// `P@400`, as a process and a time.
fn understood(typed: &str) -> Result<(&str, u64), Failure> {
    let parts = typed.rsplit_once('@').filter(|(process, _)| !process.is_empty());
    let digits = |time: &&str| !time.is_empty() && time.bytes().all(|digit| digit.is_ascii_digit());
    let read = parts.and_then(|(process, time)| Some((process, Some(time).filter(digits)?.parse().ok()?)));
    read.ok_or_else(|| {
        Failure::with_tip(format!("'--crash {typed}' is no crash"), "a process and a time: --crash P@400")
    })
}
