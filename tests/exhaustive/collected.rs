//! The states and steps that are collected to be looked at, beside the naive twin.

use std::collections::HashMap;

use explore::{Bounds, Reached, graph};
use proptest::prelude::*;
use sim_core::{Action, GlobalState};

use super::first::{self, First, Seen};
use super::puzzle::{Mode, Puzzle, puzzles};
use super::twin_of;

/// A state of a search, whole.
type Whole = (GlobalState<Mode, u64>, Vec<Seen>);

fn whole(reached: &Reached<'_, Puzzle, Seen>, _: &[Action]) -> Whole {
    let seen = reached.topology().processes().map(|process| *reached.seen(process));
    (reached.to_global_state(), seen.collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_collected_states_are_those_of_the_twin_and_each_step_leads_where_the_twin_s_does(system in puzzles()) {
        let twin = twin_of(&system);
        let Some(expected) = twin.search(1_000) else { return Ok(()) };
        let bounds = Bounds { states: usize::MAX, steps: usize::MAX };
        let collected = graph(&system, &First, bounds, &[], whole);
        prop_assert!(collected.is_whole());
        let steps: usize = collected.0.iter().map(|state| state.steps.len()).sum();
        let ends = collected.0.iter().filter(|state| state.end.is_some()).count();
        let deepest = collected.0.iter().map(|state| state.depth).max();
        prop_assert_eq!(
            (collected.0.len() as u64, steps as u64, ends as u64, deepest),
            (expected.states, expected.steps, expected.ends, Some(expected.depth))
        );
        let mut outcomes = HashMap::new();
        for state in &collected.0 {
            let (global, seen) = &state.told;
            match &state.end {
                Some(end) => {
                    prop_assert_eq!(end.as_ref(), Ok(&first::judge(seen, global)));
                    let depth = usize::try_from(state.depth).expect("it is small");
                    outcomes.entry(end.clone().expect("nothing is wrong")).or_insert((0, depth)).0 += 1;
                }
                None => {
                    let actions: Vec<_> = state.steps.iter().map(|step| step.action).collect();
                    prop_assert_eq!(actions, system.enabled(global));
                }
            }
            for step in &state.steps {
                let to = &collected.0[step.to.expect("all are there")];
                prop_assert_eq!(&to.told, &twin.step(global, seen, step.action));
                prop_assert!(to.depth <= state.depth + 1);
            }
        }
        prop_assert_eq!(outcomes, expected.outcomes);
    }
}
