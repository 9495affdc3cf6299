//! The recovery lines of a run in which each process takes checkpoints when it likes: whenever one is taken, the greatest consistent set of those that there are.
//!
//! Nothing takes a line back: what is consistent stays so, whatever happens next. So what is before a line is never done in vain.

use std::collections::BTreeMap;

use sim_core::{Happening, ProcessId, System};

use super::line::{Passed, fall};
use crate::aim::Aim;
use crate::algorithm::Recorded;
use crate::computation::{Computation, Underlying};
use crate::id::SnapshotId;
use crate::log::LogEvent;
use crate::recorded::{ProcessRecord, RecordedGlobalState, RecordedOf, Recording};
use crate::rerun;
use crate::wire::Carries as _;

/// The lines, from the first that is not the beginning of the run on. Each is a recovery line that is complete when its last checkpoint is taken; the
/// checkpoint of a process is the snapshot with its number, and 0 is its beginning.
pub(super) fn lines<P: Computation>(
    system: &System<P>,
    base: &Underlying<P>,
    events: &[LogEvent<P>],
) -> Vec<RecordedOf<P>> {
    let taken = Taken::of(system, base, events);
    let mut newest = vec![0; taken.checkpoints.len()];
    let (mut at, mut lines) = (newest.clone(), Vec::new());
    for process in &taken.order {
        newest[process.index()] += 1;
        let end: Vec<_> = newest.iter().map(|newest| newest + 1).collect();
        let (line, _) = fall(&taken.sent, &newest, &end);
        if line != at {
            lines.push(taken.recorded(&line));
            at = line;
        }
    }
    lines
}

/// The checkpoints of a run, and what was sent between them.
struct Taken<P: Computation> {
    /// Of each process, from its beginning on.
    checkpoints: Vec<Vec<Recording<P::State>>>,
    /// Who took them, in the order of the run.
    order: Vec<ProcessId>,
    /// What each process sent, in its order.
    sent: Vec<Vec<Passed<()>>>,
}

impl<P: Computation> Taken<P> {
    fn of(system: &System<P>, base: &Underlying<P>, events: &[LogEvent<P>]) -> Self {
        let beginning = |state: &P::State| {
            let (snapshot, state) = (SnapshotId(0), state.clone());
            vec![Recording { snapshot, state, time: 0, before: true, event: 0 }]
        };
        let checkpoints: Vec<_> = base.processes.iter().map(beginning).collect();
        let sent = vec![Vec::new(); checkpoints.len()];
        let mut taken = Self { checkpoints, order: Vec::new(), sent };
        let (mut place, mut under_way) = (0, BTreeMap::new());
        for step in rerun::steps::<P>(events) {
            taken.take(step, place, true);
            for event in step {
                let at = event.process.index();
                let interval = taken.checkpoints[at].len() - 1;
                match &event.what {
                    Happening::Send { channel, message, body } if body.message().is_some() => {
                        let target = system.topology.channel(*channel).target;
                        under_way.insert(*message, (at, taken.sent[at].len()));
                        let nowhere = usize::MAX;
                        taken.sent[at].push(Passed {
                            sent: interval,
                            target,
                            received: nowhere,
                            message: (),
                        });
                    }
                    Happening::Receive { message, .. } => {
                        if let Some((source, number)) = under_way.remove(message) {
                            taken.sent[source][number].received = interval;
                        }
                    }
                    _ => {}
                }
            }
            taken.take(step, place, false);
            place += step.len();
        }
        taken
    }

    /// The checkpoints that a step takes, before all else that it does or after it.
    fn take(&mut self, step: &[LogEvent<P>], place: usize, first: bool) {
        for (event, happened) in (place..).zip(step) {
            let Happening::Observe(Recorded::Process { snapshot, state, before }) = &happened.what else {
                continue;
            };
            if *before == first {
                let (snapshot, state, before) = (*snapshot, state.clone(), *before);
                let recording = Recording { snapshot, state, time: happened.time, before, event };
                self.checkpoints[happened.process.index()].push(recording);
                self.order.push(happened.process);
            }
        }
    }

    /// A line, as what is recorded of one.
    fn recorded(&self, line: &[usize]) -> RecordedOf<P> {
        let record = |(checkpoints, at): (&Vec<Recording<P::State>>, &usize)| {
            let first = checkpoints[*at].clone();
            let permanent = (*at > 0).then_some(first.event);
            ProcessRecord { first: Some(first), times: u32::from(*at > 0), permanent }
        };
        let processes = self.checkpoints.iter().zip(line).map(record).collect();
        RecordedGlobalState { aim: Aim::RecoveryLine, processes, channels: Vec::new() }
    }
}
