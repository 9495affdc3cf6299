//! The explorer's naive twin: clones everything, remembers whole states, breadth first.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use sim_core::{Action, GlobalState, Protocol, System};

/// A global state of a protocol.
type Whole<P> = GlobalState<<P as Protocol>::State, <P as Protocol>::Message>;

/// What a property is to the twin: the same, in closures over whole values.
pub(crate) struct Twin<'a, P: Protocol, V, O> {
    pub(crate) system: &'a System<P>,
    pub(crate) observe: fn(&mut V, &P::Observation),
    pub(crate) ends: fn(&[V]) -> bool,
    pub(crate) judge: fn(&[V], &Whole<P>) -> O,
}

/// What it counts. Outcomes come with how often and how deep they were found.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Counted<O: Eq + Hash> {
    pub(crate) states: u64,
    pub(crate) steps: u64,
    pub(crate) depth: u64,
    pub(crate) ends: u64,
    pub(crate) outcomes: HashMap<O, (u64, usize)>,
}

impl<P: Protocol, V: Clone + Eq + Hash + Default, O: Eq + Hash> Twin<'_, P, V, O> {
    /// Searches everything, or gives up at so many states.
    pub(crate) fn search(&self, max_states: usize) -> Option<Counted<O>> {
        let mut level =
            vec![(self.system.initial_state(), vec![V::default(); self.system.topology.processes().len()])];
        let mut visited: HashSet<_> = level.iter().cloned().collect();
        let mut counted = Counted { states: 0, steps: 0, depth: 0, ends: 0, outcomes: HashMap::new() };
        for depth in 0.. {
            let mut next = Vec::new();
            for (state, seen) in level {
                let enabled = self.system.enabled(&state);
                if (self.ends)(&seen) || enabled.is_empty() {
                    counted.ends += 1;
                    counted.outcomes.entry((self.judge)(&seen, &state)).or_insert((0, depth)).0 += 1;
                    continue;
                }
                for action in enabled {
                    counted.steps += 1;
                    let after = self.step(&state, &seen, action);
                    if visited.insert(after.clone()) {
                        next.push(after);
                    }
                }
            }
            if next.is_empty() {
                return Some(Counted { states: visited.len() as u64, depth: depth as u64, ..counted });
            }
            if visited.len() > max_states {
                return None;
            }
            level = next;
        }
        unreachable!("there is no last depth")
    }

    pub(crate) fn step(&self, state: &Whole<P>, seen: &[V], action: Action) -> (Whole<P>, Vec<V>) {
        let (mut state, mut seen) = (state.clone(), seen.to_vec());
        let step = self.system.step(&mut state, 0, action, |_, _| ()).expect("the action is enabled");
        for observation in step.observations() {
            (self.observe)(&mut seen[step.process.index()], observation);
        }
        (state, seen)
    }
}
