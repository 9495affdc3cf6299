//! The checkpoints of a run, and what was sent and received between them.

use sim_core::ProcessId;

use crate::lattice::{Cut, Steps};
use crate::model::{Arrow, At, Run};

/// Where a process may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Point {
    /// How many of its steps are before it.
    pub steps: u32,
    /// What it is.
    pub kind: Kind,
}

/// What a point is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The beginning of the run.
    Beginning,
    /// It was recorded.
    Checkpoint {
        /// For which snapshot.
        snapshot: u64,
        /// The recording.
        at: At,
    },
    /// The state that the process is in now: lost when it crashes.
    Present,
}

/// Something that was sent and received. An interval has the number of the point that it begins with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Passed {
    /// In which interval of its source it was sent.
    pub(super) sent: usize,
    /// Where it came to.
    pub(super) target: usize,
    /// In which interval of its target it was received.
    pub(super) received: usize,
    pub(super) arrow: Arrow,
}

/// The points of all processes.
#[derive(Debug)]
pub(super) struct Checkpoints {
    pub(super) points: Vec<Vec<Point>>,
    /// What each process sent, in its order.
    sent: Vec<Vec<Passed>>,
}

impl Checkpoints {
    pub(super) fn of(run: &Run, steps: &Steps) -> Self {
        let points: Vec<_> = steps.processes.iter().map(|process| points(run, steps, *process)).collect();
        let interval = |process: ProcessId, step: usize| {
            points[process.index()].partition_point(|point| point.steps as usize <= step) - 1
        };
        let mut sent = vec![Vec::new(); points.len()];
        for arrow in run.arrows() {
            let [source, target] = [arrow.from.process, arrow.to.process];
            if let Some((from, to)) = steps.at_or_before(arrow.from).zip(steps.at_or_after(arrow.to)) {
                let (at, received) = (target.index(), interval(target, to));
                sent[source.index()].push(Passed {
                    sent: interval(source, from),
                    target: at,
                    received,
                    arrow,
                });
            }
        }
        sent.iter_mut().for_each(|sent| sent.sort_unstable_by_key(|passed| passed.arrow.from));
        Self { points, sent }
    }

    /// What a process sent in these intervals.
    pub(super) fn sent(&self, place: usize, intervals: std::ops::Range<usize>) -> &[Passed] {
        let sent = &self.sent[place];
        let up_to = |interval: usize| sent.partition_point(|passed| passed.sent < interval);
        &sent[up_to(intervals.start)..up_to(intervals.end)]
    }

    /// How many points there are.
    pub(super) fn count(&self) -> usize {
        self.points.iter().map(Vec::len).sum()
    }

    /// Everybody as it is now.
    pub(super) fn present(&self) -> Vec<usize> {
        self.points.iter().map(|points| points.len() - 1).collect()
    }

    /// These points, as a cut.
    pub(super) fn cut(&self, line: &[usize]) -> Cut {
        cut(&self.points, line)
    }
}

pub(super) fn cut(points: &[Vec<Point>], line: &[usize]) -> Cut {
    points.iter().zip(line).map(|(points, at)| points[*at].steps).collect()
}

/// The points of a process, in its order.
fn points(run: &Run, steps: &Steps, process: ProcessId) -> Vec<Point> {
    let place = process.index();
    let recordings = run.snapshots.iter().flat_map(|(snapshot, recorded)| {
        recorded.processes.get(&process).into_iter().flatten().map(|recording| (recording.at, *snapshot))
    });
    let mut recordings: Vec<_> = recordings.collect();
    recordings.sort_unstable();
    let before = |at| u32::try_from(steps.before(place, at)).expect("lines are bounded");
    let checkpoint = |(at, snapshot)| Point { steps: before(at), kind: Kind::Checkpoint { snapshot, at } };
    std::iter::once(Point { steps: 0, kind: Kind::Beginning })
        .chain(recordings.into_iter().map(checkpoint))
        .chain(std::iter::once(Point { steps: steps.to[place], kind: Kind::Present }))
        .collect()
}
