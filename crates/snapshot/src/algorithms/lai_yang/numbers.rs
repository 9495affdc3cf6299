//! The numbers of the messages that came from a channel.

/// A set of numbers from 1, of which mostly none is missing up to the greatest: in a FIFO channel none ever is.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Numbers {
    /// All up to this one are in the set.
    up_to: u64,
    /// Those beyond the first that is missing, ascending.
    beyond: Vec<u64>,
}

impl Numbers {
    /// Puts a number into the set.
    pub fn insert(&mut self, number: u64) {
        if number == self.up_to + 1 && self.beyond.is_empty() {
            self.up_to = number;
            return;
        }
        let place = self.beyond.partition_point(|beyond| *beyond < number);
        self.beyond.insert(place, number);
        let filled =
            (self.up_to + 1..).zip(&self.beyond).take_while(|(next, beyond)| next == *beyond).count();
        self.up_to += filled as u64;
        self.beyond.drain(..filled);
    }

    /// Whether the number is in the set.
    #[must_use]
    pub fn contains(&self, number: u64) -> bool {
        number <= self.up_to || self.beyond.binary_search(&number).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_what_was_put_in_and_keeps_only_what_is_beyond_a_gap() {
        let mut numbers = Numbers::default();
        for number in [2, 1, 3, 7, 5, 4, 9, 6] {
            assert!(!numbers.contains(number));
            numbers.insert(number);
            assert!(numbers.contains(number));
        }
        assert_eq!(numbers, Numbers { up_to: 7, beyond: vec![9] });
        assert!(!numbers.contains(8) && !numbers.contains(10));
    }
}
