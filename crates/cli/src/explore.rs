//! `sim explore`: every order of events, tried; which global states can be recorded, and is each as it should be?

mod report;

use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressStyle};
use sim_core::explore::{Ending, Options, Progress, Report, explore_with};
use snapshot::catalog::Visitor;
use snapshot::{Outcome as Recorded, Program, Reachable, RecordedValue, Snapshots, Wrong};

use crate::Outcome;
use crate::args::{ExploreArgs, ExploreFormat, Reduce, ScenarioArgs, form, refuse_idle};
use crate::failure::Failure;
use crate::interrupt;
use crate::output::Output;
use crate::prepared::Prepared;
use crate::scenario::Scenario;

pub(crate) use report::Explored;

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
    let mut output = Output::open(args.output.as_deref())?;
    let outcome = scenario.visit(Search { args, format, scenario: &scenario, output: &mut output })?;
    output.finish_unless(interrupt::requested())?;
    Ok(outcome)
}

/// Refuses what says when things happen: every order of events is tried.
fn refuse_timing(args: &ExploreArgs) -> Result<(), Failure> {
    let ScenarioArgs { delay, delays, start, max_events, .. } = &args.scenario;
    let typed = [
        ("--delay", delay.is_some(), None),
        ("--delays", delays.is_some(), None),
        ("--start", start.is_some(), None),
        ("--max-events", max_events.is_some(), Some("'--max-states N' bounds the search")),
    ];
    match typed.into_iter().find(|(_, typed, _)| *typed) {
        None => Ok(()),
        Some((option, _, tip)) => Err(Failure::Input {
            what: format!("'{option}' changes nothing: every order of events is tried, as far as it goes"),
            tip: tip.map(str::to_string),
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

    fn visit<P: Program>(self) -> Self::Output {
        let Self { args, format, scenario, output } = self;
        let prepared = scenario.prepare::<P>()?;
        bounded(args, &prepared)?;
        let found = search(args, &prepared, args.reduce == Reduce::On);
        let reduced =
            (args.reduce == Reduce::Both && found.complete()).then(|| search(args, &prepared, true));
        let reachable = if args.against_reachable && found.ending == Ending::Exhausted {
            Some(compare(args, &prepared, &found))
        } else {
            None
        };
        let result = Found { found, reduced, reachable };
        match format {
            ExploreFormat::Text => report::text(args, &prepared, &result, output)?,
            ExploreFormat::Json => report::json(&prepared, &result, output)?,
        }
        Ok(result.outcome())
    }
}

/// What came of a search.
pub(crate) struct Found<P: Program> {
    found: Report<Recorded<P>, Wrong>,
    /// The same search with orders left out, if it was asked for.
    reduced: Option<Report<Recorded<P>, Wrong>>,
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
        let met = |place: usize| self.search.violations.iter().any(|found| found.what == place);
        self.recorded.iter().enumerate().filter(move |(place, _)| !met(*place)).map(|(_, state)| state)
    }
}

impl<P: Program> Found<P> {
    /// Whether leaving out orders changed nothing of what is recorded, as far as that was looked at.
    fn reduced_agrees(&self) -> bool {
        let states = |report: &Report<Recorded<P>, Wrong>| {
            let mut states: Vec<_> = report.outcomes.iter().map(|found| found.what.clone()).collect();
            states.sort_unstable();
            states
        };
        self.reduced
            .as_ref()
            .is_none_or(|reduced| !reduced.complete() || states(reduced) == states(&self.found))
    }

    fn outcome(&self) -> Outcome {
        let incomplete = |outcome: &Recorded<P>| !outcome.iter().all(RecordedValue::is_whole);
        let unknown = self.found.ending != Ending::Exhausted
            || self.found.outcomes.iter().any(|found| found.what.is_empty() || incomplete(&found.what));
        match &self.reachable {
            _ if !self.found.violations.is_empty() || !self.reduced_agrees() => Outcome::Violated,
            Some(compared) if compared.search.complete() && compared.unreachable().next().is_some() => {
                Outcome::Violated
            }
            Some(compared) if !compared.search.complete() => Outcome::NoVerdict,
            _ if unknown => Outcome::NoVerdict,
            _ => Outcome::Holds,
        }
    }
}

/// Refuses a search that would not come to an end.
fn bounded<P: Program>(args: &ExploreArgs, prepared: &Prepared<'_, P>) -> Result<(), Failure> {
    let ends = prepared.underlying.protocol.ends();
    let needs_an_end = prepared.scenario.initiation.trigger.is_none() || args.against_reachable;
    if ends || !needs_an_end || args.max_states.is_some() {
        return Ok(());
    }
    let why = if args.against_reachable {
        "has no end, and neither have the states that it can be in"
    } else {
        "has no end, and a snapshot may start at any moment of it"
    };
    let tip = match P::NAME {
        "token-ring" => "bound it with '--param receipts=N', or the search with '--max-states N'",
        _ => "bound the search with '--max-states N'",
    };
    Err(Failure::with_tip(format!("the computation {why}"), tip))
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
        max_bytes: args.max_memory.saturating_mul(1 << 20),
    }
}

fn search<P: Program>(
    args: &ExploreArgs,
    prepared: &Prepared<'_, P>,
    reduce: bool,
) -> Report<Recorded<P>, Wrong> {
    let property = Snapshots {
        underlying: &prepared.underlying,
        superposed: &prepared.superposed,
        snapshots: prepared.scenario.initiation.snapshots,
    };
    let watch = Watch::new();
    let report = explore_with(&prepared.superposed, &property, &options(args, reduce), |now| watch.look(now));
    watch.bar.finish_and_clear();
    report
}

/// Searches the computation alone for the states that were recorded.
fn compare<P: Program>(
    args: &ExploreArgs,
    prepared: &Prepared<'_, P>,
    found: &Report<Recorded<P>, Wrong>,
) -> Compared<P> {
    let states = found.outcomes.iter().flat_map(|found| &found.what);
    let topology = prepared.topology();
    let whole = states.filter(|state| state.is_whole()).map(|state| state.clone().without_order(topology));
    let mut recorded: Vec<_> = whole.collect();
    recorded.sort_unstable();
    recorded.dedup();
    let options = Options { keep_going: true, ..options(args, false) };
    let watch = Watch::new();
    let property = Reachable { recorded: &recorded };
    let search = explore_with(&prepared.underlying, &property, &options, |now| watch.look(now));
    watch.bar.finish_and_clear();
    Compared { recorded, search }
}

/// Shows how far a search has come, and ends it on Ctrl-C.
struct Watch {
    bar: ProgressBar,
    started: Instant,
}

impl Watch {
    fn new() -> Self {
        let style = ProgressStyle::with_template("{spinner} {msg}").expect("the template is well-formed");
        let bar = ProgressBar::new_spinner().with_style(style);
        bar.enable_steady_tick(Duration::from_millis(100));
        Self { bar, started: Instant::now() }
    }

    fn look(&self, now: Progress) -> ControlFlow<()> {
        let Progress { states, steps, depth, queue, bytes } = now;
        let millis = self.started.elapsed().as_millis().max(1);
        let rate = u64::try_from(u128::from(states) * 1000 / millis).unwrap_or(u64::MAX);
        self.bar.set_message(format!(
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
