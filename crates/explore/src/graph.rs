//! The states and the steps between them, as data: for whoever wants to look at them one by one.
//!
//! [`graph`] collects them from the tables of the search, by its steps and in its order: breadth first, from the initial state. So
//! the states are those that [`explore_with`](crate::explore_with) counts, with the same numbers, as long as that leaves nothing
//! out. It is no search: it keeps every state whole, judges each end by itself, and asks nothing of
//! [invariants](Property::invariant). For as many states as a person looks at, not for millions; of more it has the first, and those on
//! ways that are asked for.

use std::collections::BTreeSet;

use sim_core::{Action, Schedule, System};

use crate::lineage::Brood;
use crate::looked::{Enabled, Looked};
use crate::numbers::Numbers;
use crate::property::{Asked, Explorable, Property};
use crate::reached::Reached;
use crate::tables::{Tables, Unknown};
use crate::trail::Trail;

/// How much is collected, beside what is on the ways that are asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Bounds {
    /// How many states at most.
    pub states: usize,
    /// How many steps at most, if no state has more of them than those before it.
    pub steps: usize,
}

/// States in the order in which they are found, the initial one first; what there is to say of the end of a schedule is an `O`, and what
/// is wrong with it an `X`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Graph<T, O, X>(pub Vec<State<T, O, X>>);

/// A state, of which `T` was told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct State<T, O, X> {
    /// What was told of it.
    pub told: T,
    /// How many steps it is from the initial one.
    pub depth: u64,
    /// What it is worth, if a schedule ends here: [judged](Property::judge) at the end of a shortest one.
    pub end: Option<Result<O, X>>,
    /// What may happen in it, in the order of [`System::enabled`]; nothing where a schedule ends.
    pub steps: Vec<Step>,
}

/// A step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step {
    /// What happens.
    pub action: Action,
    /// The place of the state that it leads to; none, if that was not collected.
    pub to: Option<usize>,
}

impl<T, O, X> Graph<T, O, X> {
    /// Whether every state is there.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.0.iter().flat_map(|state| &state.steps).all(|step| step.to.is_some())
    }
}

/// Collects the first states of a system, and those on shortest `ways`, with their steps. `tell` is asked once about each, in order,
/// and given what may happen in it. A way is gone as far as it can be.
///
/// # Panics
/// When a process sends on a channel that [`may_send`](sim_core::Protocol::may_send) has ruled out.
pub fn graph<P: Explorable, Q: Property<P>, T>(
    system: &System<P>,
    property: &Q,
    bounds: Bounds,
    ways: &[Schedule],
    mut tell: impl FnMut(&Reached<'_, P, Q::Seen>, &[Action]) -> T,
) -> Graph<T, Q::Outcome, Q::Violation> {
    let tables = Tables::new(system, &Asked(property));
    let initial: Box<[u32]> = vec![0; tables.width()].into();
    let mut ground = Ground { system, property, tables, trail: Trail::default() };
    let wanted = ways.iter().flat_map(|way| ground.on_the_way(&initial, way)).collect();
    let mut met = Met { depths: vec![0], wanted, ..Met::default() };
    met.states.number(initial);
    let mut graph = Vec::new();
    while let Some(depth) = met.depths.get(graph.len()).copied() {
        let number = graph.len();
        let state = met.state(number);
        let ends = ground.at(number, &state, |reached| property.ends(reached));
        let led = if ends { Vec::new() } else { ground.steps(&state) };
        let actions: Vec<_> = led.iter().map(|led| led.action).collect();
        let told = ground.at(number, &state, |reached| tell(reached, &actions));
        let end = led.is_empty().then(|| ground.at(number, &state, |reached| property.judge(reached)));
        let steps = met.enter(number, led, bounds, &mut ground.trail);
        graph.push(State { told, depth, end, steps });
    }
    Graph(graph)
}

/// A step from some state: its place among what would be enabled if nobody refused anything, and the state that it leads to.
struct Led {
    place: u32,
    action: Action,
    state: Box<[u32]>,
}

/// What is known, and how it was come by.
struct Ground<'a, P: Explorable, Q: Property<P>> {
    system: &'a System<P>,
    property: &'a Q,
    tables: Tables<P, Q::Seen>,
    trail: Trail<'a>,
}

impl<P: Explorable, Q: Property<P>> Ground<'_, P, Q> {
    /// Asks something about a state.
    fn at<R>(&self, number: usize, state: &[u32], ask: impl FnOnce(&Reached<'_, P, Q::Seen>) -> R) -> R {
        let Self { system, tables, trail, .. } = self;
        ask(&Reached { system, tables, trail, state, number: number as u64 })
    }

    /// The states on a way, but for the first.
    fn on_the_way(&mut self, initial: &[u32], way: &Schedule) -> Vec<Box<[u32]>> {
        let (mut here, mut states) = (Box::from(initial), Vec::new());
        for action in &way.0 {
            let Some(led) = self.steps(&here).into_iter().find(|led| led.action == *action) else { break };
            here = led.state;
            states.push(here.clone());
        }
        states
    }

    /// All steps of a state. What is not known of them is found out.
    fn steps(&mut self, state: &[u32]) -> Vec<Led> {
        loop {
            match self.known_steps(state) {
                Ok(led) => return led,
                Err(unknown) => {
                    let Self { system, property, tables, .. } = self;
                    unknown.into_iter().for_each(|what| tables.learn(system, &Asked(*property), what));
                }
            }
        }
    }

    fn known_steps(&self, state: &[u32]) -> Result<Vec<Led>, Vec<Unknown>> {
        let Self { system, tables, .. } = self;
        let mut looked = Looked::nothing();
        looked.look_up(tables, state);
        let (mut led, mut unknown, mut place) = (Vec::new(), Vec::new(), 0);
        looked.enabled(tables, &mut |enabled: Enabled<'_>| {
            let action = enabled.action();
            if tables.accepts(system, state, action) {
                let mut after: Box<[u32]> = state.into();
                match looked.step(tables, enabled, |component, number| after[component] = number) {
                    Ok(_) => led.push(Led { place, action, state: after }),
                    Err(what) => unknown.push(what),
                }
            }
            place += 1;
        });
        if unknown.is_empty() { Ok(led) } else { Err(unknown) }
    }
}

/// The states met, each under its number.
#[derive(Default)]
struct Met {
    states: Numbers<Box<[u32]>>,
    /// By number.
    depths: Vec<u64>,
    /// How many steps there are so far.
    steps: usize,
    /// The states for which there is always room.
    wanted: BTreeSet<Box<[u32]>>,
}

impl Met {
    fn state(&self, number: usize) -> Box<[u32]> {
        self.states[u32::try_from(number).expect("numbers are given so")].clone()
    }

    /// Gives numbers to what the steps of a state lead to, as far as there is room, and remembers how it was found.
    fn enter(&mut self, from: usize, led: Vec<Led>, bounds: Bounds, trail: &mut Trail<'_>) -> Vec<Step> {
        let (each, mut brood) = (led.len(), Brood::default());
        self.steps += each;
        let steps = led.into_iter().map(|Led { place, action, state }| {
            let waiting = self.depths.len() - from;
            let has_room = self.depths.len() < bounds.states && self.steps + waiting * each <= bounds.steps;
            let to = match self.states.of(&state) {
                None if has_room || self.wanted.contains(&state) => {
                    brood.child(from as u64, place);
                    self.depths.push(self.depths[from] + 1);
                    Some(self.states.number(state).0)
                }
                known => known,
            };
            Step { action, to: to.map(|number| number as usize) }
        });
        let steps = steps.collect();
        trail.lineage.append(&brood);
        steps
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use sim_core::{Context, Effects, Event, ProcessId, Protocol, Topology};

    use super::*;
    use crate::property::Invariant;
    use crate::{Options, explore_with};

    /// A token that each process passes on when it likes, as often as it says.
    struct Token {
        times: u32,
    }

    impl Protocol for Token {
        type State = (bool, u32);
        type Message = ();
        type Command = ();
        type Observation = ();

        fn initial_state(&self, cx: Context<'_>) -> (bool, u32) {
            (cx.process == ProcessId(0), self.times)
        }

        fn commands(&self, _: Context<'_>, (has, left): &(bool, u32), offer: impl FnMut(())) {
            (*has && *left > 0).then_some(()).into_iter().for_each(offer);
        }

        fn handle<E: Effects<(), ()>>(
            &self,
            cx: Context<'_>,
            (has, left): &mut (bool, u32),
            event: Event<(), ()>,
            effects: &mut E,
        ) {
            *has = matches!(event, Event::Receive { .. });
            if !*has {
                *left -= 1;
                cx.outgoing().for_each(|channel| effects.send(channel, ()));
            }
        }
    }

    fn collected(bounds: Bounds, ways: &[Schedule]) -> Graph<(usize, usize), (), ()> {
        let ring = System::new(Token { times: 3 }, Topology::ring(3).unwrap());
        let holders = |reached: &Reached<'_, Token, ()>| reached.processes().filter(|state| state.0).count();
        let told = |reached: &Reached<'_, Token, ()>, actions: &[Action]| (holders(reached), actions.len());
        graph(&ring, &Invariant(|_: &Reached<'_, Token, ()>| Ok(())), bounds, ways, told)
    }

    const ALL: Bounds = Bounds { states: 1_000, steps: 10_000 };

    #[test]
    fn it_has_the_states_steps_and_ends_that_a_search_counts() {
        let ring = System::new(Token { times: 3 }, Topology::ring(3).unwrap());
        let property = Invariant(|_: &Reached<'_, Token, ()>| Ok::<_, ()>(()));
        let report = explore_with(&ring, &property, &Options::default(), |_| ControlFlow::Continue(()));
        let all = collected(ALL, &[]);
        let steps: usize = all.0.iter().map(|state| state.steps.len()).sum();
        let ends = all.0.iter().filter(|state| state.end.is_some()).count();
        assert_eq!(
            (all.0.len() as u64, steps as u64, ends as u64),
            (report.states, report.steps, report.ends)
        );
        assert_eq!(all.0.iter().map(|state| state.depth).max(), Some(report.depth));
        assert!(all.is_whole() && all.0[0].told == (1, 1));
        assert!(all.0.iter().all(|state| state.told.1 == state.steps.len()));
    }

    #[test]
    fn of_too_many_states_the_first_are_there_and_their_steps_lead_out() {
        let (all, few) = (collected(ALL, &[]), collected(Bounds { states: 5, ..ALL }, &[]));
        assert_eq!(few.0.len(), 5);
        assert!(!few.is_whole());
        for (some, whole) in few.0.iter().zip(&all.0) {
            let within = |step: &Step| Step { to: step.to.filter(|to| *to < 5), ..*step };
            assert_eq!(some.steps, whole.steps.iter().map(within).collect::<Vec<_>>());
        }
        let few = collected(Bounds { steps: 4, ..ALL }, &[]);
        assert!(few.0.len() <= 5 && few.0.iter().map(|state| state.steps.len()).sum::<usize>() <= 5);
    }
    #[test]
    fn a_way_that_is_asked_for_is_there_to_its_end_however_few_states_there_are() {
        let all = collected(ALL, &[]);
        let mut way = Schedule::default();
        let mut here = &all.0[0];
        while let Some(step) = here.steps.last() {
            way.0.push(step.action);
            here = &all.0[step.to.unwrap()];
        }
        let few = collected(Bounds { states: 1, ..ALL }, std::slice::from_ref(&way));
        assert_eq!(few.0.len(), way.0.len() + 1);
        let mut there = &few.0[0];
        for action in &way.0 {
            let step = there.steps.iter().find(|step| step.action == *action).unwrap();
            there = &few.0[step.to.unwrap()];
        }
        assert_eq!((there.told, there.depth, there.end), (here.told, here.depth, here.end));
    }

    #[test]
    fn there_are_as_many_states_and_steps_as_there_is_room_for() {
        let all = collected(ALL, &[]);
        assert!(all.0.len() > 15 && all.0.iter().all(|state| state.steps.len() <= 1));
        for most in 1..=all.0.len() {
            let few = collected(Bounds { states: most, ..ALL }, &[]);
            assert_eq!((few.0.len(), few.is_whole()), (most, most == all.0.len()));
        }
        for most in 1..15 {
            let few = collected(Bounds { steps: most, ..ALL }, &[]);
            let steps: usize = few.0.iter().map(|state| state.steps.len()).sum();
            assert_eq!((few.0.len(), steps), (most, most));
        }
    }
}
