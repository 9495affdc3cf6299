//! What a snapshot cost: its markers, what it recorded, how long it took, and what was on the way meanwhile.

use sim_core::{Refusals, VirtualTime, words};

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
    /// What processes refused meanwhile: of an algorithm that lets them, in virtual time.
    pub refused: Option<Refusals>,
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
