//! Ways through a lattice: orders in which steps can happen.

use super::steps::{Cut, Steps};

/// An order of steps: at each the place of its process.
pub type Way = Vec<usize>;

impl Steps {
    /// An order of the steps from one consistent cut to another one above it.
    #[must_use]
    pub fn way(&self, from: &[u32], to: &[u32]) -> Way {
        let mut cut: Cut = from.into();
        let mut way = Vec::new();
        loop {
            let next = self.next(&cut).find(|place| cut[*place] < to[*place]);
            let Some(place) = next else { return way };
            cut[place] += 1;
            way.push(place);
        }
    }

    /// The same order of some processes' steps, with the steps of all others as late as can be. `places` are those of the processes.
    #[must_use]
    pub fn whole(&self, way: &[usize], places: &[usize]) -> Way {
        let mut cut = self.from.clone();
        let mut whole = Vec::new();
        for place in way {
            let mut next = cut.clone();
            next[places[*place]] += 1;
            let next = self.closed(&next);
            whole.extend(self.way(&cut, &next));
            cut = next;
        }
        whole.extend(self.way(&cut, &self.to));
        whole
    }

    /// The cuts on a way, the first one first.
    pub fn cuts<'a>(&'a self, way: &'a [usize]) -> impl Iterator<Item = Cut> + 'a {
        let after = |cut: &mut Cut, place: &usize| {
            cut[*place] += 1;
            Some(cut.clone())
        };
        std::iter::once(self.from.clone()).chain(way.iter().scan(self.from.clone(), after))
    }
}
