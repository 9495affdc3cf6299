//! What a thread does with a piece: asks the property about each state, and takes its steps.
//!
//! The tables do not change meanwhile. A state of which something is unknown has to wait until that has been found out.

use sim_core::{Action, ProcessId, System};

use crate::looked::{Enabled, Looked, Visitor};
use crate::piece::{Found, Piece, Said, States, Step};
use crate::property::{Asked, Explorable, Property};
use crate::reached::Reached;
use crate::reduce::{Processes, Reducer, bit};
use crate::tables::{Tables, Unknown};
use crate::trail::Trail;

/// Where the search goes on.
pub(crate) struct Ground<'a, P: Explorable, Q: Property<P>> {
    pub(crate) system: &'a System<P>,
    pub(crate) property: &'a Q,
    pub(crate) tables: Tables<P, Q::Seen>,
    pub(crate) trail: Trail<'a>,
    /// None where every action is to be tried.
    pub(crate) reducer: Option<Reducer>,
}

/// Which steps are to be taken of states.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Wanted {
    /// Those of a persistent set, where that is less than all; and states are asked about.
    Some,
    /// Those that were left out.
    Rest,
}

impl<P: Explorable, Q: Property<P>> Ground<'_, P, Q> {
    /// Finds out what was unknown, if it still is; that is told.
    pub(crate) fn learn(&mut self, unknown: Unknown, told: &mut impl FnMut(Unknown)) {
        if !self.tables.knows(unknown) {
            told(unknown);
            self.tables.learn(self.system, &Asked(self.property), unknown);
        }
    }

    /// Looks into each state that is to be looked into, but those of which something is unknown.
    pub(crate) fn expand(&self, wanted: Wanted, piece: &mut Piece<Q::Violation>) {
        let (mut reducer, mut looked) = (self.reducer.clone(), Looked::nothing());
        let Piece { states, todo, unknown, found } = piece;
        states.unpack();
        todo.retain(|place| {
            let (from, known) = (*place, unknown.len());
            let state = states.state(from);
            looked.look_up(&self.tables, state);
            if wanted == Wanted::Some && self.ends(states, from, found) {
                return false;
            }
            let tried = reducer.as_mut().map(|r| r.persistent(self.system, &self.tables, (state, &looked)));
            let (step, looked) = (Step { from, place: 0 }, &looked);
            let (taken, left) = (false, false);
            let mut steps =
                Steps { ground: self, state, looked, tried, wanted, step, taken, left, found, unknown };
            looked.enabled(&self.tables, &mut steps);
            let Steps { taken, left, .. } = steps;
            let waits = unknown.len() > known;
            if waits {
                found.forget_steps(from);
                // What was said of it before the rest of its steps was wanted stays said.
                if wanted == Wanted::Some {
                    found.forget_said(from);
                }
            } else if wanted == Wanted::Some && left {
                found.reduced.push(from);
            } else if wanted == Wanted::Some && !taken {
                found.said.push((from, Said::End));
            }
            waits
        });
    }

    /// Whether the action is taken by its process, and of consequence.
    #[inline(always)]
    fn matters(&self, state: &[u32], action: Action) -> bool {
        self.tables.accepts(self.system, state, action)
            && self.reducer.as_ref().is_none_or(|reducer| !reducer.ignores(&self.tables, state, action))
    }

    /// Asks about a state; the answer is whether a schedule ends there though something may be enabled.
    #[inline(always)]
    fn ends(&self, states: &States, place: u32, found: &mut Found<Q::Violation>) -> bool {
        let reached = self.reached(states, place);
        if let Err(violation) = self.property.invariant(&reached) {
            found.said.push((place, Said::Broken(violation)));
        }
        let ends = self.property.ends(&reached);
        if ends {
            found.said.push((place, Said::End));
        }
        ends
    }

    /// The state at a place of the block.
    #[inline(always)]
    pub(crate) fn reached<'t>(&'t self, states: &'t States, place: u32) -> Reached<'t, P, Q::Seen> {
        let Self { system, tables, trail, .. } = self;
        Reached { system, tables, trail, state: states.state(place), number: states.number(place) }
    }
}

/// Takes the steps of a state that happen at the processes wanted and are of consequence.
struct Steps<'g, 't, 'a, P: Explorable, Q: Property<P>> {
    ground: &'t Ground<'a, P, Q>,
    state: &'g [u32],
    looked: &'g Looked<'t>,
    /// The processes of a persistent set, or none where all are to be tried.
    tried: Option<Processes>,
    wanted: Wanted,
    /// The next step.
    step: Step,
    /// Whether there are any.
    taken: bool,
    /// Whether there are others that are not wanted.
    left: bool,
    found: &'g mut Found<Q::Violation>,
    unknown: &'g mut Vec<Unknown>,
}

impl<'t, P: Explorable, Q: Property<P>> Visitor<'t> for Steps<'_, 't, '_, P, Q> {
    #[inline(always)]
    fn visit(&mut self, enabled: Enabled<'t>) {
        let ground = self.ground;
        if ground.matters(self.state, enabled.action()) {
            if is_in(self.tried, enabled.process()) == (self.wanted == Wanted::Some) {
                self.taken = true;
                match self.looked.step(&ground.tables, enabled, |_, _| {}) {
                    Ok(change) => {
                        self.found.push(self.looked.fingerprint().wrapping_add(change), self.step);
                    }
                    Err(what) => self.unknown.push(what),
                }
            } else {
                self.left = true;
            }
        }
        self.step.place += 1;
    }
}

/// Whether the actions of the process are to be tried.
#[inline(always)]
fn is_in(tried: Option<Processes>, process: ProcessId) -> bool {
    tried.is_none_or(|set| set & bit(process) != 0)
}
