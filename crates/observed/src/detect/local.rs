//! What each process has to be by itself, in a conjunction: worked out for each of its states.

use crate::lattice::{Cut, Steps, always, first};
use crate::model::Run;
use crate::predicate::{Predicate, Why};

/// For each process and so many steps of it: whether it is as it has to be.
pub(super) struct Locals<'a> {
    steps: &'a Steps,
    of: Vec<Vec<Result<bool, Why>>>,
}

impl<'a> Locals<'a> {
    /// Those of a conjunction; of nothing else.
    pub(super) fn of(run: &Run, steps: &'a Steps, predicate: &Predicate) -> Option<Self> {
        let of = predicate
            .conjuncts()?
            .into_iter()
            .enumerate()
            .map(|(place, part)| of_one(run, steps, (place, &part)));
        Some(Self { steps, of: of.collect() })
    }

    /// The first cut in which all are.
    pub(super) fn possibly(&self) -> Result<Option<Cut>, Why> {
        match first(self.steps, &self.surely()) {
            Some(cut) => Ok(Some(cut)),
            None if first(self.steps, &self.perhaps()).is_none() => Ok(None),
            None => Err(self.unknown()),
        }
    }

    /// Whether all are at once in whichever order.
    pub(super) fn definitely(&self) -> Result<bool, Why> {
        match (always(self.steps, &self.surely()), always(self.steps, &self.perhaps())) {
            (true, _) => Ok(true),
            (false, false) => Ok(false),
            (false, true) => Err(self.unknown()),
        }
    }

    fn surely(&self) -> impl Fn(usize, u32) -> bool {
        |place, has| self.of[place][has as usize] == Ok(true)
    }

    fn perhaps(&self) -> impl Fn(usize, u32) -> bool {
        |place, has| self.of[place][has as usize] != Ok(false)
    }

    /// Why the first state of which that is unknown is unknown.
    fn unknown(&self) -> Why {
        let why = self.of.iter().flatten().find_map(|value| value.err());
        why.expect("what may be and is not sure is unknown somewhere")
    }
}

fn of_one(run: &Run, steps: &Steps, (place, part): (usize, &Predicate)) -> Vec<Result<bool, Why>> {
    let over = part.over(run, steps);
    let mut cut = steps.from.clone();
    let states = 0..=u32::try_from(steps.of[place].len()).expect("lines are bounded");
    states
        .map(|has| {
            cut[place] = has;
            over.value(&cut)
        })
        .collect()
}
