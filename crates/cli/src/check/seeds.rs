//! The seeds of a check, run: all of them, or those of a part.

use std::io::Write as _;
use std::time::{Duration, Instant};

use sim_core::words::counted;
use snapshot::Program;
use snapshot::algorithms::Algorithm;
use snapshot::algorithms::Visitor;

use super::asked::Asked;
use super::crashed;
use super::instead::Instead;
use super::row;
use super::sums::Sums;
use super::sweep::{Portion, RunPortion, Share, Wanted, run_portion, run_waiting, sweep};
use crate::failure::Failure;
use crate::one_run::Runs;
use crate::output::Output;
use crate::predicates::{of_global_states, understood};
use crate::progress::Progress;
use crate::scenario::Scenario;
use crate::stderr::stderr;
use crate::tally::Tally;

/// What came of them.
pub(super) struct Swept {
    pub(super) sums: Sums,
    pub(super) took: Duration,
    pub(super) threads: usize,
}

/// A row a seed, written as the check goes.
pub(super) struct Rows<'a> {
    pub(super) form: RowForm,
    /// Whether only those are told that are not good.
    pub(super) quiet: bool,
    /// Whether a progress line would be in the way.
    pub(super) on_terminal: bool,
    pub(super) output: &'a mut Output,
}

/// The form of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum RowForm {
    Csv,
    Jsonl,
}

/// A sweep of whatever program it is.
pub(super) struct Sweep<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) asked: &'a Asked,
    pub(super) share: &'a Share,
    pub(super) rows: Option<Rows<'a>>,
}

impl Visitor for Sweep<'_> {
    type Output = Result<Swept, Failure>;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output {
        let prepared = self.scenario.prepare::<P, A>(&algorithm)?;
        let (asked, runs): (_, &dyn Runs<P>) = (self.asked, &prepared);
        if let Some(text) = &asked.until {
            of_global_states("--until", prepared.law)?;
            understood(&prepared.underlying, text)?;
            let with = |scenario: &Scenario, then: &mut dyn FnMut(&dyn Runs<P>) -> Result<(), Failure>| {
                then(&scenario.prepare::<P, A>(&algorithm)?)
            };
            let scenario = self.scenario;
            return self.swept(runs, &|seeds, _| run_waiting(scenario, &with, text, seeds));
        }
        match &asked.crash {
            None => self.swept(runs, &|seeds, what| run_portion(&prepared, seeds, what)),
            Some(crash) => self.swept(runs, &|seeds, _| crashed::run_portion(&prepared, crash, seeds)),
        }
    }
}

impl Sweep<'_> {
    /// Has portions of the seeds run, and adds up what came of them.
    fn swept<P: Program>(self, runs: &dyn Runs<P>, run: &RunPortion<'_, P>) -> Result<Swept, Failure> {
        let Self { asked, share, rows, .. } = self;
        let started = Instant::now();
        let in_the_way = rows.as_ref().is_some_and(|rows| rows.on_terminal);
        let progress = Progress::unless(in_the_way, || Progress::of(share.wanted(), "seeds"));
        let (mut failures, mut instead) = (Vec::new(), Instead::of(asked));
        let tally: Tally<P> = match rows {
            None => sweep(run, share, Wanted::States, &progress, &mut |portion: Portion| {
                instead.add(&portion);
                failures.extend(portion.failed.into_iter().filter(|_| asked.all_failures));
                Ok(())
            })?,
            Some(rows) => rows.written(run, share, &progress)?,
        };
        drop(progress);
        let sums = Sums::of(tally, runs.system(), failures, instead);
        Ok(Swept { sums, took: started.elapsed(), threads: share.threads })
    }
}

impl Rows<'_> {
    /// Writes the row of each seed.
    fn written<P: Program>(
        self,
        run: &RunPortion<'_, P>,
        share: &Share,
        progress: &Progress,
    ) -> Result<Tally<P>, Failure> {
        let Self { form, quiet, output, .. } = self;
        if form == RowForm::Jsonl {
            return sweep(run, share, Wanted::Rows, progress, &mut |portion| {
                portion
                    .rows
                    .iter()
                    .filter(|row| row.is_wanted(quiet))
                    .try_for_each(|row| row.json(output))?;
                Ok(output.flush()?)
            });
        }
        let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(output);
        let written = |error: csv::Error| Failure::from(std::io::Error::from(error));
        table.write_record(row::HEADER).map_err(written)?;
        sweep(run, share, Wanted::Rows, progress, &mut |portion| {
            let mut rows = portion.rows.iter().filter(|row| row.is_wanted(quiet));
            rows.try_for_each(|row| table.write_record(row.csv())).map_err(written)?;
            Ok(table.flush()?)
        })
    }
}

impl Swept {
    /// The rate, for whoever waited: on standard error, because no two runs agree on it.
    pub(super) fn closing_line(&self) {
        let Self { sums, took, threads } = self;
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX).max(1);
        let rate = u128::from(sums.seeds) * 1_000_000 / u128::from(micros);
        let (seeds, threads) = (counted(sums.seeds, "seed"), counted(*threads, "thread"));
        let (seconds, millis) = (micros / 1_000_000, micros / 1000 % 1000);
        // The result is out; that this line cannot be written does not change it.
        let _ = writeln!(stderr(), "{seeds} in {seconds}.{millis:03} s, {rate} a second on {threads}");
    }
}
