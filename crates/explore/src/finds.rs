//! What was found: outcomes and violations, in how many states, and in which first.

use indexmap::IndexMap;
use sim_core::Value;

use crate::fingerprint::Fingerprinter;
use crate::report::Found;
use crate::witness::Witness;

/// How often something was found, and the number of the first state where.
type Table<T> = IndexMap<T, (u64, u64), Fingerprinter>;

/// What a state is worth: the place of an outcome or of a violation among all of them.
pub(crate) type Worth = Result<usize, usize>;

/// All finds.
#[derive(Debug)]
pub(crate) struct Finds<O, X> {
    outcomes: Table<O>,
    violations: Table<X>,
    /// What an end is worth at which this has been seen of the processes, by number.
    alike: IndexMap<Box<[u32]>, Worth, Fingerprinter>,
}

impl<O, X> Default for Finds<O, X> {
    fn default() -> Self {
        Self { outcomes: Table::default(), violations: Table::default(), alike: IndexMap::default() }
    }
}

impl<O: Value, X: Value> Finds<O, X> {
    /// Counts a state in which something was found.
    pub(crate) fn count(&mut self, what: Result<O, X>, number: u64) -> Worth {
        match what {
            Ok(outcome) => Ok(count(&mut self.outcomes, outcome, number)),
            Err(violation) => Err(count(&mut self.violations, violation, number)),
        }
    }

    /// Counts an end that is alike to one before, if it is.
    pub(crate) fn count_alike(&mut self, seen: &[u32]) -> Option<Worth> {
        let worth = *self.alike.get(seen)?;
        match worth {
            Ok(place) => self.outcomes[place].0 += 1,
            Err(place) => self.violations[place].0 += 1,
        }
        Some(worth)
    }

    /// Whether an end is alike to one before.
    pub(crate) fn is_alike(&self, seen: &[u32]) -> bool {
        self.alike.contains_key(seen)
    }

    /// All ends at which this has been seen are worth the same.
    pub(crate) fn are_alike(&mut self, seen: &[u32], worth: Worth) {
        self.alike.insert(seen.into(), worth);
    }

    /// Whether the outcome was found before.
    pub(crate) fn has_outcome(&self, outcome: &O) -> bool {
        self.outcomes.contains_key(outcome)
    }

    /// How many bytes these take, not counting what they own elsewhere.
    pub(crate) fn bytes(&self) -> usize {
        let seen = self.alike.first().map_or(0, |(seen, _)| size_of_val(&**seen));
        bytes(&self.outcomes) + bytes(&self.violations) + bytes(&self.alike) + self.alike.len() * seen
    }

    /// The first state of each find.
    pub(crate) fn numbers(&self) -> Vec<u64> {
        let outcomes = self.outcomes.values();
        outcomes.chain(self.violations.values()).map(|(_, number)| *number).collect()
    }

    /// The finds with the witnesses of their first states.
    pub(crate) fn with(self, witnesses: Vec<Witness>) -> (Vec<Found<O>>, Vec<Found<X>>) {
        let mut witnesses = witnesses.into_iter();
        (found(self.outcomes, &mut witnesses), found(self.violations, &mut witnesses))
    }
}

fn count<T: Value>(table: &mut Table<T>, what: T, number: u64) -> usize {
    let entry = table.entry(what);
    let place = entry.index();
    entry.or_insert((0, number)).0 += 1;
    place
}

fn bytes<K, T>(table: &IndexMap<K, T, Fingerprinter>) -> usize {
    table.capacity() * (size_of::<K>() + size_of::<T>() + 4 * size_of::<usize>())
}

fn found<T>(table: Table<T>, witnesses: &mut impl Iterator<Item = Witness>) -> Vec<Found<T>> {
    let finds = table.into_iter().zip(witnesses);
    finds.map(|((what, (times, _)), witness)| Found { what, times, witness }).collect()
}
