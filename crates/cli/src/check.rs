//! `sim check`: every seed of a range, run and judged; the result does not depend on the number of threads.
//!
//! [`mod@sweep`] runs them; what is said of all together is [`text`] or [`json`], and of each by itself a [`row`].

mod again;
mod crashed;
mod instead;
mod json;
mod row;
pub(crate) mod sweep;
mod text;
mod until;

use std::io::Write;
use std::time::{Duration, Instant};

use sim_core::words::counted;
use snapshot::algorithms::Visitor;
use snapshot::{Algorithm, Overall, Program};

use crate::args::{CheckArgs, CheckFormat, form, refuse_idle};
use crate::crash::Crash;
use crate::failure::Failure;
use crate::interrupt;
use crate::memory;
use crate::one_run::Runs;
use crate::output::Output;
use crate::predicates::{of_global_states, understood};
use crate::progress::Progress;
use crate::scenario::Scenario;
use crate::stderr::{note, stderr};
use crate::tally::Tally;
use again::Again;
use instead::Instead;
pub(crate) use json::Report;
pub(crate) use row::Row;
use sweep::{Portion, RunPortion, Share, Wanted, run_portion, run_waiting, sweep};

pub(crate) fn check(args: &CheckArgs) -> Result<Overall, Failure> {
    let (crash, scenario) = args.crash.in_scenario(Scenario::from_args(&args.scenario)?)?;
    if let Some(why) = scenario.draws_nothing() {
        let what = format!("there is one run, whatever the seed: {why}");
        return Err(Failure::with_tip(what, "'sim run' judges it"));
    }
    let format = form::chosen(args.format, args.output.as_deref(), CheckFormat::Text);
    let rows = matches!(format, CheckFormat::Csv | CheckFormat::Jsonl);
    let idle = [
        ("--all-failures", args.all_failures),
        ("--crash", crash.is_some()),
        ("--until", args.until.is_some()),
    ];
    refuse_idle(&format, idle.into_iter().filter_map(|(option, typed)| (typed && rows).then_some(option)))?;
    interrupt::listen();
    let mut output = Output::open_as(args.output.as_deref(), format == CheckFormat::Text)?;
    let swept = scenario.visit_fast(Sweep {
        args,
        format,
        crash: crash.as_ref(),
        scenario: &scenario,
        output: &mut output,
    })?;
    output.finish_unless(swept.seeds < args.seeds.count())?;
    if memory::reached() {
        note(&format!("there was no room for all seeds: {}", memory::allowed()));
    }
    if !args.quiet {
        swept.closing_line();
    }
    Ok(swept.verdict)
}

/// What a check came to.
struct Swept {
    verdict: Overall,
    seeds: u64,
    took: Duration,
    threads: usize,
}

/// A check of whatever program it is.
struct Sweep<'a> {
    args: &'a CheckArgs,
    format: CheckFormat,
    /// The crash that there is in each run.
    crash: Option<&'a Crash>,
    scenario: &'a Scenario,
    output: &'a mut Output,
}

impl Visitor for Sweep<'_> {
    type Output = Result<Swept, Failure>;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output {
        let prepared = self.scenario.prepare::<P, A>(&algorithm)?;
        if let Some(text) = &self.args.until {
            of_global_states("--until", prepared.law)?;
            understood(&prepared.underlying, text)?;
            let with = |scenario: &Scenario, then: &mut dyn FnMut(&dyn Runs<P>) -> Result<(), Failure>| {
                then(&scenario.prepare::<P, A>(&algorithm)?)
            };
            let run = |seeds, _| run_waiting(self.scenario, &with, text, seeds);
            return self.swept(&Again { prepared: &prepared, until: Some((text, &with)) }, &run);
        }
        let again = Again { prepared: &prepared, until: None };
        match self.crash {
            None => self.swept(&again, &|seeds, what| run_portion(&prepared, seeds, what)),
            Some(crash) => self.swept(&again, &|seeds, _| crashed::run_portion(&prepared, crash, seeds)),
        }
    }
}

impl Sweep<'_> {
    /// Has portions of the seeds run, and tells what came of them.
    fn swept<P: Program>(self, again: &Again<'_, P>, run: &RunPortion<'_, P>) -> Result<Swept, Failure> {
        let Self { args, format, crash, output, .. } = self;
        let (started, share) = (Instant::now(), Share::of(&args.seeds, args.jobs));
        let as_it_goes = matches!(format, CheckFormat::Csv | CheckFormat::Jsonl) && args.output.is_none();
        let progress = Progress::unless(as_it_goes, || Progress::of(share.wanted(), "seeds"));
        let (mut failures, mut instead) = (Vec::new(), Instead::of(args, crash));
        let mut fail = |portion: Portion| {
            instead.add(&portion);
            failures.extend(portion.failed.into_iter().take(if args.all_failures { usize::MAX } else { 0 }));
            Ok(())
        };
        let tally: Tally<P> = match format {
            CheckFormat::Text | CheckFormat::Json => {
                sweep(run, &share, Wanted::States, &progress, &mut fail)?
            }
            CheckFormat::Jsonl => sweep(run, &share, Wanted::Rows, &progress, &mut |portion| {
                portion.rows.iter().filter(|row| row.is_wanted(args)).try_for_each(|row| row.json(output))?;
                Ok(output.flush()?)
            })?,
            CheckFormat::Csv => {
                let mut table =
                    csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut *output);
                let written = |error: csv::Error| Failure::from(std::io::Error::from(error));
                table.write_record(row::HEADER).map_err(written)?;
                sweep(run, &share, Wanted::Rows, &progress, &mut |portion| {
                    let mut rows = portion.rows.iter().filter(|row| row.is_wanted(args));
                    rows.try_for_each(|row| table.write_record(row.csv())).map_err(written)?;
                    Ok(table.flush()?)
                })?
            }
        };
        drop(progress);
        instead.refuse_none()?;
        let took = started.elapsed();
        match format {
            CheckFormat::Text => text::text(args, again, (&tally, &failures, &instead), output)?,
            CheckFormat::Json => json::json(args, again, (&tally, &failures, &instead), output)?,
            CheckFormat::Jsonl | CheckFormat::Csv => {}
        }
        let threads = share.threads;
        Ok(Swept { verdict: tally.verdict(share.wanted()), seeds: tally.seeds, took, threads })
    }
}

impl Swept {
    /// The rate, for whoever waited: on standard error, because no two runs agree on it.
    fn closing_line(&self) {
        let Self { seeds, took, threads, .. } = self;
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX).max(1);
        let rate = u128::from(*seeds) * 1_000_000 / u128::from(micros);
        let (seeds, threads) = (counted(*seeds, "seed"), counted(*threads, "thread"));
        let (seconds, millis) = (micros / 1_000_000, micros / 1000 % 1000);
        // The result is out; that this line cannot be written does not change it.
        let _ = writeln!(stderr(), "{seeds} in {seconds}.{millis:03} s, {rate} a second on {threads}");
    }
}
