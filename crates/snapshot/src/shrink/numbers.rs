//! Which smaller numbers are tried in place of a number: the boldest first, and at last one less.

/// Some numbers from `least` to below `number`, in ascending order: the least two, half of it, and one less.
pub(super) fn smaller(number: u64, least: u64) -> Vec<u64> {
    let mut numbers = vec![least, least.saturating_add(1), number / 2, number.saturating_sub(1)];
    numbers.retain(|smaller| (least..number).contains(smaller));
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Smaller values than a range of numbers, as parameters have them: its least number alone, then fewer of them; smaller numbers
/// than the only one.
pub(super) fn smaller_range(least: u64, most: u64) -> Vec<String> {
    if least == most {
        return smaller(most, 0).iter().map(u64::to_string).collect();
    }
    let fewer = smaller(most, least.saturating_add(1)).into_iter().map(|most| format!("{least}..={most}"));
    [least.to_string()].into_iter().chain(fewer).collect()
}

#[cfg(test)]
mod tests {
    use super::{smaller, smaller_range};

    #[test]
    fn of_a_range_the_least_alone_comes_first_and_its_least_stays() {
        assert_eq!(smaller_range(1, 100), ["1", "1..=2", "1..=3", "1..=50", "1..=99"]);
        assert_eq!(smaller_range(1, 2), ["1"]);
        assert_eq!(smaller_range(2, 2), ["0", "1"]);
    }

    #[test]
    fn the_boldest_comes_first_and_nothing_is_as_large_or_too_small() {
        assert_eq!(smaller(101, 0), [0, 1, 50, 100]);
        assert_eq!(smaller(10, 2), [2, 3, 5, 9]);
        assert_eq!(smaller(3, 2), [2]);
        assert_eq!(smaller(1, 0), [0]);
        assert_eq!(smaller(2, 2), []);
        assert_eq!(smaller(0, 0), []);
        assert_eq!(smaller(0, 2), []);
    }
}
