//! The delays of messages in the order of their sending: drawn, or from a list.
//!
//! Which message gets which is decided by that order alone, whatever channel it is sent on.

use crate::delay::Delay;
use crate::id::VirtualTime;
use crate::random::Random;

/// Where delays come from: one for each message, in the order of sending.
#[derive(Clone, Debug)]
pub struct Delays(Origin);

#[derive(Clone, Debug)]
enum Origin {
    Drawn(Delay, Box<Random>),
    Given { list: Vec<VirtualTime>, used: usize },
}

impl Delays {
    /// Draws each delay, from a seed.
    #[must_use]
    pub fn drawn(delay: Delay, seed: u64) -> Self {
        Self(Origin::Drawn(delay, Box::new(Random::new(seed))))
    }

    /// Takes them from a list, which [must be long enough](super::Ticked::exhausted).
    #[must_use]
    pub const fn given(list: Vec<VirtualTime>) -> Self {
        Self(Origin::Given { list, used: 0 })
    }

    /// The delays of the simulator whose clock this is: 0 to 4.
    ///
    /// # Panics
    /// Never.
    #[must_use]
    pub fn usual() -> Delay {
        Delay::uniform(0, 4).expect("the range is not empty")
    }

    /// The delay of the next message, if there is one left.
    pub(super) fn next(&mut self) -> Option<VirtualTime> {
        match &mut self.0 {
            Origin::Drawn(delay, random) => Some(delay.draw(random)),
            Origin::Given { list, used } => {
                *used += 1;
                list.get(*used - 1).copied()
            }
        }
    }

    /// How many of the given list are left.
    pub(super) fn unused(&self) -> usize {
        match &self.0 {
            Origin::Drawn(..) => 0,
            Origin::Given { list, used } => list.len().saturating_sub(*used),
        }
    }

    /// How many the given list has.
    pub(super) fn given_count(&self) -> Option<usize> {
        match &self.0 {
            Origin::Drawn(..) => None,
            Origin::Given { list, .. } => Some(list.len()),
        }
    }
}
