//! What has been found out, by number: a short sorted list, which is what most states and contents have.

/// A map from numbers, small as a rule.
#[derive(Debug)]
pub(crate) struct Known<T> {
    /// Ascending. By themselves: the few that there are lie in one line of memory.
    numbers: Vec<u32>,
    /// What is known, in the same order.
    whats: Vec<T>,
}

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self { numbers: Vec::new(), whats: Vec::new() }
    }
}

impl<T> Known<T> {
    #[inline(always)]
    pub(crate) fn get(&self, number: u32) -> Option<&T> {
        let place = self.numbers.binary_search(&number).ok()?;
        self.whats.get(place)
    }

    /// Adds what is not there; what is there stays as it is, since nothing is found out twice differently. The answer is how many bytes
    /// more it takes now.
    pub(crate) fn insert(&mut self, number: u32, what: T) -> usize {
        let before = self.bytes();
        if let Err(place) = self.numbers.binary_search(&number) {
            self.numbers.insert(place, number);
            self.whats.insert(place, what);
        }
        self.bytes() - before
    }

    /// How many bytes it takes elsewhere, not counting what is owned by what is known.
    fn bytes(&self) -> usize {
        self.numbers.capacity() * size_of::<u32>() + self.whats.capacity() * size_of::<T>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_first_stays_and_says_how_much_more_room_it_takes() {
        let mut known = Known::default();
        let mut bytes = 0;
        for number in [7, 3, 9, 1, 5, 3] {
            bytes += known.insert(number, u64::from(number) * 10);
            assert_eq!(bytes, known.numbers.capacity() * 4 + known.whats.capacity() * 8);
        }
        assert_eq!(known.insert(3, 99), 0);
        assert_eq!(
            [0, 1, 3, 4, 9].map(|number| known.get(number).copied()),
            [None, Some(10), Some(30), None, Some(90)]
        );
        assert!(bytes >= 5 * 12);
    }
}
