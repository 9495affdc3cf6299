//! How far the snapshots of a run are: what of each is still missing.

use sim_core::Topology;

use crate::id::SnapshotId;

/// How far a snapshot is.
#[derive(Debug)]
enum Progress {
    /// Nothing has been recorded.
    Waiting,
    /// This is still missing.
    Underway(Missing),
    /// Nothing is missing.
    Complete,
}

/// How much of a snapshot is still missing. Only snapshots that are under way have a table, so that many can be waited for.
#[derive(Clone, Debug)]
pub(super) struct Missing {
    pub(super) recorded: Vec<bool>,
    pub(super) closed: Vec<bool>,
    count: usize,
}

impl Missing {
    fn everything(processes: usize, channels: usize) -> Self {
        Self { recorded: vec![false; processes], closed: vec![false; channels], count: processes + channels }
    }

    fn reset(&mut self) {
        self.recorded.fill(false);
        self.closed.fill(false);
        self.count = self.recorded.len() + self.closed.len();
    }

    /// Marks something as done; whether it was the last that was missing.
    fn mark(&mut self, is: impl FnOnce(&mut Self) -> &mut bool) -> bool {
        if std::mem::replace(is(self), true) {
            return false;
        }
        self.count -= 1;
        self.count == 0
    }
}

/// The snapshots of a run, and how far they are.
#[derive(Debug)]
pub(super) struct Snapshots {
    /// By snapshot, from number 1.
    progress: Vec<Progress>,
    /// How many are not complete.
    incomplete: usize,
    /// Tables that can be used again.
    spare: Vec<Missing>,
    processes: usize,
    channels: usize,
}

impl Snapshots {
    /// So many snapshots, of which nothing has been recorded.
    pub(super) fn new(snapshots: u32, topology: &Topology) -> Self {
        let progress: Vec<_> = (0..snapshots).map(|_| Progress::Waiting).collect();
        let (processes, channels) = (topology.processes().len(), topology.channels().len());
        Self { incomplete: progress.len(), progress, spare: Vec::new(), processes, channels }
    }

    /// Whether nothing of any snapshot is missing; never, if there is none to wait for.
    pub(super) const fn complete(&self) -> bool {
        self.incomplete == 0 && !self.progress.is_empty()
    }

    /// Forgets what was recorded, keeping the tables.
    pub(super) fn reset(&mut self) {
        for progress in &mut self.progress {
            if let Progress::Underway(table) = std::mem::replace(progress, Progress::Waiting) {
                self.spare.push(table);
            }
        }
        self.incomplete = self.progress.len();
    }

    /// Notes what became of a snapshot of this run.
    pub(super) fn mark(&mut self, snapshot: SnapshotId, is: impl FnOnce(&mut Missing) -> &mut bool) {
        let place = (snapshot.0 as usize).checked_sub(1);
        let Some(progress) = place.and_then(|place| self.progress.get_mut(place)) else { return };
        if matches!(progress, Progress::Waiting) {
            let mut table =
                self.spare.pop().unwrap_or_else(|| Missing::everything(self.processes, self.channels));
            table.reset();
            *progress = Progress::Underway(table);
        }
        if let Progress::Underway(missing) = progress
            && missing.mark(is)
            && let Progress::Underway(table) = std::mem::replace(progress, Progress::Complete)
        {
            self.spare.push(table);
            self.incomplete -= 1;
        }
    }
}
