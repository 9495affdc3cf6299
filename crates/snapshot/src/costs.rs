//! What a snapshot cost: its markers, what it recorded, how long it took, and what was on the way meanwhile.

use sim_core::{Happening, VirtualTime, words};

use crate::algorithm::Recorded;
use crate::computation::Computation;
use crate::load::Load;
use crate::oracle::Case;
use crate::wanted::Unwanted;

/// The costs of one snapshot.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Costs {
    /// Markers sent.
    pub markers: u64,
    /// Messages recorded as part of a channel's state.
    pub recorded_messages: u64,
    /// When the first process recorded; `None` if none did.
    pub started_at: Option<VirtualTime>,
    /// When the last channel was closed; `None` if one was not.
    pub completed_at: Option<VirtualTime>,
    /// The messages of the computation in flight, after each step from the first recording to the completion: the most.
    pub most_in_flight: u64,
    /// The same, all added up.
    pub in_flight: u64,
    /// In how many steps.
    pub steps: u64,
}

impl Costs {
    /// Ticks from initiation to completion; `None` also if a foreign trace has them the other way round.
    #[must_use]
    pub fn duration(&self) -> Option<VirtualTime> {
        self.completed_at?.checked_sub(self.started_at?)
    }

    /// The mean number of messages in flight, with two decimals, rounded: `1.25`; of no step, `0.00`.
    #[must_use]
    pub fn mean_in_flight(&self) -> String {
        words::mean(self.in_flight, self.steps)
    }

    /// Adds them up from the events.
    pub(crate) fn of<P: Computation>(case: &Case<'_, P>, load: &Load) -> Result<Self, Unwanted> {
        let mut costs = Self::default();
        let topology = &case.evidence.system.topology;
        let (mut missing, mut open) = (topology.processes().len(), topology.channels().len());
        let (mut first, mut last) = (None, None);
        for own in case.own() {
            let (place, event) = own?;
            match &event.what {
                Happening::Send { .. } => costs.markers += 1,
                Happening::Observe(Recorded::Process { .. }) => {
                    first = first.or(Some(place));
                    missing = missing.saturating_sub(1);
                }
                Happening::Observe(Recorded::Message { .. }) => costs.recorded_messages += 1,
                Happening::Observe(Recorded::Closed { .. }) => open = open.saturating_sub(1),
                Happening::Receive { .. } | Happening::Internal { .. } => {}
            }
            if matches!(event.what, Happening::Observe(_)) && missing == 0 && open == 0 {
                last = last.or(Some(place));
            }
        }
        let time = |place: usize| case.evidence.events[place].time;
        (costs.started_at, costs.completed_at) = (first.map(time), last.map(time));
        if let Some(first) = first {
            let end = last.map_or(load.steps(), |last| case.index.step_of(last) + 1);
            let steps = case.index.step_of(first)..end;
            (costs.most_in_flight, costs.in_flight) = (load.most(&steps), load.sum(&steps));
            costs.steps = steps.len() as u64;
        }
        Ok(costs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_that_was_complete_before_it_began_has_no_duration() {
        let backwards = Costs { started_at: Some(5), completed_at: Some(3), ..Costs::default() };
        assert_eq!(backwards.duration(), None);
        assert_eq!(Costs { completed_at: Some(9), ..backwards }.duration(), Some(4));
    }
}
