//! What a number came to in many runs.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How often each value was there.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub(crate) struct Spread {
    values: BTreeMap<u64, u64>,
}

/// A number in the runs that have it, and its sum.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Total {
    /// The least; `null` if no run has it.
    least: Option<u64>,
    /// The one in the middle.
    median: Option<u64>,
    /// The most.
    most: Option<u64>,
    /// All added up.
    sum: u64,
    /// How many runs have it.
    runs: u64,
}

/// A number in many runs.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Figure {
    /// The least.
    least: u64,
    /// The one in the middle.
    median: u64,
    /// The most.
    most: u64,
}

impl Spread {
    /// The same in a file; nothing, if it was in no run.
    pub(crate) fn figure(&self) -> Option<Figure> {
        let [least, median, most] = self.three();
        Some(Figure { least: least?, median: median?, most: most? })
    }

    /// The same with its sum.
    pub(crate) fn total(&self) -> Total {
        let ([least, median, most], (sum, runs)) = (self.three(), self.sum());
        Total { least, median, most, sum, runs }
    }

    /// The least, the one in the middle, and the most; nothing, if it was in no run.
    pub(crate) fn three(&self) -> [Option<u64>; 3] {
        [self.least(), self.median(), self.most()]
    }

    pub(crate) fn add(&mut self, value: u64) {
        *self.values.entry(value).or_default() += 1;
    }

    /// Adds what was there in other runs.
    pub(crate) fn merge(&mut self, other: Self) {
        other.values.into_iter().for_each(|(value, times)| *self.values.entry(value).or_default() += times);
    }

    /// Whether there are no more values than so many.
    pub(crate) fn is_within(&self, most: u64) -> bool {
        let sum = self.values.values().try_fold(0_u64, |sum, times| sum.checked_add(*times));
        sum.is_some_and(|sum| sum <= most)
    }

    pub(crate) fn least(&self) -> Option<u64> {
        self.values.first_key_value().map(|(value, _)| *value)
    }

    pub(crate) fn most(&self) -> Option<u64> {
        self.values.last_key_value().map(|(value, _)| *value)
    }

    /// The value in the middle; the lower of two.
    pub(crate) fn median(&self) -> Option<u64> {
        let half = self.values.values().sum::<u64>().div_ceil(2);
        let mut below = 0;
        let reaches = |times: &u64| {
            below += times;
            below >= half
        };
        let place = self.values.values().map(reaches).position(|reached| reached)?;
        self.values.keys().nth(place).copied()
    }

    /// The sum of all values, and how many there are.
    pub(crate) fn sum(&self) -> (u64, u64) {
        let add = |(sum, times): (u64, u64), (value, count): (&u64, &u64)| {
            (sum.saturating_add(value.saturating_mul(*count)), times + count)
        };
        self.values.iter().fold((0, 0), add)
    }

    /// `7`, or `3..9` with both ends.
    pub(crate) fn range(&self) -> Option<String> {
        let (least, most) = (self.least()?, self.most()?);
        Some(if least == most { least.to_string() } else { format!("{least}..{most}") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(values: &[u64]) -> Spread {
        let mut spread = Spread::default();
        values.iter().for_each(|value| spread.add(*value));
        spread
    }

    #[test]
    fn the_median_is_the_lower_of_the_two_in_the_middle() {
        let median = |values: &[u64]| spread(values).median();
        assert_eq!(median(&[]), None);
        assert_eq!([median(&[7]), median(&[9, 1]), median(&[3, 1, 2])], [Some(7), Some(1), Some(2)]);
        assert_eq!(median(&[1, 1, 1, 9, 9]), Some(1));
    }

    #[test]
    fn one_value_is_no_range() {
        assert_eq!(spread(&[4, 4]).range().as_deref(), Some("4"));
        assert_eq!(spread(&[9, 4]).range().as_deref(), Some("4..9"));
    }
}
