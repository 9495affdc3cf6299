//! What has been found out, by number: a short sorted list, which is what most states and contents have.

/// A map from numbers, small as a rule.
#[derive(Debug)]
pub(crate) struct Known<T>(Vec<(u32, T)>);

impl<T> Default for Known<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Known<T> {
    #[inline(always)]
    pub(crate) fn get(&self, number: u32) -> Option<&T> {
        let place = self.0.partition_point(|(known, _)| *known < number);
        self.0.get(place).filter(|(known, _)| *known == number).map(|(_, what)| what)
    }

    /// Adds what is not there; what is there stays as it is, since nothing is found out twice differently.
    pub(crate) fn insert(&mut self, number: u32, what: T) {
        if let Err(place) = self.0.binary_search_by_key(&number, |(known, _)| *known) {
            self.0.insert(place, (number, what));
        }
    }
}
