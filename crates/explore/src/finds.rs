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

#[cfg(test)]
mod tests {
    use super::*;

    /// Two outcomes and a violation, of which two ends that look alike are known.
    fn some() -> Finds<char, u8> {
        let mut finds = Finds::default();
        for (what, number) in [(Ok('a'), 3), (Err(7), 4), (Ok('b'), 5), (Ok('a'), 6), (Err(7), 8)] {
            assert_eq!(finds.count(what, number).is_ok(), what.is_ok());
        }
        finds.are_alike([1, 2].into(), Ok(1));
        finds.are_alike([0, 2].into(), Err(0));
        finds.count_as_end();
        finds
    }

    /// What is found in the states in which these were found first.
    fn what(number: u64) -> Option<Result<char, u8>> {
        [(3, Ok('a')), (4, Err(7)), (5, Ok('b'))]
            .into_iter()
            .find_map(|(of, what)| (of == number).then_some(what))
    }

    #[test]
    fn each_find_has_its_place_and_says_how_often_it_was_and_where_first() {
        let mut finds = some();
        assert_eq!(
            [finds.count(Ok('b'), 9), finds.count(Ok('c'), 9), finds.count(Err(8), 10)],
            [Ok(1), Ok(2), Err(1)]
        );
        finds.count_again(Ok(0));
        finds.count_again(Err(1));
        let kept = finds.kept();
        assert_eq!(kept.outcomes, [(3, 3), (2, 5), (1, 9)]);
        assert_eq!(kept.violations, [(2, 4), (2, 10)]);
        assert_eq!(finds.numbers(), [3, 5, 9, 4, 10]);
        assert_eq!((finds.len(), finds.ends(), kept.ends), ([3, 2], 1, 1));
        let worth = [Ok('b'), Err(8), Ok('z'), Err(9)].map(|what| finds.worth(&what));
        assert_eq!(worth, [Some(Ok(1)), Some(Err(1)), None, None]);
        assert_eq!([7, 9].map(|violation| finds.has_violation(&violation)), [true, false]);
        assert_eq!(['c', 'd'].map(|outcome| finds.has_outcome(&outcome)), [true, false]);
    }

    #[test]
    fn an_end_is_counted_as_one_before_only_where_it_may_be_alike_and_the_same_was_seen() {
        let mut finds = Finds::default();
        let judged = [(true, Ok('a')), (false, Ok('b')), (false, Err(9)), (false, Err(9))];
        let mut firsts =
            judged.into_iter().map(|(stands_for_others, worth)| Judged { stands_for_others, worth });
        let ends = [(1, true), (1, true), (1, false), (2, true), (2, true)];
        let worth = ends.map(|(seen, may_be)| finds.count_end(&[seen], may_be, seen.into(), &mut firsts));
        assert_eq!(worth, [Ok(0), Ok(0), Ok(1), Err(0), Err(0)]);
        assert!(firsts.next().is_none());
        assert_eq!(
            (finds.ends(), finds.kept().outcomes, finds.kept().violations),
            (5, vec![(2, 1), (1, 1)], vec![(2, 2)])
        );
        assert_eq!(
            [1, 2].map(|seen| (finds.is_alike(&[seen]), finds.alike(&[seen]))),
            [(true, Some(Ok(0))), (false, None)]
        );
    }

    #[test]
    fn finds_that_were_kept_are_the_same_again() {
        let again = Finds::again(some().kept(), |_, outcome, number| {
            what(number).filter(|what| what.is_ok() == outcome)
        });
        assert_eq!(format!("{:?}", again.unwrap()), format!("{:?}", some()));
    }

    #[test]
    fn finds_that_cannot_be_are_none() {
        let damages: [fn(&mut KeptFinds); 9] = [
            |kept| kept.outcomes[0].1 = 9,
            |kept| kept.violations[0].1 = 9,
            |kept| kept.outcomes[1].1 = 3,
            |kept| kept.outcomes[0].1 = 4,
            |kept| kept.violations[0].1 = 5,
            |kept| kept.violations.push((1, 4)),
            |kept| kept.alike[0].1 = Ok(2),
            |kept| kept.alike[1].1 = Err(1),
            |kept| kept.alike[1].1 = Err(2),
        ];
        for (nth, damage) in damages.into_iter().enumerate() {
            let mut kept = some().kept();
            damage(&mut kept);
            assert!(Finds::again(kept, |_, _, number| what(number)).is_none(), "{nth}");
        }
    }

    #[test]
    fn it_takes_the_room_of_its_tables_and_what_is_kept_of_alike_ends() {
        assert_eq!(Finds::<char, u8>::default().bytes(), 0);
        let finds = some();
        let in_a_table = |what: usize, kept: usize| what + kept + 4 * size_of::<usize>();
        let outcomes = finds.outcomes.capacity() * in_a_table(size_of::<char>(), 16);
        let violations = finds.violations.capacity() * in_a_table(1, 16);
        let alike = finds.alike.capacity() * in_a_table(size_of::<Box<[u32]>>(), size_of::<Worth>());
        assert_eq!(finds.bytes(), outcomes + violations + alike + 2 * 8);
    }
}
