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

/// An end that has been judged.
#[derive(Debug)]
pub(crate) struct Judged<O, X> {
    /// Whether all are worth the same at which the same has been seen.
    pub(crate) stands_for_others: bool,
    pub(crate) worth: Result<O, X>,
}

/// What there is to keep of finds, in their order.
#[derive(Debug, Default)]
pub(crate) struct KeptFinds {
    pub(crate) ends: u64,
    pub(crate) outcomes: Vec<(u64, u64)>,
    pub(crate) violations: Vec<(u64, u64)>,
    pub(crate) alike: Vec<(Box<[u32]>, Worth)>,
}

/// All finds.
#[derive(Debug)]
pub(crate) struct Finds<O, X> {
    ends: u64,
    outcomes: Table<O>,
    violations: Table<X>,
    /// What an end is worth at which this has been seen of the processes, by number.
    alike: IndexMap<Box<[u32]>, Worth, Fingerprinter>,
}

impl<O, X> Default for Finds<O, X> {
    fn default() -> Self {
        Self { ends: 0, outcomes: Table::default(), violations: Table::default(), alike: IndexMap::default() }
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

    /// Counts an end at which this has been seen: as one that is alike to one before, or as the next of the `firsts`.
    pub(crate) fn count_end(
        &mut self,
        seen: &[u32],
        may_be_alike: bool,
        number: u64,
        firsts: &mut impl Iterator<Item = Judged<O, X>>,
    ) -> Worth {
        self.count_as_end();
        if may_be_alike && let Some(worth) = self.alike(seen) {
            self.count_again(worth);
            return worth;
        }
        let Judged { stands_for_others, worth } = firsts.next().expect("it is not alike to one before");
        let worth = self.count(worth, number);
        if stands_for_others {
            self.alike.insert(seen.into(), worth);
        }
        worth
    }

    /// All finds but for what they are: how many ends there are; of outcomes and of violations how often and in which state first;
    /// and which ends are alike.
    pub(crate) fn kept(&self) -> KeptFinds {
        KeptFinds {
            ends: self.ends,
            outcomes: self.outcomes.values().copied().collect(),
            violations: self.violations.values().copied().collect(),
            alike: self.alike.iter().map(|(seen, worth)| (seen.clone(), *worth)).collect(),
        }
    }

    /// The same finds again, of which this says what they are, one after the other; none if that cannot be.
    pub(crate) fn again(
        kept: KeptFinds,
        mut what: impl FnMut(&Self, bool, u64) -> Option<Result<O, X>>,
    ) -> Option<Self> {
        let mut finds = Self { ends: kept.ends, ..Self::default() };
        for (of, wanted) in [(kept.outcomes, true), (kept.violations, false)] {
            for (times, number) in of {
                let new = match what(&finds, wanted, number)? {
                    Ok(outcome) => wanted && finds.outcomes.insert(outcome, (times, number)).is_none(),
                    Err(violation) => {
                        !wanted && finds.violations.insert(violation, (times, number)).is_none()
                    }
                };
                new.then_some(())?;
            }
        }
        let places = [finds.outcomes.len(), finds.violations.len()];
        let sound = |worth: &Worth| match worth {
            Ok(place) => *place < places[0],
            Err(place) => *place < places[1],
        };
        kept.alike.iter().all(|(_, worth)| sound(worth)).then_some(())?;
        finds.alike.extend(kept.alike);
        Some(finds)
    }

    /// Whether the violation was found before.
    pub(crate) fn has_violation(&self, violation: &X) -> bool {
        self.violations.contains_key(violation)
    }

    /// What an end is worth that is alike to one before.
    pub(crate) fn alike(&self, seen: &[u32]) -> Option<Worth> {
        self.alike.get(seen).copied()
    }

    /// Ends at which this has been seen are worth that.
    pub(crate) fn are_alike(&mut self, seen: Box<[u32]>, worth: Worth) {
        self.alike.insert(seen, worth);
    }

    /// What this is worth, if it was found before.
    pub(crate) fn worth(&self, what: &Result<O, X>) -> Option<Worth> {
        match what {
            Ok(outcome) => self.outcomes.get_index_of(outcome).map(Ok),
            Err(violation) => self.violations.get_index_of(violation).map(Err),
        }
    }

    /// How many outcomes were found, and how many violations.
    pub(crate) fn len(&self) -> [usize; 2] {
        [self.outcomes.len(), self.violations.len()]
    }

    /// Counts a state with something that was found before.
    pub(crate) fn count_again(&mut self, worth: Worth) {
        match worth {
            Ok(place) => self.outcomes[place].0 += 1,
            Err(place) => self.violations[place].0 += 1,
        }
    }

    /// Counts an end, without what it is worth.
    pub(crate) fn count_as_end(&mut self) {
        self.ends += 1;
    }

    /// How many ends were counted.
    pub(crate) fn ends(&self) -> u64 {
        self.ends
    }

    /// Whether an end is alike to one before.
    pub(crate) fn is_alike(&self, seen: &[u32]) -> bool {
        self.alike.contains_key(seen)
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
