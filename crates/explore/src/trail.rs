//! The way to a state that is to be judged, from where it begins to matter.
//!
//! Schedules to the ends of a search may be long, and what decides is a few steps at their ends. Ends that are found one
//! after the other have most of their way in common; so some of the states on it are kept, and the next way is gone from
//! the last of those.

use std::collections::BTreeMap;
use std::io;
use std::sync::{PoisonError, RwLock};

use sim_core::{Action, Protocol, Value};

use crate::lineage::{Lineage, Origin};
use crate::looked::Looked;
use crate::pages::Pages;
use crate::tables::Tables;

/// How far from each other the kept states of a way are.
const STRIDE: usize = 64;

/// The ways back from all states, and some of the states on them.
#[derive(Debug, Default)]
pub(crate) struct Trail<'a> {
    pub(crate) lineage: Lineage,
    /// What takes the place of the lineage where that outgrows memory.
    pub(crate) pages: Option<Pages<'a>>,
    /// By number.
    kept: RwLock<BTreeMap<u64, Box<[u32]>>>,
}

/// A state on a way, by number.
pub(crate) struct At {
    pub(crate) number: u64,
    pub(crate) state: Box<[u32]>,
}

impl<'a> Trail<'a> {
    /// The ways back are in these pages.
    pub(crate) fn read_from(pages: Pages<'a>) -> Self {
        Self { pages: Some(pages), ..Self::default() }
    }

    /// Where a state was first come from, if that could be read; not the initial one, which is number 0.
    pub(crate) fn origin(&self, state: u64) -> Option<Origin> {
        match &self.pages {
            None => Some(self.lineage.origin(state)),
            Some(pages) => pages.origin(state),
        }
    }

    /// The state of this number, if the way to it could be read.
    pub(crate) fn state<P: Protocol, V: Value + Default>(
        &self,
        tables: &Tables<P, V>,
        number: u64,
    ) -> Option<Box<[u32]>> {
        let (At { mut state, .. }, steps) = self.way_to(number, tables.width())?;
        let mut looked = Looked::nothing();
        for (_, place) in steps {
            looked.follow(tables, &mut state, place);
        }
        Some(state)
    }

    /// Why a way could not be read, if that has been so.
    pub(crate) fn failure(&self) -> io::Result<()> {
        self.pages.as_ref().map_or(Ok(()), Pages::failure)
    }

    /// Forgets the states that are kept.
    pub(crate) fn forget(&mut self) {
        self.kept.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// How many bytes it takes.
    pub(crate) fn bytes(&self) -> usize {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        let each = kept.first_key_value().map_or(0, |(_, state)| state.len() * size_of::<u32>() + 64);
        let pages = self.pages.as_ref().map_or(0, Pages::bytes);
        self.lineage.bytes() + pages + kept.len() * each
    }

    /// The last state on the way to the one of this number that is still `early`, and the actions from there.
    ///
    /// What is not early does not become so again; and the initial state is taken for early. Where the way cannot be read there
    /// is none: whoever searches is told of it before anything comes of that.
    pub(crate) fn since<P: Protocol, V: Value + Default>(
        &self,
        tables: &Tables<P, V>,
        number: u64,
        early: impl Fn(&At) -> bool,
    ) -> (At, Vec<Action>) {
        let no_way = || (At { number: 0, state: vec![0; tables.width()].into() }, Vec::new());
        let (from, steps) = self.way_to(number, tables.width()).unwrap_or_else(no_way);
        let mut here = At { number: from.number, state: from.state.clone() };
        let (mut last_early, mut early_for, mut actions) = (from, 0, Vec::new());
        let (mut is_early, mut looked) = (true, Looked::nothing());
        for (step, (number, place)) in steps.iter().enumerate() {
            let action = looked.follow(tables, &mut here.state, *place);
            here.number = *number;
            is_early = is_early && early(&here);
            if is_early {
                last_early = At { number: *number, state: here.state.clone() };
                early_for = step + 1;
            } else {
                actions.push(action);
            }
        }
        if early_for >= STRIDE {
            let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
            kept.insert(last_early.number, last_early.state.clone());
        }
        (last_early, actions)
    }

    /// The nearest state on the way that is kept, and the steps from there: where each leads, and the place of its action.
    fn way_to(&self, number: u64, width: usize) -> Option<(At, Vec<(u64, u32)>)> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        let (mut number, mut steps) = (number, Vec::new());
        let state = loop {
            match kept.get(&number) {
                Some(state) => break state.clone(),
                None if number == 0 => break vec![0; width].into(),
                None => {
                    let origin = self.origin(number)?;
                    steps.push((number, origin.place));
                    number = origin.parent;
                }
            }
        };
        steps.reverse();
        Some((At { number, state }, steps))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::experiment::{Experiment, Spenders, Thrift};
    use crate::lineage::Brood;
    use crate::property::Asked;
    use crate::report::Options;
    use crate::tables::Unknown;

    #[test]
    fn it_takes_the_lineage_and_the_states_that_are_kept() {
        let mut trail = Trail::default();
        assert_eq!(trail.bytes(), 0);
        let mut brood = Brood::default();
        brood.child(0, 1);
        trail.lineage.append(&brood);
        let lineage = trail.lineage.bytes();
        assert!(lineage > 0);
        assert_eq!(trail.bytes(), lineage);
        let kept = trail.kept.get_mut().unwrap();
        kept.extend([7_u32, 9, 11].map(|number| (number.into(), Box::from([number; 5]))));
        assert_eq!(trail.bytes(), lineage + 3 * (5 * 4 + 64));
        trail.forget();
        assert_eq!(trail.bytes(), lineage);
    }

    #[test]
    fn a_state_is_kept_when_the_way_to_it_is_long_and_the_next_way_is_gone_from_there() {
        let experiment = Experiment {
            system: (Spenders { has: 1, limit: 1 }, 2, true),
            thrift: Thrift { wrong: None, broken: None, by_rules: true, forgets: true },
            options: Options::default(),
        };
        let (system, eye) = (experiment.system(), Asked(&experiment.thrift));
        // One sends what it has round and round: four steps, of which each is the first that is enabled at its process.
        let mut tables = Tables::new(&system, &eye);
        let (mut state, mut brood, mut states) = (vec![0_u32; tables.width()], Brood::default(), Vec::new());
        for number in 0..200 {
            states.push(state.clone());
            let place = loop {
                let mut looked = Looked::nothing();
                looked.look_up(&tables, &state);
                let mut enabled = 0_u32;
                looked.enabled(&tables, &mut |_: crate::looked::Enabled<'_>| enabled += 1);
                let (place, mut after) = (if number % 2 == 0 { enabled - 1 } else { 0 }, state.clone());
                let taken = looked.nth_enabled(&tables, place);
                let unknown: Unknown =
                    match looked.step(&tables, taken, |component, to| after[component] = to) {
                        Ok(_) => {
                            state = after;
                            break place;
                        }
                        Err(unknown) => unknown,
                    };
                tables.learn(&system, &eye, unknown);
            };
            brood.child(number, place);
        }
        let mut trail = Trail::default();
        trail.lineage.append(&brood);
        for (number, early, kept) in
            [(70, 63, vec![]), (70, 64, vec![64]), (199, 127, vec![64]), (199, 128, vec![64, 128])]
        {
            let (from, actions) = trail.since(&tables, number, |here| here.number <= early);
            assert_eq!((from.number, actions.len() as u64), (early, number - early));
            assert_eq!(*from.state, states[usize::try_from(early).unwrap()]);
            assert_eq!(
                trail.kept.read().unwrap().keys().copied().collect::<Vec<_>>(),
                kept,
                "{number} {early}"
            );
        }
        let (from, steps) = trail.way_to(130, tables.width()).unwrap();
        assert_eq!((from.number, steps.iter().map(|(to, _)| *to).collect::<Vec<_>>()), (128, vec![129, 130]));
        assert!(
            (0..200)
                .all(|number| *trail.state(&tables, number).unwrap()
                    == states[usize::try_from(number).unwrap()])
        );
    }
}
