//! `sim run --crash`: a run, and how it goes on after all went back; told as [`restore`] tells it of a saved run.

use std::io::Write as _;

use draw::export::Format;
use snapshot::{Overall, Program, overall};

use super::{OneRun, kept_whole};
use crate::args::{RestoreFormat, RunFormat, Told};
use crate::crash::Crash;
use crate::failure::Failure;
use crate::interrupt;
use crate::one_run::Runs;
use crate::output::Output;
use crate::restore;
use crate::scenario::Scenario;

/// After so many steps it has gone on for long enough.
const MOST: u64 = 1000;

/// Runs one seed, or the scenario's schedule, and what is after the crash from the same seed.
pub(super) fn tell(told: &Told, scenario: &Scenario, seed: u64, crash: &Crash) -> Result<Overall, Failure> {
    form(told.format)?;
    interrupt::listen();
    let mut output = Output::open_as(told.output.as_deref(), told.format == RunFormat::Text)?;
    let (until, crash) = (None, Some(crash));
    let run = OneRun { told, scenario, seed, until, crash, output: &mut output };
    let verdict = scenario.visit_fast(run)?;
    output.finish()?;
    Ok(verdict)
}

/// The form of what is said of it.
fn form(format: RunFormat) -> Result<RestoreFormat, Failure> {
    match format {
        RunFormat::Text => Ok(RestoreFormat::Text),
        RunFormat::Json => Ok(RestoreFormat::Json),
        RunFormat::Export(Format::Svg) => Ok(RestoreFormat::Svg),
        RunFormat::Jsonl | RunFormat::Snap | RunFormat::Export(_) => {
            let what = "a run that goes on after a crash is told as text, json or svg";
            Err(Failure::with_tip(what, "without '--crash' the run has every form"))
        }
    }
}

impl OneRun<'_> {
    /// The run, for people with its own report before, and what is after the crash.
    pub(super) fn tell_crash<P: Program>(
        self,
        crash: &Crash,
        prepared: &dyn Runs<P>,
    ) -> Result<Overall, Failure> {
        let Self { told, scenario, seed, .. } = self;
        let (saved, finished) = kept_whole(prepared, seed)?;
        let (format, verdict) = (form(told.format)?, finished.verdict());
        if format == RestoreFormat::Text {
            let run = OneRun { told, scenario, seed, until: None, crash: None, output: &mut *self.output };
            run.text(prepared)?;
            if !told.look.quiet {
                writeln!(self.output)?;
            }
        }
        let asked = restore::Asked {
            name: "this run",
            snapshot: None,
            crash: Some(crash),
            seed: Some(seed),
            most: MOST,
            more: "'sim restore --steps'",
            quiet: told.look.quiet,
        };
        let checks = asked.tell::<P>(&saved, (format, &told.draw), self.output)?;
        Ok(Overall::of([verdict, overall(&checks)]))
    }
}
