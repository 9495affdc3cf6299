//! When snapshots are started, and by whom.
//!
//! *The algorithm may be initiated by one or more processes, each of which records its state spontaneously, without
//! receiving markers from other processes* (the paper, section 3.1). Several snapshots of one run are numbered from 1 and may
//! overlap. An initiator starts them in their order, each unless a marker of it was there first; so several initiators start
//! the *same* snapshots. Or each is told which snapshot it starts, and when: then different processes start different ones,
//! whose markers cross.

use std::ops::RangeInclusive;

use sim_core::ProcessId;

use crate::id::SnapshotId;

/// Which snapshots a run takes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Initiation {
    /// How many there are: numbers 1 to this.
    pub snapshots: u32,
    /// Who may start them.
    pub initiators: Initiators,
    /// With a count, an initiator starts the first snapshot at the end of the first step in which it sends something while
    /// its own count is at least this, the second when it is at least one more, and so on: *immediately after sending m, P
    /// initiates*. Without one, it starts each of its own accord, at any moment.
    pub trigger: Option<u64>,
}

/// Who may start a snapshot.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Initiators {
    /// Every process.
    Any,
    /// These, in ascending order. With none, only the computation starts snapshots
    /// ([`starts_snapshot`](crate::Computation::starts_snapshot)).
    These(Vec<ProcessId>),
    /// These, in ascending order, each with a snapshot or a trigger of its own. None of them starts the same snapshot twice.
    Each(Vec<Initiator>),
}

/// A process that starts snapshots in its own way.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Initiator {
    /// Which process.
    pub process: ProcessId,
    /// The one snapshot that it starts; without, it starts all.
    pub snapshot: Option<SnapshotId>,
    /// The count with which it starts that snapshot, or the first of all; without, it starts of its own accord.
    pub trigger: Option<u64>,
}

/// A way in which a process starts snapshots: one of them, or all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Way {
    /// Which.
    pub(crate) snapshots: RangeInclusive<u32>,
    /// The count with which it starts the first of them; without, it starts them of its own accord.
    pub(crate) trigger: Option<u64>,
}

/// When a process starts a snapshot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Start {
    /// It does not.
    Never,
    /// Of its own accord, at any moment.
    OwnAccord,
    /// At the end of the first step in which it sends something while its count is at least this.
    At(u64),
}

impl Initiators {
    /// These processes, in any order.
    #[must_use]
    pub fn these(processes: &[ProcessId]) -> Self {
        let mut processes = processes.to_vec();
        processes.sort_unstable();
        processes.dedup();
        Self::These(processes)
    }

    /// Whether this process may start a snapshot.
    #[inline]
    #[must_use]
    pub fn contains(&self, process: ProcessId) -> bool {
        match self {
            Self::Any => true,
            Self::These(processes) => processes.binary_search(&process).is_ok(),
            Self::Each(each) => each.binary_search_by_key(&process, |initiator| initiator.process).is_ok(),
        }
    }

    /// These, each in its own way; plainly [`These`](Self::These), if all are alike and have the `trigger` of all.
    #[must_use]
    pub fn each(mut each: Vec<Initiator>, trigger: Option<u64>) -> Self {
        each.sort_unstable();
        each.dedup();
        let plain = |initiator: &Initiator| initiator.snapshot.is_none() && initiator.trigger == trigger;
        if each.iter().all(plain) {
            Self::These(each.into_iter().map(|initiator| initiator.process).collect())
        } else {
            Self::Each(each)
        }
    }
}

impl Initiation {
    /// One snapshot, started by this process with this count.
    #[must_use]
    pub fn triggered(initiator: ProcessId, trigger: u64) -> Self {
        Self { snapshots: 1, initiators: Initiators::These(vec![initiator]), trigger: Some(trigger) }
    }

    /// One snapshot, started by this process of its own accord.
    #[must_use]
    pub fn of_own_accord(initiator: ProcessId) -> Self {
        Self { snapshots: 1, initiators: Initiators::These(vec![initiator]), trigger: None }
    }

    /// As many snapshots as the computation's own commands start.
    #[must_use]
    pub const fn commanded(snapshots: u32) -> Self {
        Self { snapshots, initiators: Initiators::These(Vec::new()), trigger: None }
    }

    /// When the process starts the snapshot, unless a marker of it is there first.
    #[must_use]
    pub fn start(&self, process: ProcessId, snapshot: SnapshotId) -> Start {
        let way = self.ways(process).find(|way| way.snapshots.contains(&snapshot.0));
        way.map_or(Start::Never, |way| match way.trigger {
            None => Start::OwnAccord,
            Some(trigger) => {
                let after_the_first = snapshot.0 - way.snapshots.start();
                Start::At(trigger.saturating_add(u64::from(after_the_first)))
            }
        })
    }

    /// The ways in which the process starts snapshots.
    pub(crate) fn ways(&self, process: ProcessId) -> impl Iterator<Item = Way> {
        let (each, alike): (&[Initiator], _) = match &self.initiators {
            Initiators::Each(each) => (each, false),
            all => (&[], all.contains(process)),
        };
        let alike = alike.then(|| Way { snapshots: self.all(), trigger: self.trigger });
        let from = each.partition_point(|initiator| initiator.process < process);
        let own = each[from..].iter().take_while(move |initiator| initiator.process == process);
        alike.into_iter().chain(own.map(|initiator| Way {
            snapshots:
                initiator.snapshot.map_or_else(|| self.all(), |only| only.0..=only.0.min(self.snapshots)),
            trigger: initiator.trigger,
        }))
    }

    /// How many of the snapshots the process may start.
    pub(crate) fn started_by(&self, process: ProcessId) -> u32 {
        self.ways(process).map(|way| (way.snapshots.end() + 1).saturating_sub(*way.snapshots.start())).sum()
    }

    /// Whether some process may start a snapshot of its own accord.
    #[must_use]
    pub fn any_of_own_accord(&self) -> bool {
        match &self.initiators {
            Initiators::Each(each) => each.iter().any(|initiator| initiator.trigger.is_none()),
            Initiators::These(these) => !these.is_empty() && self.trigger.is_none(),
            Initiators::Any => self.trigger.is_none(),
        }
    }

    /// The least count with which some process may have come to a trigger; none, if there is no trigger.
    pub(crate) fn least_trigger(&self) -> Option<u64> {
        match &self.initiators {
            Initiators::Each(each) => each.iter().filter_map(|initiator| initiator.trigger).min(),
            Initiators::These(_) | Initiators::Any => self.trigger,
        }
    }

    /// The snapshots that the process starts with this count, if it has not before.
    pub(crate) fn due(&self, process: ProcessId, count: u64) -> impl Iterator<Item = RangeInclusive<u32>> {
        self.ways(process).filter_map(move |Way { snapshots, trigger }| {
            // The first is due with the trigger itself, each next one with one more.
            let after_the_first = count.checked_sub(trigger?)?;
            let last = u64::from(*snapshots.start()).saturating_add(after_the_first);
            let last = u32::try_from(last).map_or(*snapshots.end(), |last| last.min(*snapshots.end()));
            Some(*snapshots.start()..=last)
        })
    }

    /// The numbers of the snapshots.
    pub(crate) const fn all(&self) -> RangeInclusive<u32> {
        1..=self.snapshots
    }

    /// The numbers of the snapshots.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = SnapshotId> + use<> {
        self.all().map(SnapshotId)
    }
}
