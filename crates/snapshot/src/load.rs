//! How many messages of the computation are in flight after each step of a window, and what that comes to over several steps.
//!
//! Made once for all snapshots of the window: what one of them wants to know is then found without going through its steps.

use std::ops::Range;

use sim_core::Happening;

use crate::computation::Computation;
use crate::oracle::Evidence;
use crate::rerun::steps;
use crate::wanted::{Unwanted, Wanted};
use crate::wire::Carries as _;

/// The messages in flight, step by step.
#[derive(Debug)]
pub(crate) struct Load {
    /// A tree of maxima over the steps: the second half are the steps themselves, and the place `n` has the maximum of the places
    /// `2n` and `2n + 1`.
    most: Vec<u64>,
    /// For each step, how many there were after all steps before it, added up.
    before: Vec<u64>,
}

impl Load {
    pub(crate) fn of<P: Computation>(
        evidence: &Evidence<'_, P>,
        wanted: Wanted<'_>,
    ) -> Result<Self, Unwanted> {
        let mut in_flight: u64 = evidence.base.channels.iter().map(|channel| channel.len() as u64).sum();
        let mut after = Vec::new();
        for step in wanted.each(steps::<P>(evidence.events)) {
            for event in step? {
                match &event.what {
                    Happening::Receive { body, .. } if body.message().is_some() => {
                        in_flight = in_flight.saturating_sub(1);
                    }
                    Happening::Send { body, .. } if body.message().is_some() => in_flight += 1,
                    _ => {}
                }
            }
            after.push(in_flight);
        }
        Ok(Self::over_all(&after))
    }

    fn over_all(after: &[u64]) -> Self {
        let steps = after.len();
        let mut most = vec![0; steps];
        most.extend(after);
        for place in (1..steps).rev() {
            most[place] = most[2 * place].max(most[2 * place + 1]);
        }
        let mut sum = 0;
        let before = std::iter::once(0).chain(after.iter().map(|in_flight| {
            sum += in_flight;
            sum
        }));
        Self { most, before: before.collect() }
    }

    /// How many steps there are.
    pub(crate) const fn steps(&self) -> usize {
        self.before.len() - 1
    }

    /// The most messages in flight after any of these steps.
    pub(crate) fn most(&self, steps: &Range<usize>) -> u64 {
        let (mut from, mut to) = (steps.start + self.steps(), steps.end + self.steps());
        let mut most = 0;
        // Upwards from both ends: what a place has no more of to its side is taken, the rest its parent knows.
        while from < to {
            if from % 2 == 1 {
                most = most.max(self.most[from]);
                from += 1;
            }
            if to % 2 == 1 {
                to -= 1;
                most = most.max(self.most[to]);
            }
            (from, to) = (from / 2, to / 2);
        }
        most
    }

    /// The messages in flight after each of these steps, added up.
    pub(crate) fn sum(&self, steps: &Range<usize>) -> u64 {
        self.before[steps.end].saturating_sub(self.before[steps.start])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_and_the_sum_over_any_steps_are_those_of_going_through_them() {
        for count in 0..20_usize {
            let after: Vec<u64> = (0..count as u64).map(|step| step * 7 % 11).collect();
            let load = Load::over_all(&after);
            assert_eq!(load.steps(), count);
            for start in 0..=count {
                for end in start..=count {
                    let steps = &after[start..end];
                    assert_eq!(load.most(&(start..end)), steps.iter().copied().max().unwrap_or(0));
                    assert_eq!(load.sum(&(start..end)), steps.iter().sum());
                }
            }
        }
    }
}
