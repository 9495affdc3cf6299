//! Where the processes of a run go back to when some of them crash: the *recovery line*, of the checkpoints that each took when it liked
//! (Randell, "System structure for software fault tolerance", 1975).
//!
//! A checkpoint is a recording of a process; its initial state is checkpoint 0. Who crashed goes back to its newest checkpoint, and who did not
//! may keep the state that it is in. If somebody has received what nobody has sent, it goes back too, and so on: one may
//! make another fall, as dominoes do. What stands in the end is the greatest consistent set ([`snapshot::rollback::fall`]). A checkpoint that is in no
//! consistent set at all is useless (`zigzag`).
//!
//! Only what was received and sent counts; whether somebody meant a set of checkpoints to be consistent, nobody asks here. What is so along the
//! line, [`GlobalState`] says of any cut.

mod checkpoints;
mod drawn;
mod zigzag;

use sim_core::{MessageId, ProcessId};

use crate::bounds;
use crate::global_state::GlobalState;
use crate::lattice::{Cut, Steps};
use crate::model::{Ends, Run};

pub use checkpoints::{Domino, Kind, Point};
pub use zigzag::Useless;

use checkpoints::Checkpoints;

/// Which point of each process, by place.
pub type Line = Vec<usize>;

/// How the processes of a run recover.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recovery<'a> {
    /// The points that each process can be at: its checkpoints, and in the end what it is now.
    pub points: Vec<Vec<Point>>,
    /// Where each would go back to, if it were alone.
    pub start: Line,
    /// What is so there.
    pub at_start: GlobalState<'a>,
    /// Who had to go back further, one after the other.
    pub dominoes: Vec<Domino>,
    /// Where each goes back to.
    pub line: Line,
    /// What is so there: the messages in its channels are those that have to be sent again.
    pub at_line: GlobalState<'a>,
    /// The checkpoints that are in no consistent set, process by process; absent where it would take too long to find them.
    pub useless: Option<Vec<Useless>>,
}

impl<'a> Recovery<'a> {
    /// Of a run, when these processes crash.
    #[must_use]
    pub fn of(run: &'a Run, steps: &Steps, crashed: &[ProcessId]) -> Self {
        let checkpoints = Checkpoints::of(run, steps);
        let points = &checkpoints.points;
        let newest = |(process, points): (&ProcessId, &Vec<Point>)| {
            points.len() - if crashed.contains(process) { 2 } else { 1 }
        };
        let start: Line = steps.processes.iter().zip(points).map(newest).collect();
        let (line, dominoes) = checkpoints.fall(&start);
        let passed = run.messages.len() + run.known.len() + steps.processes.len();
        let looks = (checkpoints.count() as u64).saturating_mul(passed as u64);
        let along = |line: &Line| GlobalState::along(run, steps, checkpoints.cut(line));
        Self {
            at_start: along(&start),
            at_line: along(&line),
            useless: (looks <= bounds::LOOKS).then(|| zigzag::useless(&checkpoints, steps)),
            points: checkpoints.points,
            start,
            dominoes,
            line,
        }
    }

    /// The cut after so many dominoes.
    #[must_use]
    pub fn after(&self, dominoes: usize) -> Cut {
        let mut line = self.start.clone();
        self.dominoes[..dominoes].iter().for_each(|domino| line[domino.process.index()] = domino.to);
        checkpoints::cut(&self.points, &line)
    }

    /// The snapshot to which both processes of a channel go back, if it recorded just these messages there: then nobody has to send them again.
    #[must_use]
    pub fn recorded(&self, run: &Run, ends: Ends, messages: &[MessageId]) -> Option<u64> {
        let snapshot =
            |process: ProcessId| match self.points[process.index()][self.line[process.index()]].kind {
                Kind::Checkpoint { snapshot, .. } => Some(snapshot),
                Kind::Beginning | Kind::Present => None,
            };
        let number = snapshot(ends.0).filter(|number| snapshot(ends.1) == Some(*number))?;
        let [record] = &run.snapshots.get(&number)?.channels.get(&ends)?[..] else { return None };
        let there = || messages.iter().map(|id| run.message(*id));
        let names: Option<Vec<_>> = there().map(|message| message.name.clone()).collect();
        let bodies: Option<Vec<_>> = there().map(|message| message.body.clone()).collect();
        let same = |recorded: &Option<Vec<String>>, there| recorded.is_some() && *recorded == there;
        (same(&record.messages, names) || same(&record.bodies, bodies)).then_some(number)
    }

    /// Why a checkpoint is in no consistent set, if it is in none and that was asked.
    #[must_use]
    pub fn useless(&self, process: ProcessId, point: usize) -> Option<&Useless> {
        let useless = self.useless.as_ref()?;
        let place = useless.binary_search_by_key(&(process, point), |one| (one.process, one.point)).ok()?;
        useless.get(place)
    }
}
