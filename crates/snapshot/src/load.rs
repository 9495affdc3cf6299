//! How many messages of the computation are in flight after each step, as one goes: what that comes to since any step is known at any
//! time, and no step is remembered that will not be asked for.

/// The messages in flight, step by step.
#[derive(Debug, Default)]
pub(crate) struct Load {
    /// How many steps there were.
    pub(crate) steps: u64,
    /// The messages in flight after each of them, added up.
    pub(crate) sum: u64,
    /// The steps after which there were more in flight than after all later ones, with how many: no more of them than messages are in flight.
    peaks: Vec<(u64, u64)>,
}

impl Load {
    pub(crate) fn clear(&mut self) {
        (self.steps, self.sum) = (0, 0);
        self.peaks.clear();
    }

    /// The next step is over.
    pub(crate) fn add(&mut self, in_flight: u64) {
        while self.peaks.pop_if(|(_, most)| *most <= in_flight).is_some() {}
        self.peaks.push((self.steps, in_flight));
        self.steps += 1;
        self.sum = self.sum.saturating_add(in_flight);
    }

    /// The most in flight after any step from this one on.
    pub(crate) fn most_since(&self, step: u64) -> u64 {
        let place = self.peaks.partition_point(|(at, _)| *at < step);
        self.peaks.get(place).map_or(0, |(_, most)| *most)
    }
}

/// What the computation sent so far, and the numbers that an algorithm added to it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Carried {
    pub(crate) messages: u64,
    pub(crate) numbers: u64,
}

impl Carried {
    /// One more message, with so many numbers.
    #[inline(always)]
    pub(crate) fn add(&mut self, numbers: u64) {
        self.messages += 1;
        self.numbers = self.numbers.saturating_add(numbers);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_and_the_sum_since_any_step_are_those_of_going_through_them() {
        let mut load = Load::default();
        let mut sums = vec![0];
        let after: Vec<u64> = (0..40).map(|step| step * 7 % 11).collect();
        for (count, in_flight) in after.iter().enumerate() {
            load.add(*in_flight);
            sums.push(load.sum);
            for start in 0..=count {
                let steps = &after[start..=count];
                assert_eq!(load.most_since(start as u64), steps.iter().copied().max().unwrap());
                assert_eq!(load.sum - sums[start], steps.iter().sum());
            }
        }
        assert!(load.peaks.len() <= 11);
    }
}
