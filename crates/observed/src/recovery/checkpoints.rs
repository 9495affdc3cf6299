//! The checkpoints of a run, and what was sent and received between them.

use sim_core::ProcessId;
use snapshot::rollback;

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
type Passed = rollback::Passed<Arrow>;

/// That one process has to go back because another one does.
pub type Domino = rollback::Domino<Arrow>;

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
                let (sent_in, received) = (interval(source, from), interval(target, to));
                sent[source.index()].push(Passed { sent: sent_in, target, received, message: arrow });
            }
        }
        sent.iter_mut().for_each(|sent| sent.sort_unstable_by_key(|passed| passed.message.from));
        Self { points, sent }
    }

    /// The greatest consistent line with nobody later than here, and who had to go back for it.
    pub(super) fn fall(&self, start: &[usize]) -> (Vec<usize>, Vec<Domino>) {
        rollback::fall(&self.sent, start, &self.present())
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
