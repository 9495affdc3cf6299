//! What a snapshot cost: its markers, what it recorded, how long it took, and what was on the way meanwhile.

use sim_core::{Happening, VirtualTime, words};

use crate::algorithm::{Recorded, Wire};
use crate::computation::Computation;
use crate::oracle::Evidence;
use crate::rerun::steps;
use crate::window::LogEvent;

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
    #[must_use]
    pub fn of<P: Computation>(evidence: &Evidence<'_, P>) -> Self {
        let mut costs = Self::default();
        let mut in_flight: u64 = evidence.base.channels.iter().map(|channel| channel.len() as u64).sum();
        let mut open = evidence.system.topology.channels().len();
        let mut missing = evidence.system.topology.processes().len();
        for step in steps::<P>(evidence.events) {
            let over = costs.completed_at.is_some();
            for event in step {
                match &event.what {
                    Happening::Receive { body: Wire::Underlying(_), .. } => {
                        in_flight = in_flight.saturating_sub(1);
                    }
                    Happening::Send { body: Wire::Underlying(_), .. } => in_flight += 1,
                    Happening::Send { body: Wire::Marker(snapshot), .. }
                        if *snapshot == evidence.snapshot =>
                    {
                        costs.markers += 1;
                    }
                    Happening::Observe(recorded) if recorded.snapshot() == evidence.snapshot => {
                        costs.add::<P>(event, recorded, &mut missing, &mut open);
                    }
                    _ => {}
                }
            }
            if costs.started_at.is_some() && !over {
                costs.most_in_flight = costs.most_in_flight.max(in_flight);
                costs.in_flight += in_flight;
                costs.steps += 1;
            }
        }
        costs
    }

    fn add<P: Computation>(
        &mut self,
        event: &LogEvent<P>,
        recorded: &Recorded<P::State, P::Message>,
        missing: &mut usize,
        open: &mut usize,
    ) {
        match recorded {
            Recorded::Process { .. } => {
                self.started_at.get_or_insert(event.time);
                *missing = missing.saturating_sub(1);
            }
            Recorded::Message { .. } => self.recorded_messages += 1,
            Recorded::Closed { .. } => *open = open.saturating_sub(1),
        }
        if *missing == 0 && *open == 0 && self.completed_at.is_none() {
            self.completed_at = Some(event.time);
        }
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
