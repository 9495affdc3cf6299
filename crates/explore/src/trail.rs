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
