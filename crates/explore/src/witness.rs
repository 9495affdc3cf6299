//! Ways to what was found, as a tree: schedules that begin alike share their beginnings.
//!
//! A thousand schedules of a thousand steps each would be a million actions; the tree has one for every state on the way
//! to any of them, and a schedule is read from it when it is asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use sim_core::{Action, Protocol, Schedule, Value};

use crate::lineage::Origin;
use crate::looked::Looked;
use crate::tables::Tables;
use crate::trail::Trail;

/// The shortest schedules to all that was found. Place 0 is the initial state.
#[derive(Debug, Default)]
struct Ways(Vec<Step>);

/// The last step to a state.
#[derive(Clone, Copy, Debug)]
struct Step {
    /// The place of the state before.
    before: u32,
    /// How many steps it is from the initial state.
    depth: u32,
    action: Action,
}

/// A schedule that leads to what was found; none is shorter, if the search did not reduce.
#[derive(Clone)]
pub struct Witness {
    ways: Arc<Ways>,
    /// The place of the last state; 0 is the initial one, and the others come one later than in the tree.
    last: u32,
}

impl Witness {
    /// How many steps it has.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.last.checked_sub(1).map_or(0, |place| self.ways.0[place as usize].depth as usize)
    }

    /// The schedule.
    #[must_use]
    pub fn schedule(&self) -> Schedule {
        let mut actions = Vec::with_capacity(self.steps());
        let mut state = self.last;
        while let Some(place) = state.checked_sub(1) {
            let Step { before, action, .. } = self.ways.0[place as usize];
            actions.push(action);
            state = before;
        }
        actions.reverse();
        Schedule(actions)
    }
}

impl PartialEq for Witness {
    fn eq(&self, other: &Self) -> bool {
        self.schedule() == other.schedule()
    }
}

impl Eq for Witness {}

impl fmt::Debug for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Witness").field(&self.schedule().0).finish()
    }
}

/// The witnesses of the states with these numbers, in the order of the numbers given; none if the ways could not be read.
pub(crate) fn witnesses<P: Protocol, V: Value + Default>(
    tables: &Tables<P, V>,
    trail: &Trail<'_>,
    numbers: &[u64],
) -> Option<Vec<Witness>> {
    let origins = origins(trail, numbers)?;
    let ways = Arc::new(ways(tables, &origins));
    let place = |number: &u64| place_of(&origins, *number);
    Some(numbers.iter().map(|number| Witness { ways: Arc::clone(&ways), last: place(number) }).collect())
}

/// Where the states with these numbers, and all those on the way to them, were come from, in ascending order.
fn origins(trail: &Trail<'_>, numbers: &[u64]) -> Option<Vec<(u64, Origin)>> {
    let mut wanted: BTreeSet<u64> = numbers.iter().copied().filter(|number| *number > 0).collect();
    let mut origins = Vec::new();
    while let Some(number) = wanted.pop_last() {
        let origin = trail.origin(number)?;
        if origin.parent > 0 {
            wanted.insert(origin.parent);
        }
        origins.push((number, origin));
    }
    origins.reverse();
    Some(origins)
}

/// The place of a state in the tree, from 1; 0 is the initial state.
fn place_of(origins: &[(u64, Origin)], number: u64) -> u32 {
    let place = origins.binary_search_by_key(&number, |(number, _)| *number).map_or(0, |place| place + 1);
    u32::try_from(place).expect("so many states would not fit into memory")
}

/// Goes all ways at once. A state is forgotten when the last step from it has been taken.
fn ways<P: Protocol, V: Value + Default>(tables: &Tables<P, V>, origins: &[(u64, Origin)]) -> Ways {
    let mut last_step_from = BTreeMap::new();
    for (number, origin) in origins {
        last_step_from.insert(origin.parent, *number);
    }
    let mut states = BTreeMap::from([(0, vec![0; tables.width()])]);
    let mut looked = Looked::nothing();
    let mut ways = Ways(Vec::with_capacity(origins.len()));
    for (number, origin) in origins {
        let mut state = states[&origin.parent].clone();
        let action = looked.follow(tables, &mut state, origin.place);
        let before = place_of(origins, origin.parent);
        let depth = 1 + before.checked_sub(1).map_or(0, |place| ways.0[place as usize].depth);
        ways.0.push(Step { before, depth, action });
        if last_step_from[&origin.parent] == *number {
            states.remove(&origin.parent);
        }
        if last_step_from.contains_key(number) {
            states.insert(*number, state);
        }
    }
    ways
}
