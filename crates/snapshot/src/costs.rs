//! What a snapshot cost: its control messages, what it recorded, how long it took, what messages carried for it and processes kept or
//! waited, and what was on the way meanwhile.

use sim_core::{Refusals, VirtualTime, words};

/// As many bits as each number takes that an algorithm sends along.
pub(crate) const BITS: u64 = 32;

/// The costs of one snapshot.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Costs {
    /// Messages of the algorithm that were sent: markers, or of whatever kinds they are.
    pub markers: u64,
    /// Messages recorded as part of a channel's state.
    pub recorded_messages: u64,
    /// When the first process recorded; `None` if none did.
    pub started_at: Option<VirtualTime>,
    /// When the last process recorded; `None` if one did not that should.
    pub recorded_at: Option<VirtualTime>,
    /// When the last channel was closed, or the last checkpoint became permanent; `None` if one did not.
    pub completed_at: Option<VirtualTime>,
    /// Messages that the computation sent, from the first recording to the completion.
    pub sent: u64,
    /// The numbers that the algorithm added to these.
    pub numbers_on_messages: u64,
    /// The numbers in the algorithm's own messages, besides which snapshot they are about.
    pub numbers_in_control: u64,
    /// The messages of the computation in flight, after each step from the first recording to the completion: the most.
    pub most_in_flight: u64,
    /// The same, all added up.
    pub in_flight: u64,
    /// In how many steps.
    pub steps: u64,
    /// What processes refused meanwhile: of an algorithm that lets them, in virtual time.
    pub refused: Option<Refusals>,
    /// For how long processes were kept from acting meanwhile, all added up: of an algorithm that does so.
    pub blocked: Option<VirtualTime>,
    /// Messages that were kept at the completion: those recorded, and what the algorithm keeps besides.
    pub stored: u64,
    /// Of a recovery line, the messages that cross it: sent before it and not received before it, and recorded nowhere.
    pub across: Option<u64>,
}

impl Costs {
    /// Ticks from initiation to completion; `None` also if a foreign trace has them the other way round.
    #[must_use]
    pub fn duration(&self) -> Option<VirtualTime> {
        self.completed_at?.checked_sub(self.started_at?)
    }

    /// Ticks from the first recording to the last; `None` also if a foreign trace has them the other way round.
    #[must_use]
    pub fn until_recorded(&self) -> Option<VirtualTime> {
        self.recorded_at?.checked_sub(self.started_at?)
    }

    /// The bits that the algorithm added to messages of the computation.
    #[must_use]
    pub const fn bits_on_messages(&self) -> u64 {
        self.numbers_on_messages.saturating_mul(BITS)
    }

    /// The bits in the algorithm's own messages.
    #[must_use]
    pub const fn bits_in_control(&self) -> u64 {
        self.numbers_in_control.saturating_mul(BITS)
    }

    /// So many bits were carried, as somebody says who measured it.
    pub const fn carried(&mut self, on_messages: u64, in_control: u64) {
        (self.numbers_on_messages, self.numbers_in_control) = (on_messages / BITS, in_control / BITS);
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
