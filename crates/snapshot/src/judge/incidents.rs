//! What went wrong so far, as it bears on what is conserved: how much more or less there is of each good.
//!
//! A snapshot has what there was at the beginning, less what was lost before its cut, and what was doubled before it twice. What went wrong in a
//! step is on the side of the cut on which the step is.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use sim_core::ProcessId;

use crate::computation::Computation;
use crate::faults::Incident;
use crate::wire::Carries as _;

/// By how much there is more of each good, or less.
pub(crate) type Difference = Vec<i128>;

/// What went wrong at each process; nothing, in nearly all runs.
#[derive(Clone, Debug, Default)]
pub(super) struct Incidents {
    at: BTreeMap<ProcessId, AtProcess>,
    crashed: BTreeSet<ProcessId>,
    any: bool,
    /// Whether something that is conserved came twice.
    doubled: bool,
}

#[derive(Clone, Debug, Default)]
struct AtProcess {
    /// Up to the last step in which something did.
    before: Difference,
    /// Where that step begins.
    step: usize,
    /// In it.
    during: Difference,
}

impl Incidents {
    pub(super) fn clear(&mut self) {
        self.at.clear();
        self.crashed.clear();
        (self.any, self.doubled) = (false, false);
    }

    /// Whether something that is conserved came twice.
    pub(super) const fn doubled(&self) -> bool {
        self.doubled
    }

    /// Whether anything has gone wrong.
    pub(super) const fn any(&self) -> bool {
        self.any
    }

    /// The processes that do nothing any more.
    pub(super) const fn crashed(&self) -> &BTreeSet<ProcessId> {
        &self.crashed
    }

    /// Something has gone wrong.
    pub(super) fn note<M: PartialEq>(&mut self, process: ProcessId, incident: &Incident<M>) {
        self.any = true;
        if *incident == Incident::Crashed {
            self.crashed.insert(process);
        }
    }

    /// Something has gone wrong at a process, in the step that begins at this event.
    pub(super) fn add(&mut self, process: ProcessId, step: usize, difference: &[i128]) {
        self.doubled |= is_more(difference);
        let at = self.at.entry(process).or_default();
        if at.step != step {
            add(&mut at.before, &std::mem::take(&mut at.during));
            at.step = step;
        }
        add(&mut at.during, difference);
    }

    /// What of it is before a cut of the process behind the step that begins at this event, or in front of it.
    pub(super) fn before_cut(&self, process: ProcessId, step: usize, in_front: bool) -> Difference {
        let mut difference = Difference::new();
        if let Some(at) = self.at.get(&process) {
            add(&mut difference, &at.before);
            if at.step != step || !in_front {
                add(&mut difference, &at.during);
            }
        }
        difference
    }
}

/// Whether there is more of something.
pub(crate) fn is_more(difference: &[i128]) -> bool {
    difference.iter().any(|difference| *difference > 0)
}

/// Adds one to the other.
pub(crate) fn add(all: &mut Difference, more: &[i128]) {
    all.resize(all.len().max(more.len()), 0);
    all.iter_mut().zip(more).for_each(|(all, more)| *all += more);
}

/// So much of each good, with that difference.
pub(crate) fn with<'a>(goods: &'a [u64], difference: &[i128]) -> Cow<'a, [u64]> {
    if difference.is_empty() {
        return goods.into();
    }
    let difference = difference.iter().copied().chain(std::iter::repeat(0));
    let sum = |(good, difference): (&u64, i128)| u64::try_from(i128::from(*good) + difference).unwrap_or(0);
    goods.iter().zip(difference).map(sum).collect()
}

/// What an incident does to what is conserved.
pub(crate) fn difference<P: Computation>(computation: &P, incident: &Incident<P::Message>) -> Difference {
    let Some(message) = incident.message().and_then(|(_, message)| message.message()) else {
        return Difference::new();
    };
    let sign = if matches!(incident, Incident::Lost { .. }) { -1 } else { 1 };
    let carried = |good| sign * i128::from(computation.carried(message, good));
    (0..computation.conserved().len()).map(carried).collect()
}
