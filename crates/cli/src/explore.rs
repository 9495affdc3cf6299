//! `sim explore`: every order of events, tried; which global states can be recorded, and is each as it should be?

pub(crate) mod ends;
mod found;
mod graph;
mod json;
mod page;
mod place;
mod text;
mod told;
mod watch;
mod words;

use std::num::NonZeroUsize;

use explore::{Ending, Options};
use sim_core::System;
use snapshot::algorithms::Algorithm;
use snapshot::algorithms::Visitor;
use snapshot::exploration::Reachable;
use snapshot::oracle::{Law, Overall};
use snapshot::{Aim, Layer as _, Program, Readable};

use crate::args::{ExploreArgs, ExploreFormat, Reduce, form, not_for_a_search, refuse_idle};
use crate::failure::Failure;
use crate::interrupt;
use crate::memory;
use crate::output::Output;
use crate::prepared::Prepared;
use crate::scenario::Scenario;
use crate::stderr::note;
use ends::{Searched, all_recorded};
use found::{Compared, Found};
use place::Place;
use trace::spec::ENTRIES;

pub(crate) use json::Explored;
pub(crate) use watch::Watch;

pub(crate) fn explore(args: &ExploreArgs) -> Result<Overall, Failure> {
    refuse_timing(args)?;
    let scenario = Scenario::from_args(&args.scenario)?;
    refuse_one_run(&scenario)?;
    let format = form::chosen(args.format, args.output.as_deref(), ExploreFormat::Text);
    let idle = [
        (args.quiet && format != ExploreFormat::Text).then_some("--quiet"),
        (args.keep_going && format == ExploreFormat::Html).then_some("--keep-going"),
    ];
    refuse_idle(&format, idle.into_iter().flatten())?;
    interrupt::listen();
    if args.is_told_elsewhere() {
        return elsewhere(args, &scenario, format);
    }
    let mut output = Output::open_as(args.output.as_deref(), format == ExploreFormat::Text)?;
    let outcome = match format {
        ExploreFormat::Text => {
            scenario.visit_fast(Search { args, scenario: &scenario, told: To::Text(&mut output) })?
        }
        ExploreFormat::Json => {
            scenario.visit_fast(Search { args, scenario: &scenario, told: To::Json(&mut output) })?
        }
        ExploreFormat::Html => page(args, &scenario, &mut output)?,
    };
    output.finish_unless(interrupt::requested())?;
    Ok(outcome)
}

/// The page of a search, which goes on after a violation: a reader is to see all that can be recorded.
fn page(args: &ExploreArgs, scenario: &Scenario, output: &mut Output) -> Result<Overall, Failure> {
    let args = &ExploreArgs { keep_going: true, ..args.clone() };
    let mut kept = None;
    let outcome = scenario.visit_fast(Search { args, scenario, told: To::Page(&mut kept) })?;
    if let Some((explored, told)) = kept {
        page::write_page(args, scenario, &explored, told, output)?;
    }
    Ok(outcome)
}

/// A search of which another machine tells what came of it.
fn elsewhere(args: &ExploreArgs, scenario: &Scenario, format: ExploreFormat) -> Result<Overall, Failure> {
    let args = &ExploreArgs { keep_going: args.keep_going || format == ExploreFormat::Html, ..args.clone() };
    let outcome = scenario.visit_fast(Search { args, scenario, told: To::Nobody })?;
    note("machine 0 tells what came of it");
    Ok(outcome)
}

/// All that can be recorded of an experiment, by a search of so many states at most that misses none by chance.
pub(crate) fn recordable(scenario: &Scenario, most: u64) -> Result<Explored, Failure> {
    refuse_one_run(scenario)?;
    let args = ExploreArgs {
        keep_going: true,
        exact: true,
        max_states: Some(most),
        jobs: Some(1),
        ..ExploreArgs::default()
    };
    let mut explored = None;
    scenario.visit_fast(Search { args: &args, scenario, told: To::Kept(&mut explored) })?;
    explored.ok_or(Failure::Interrupted)
}

/// Refuses an experiment that has one run, and what happens by chance.
fn refuse_one_run(scenario: &Scenario) -> Result<(), Failure> {
    if scenario.schedule.is_some() {
        let tip = "'sim run' follows the schedule";
        return Err(Failure::with_tip("a scenario with a schedule has one run, not many", tip));
    }
    if scenario.configuration.faults.by_chance() {
        let tip = "without ':1/100' a search tries every moment";
        return Err(Failure::with_tip(
            "what goes wrong by chance is for seeds, not for a search of everything",
            tip,
        ));
    }
    Ok(())
}

/// Refuses what says when things happen: every order of events is tried.
pub(crate) fn refuse_timing(args: &ExploreArgs) -> Result<(), Failure> {
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
    scenario: &'a Scenario,
    told: To<'a>,
}

/// Whom it is told to what came of it.
enum To<'a> {
    Text(&'a mut Output),
    Json(&'a mut Output),
    Kept(&'a mut Option<Explored>),
    /// With the sentences of a page.
    Page(&'a mut Option<(Explored, page::Told)>),
    /// Another machine tells it.
    Nobody,
}

impl Visitor for Search<'_> {
    type Output = Result<Overall, Failure>;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output {
        let Self { args, scenario, told } = self;
        let prepared = scenario.prepare::<P, A>(&algorithm)?;
        comparable(args, prepared.law)?;
        bounded(args, scenario, &prepared.underlying.protocol, prepared.superposed.protocol.by_markers())?;
        let place = Place::of(args, scenario)?;
        let search = |name, reduce| {
            place.search(name, &options(args, reduce), &prepared.superposed, &prepared.property())
        };
        let found = search("all", args.reduce == Reduce::On)?;
        let reduced =
            (args.reduce == Reduce::Both && found.complete()).then(|| search("reduced", true)).transpose()?;
        // What is kept of the comparison is of all that was recorded.
        let given_up =
            found.ending == Ending::Asked || (place.can_go_on() && found.ending == Ending::MaxBytes);
        let compares = args.against_reachable && !given_up;
        let reachable = compares.then(|| compare(args, &prepared.underlying, &found, &place)).transpose()?;
        place.end()?;
        let result = Found { found, reduced, reachable };
        match told {
            To::Text(output) => text::text(args, &prepared, &result, output)?,
            To::Json(output) => json::json(scenario, &prepared.underlying, &result, output)?,
            To::Kept(kept) => *kept = Some(json::explored(scenario, &prepared.underlying, &result)),
            To::Page(kept) => {
                let explored = json::explored(scenario, &prepared.underlying, &result);
                *kept = Some((explored, page::sentences(args, scenario, &prepared.underlying, &result)));
            }
            To::Nobody => {}
        }
        Ok(result.verdict())
    }
}

/// Refuses to look for recovery lines among global states: no channel is recorded of them.
fn comparable(args: &ExploreArgs, law: Option<Law>) -> Result<(), Failure> {
    let what = match Law::aim_of(law) {
        Aim::GlobalState => None,
        Aim::RecoveryLine => Some("recovery lines"),
        Aim::Checkpoints => Some("checkpoints"),
    };
    if let Some(what) = what.filter(|_| args.against_reachable) {
        let what = format!(
            "{what} are no global states: no channel is recorded, so they are not compared with reachable ones"
        );
        return Err(Failure::with_tip(what, "leave out '--against-reachable'"));
    }
    Ok(())
}

/// Refuses a search that is not known to come to an end.
///
/// It does when the computation does. And it does when the snapshots stop it: the programs without an end pass on what they
/// are given, so that on a ring nobody gets far ahead of an initiator that waits for its trigger; and where channels keep the
/// order, each process has to take the marker before anything that is sent behind it. Of an algorithm without markers it is not known.
fn bounded<P: Program>(
    args: &ExploreArgs,
    scenario: &Scenario,
    program: &P,
    by_markers: bool,
) -> Result<(), Failure> {
    let stopped = by_markers
        && !scenario.starts_of_own_accord()
        && scenario.fifo()
        && scenario.configuration.topology.is_ring();
    if program.ends() || args.max_states.is_some() || (stopped && !args.against_reachable) {
        return Ok(());
    }
    let why = if args.against_reachable {
        "neither have the states that it can be in"
    } else {
        "its snapshots need not stop it"
    };
    let tip = match program.entry().name {
        "token-ring" => "bound it with '--param receipts=N', or the search with '--max-states N'",
        _ => "bound the search with '--max-states N'",
    };
    Err(Failure::with_tip(format!("the computation has no end, and {why}"), tip))
}

/// How many threads search: so many, or on all cores, if that was not said.
pub(crate) fn threads(jobs: Option<u16>) -> NonZeroUsize {
    let cores = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let jobs = jobs.and_then(|jobs| NonZeroUsize::new(usize::from(jobs)));
    jobs.unwrap_or_else(cores)
}

pub(crate) fn options(args: &ExploreArgs, reduce: bool) -> Options {
    Options {
        jobs: threads(args.jobs),
        reduce,
        exact: args.exact,
        keep_going: args.keep_going,
        max_states: args.max_states.unwrap_or(u64::MAX),
        max_bytes: memory::left(),
    }
}

/// Searches all schedules of what is prepared, in memory.
pub(crate) fn search<P: Program, L: Readable<P>>(
    options: &Options,
    prepared: &Prepared<'_, P, L>,
) -> Result<Searched<P>, Failure> {
    Place::memory().search("all", options, &prepared.superposed, &prepared.property())
}

/// Searches the computation alone for the states that were recorded.
fn compare<P: Program>(
    args: &ExploreArgs,
    system: &System<P>,
    found: &Searched<P>,
    place: &Place,
) -> Result<Compared<P>, Failure> {
    let states = all_recorded::<P>(found).into_iter().flatten();
    let topology = &system.topology;
    let whole = states.filter(|state| state.whole).map(|state| state.clone().without_order(topology));
    let mut recorded: Vec<_> = whole.collect();
    recorded.sort_unstable();
    recorded.dedup();
    let options = Options { keep_going: true, ..options(args, false) };
    let search = place.search("alone", &options, system, &Reachable { recorded: &recorded })?;
    Ok(Compared { recorded, search })
}
