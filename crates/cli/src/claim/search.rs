//! Whether the state that is claimed can be recorded at all: every order of events, tried.

use explore::{Ending, Options, Witness};
use sim_core::System;
use snapshot::Program;
use snapshot::algorithms::Algorithm;
use snapshot::algorithms::Visitor;
use snapshot::exploration::{Outcome, RecordedValue};

use super::state::{Channel, Claim, Process, State};
use crate::explore::{search, threads};
use crate::failure::Failure;
use crate::memory;
use crate::scenario::Scenario;

/// Whether it can be recorded.
pub(super) enum Possible {
    /// It can, and how to see it: the command, and whether an oracle finds something wrong there.
    Yes { command: String, is_wrong: bool },
    /// No schedule of them all comes to it; that is so many states.
    No(u64),
    /// It is not known, and why.
    Unknown(String),
}

/// Searches all schedules of a scenario for one that records the claim, up to so many states.
pub(super) fn possible(scenario: &Scenario, claim: &Claim, max_states: u64) -> Result<Possible, Failure> {
    let mut scenario = scenario.clone();
    scenario.schedule = None;
    let search = Search { claim, scenario: &scenario, max_states };
    scenario.visit_fast(search)
}

struct Search<'a> {
    claim: &'a Claim,
    scenario: &'a Scenario,
    max_states: u64,
}

impl Visitor for Search<'_> {
    type Output = Result<Possible, Failure>;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output {
        let prepared = self.scenario.prepare::<P, A>(&algorithm)?;
        let options = Options {
            jobs: threads(None),
            reduce: true,
            keep_going: true,
            max_states: self.max_states,
            max_bytes: memory::left(),
            ..Options::default()
        };
        let found = search(&options, &prepared)?;
        let records = |outcome: &Outcome<P>| {
            outcome.iter().any(|recorded| self.is_claimed(&prepared.underlying, recorded))
        };
        let good = found.outcomes.iter().filter(|end| records(&end.what)).map(|end| (false, &end.witness));
        let wrong = found.violations.iter().filter(|end| records(&end.what.recorded));
        let wrong = wrong.map(|end| (true, &end.witness));
        let steps = |(is_wrong, witness): &(bool, &Witness)| (*is_wrong, witness.steps());
        if let Some((is_wrong, witness)) = good.chain(wrong).min_by_key(steps) {
            let schedule = witness.schedule().display(&prepared.underlying.topology);
            return Ok(Possible::Yes { command: self.scenario.command_with(&schedule), is_wrong });
        }
        Ok(match found.ending {
            Ending::Exhausted => Possible::No(found.states),
            Ending::MaxStates => Possible::Unknown(format!(
                "not in the first {} states; '--max-states' looks at more",
                found.states
            )),
            Ending::MaxBytes => Possible::Unknown("there is no memory for all states".into()),
            Ending::Asked | Ending::Violated => {
                Possible::Unknown("the search was ended before it was over".into())
            }
        })
    }
}

impl Search<'_> {
    fn is_claimed<P: Program>(
        &self,
        system: &System<P>,
        recorded: &RecordedValue<P::State, P::Message>,
    ) -> bool {
        self.claim.against(&state(system, recorded)).is_same() == Some(true)
    }
}

/// What was recorded, by names.
fn state<P: Program>(
    System { protocol, topology }: &System<P>,
    recorded: &RecordedValue<P::State, P::Message>,
) -> State {
    let conserves = !protocol.goods().is_empty();
    let amount = |amount: u64| i64::try_from(amount).unwrap_or(i64::MAX);
    let process = |state: &Option<P::State>| {
        let holds = |state| amount(if conserves { protocol.held(state, 0) } else { 0 });
        Process {
            state: state.as_ref().map(|state| protocol.print_state(state)),
            holds: state.as_ref().filter(|_| protocol.goods().len() <= 1).map(holds),
        }
    };
    let channel = |messages: &Vec<P::Message>| {
        let carries = |message| amount(if conserves { protocol.carried(message, 0) } else { 0 });
        let carries = (protocol.goods().len() <= 1).then(|| messages.iter().map(carries).collect());
        Channel { count: Some(messages.len() as u64), carries }
    };
    let name = |process| topology.name(process).to_string();
    let processes = topology.processes().map(name).zip(recorded.processes.iter().map(process));
    let channels = topology.channels().iter().zip(&recorded.channels).filter_map(|(ends, messages)| {
        Some(((name(ends.source), name(ends.target)), channel(messages.as_ref()?)))
    });
    State { processes: processes.collect(), channels: channels.collect() }
}
