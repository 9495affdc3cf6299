//! One algorithm on channels of one discipline, under every schedule of something small: whether it is right, and else a shortest schedule
//! of which it is not.
//!
//! A model without an end is searched as far as it goes, and what is good so far has no verdict.

use explore::{Ending, Options};
use sim_core::words::counted;
use snapshot::Program;
use snapshot::algorithms::Algorithm;
use snapshot::algorithms::{Entry, Visitor};
use snapshot::oracle::Overall;

use crate::explore::{ends, search};
use crate::failure::Failure;
use crate::memory;
use crate::scenario::Scenario;

/// What came of it.
pub(super) struct Searched {
    pub(super) scenario: Scenario,
    /// Whether the channels keep the order that the algorithm needs.
    pub(super) has_order: bool,
    pub(super) verdict: Overall,
    pub(super) states: u64,
    pub(super) ends: u64,
    /// A shortest schedule to an end that is wrong.
    pub(super) wrong: Option<Witness>,
    /// Why there is no verdict, if there is none.
    pub(super) why_not: Option<String>,
}

/// A schedule to an end that is wrong.
pub(super) struct Witness {
    pub(super) steps: u64,
    pub(super) schedule: String,
    /// The checks that fail there.
    pub(super) checks: Vec<&'static str>,
}

impl Searched {
    /// Tries every schedule, until one is wrong.
    pub(super) fn of(entry: &Entry, scenario: Scenario, options: &Options) -> Result<Self, Failure> {
        let has_order = entry.needs.has_order(&scenario.configuration.topology);
        let sums = scenario.visit(Search { scenario: &scenario, options })?;
        let Sums { states, ends, unknown, ending, wrong } = sums;
        let why_not = match ending {
            _ if wrong.is_some() => None,
            Ending::MaxStates => Some(format!("more than {}", counted(options.max_states, "state"))),
            Ending::MaxBytes => Some(memory::allowed()),
            Ending::Asked => Some("interrupted".to_string()),
            Ending::Exhausted | Ending::Violated if unknown > 0 => {
                Some(format!("{} without a verdict", counted(unknown, "end")))
            }
            Ending::Exhausted | Ending::Violated => None,
        };
        let verdict = match (&wrong, &why_not) {
            (Some(_), _) => Overall::Violated,
            (None, Some(_)) => Overall::Unknown,
            (None, None) => Overall::Holds,
        };
        Ok(Self { scenario, has_order, verdict, states, ends, wrong, why_not })
    }

    /// The command that shows the schedule that is wrong.
    pub(super) fn command(&self) -> Option<String> {
        Some(self.scenario.command_with(&self.wrong.as_ref()?.schedule))
    }
}

/// What a search came to, whatever program it is.
struct Sums {
    states: u64,
    ends: u64,
    unknown: u64,
    ending: Ending,
    wrong: Option<Witness>,
}

/// A search of whatever program it is.
struct Search<'a> {
    scenario: &'a Scenario,
    options: &'a Options,
}

impl Visitor for Search<'_> {
    type Output = Result<Sums, Failure>;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output {
        let Self { scenario, options } = self;
        let found = search(options, &scenario.prepare::<P, A>(&algorithm)?)?;
        Ok(summed::<P>(scenario, &found))
    }
}

fn summed<P: Program>(scenario: &Scenario, found: &ends::Searched<P>) -> Sums {
    let shortest = found.violations.iter().min_by_key(|found| found.witness.steps());
    let wrong = shortest.map(|found| Witness {
        steps: found.witness.steps() as u64,
        schedule: found.witness.schedule().display(&scenario.configuration.topology),
        checks: found.what.failed.iter().flat_map(|failed| failed.checks.iter().copied()).collect(),
    });
    let [_, _, unknown] = ends::totals::<P>(found);
    Sums { states: found.states, ends: found.ends, unknown, ending: found.ending, wrong }
}
