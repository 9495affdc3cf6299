//! `sim check`: every seed of a range, run and judged; the result does not depend on the number of threads.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;
use sim_core::{Scheduler, Topology};
use snapshot::catalog::Visitor;
use snapshot::{Experiment, Overall, Program, RecordedValue, Verdict, overall};
use trace::{model, notation};

use crate::Outcome;
use crate::args::{CheckArgs, CheckFormat, form};
use crate::config::tool;
use crate::failure::Failure;
use crate::finished::{Finished, LOOK_AFTER, drive};
use crate::interrupt;
use crate::output::Output;
use crate::prepared::{Layers, Prepared};
use crate::report::{BAD, BOLD, GOOD, UNSURE, check_line};
use crate::scenario::Scenario;
use crate::tally::Tally;

/// The seeds that one thread takes at a time.
const BATCH: u64 = 256;

pub(crate) fn check(args: &CheckArgs) -> Result<Outcome, Failure> {
    let scenario = Scenario::from_args(&args.scenario)?;
    if let Some(why) = scenario.draws_nothing() {
        let what = format!("there is one run, whatever the seed: {why}");
        return Err(Failure::with_tip(what, "'sim run' judges it"));
    }
    let format = form::chosen(args.format, args.output.as_deref(), CheckFormat::Text);
    interrupt::listen();
    let mut output = Output::open(args.output.as_deref())?;
    let Swept { outcome, seeds, took } =
        scenario.visit(Sweep { args, format, scenario: &scenario, output: &mut output })?;
    output.finish_unless(seeds < wanted(args))?;
    if !args.quiet {
        closing_line(seeds, args, took);
    }
    Ok(outcome)
}

/// What a check came to.
struct Swept {
    outcome: Outcome,
    seeds: u64,
    took: Duration,
}

/// A check of whatever program it is.
struct Sweep<'a> {
    args: &'a CheckArgs,
    format: CheckFormat,
    scenario: &'a Scenario,
    output: &'a mut Output,
}

impl Visitor for Sweep<'_> {
    type Output = Result<Swept, Failure>;

    fn visit<P: Program>(self) -> Self::Output {
        let Self { args, format, scenario, output } = self;
        let prepared = scenario.prepare::<P>()?;
        let started = Instant::now();
        let tally = sweep(&prepared, args)?;
        let took = started.elapsed();
        match format {
            CheckFormat::Text => text(args, &prepared, &tally, output)?,
            CheckFormat::Json => json(args, &prepared, &tally, output)?,
        }
        Ok(Swept { outcome: outcome(&tally, args), seeds: tally.seeds, took })
    }
}

fn outcome<P: Program>(tally: &Tally<P>, args: &CheckArgs) -> Outcome {
    if tally.failed > 0 {
        Outcome::Violated
    } else if tally.unknown > 0 || tally.seeds < wanted(args) {
        Outcome::NoVerdict
    } else {
        Outcome::Holds
    }
}

fn wanted(args: &CheckArgs) -> u64 {
    args.seeds.0.end - args.seeds.0.start
}

/// How many threads to use: as many as were asked for, or all cores, but none without a batch of seeds.
fn threads(args: &CheckArgs) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let batches = usize::try_from(batches(args)).unwrap_or(usize::MAX);
    args.jobs.map_or_else(cores, usize::from).min(batches)
}

fn batches(args: &CheckArgs) -> u64 {
    wanted(args).div_ceil(BATCH)
}

/// Runs and judges all the seeds, or as many as there are before Ctrl-C.
fn sweep<P: Program>(prepared: &Prepared<'_, P>, args: &CheckArgs) -> Result<Tally<P>, Failure> {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(threads(args)).build();
    let threads = threads.map_err(|error| Failure::new(format!("cannot start the threads: {error}")))?;
    let progress = progress_bar(wanted(args));
    let tally = threads.install(|| {
        (0..batches(args))
            .into_par_iter()
            .take_any_while(|_| !interrupt::requested())
            .map(|batch| {
                let start = args.seeds.0.start + batch * BATCH;
                let seeds = start..args.seeds.0.end.min(start.saturating_add(BATCH));
                let tally = run_batch(prepared, seeds)?;
                progress.inc(tally.seeds);
                Ok(tally)
            })
            .try_reduce(Tally::default, |one, other| Ok(one.merge(other)))
    });
    progress.finish_and_clear();
    tally
}

fn run_batch<P: Program>(
    prepared: &Prepared<'_, P>,
    seeds: std::ops::Range<u64>,
) -> Result<Tally<P>, Failure> {
    let mut tally = Tally::default();
    if prepared.scenario.ticks() {
        for seed in seeds.take_while(|_| !interrupt::requested()) {
            let mut experiment = prepared.experiment(seed);
            if drive(&mut experiment, &mut (), interrupt::requested)?.is_some() {
                judge(prepared.topology(), &mut experiment, seed, &mut tally);
            }
        }
        return Ok(tally);
    }
    let mut experiment = prepared.setup().timed(prepared.timing(), seeds.start);
    for seed in seeds.take_while(|_| !interrupt::requested()) {
        experiment.restart(seed);
        while experiment
            .run_until(experiment.events_so_far() + LOOK_AFTER, &mut ())
            .expect("a scheduler of its own picks enabled actions only")
            .is_none()
        {
            if interrupt::requested() {
                return Ok(tally);
            }
        }
        judge(prepared.topology(), &mut experiment, seed, &mut tally);
    }
    Ok(tally)
}

/// Judges all snapshots of a run that is over.
fn judge<P: Program, S: Scheduler<Layers<P>>>(
    topology: &Topology,
    experiment: &mut Experiment<'_, P, Layers<P>, S>,
    seed: u64,
    tally: &mut Tally<P>,
) {
    let mut verdict = None;
    for snapshot in experiment.snapshots() {
        let this = overall(&experiment.judge(snapshot));
        verdict = Some(verdict.map_or(this, |so_far| Overall::of([so_far, this])));
        let recorded = experiment.recorded();
        tally.add_recorded(seed, recorded, |value| notation::line(topology, value));
    }
    tally.add_verdict(seed, verdict.unwrap_or(Overall::Unknown));
}

/// On standard error, and only if that is a terminal.
fn progress_bar(seeds: u64) -> ProgressBar {
    let style =
        ProgressStyle::with_template("{bar:30} {human_pos} of {human_len} seeds, {per_sec}, {eta} left")
            .expect("the template is well-formed");
    let bar = ProgressBar::new(seeds).with_style(style);
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

fn text<P: Program>(
    args: &CheckArgs,
    prepared: &Prepared<'_, P>,
    tally: &Tally<P>,
    out: &mut Output,
) -> Result<(), Failure> {
    if !args.quiet {
        let version = env!("CARGO_PKG_VERSION");
        let (seeds, what) = (&args.seeds, prepared.describe());
        let trigger = match prepared.scenario.initiation.trigger {
            Some(trigger) => format!("; trigger {trigger}"),
            None => String::new(),
        };
        writeln!(out, "{BOLD}sim {version}   seeds {seeds}{BOLD:#}   {what}{trigger}\n")?;
        shares(prepared.scenario, tally, out)?;
        writeln!(out)?;
    }
    let worst = tally.first_failure.or(tally.first_unknown);
    if let Some(seed) = worst {
        explain(prepared, seed, out)?;
        writeln!(out)?;
    }
    if !args.quiet {
        totals(tally, args, out)?;
    }
    Ok(())
}

/// As many recorded states as a person looks at.
const MOST_SHARES: usize = 20;

fn shares<P: Program>(scenario: &Scenario, tally: &Tally<P>, out: &mut Output) -> io::Result<()> {
    let counted = if scenario.initiation.snapshots == 1 { "seeds" } else { "times" };
    writeln!(out, "{BOLD}Recorded global states{BOLD:#}\n\n  {counted:>10}  first seed  state")?;
    let shares = tally.shares();
    for share in shares.iter().take(MOST_SHARES) {
        writeln!(out, "  {:>10}  {:>10}  {}", share.times, share.first_seed, share.notation)?;
    }
    match shares.len().saturating_sub(MOST_SHARES) {
        0 => Ok(()),
        more => writeln!(out, "  ... and {more} other states; -f json has them all"),
    }
}

fn totals<P: Program>(tally: &Tally<P>, args: &CheckArgs, out: &mut impl Write) -> io::Result<()> {
    let (seeds, failed, unknown) = (tally.seeds, tally.failed, tally.unknown);
    let style = match (failed, unknown) {
        (0, 0) => GOOD,
        (0, _) => UNSURE,
        _ => BAD,
    };
    let no_verdict = if unknown > 0 { format!(", {unknown} without a verdict") } else { String::new() };
    let good = seeds - failed - unknown;
    write!(out, "{style}{seeds} seeds: {good} good, {failed} failed{no_verdict}{style:#}")?;
    if seeds < wanted(args) {
        write!(out, "; interrupted before the other {}", wanted(args) - seeds)?;
    }
    writeln!(out)
}

/// Says of one seed what does not hold, and how to see it.
fn explain<P: Program>(prepared: &Prepared<'_, P>, seed: u64, out: &mut Output) -> Result<(), Failure> {
    let (scenario, finished) = (prepared.scenario, Finished::run(prepared, seed)?);
    let ended = finished.ended();
    for judgement in ended.judgements.iter().filter(|judgement| judgement.verdict() != Overall::Holds) {
        let which = match ended.judgements.len() {
            1 => String::new(),
            _ => format!(", snapshot {}", judgement.snapshot.0),
        };
        let recorded = notation::line(prepared.topology(), &RecordedValue::from(&judgement.recorded));
        writeln!(out, "{BOLD}Seed {seed}{which}{BOLD:#}   {recorded}")?;
        for check in judgement.checks.iter().filter(|check| check.verdict != Verdict::Holds) {
            check_line(out, &ended, judgement, check)?;
        }
    }
    writeln!(out, "  see it: {}", scenario.command(seed))?;
    if let Some(schedule) = &ended.schedule {
        writeln!(out, "  or:     {}", scenario.command_with(schedule))?;
    }
    Ok(())
}

/// The rate, for whoever waited: on standard error, because no two runs agree on it.
fn closing_line(seeds: u64, args: &CheckArgs, took: Duration) {
    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX).max(1);
    let rate = u128::from(seeds) * 1_000_000 / u128::from(micros);
    let threads = threads(args);
    // The result is out; that this line cannot be written does not change it.
    let _ = writeln!(
        anstream::stderr(),
        "{seeds} seeds in {}.{:03} s, {rate} a second on {threads} threads",
        micros / 1_000_000,
        micros / 1000 % 1000
    );
}

/// The JSON form of a check.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Report {
    /// `sim.check/1`.
    schema: String,
    /// The program that wrote it.
    tool: model::Tool,
    /// The experiment; its seed is the first of the range.
    config: model::Config,
    /// The verdict of all seeds together.
    verdict: model::Verdict,
    /// How many seeds were run.
    seeds: u64,
    /// For how many of them a check failed.
    failed: u64,
    /// For how many of them there was no verdict.
    unknown: u64,
    /// Whether not all seeds were run.
    interrupted: bool,
    /// The first seed for which a check failed.
    first_failure: Option<Failed>,
    /// The recorded global states, most frequent first.
    outcomes: Vec<Recorded>,
}

/// A seed for which a check failed.
#[derive(Debug, Serialize, JsonSchema)]
struct Failed {
    /// The seed, in decimal digits.
    seed: String,
    /// The checks that do not hold.
    checks: Vec<model::Check>,
    /// The command that shows it.
    command: String,
}

/// A recorded global state and the seeds that recorded it.
#[derive(Debug, Serialize, JsonSchema)]
struct Recorded {
    /// The state in the exercise's notation.
    recorded: String,
    /// How many seeds recorded it; with several snapshots, how often it was recorded.
    seeds: u64,
    /// The first of them, in decimal digits.
    first_seed: String,
}

fn json<P: Program>(
    args: &CheckArgs,
    prepared: &Prepared<'_, P>,
    tally: &Tally<P>,
    out: &mut Output,
) -> Result<(), Failure> {
    let verdict = match outcome(tally, args) {
        Outcome::Holds => model::Verdict::Ok,
        Outcome::Violated => model::Verdict::Failed,
        Outcome::NoVerdict => model::Verdict::Unknown,
    };
    let outcomes = tally.shares().into_iter().map(|share| Recorded {
        recorded: share.notation.clone(),
        seeds: share.times,
        first_seed: share.first_seed.to_string(),
    });
    let report = Report {
        schema: "sim.check/1".to_string(),
        tool: tool(),
        config: prepared.scenario.config(args.seeds.0.start),
        verdict,
        seeds: tally.seeds,
        failed: tally.failed,
        unknown: tally.unknown,
        interrupted: tally.seeds < wanted(args),
        first_failure: tally.first_failure.map(|seed| failed(prepared, seed)).transpose()?,
        outcomes: outcomes.collect(),
    };
    serde_json::to_writer(&mut *out, &report).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

fn failed<P: Program>(prepared: &Prepared<'_, P>, seed: u64) -> Result<Failed, Failure> {
    let finished = Finished::run(prepared, seed)?;
    let checks = finished.ended().footer(String::new()).checks;
    Ok(Failed {
        seed: seed.to_string(),
        checks: checks.into_iter().filter(|check| check.ok != Some(true)).collect(),
        command: prepared.scenario.command(seed),
    })
}
