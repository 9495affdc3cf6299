//! The first states of a search, each as a person reads it, with what may happen there: what a page of choices leads through.
//!
//! They are collected by the steps of the search ([`explore::graph`]); in which words they are told, [`told`](super::told) says.

use draw::choices::{Choice, State};
use explore::{Bounds, graph};
use sim_core::{Action, Schedule};
use snapshot::Program;
use snapshot::algorithms::Algorithm;
use snapshot::algorithms::Visitor;
use snapshot::exploration::WrongOf;
use snapshot::oracle::Overall;

use super::ends::worth;
use super::told::Words;
use super::{text, words};
use crate::failure::Failure;
use crate::foreign;
use crate::recorded_state::RecordedState;
use crate::scenario::Scenario;

/// As much as a page has, beside the ways to what is listed.
const BOUNDS: Bounds = Bounds { states: 2_000, steps: 20_000 };

/// The states, the initial one first.
pub(super) struct Collected {
    pub(super) states: Vec<Reached>,
    /// Whether all are there.
    pub(super) whole: bool,
}

/// A state.
pub(super) struct Reached {
    /// Without its [end](State::end).
    pub(super) state: State,
    /// The actions of its choices.
    pub(super) actions: Vec<Action>,
    /// What came of the schedule, if it ends here.
    pub(super) ended: Option<Ended>,
}

/// What came of a schedule.
pub(super) struct Ended {
    /// What is recorded, in the exercise's notation.
    pub(super) line: String,
    /// The same, whole.
    pub(super) recorded: Vec<RecordedState>,
    pub(super) verdict: Overall,
    /// Which checks fail.
    pub(super) failed: String,
}

/// Collects them, with those on these ways.
pub(super) fn collected(scenario: &Scenario, ways: &[Schedule]) -> Result<Collected, Failure> {
    scenario.visit(Collect { scenario, ways })
}

struct Collect<'a> {
    scenario: &'a Scenario,
    ways: &'a [Schedule],
}

impl Visitor for Collect<'_> {
    type Output = Result<Collected, Failure>;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output {
        let prepared = self.scenario.prepare::<P, A>(&algorithm)?;
        let (words, system) = (Words::of(&prepared), &prepared.underlying);
        let property = prepared.property();
        let graph = graph(&prepared.superposed, &property, BOUNDS, self.ways, |reached, actions| {
            (words.state(reached), words.events(reached, actions))
        });
        foreign::check()?;
        let whole = graph.is_whole();
        let ended = |end: Result<_, WrongOf<P>>| {
            let (verdict, failed) = worth::<P>(&end);
            let failed = words::failed_at(failed);
            let recorded = end.unwrap_or_else(|wrong| wrong.recorded);
            Ended {
                line: text::in_a_line(system, &recorded),
                recorded: recorded.iter().map(|state| RecordedState::of(system, state)).collect(),
                verdict,
                failed,
            }
        };
        let states = graph.0.into_iter().map(|of| {
            let (mut state, events) = of.told;
            let choices = of.steps.iter().zip(events).map(|(step, words)| Choice {
                words,
                action: step.action.display(&system.topology),
                to: step.to,
            });
            (state.depth, state.choices) = (of.depth, choices.collect());
            let actions = of.steps.iter().map(|step| step.action).collect();
            Reached { state, actions, ended: of.end.map(ended) }
        });
        Ok(Collected { states: states.collect(), whole })
    }
}
