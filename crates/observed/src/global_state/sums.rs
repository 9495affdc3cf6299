//! What no event creates or destroys, added up along a cut, beside what the processes began with.

use std::collections::BTreeMap;

use sim_core::MessageId;

use crate::model::{At, Ends, Run};
use crate::question::conserved;
use crate::told::Told;

pub use crate::question::conserved::Sum;

/// Both sums.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sums {
    /// What the processes began with, without what was lost before the cut, and with what came twice; else what is not told of it.
    pub began: Result<Sum, String>,
    /// What is in the processes and in the channels along the cut; else what is not told of it.
    pub along: Result<Sum, String>,
}

/// Both sums, if anybody tells of anything that a process began with.
pub(super) fn of(
    run: &Run,
    processes: &[Told<'_>],
    channels: &BTreeMap<Ends, Vec<MessageId>>,
    doubtful: &[MessageId],
    is_before: impl Fn(At) -> bool,
) -> Option<Sums> {
    let has_any =
        run.processes.iter().filter_map(|process| process.began_with.as_ref()).any(|has| !has.is_empty());
    has_any.then(|| Sums {
        began: conserved::due(run, is_before),
        along: along(run, processes, channels, doubtful),
    })
}

fn along(
    run: &Run,
    processes: &[Told<'_>],
    channels: &BTreeMap<Ends, Vec<MessageId>>,
    doubtful: &[MessageId],
) -> Result<Sum, String> {
    let mut sum = Sum::new();
    for (process, told) in run.processes.iter().zip(processes) {
        let not_told = || format!("what {} holds there is not in the log", process.name);
        conserved::add(&mut sum, told.holds.ok_or_else(not_told)?);
    }
    for id in channels.values().flatten() {
        let not_told = || format!("how much {} carries is not in the log", run.called(*id));
        conserved::add(&mut sum, run.message(*id).carries.as_ref().ok_or_else(not_told)?);
    }
    match doubtful.first() {
        None => Ok(sum),
        Some(id) => Err(format!("when {} was sent is not in the log", run.called(*id))),
    }
}
