//! `sim explore`: every order of events, tried; which global states can be recorded, and is each as it should be?

mod ends;
mod json;
mod text;

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::time::Instant;

use explore::{Ending, Options, Progress, Report, explore_with};
use indicatif::{HumanBytes, HumanCount};
use sim_core::System;
use snapshot::algorithms::Visitor;
use snapshot::{Algorithm, Program, Reachable, RecordedValue, Snapshots};

use crate::Outcome;
use crate::args::{ExploreArgs, ExploreFormat, Reduce, form, not_for_a_search, refuse_idle};
use crate::failure::Failure;
use crate::interrupt;
use crate::memory;
use crate::output::Output;
use crate::prepared::Prepared;
use crate::progress::Progress as Bar;
use crate::scenario::Scenario;
use ends::{Searched, all_recorded};
use trace::spec::ENTRIES;

pub(crate) use json::Explored;

pub(crate) fn explore(args: &ExploreArgs) -> Result<Outcome, Failure> {
    refuse_timing(args)?;
    let scenario = Scenario::from_args(&args.scenario)?;
    if scenario.schedule.is_some() {
        let tip = "'sim run' follows the schedule";
        return Err(Failure::with_tip("a scenario with a schedule has one run, not many", tip));
    }
    let format = form::chosen(args.format, args.output.as_deref(), ExploreFormat::Text);
    refuse_idle(&format, (args.quiet && format != ExploreFormat::Text).then_some("--quiet").into_iter())?;
    interrupt::listen();
    let mut output = Output::open_as(args.output.as_deref(), format == ExploreFormat::Text)?;
    let outcome = scenario.visit(Search { args, format, scenario: &scenario, output: &mut output })?;
    output.finish_unless(interrupt::requested())?;
    Ok(outcome)
}

/// Refuses what says when things happen: every order of events is tried.
fn refuse_timing(args: &ExploreArgs) -> Result<(), Failure> {
    let spec = &args.scenario.spec;
    let typed = ENTRIES.iter().find(|entry| not_for_a_search(entry) && !entry.said(spec).is_empty());
    match typed {
        None => Ok(()),
        Some(entry) => Err(Failure::Input {
            what: format!(
                "'--{}' changes nothing: every order of events is tried, as far as it goes",
                entry.option_name()
            ),
            tip: (!entry.timing).then(|| "'--max-states N' bounds the search".to_string()),
        }),
    }
}

/// A search of whatever program it is.
struct Search<'a> {
    args: &'a ExploreArgs,
    format: ExploreFormat,
    scenario: &'a Scenario,
    output: &'a mut Output,
}

impl Visitor for Search<'_> {
    type Output = Result<Outcome, Failure>;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output {
        let Self { args, format, scenario, output } = self;
        let prepared = scenario.prepare::<P, A>(algorithm)?;
        bounded(args, scenario, &prepared.underlying.protocol)?;
        let found = search(args, &prepared, args.reduce == Reduce::On);
        let reduced =
            (args.reduce == Reduce::Both && found.complete()).then(|| search(args, &prepared, true));
        let compares = args.against_reachable && found.ending != Ending::Asked;
        let reachable = compares.then(|| compare(args, &prepared.underlying, &found));
        let result = Found { found, reduced, reachable };
        match format {
            ExploreFormat::Text => text::text(args, &prepared, &result, output)?,
            ExploreFormat::Json => json::json(scenario, &prepared.underlying, &result, output)?,
        }
        Ok(result.outcome())
    }
}

/// What came of a search.
pub(crate) struct Found<P: Program> {
    found: Searched<P>,
    /// The same search with orders left out, if it was asked for.
    reduced: Option<Searched<P>>,
    reachable: Option<Compared<P>>,
}

/// What came of comparing the recorded states with those that the computation alone can be in.
pub(crate) struct Compared<P: Program> {
    /// Every state that was recorded, for whatever snapshot, in ascending order.
    recorded: Vec<RecordedValue<P::State, P::Message>>,
    /// The search over the computation alone: its violations are the recorded states that it met.
    search: Report<(), usize>,
}

impl<P: Program> Compared<P> {
    /// The recorded states that the computation alone cannot be in.
    fn unreachable(&self) -> impl Iterator<Item = &RecordedValue<P::State, P::Message>> {
        let met: BTreeSet<usize> = self.search.violations.iter().map(|found| found.what).collect();
        let recorded = self.recorded.iter().enumerate();
        recorded.filter(move |(place, _)| !met.contains(place)).map(|(_, state)| state)
    }
}

impl<P: Program> Found<P> {
    /// Whether leaving out orders changed nothing of what is recorded; `None` if that cannot be said, because a search did
    /// not come to its end.
    fn reduced_agrees(&self) -> Option<bool> {
        let reduced = self.reduced.as_ref()?;
        let complete = self.found.complete() && reduced.complete();
        complete.then(|| all_recorded::<P>(reduced) == all_recorded::<P>(&self.found))
    }

    fn outcome(&self) -> Outcome {
        let [_, _, unknown] = ends::totals::<P>(&self.found);
        let unreachable = self
            .reachable
            .as_ref()
            .is_some_and(|compared| compared.search.complete() && compared.unreachable().next().is_some());
        let compared = self.reachable.as_ref().is_none_or(|compared| compared.search.complete());
        if !self.found.violations.is_empty() || self.reduced_agrees() == Some(false) || unreachable {
            Outcome::Violated
        } else if unknown > 0 || !self.found.complete() || !compared {
            Outcome::NoVerdict
        } else {
            Outcome::Holds
        }
    }
}

/// Refuses a search that is not known to come to an end.
///
/// It does when the computation does. And it does when the snapshots stop it: the programs without an end pass on what they
/// are given, so that on a ring nobody gets far ahead of an initiator that waits for its trigger; and where channels keep the
/// order, each process has to take the marker before anything that is sent behind it.
fn bounded<P: Program>(args: &ExploreArgs, scenario: &Scenario, program: &P) -> Result<(), Failure> {
    let stopped =
        !scenario.starts_of_own_accord() && scenario.fifo() && scenario.configuration.topology.is_ring();
    if program.ends() || args.max_states.is_some() || (stopped && !args.against_reachable) {
        return Ok(());
    }
    let why = if args.against_reachable {
        "neither have the states that it can be in"
    } else {
        "its snapshots need not stop it"
    };
    let tip = match P::NAME {
        "token-ring" => "bound it with '--param receipts=N', or the search with '--max-states N'",
        _ => "bound the search with '--max-states N'",
    };
    Err(Failure::with_tip(format!("the computation has no end, and {why}"), tip))
}

fn options(args: &ExploreArgs, reduce: bool) -> Options {
    let cores = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let jobs = args.jobs.and_then(|jobs| NonZeroUsize::new(usize::from(jobs)));
    Options {
        jobs: jobs.unwrap_or_else(cores),
        reduce,
        exact: args.exact,
        keep_going: args.keep_going,
        max_states: args.max_states.unwrap_or(u64::MAX),
        max_bytes: memory::left(),
    }
}

fn search<P: Program, A: Algorithm<P>>(
    args: &ExploreArgs,
    prepared: &Prepared<'_, P, A>,
    reduce: bool,
) -> Searched<P> {
    let property = Snapshots::of(&prepared.underlying, &prepared.superposed);
    let watch = Watch::new();
    explore_with(&prepared.superposed, &property, &options(args, reduce), |now| watch.look(now))
}

/// Searches the computation alone for the states that were recorded.
fn compare<P: Program>(args: &ExploreArgs, system: &System<P>, found: &Searched<P>) -> Compared<P> {
    let states = all_recorded::<P>(found).into_iter().flatten();
    let topology = &system.topology;
    let whole = states.filter(|state| state.is_whole()).map(|state| state.clone().without_order(topology));
    let mut recorded: Vec<_> = whole.collect();
    recorded.sort_unstable();
    recorded.dedup();
    let options = Options { keep_going: true, ..options(args, false) };
    let watch = Watch::new();
    let property = Reachable { recorded: &recorded };
    let search = explore_with(system, &property, &options, |now| watch.look(now));
    Compared { recorded, search }
}

/// Shows how far a search has come, and ends it on Ctrl-C.
struct Watch {
    progress: Bar,
    started: Instant,
}

impl Watch {
    fn new() -> Self {
        Self { progress: Bar::doing(""), started: Instant::now() }
    }

    fn look(&self, now: Progress) -> ControlFlow<()> {
        let Progress { states, steps, depth, queue, bytes } = now;
        let millis = self.started.elapsed().as_millis().max(1);
        let rate = u64::try_from(u128::from(states) * 1000 / millis).unwrap_or(u64::MAX);
        self.progress.say(&format!(
            "{} states, {} a second, {} steps, depth {depth}, {} in the queue, {}",
            HumanCount(states),
            HumanCount(rate),
            HumanCount(steps),
            HumanCount(queue),
            HumanBytes(bytes)
        ));
        if interrupt::requested() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

#[cfg(test)]
mod tests {
    use sim_core::Topology;
    use snapshot::{ChandyLamport, Forwarding, Initiation, Superposed, TokenRing};

    use super::*;

    /// What can be recorded of the exercise from the second time on that P sends, up to so many receipts.
    fn searched(receipts: u64, order: sim_core::Order) -> Searched<TokenRing> {
        let ring = TokenRing { receipts: Some(receipts), ..TokenRing::new(Forwarding::Held) };
        let topology = Topology::ring(2).expect("two make a ring").with_order(order);
        let initiation = Initiation::triggered(sim_core::ProcessId(0), 1);
        let layers = Superposed::new(ring, ChandyLamport, initiation);
        let (underlying, superposed) = (System::new(ring, topology.clone()), System::new(layers, topology));
        let property = Snapshots::of(&underlying, &superposed);
        let options = Options { keep_going: true, ..Options::default() };
        explore_with(&superposed, &property, &options, |_| ControlFlow::Continue(()))
    }

    fn found(all: Searched<TokenRing>, some: Searched<TokenRing>) -> Found<TokenRing> {
        Found { found: all, reduced: Some(some), reachable: None }
    }

    #[test]
    fn a_reduced_search_that_records_something_else_does_not_agree() {
        let fifo = || searched(3, sim_core::Order::Fifo);
        let same = found(fifo(), fifo());
        assert_eq!((same.reduced_agrees(), same.outcome()), (Some(true), Outcome::Holds));
        let fewer = found(fifo(), Report { outcomes: Vec::new(), ..fifo() });
        assert_eq!((fewer.reduced_agrees(), fewer.outcome()), (Some(false), Outcome::Violated));
        let more = found(Report { outcomes: fifo().outcomes.split_off(1), ..fifo() }, fifo());
        assert_eq!(more.reduced_agrees(), Some(false));
        let given_up = found(fifo(), Report { ending: Ending::MaxStates, outcomes: Vec::new(), ..fifo() });
        assert_eq!(given_up.reduced_agrees(), None);
    }

    #[test]
    fn what_is_recorded_wrongly_is_compared_as_well() {
        let overtaking = || searched(3, sim_core::Order::Unordered);
        assert!(!overtaking().violations.is_empty());
        assert_eq!(found(overtaking(), overtaking()).reduced_agrees(), Some(true));
        let fewer = found(overtaking(), Report { violations: Vec::new(), ..overtaking() });
        assert_eq!(fewer.reduced_agrees(), Some(false));
    }
}
