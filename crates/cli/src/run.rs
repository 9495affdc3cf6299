//! `sim run`: one seed, or one schedule, run, judged and reported.

use std::cell::RefCell;
use std::io::{self, Write as _};

use draw::export::{Format, Options};
use snapshot::algorithms::Algorithm;
use snapshot::algorithms::Visitor;
use snapshot::oracle::{Overall, overall};
use snapshot::{LogEvent, Program};
use trace::model::Line;
use trace::write::{self, Recorder};
use trace::{Finished, Saved};

use crate::args::{RestoreFormat, RunArgs, RunFormat, Told};
use crate::crash::Crash;
use crate::drive::{Keep, Watching};
use crate::exported;
use crate::failure::Failure;
use crate::interrupt;
use crate::one_run::Runs;
use crate::output::Output;
use crate::predicates::tell_waited;
use crate::progress::Progress;
use crate::report::{Source, kept, made_by, report};
use crate::restore;
use crate::scenario::Scenario;
use crate::snap;
use crate::stderr::warn;
use crate::until;

/// After so many steps it has gone on for long enough.
const MOST: u64 = 1000;

pub(crate) fn run(args: &RunArgs) -> Result<Overall, Failure> {
    let (scenario, seed) = Scenario::with_seed(&args.scenario)?;
    let told = args.told.understood()?;
    let (crash, scenario) = args.crash.in_scenario(scenario)?;
    if let Some(crash) = &crash {
        return tell_crash(&told, &scenario, seed, crash);
    }
    match &args.until {
        None => tell(&told, &scenario, seed),
        Some(name) => {
            interrupt::listen();
            tell_until(&told, &until::enough(&scenario, seed, name)?, seed, Some(name))
        }
    }
}

/// Runs and judges one seed, or the scenario's schedule, and tells it as it was asked for.
pub(crate) fn tell(told: &Told, scenario: &Scenario, seed: u64) -> Result<Overall, Failure> {
    tell_until(told, scenario, seed, None)
}

/// The same of a run that was to go on until something is seen.
fn tell_until(told: &Told, scenario: &Scenario, seed: u64, until: Option<&str>) -> Result<Overall, Failure> {
    interrupt::listen();
    let mut output = Output::open_drawn(told.output.as_deref(), told.format == RunFormat::Text, told.print)?;
    let outcome =
        scenario.visit_fast(OneRun { told, scenario, seed, until, crash: None, output: &mut output });
    match outcome {
        Ok(_) => output.finish()?,
        // Only a run that is written as it goes has something to keep when it is stopped.
        Err(Failure::Interrupted) if told.format == RunFormat::Jsonl => output.finish_partial()?,
        Err(_) => {}
    }
    outcome
}

/// Runs one seed, or the scenario's schedule, and what is after the crash from the same seed.
fn tell_crash(told: &Told, scenario: &Scenario, seed: u64, crash: &Crash) -> Result<Overall, Failure> {
    form(told.format)?;
    interrupt::listen();
    let mut output = Output::open_drawn(told.output.as_deref(), told.format == RunFormat::Text, told.print)?;
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

/// One run of whatever program it is.
struct OneRun<'a> {
    told: &'a Told,
    scenario: &'a Scenario,
    seed: u64,
    /// What was waited for.
    until: Option<&'a str>,
    /// The crash after which it goes on.
    crash: Option<&'a Crash>,
    output: &'a mut Output,
}

impl Visitor for OneRun<'_> {
    type Output = Result<Overall, Failure>;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output {
        let prepared = self.scenario.prepare::<P, A>(&algorithm)?;
        match self.crash {
            None => self.tell(&prepared),
            Some(crash) => self.crash(crash, &prepared),
        }
    }
}

impl OneRun<'_> {
    fn tell<P: Program>(self, prepared: &dyn Runs<P>) -> Result<Overall, Failure> {
        match self.told.format {
            RunFormat::Text => self.text(prepared),
            RunFormat::Json => {
                let (saved, finished) = kept_whole(prepared, self.seed, self.until)?;
                written(saved, self.output)?;
                Ok(finished.verdict())
            }
            RunFormat::Jsonl => self.jsonl(prepared),
            RunFormat::Snap => self.snap(prepared),
            RunFormat::Export(format) => self.export(prepared, format),
        }
    }

    fn text<P: Program>(self, prepared: &dyn Runs<P>) -> Result<Overall, Failure> {
        let mut kept = kept::<P>(self.told);
        let progress = Progress::counting("events");
        let look = &self.told.look;
        // What was waited for, and what went wrong, is told of by the summary, which is not the only one to know.
        let asks = self.until.is_some() || !self.scenario.configuration.faults.is_empty();
        let tells = look.tells_events() || (asks && !look.quiet);
        let keep = if tells { Keep::IfRoom } else { Keep::Nothing };
        let mut finished = match &mut kept {
            Some(kept) => {
                let mut keep_each = |step: &[LogEvent<P>]| step.iter().for_each(|event| kept.keep(event));
                finish(prepared, self.seed, keep, Watching::Events(&mut keep_each), &progress, &|| false)?
            }
            None => finish(prepared, self.seed, keep, Watching::Nobody, &progress, &|| false)?,
        };
        if let Some(text) = self.until.filter(|_| !self.told.look.quiet) {
            tell_waited(&mut finished, text)?;
        }
        if let Some(crash) = self.crash {
            crash.judges_before(&mut finished);
        }
        let source = self.crash.map_or(Source::Made, Source::Crashing);
        report(self.scenario, (self.seed, source), &finished, &self.told.look)
            .drawing(kept.as_ref())
            .write(self.output)?;
        if let Some(until) = &finished.until {
            until::write(&finished, until, self.output)?;
        }
        Ok(finished.verdict())
    }

    /// The run, for people with its own report before, and what is after the crash.
    fn crash<P: Program>(self, crash: &Crash, prepared: &dyn Runs<P>) -> Result<Overall, Failure> {
        let Self { told, scenario, seed, .. } = self;
        let (mut saved, mut finished) = kept_whole(prepared, seed, None)?;
        saved.header.config.outside.clone_from(&scenario.configuration.outside);
        crash.comes(finished.end_time, finished.stopped).map_err(|over| crash.never(over, None))?;
        crash.judges_before(&mut finished);
        let format = form(told.format)?;
        if format == RestoreFormat::Text {
            let crash = Some(crash);
            let run = OneRun { told, scenario, seed, until: None, crash, output: &mut *self.output };
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
            made_by: Some(made_by(self.scenario, self.scenario.command_crashing(crash, seed))),
        };
        let checks = asked.tell::<P>(&saved, (format, &told.draw), self.output)?;
        Ok(Crash::verdict(&finished, overall(&checks)))
    }
    fn snap<P: Program>(self, prepared: &dyn Runs<P>) -> Result<Overall, Failure> {
        snap::refuse_several_goods(&prepared.system().protocol)?;
        let progress = Progress::counting("events");
        let finished = finish(prepared, self.seed, Keep::Events, Watching::Nobody, &progress, &|| false)?;
        snap::write(&finished, self.output)
    }

    /// A drawing, or a form for another program.
    fn export<P: Program>(self, prepared: &dyn Runs<P>, format: Format) -> Result<Overall, Failure> {
        let (saved, finished) = kept_whole(prepared, self.seed, self.until)?;
        let outcome = finished.verdict();
        let (scenario, seed) = (self.scenario, self.seed);
        let command = |text| scenario.command_waiting(text, seed);
        let command = self.until.map_or_else(|| scenario.command(seed), command);
        let again = Some(made_by(scenario, command));
        let options = Options { again, ..self.told.draw.options(format) };
        exported::write(&saved, format, options, self.output)?;
        Ok(outcome)
    }

    fn jsonl<P: Program>(self, prepared: &dyn Runs<P>) -> Result<Overall, Failure> {
        let Self { told, scenario, seed, until, output, .. } = self;
        write::line(output, &Line::Run(scenario.header(seed)))?;
        let written = RefCell::new(Ok::<(), io::Error>(()));
        let mut recorder = Recorder::new(prepared.system(), |event| {
            let mut written = written.borrow_mut();
            if written.is_ok() {
                *written = write::line(output, &Line::Event(event));
            }
        });
        let abandon = || written.borrow().is_err();
        let progress = Progress::unless(told.output.is_none(), || Progress::counting("events"));
        let mut record = |step: &[LogEvent<P>]| recorder.step(step);
        let watching = Watching::Events(&mut record);
        let finished = finish(prepared, seed, Keep::Events, watching, &progress, &abandon);
        let digest = recorder.digest();
        written.into_inner()?;
        let mut finished = finished?;
        until.map_or(Ok(()), |text| tell_waited(&mut finished, text))?;
        write::line(output, &Line::Result(finished.footer(digest)))?;
        Ok(finished.verdict())
    }
}

/// Runs and judges one seed, and says what was given and played no part.
pub(crate) fn finish<'a, P: Program>(
    prepared: &'a dyn Runs<P>,
    seed: u64,
    keep: Keep,
    watching: Watching<'_, P>,
    progress: &Progress,
    abandon: &dyn Fn() -> bool,
) -> Result<Finished<'a, P>, Failure> {
    let stop = |events| progress.at(events) || abandon();
    let ran = prepared.run_unless(seed, keep, watching, &stop)?.ok_or(Failure::Interrupted)?;
    ran.left_over.iter().for_each(|what| warn(what));
    Ok(ran.finished)
}

/// One run as one JSON object.
pub(crate) fn json<P: Program>(
    prepared: &dyn Runs<P>,
    seed: u64,
    output: &mut Output,
) -> Result<Overall, Failure> {
    let (saved, outcome) = saved(prepared, seed)?;
    written(saved, output)?;
    Ok(outcome)
}

/// The run of a seed, or of the scenario's schedule, as a file has it: all of it.
pub(crate) fn whole(scenario: &Scenario, seed: u64) -> Result<Saved, Failure> {
    scenario.visit(Whole { scenario, seed })
}

/// One run of whatever program it is, to be kept.
struct Whole<'a> {
    scenario: &'a Scenario,
    seed: u64,
}

impl Visitor for Whole<'_> {
    type Output = Result<Saved, Failure>;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output {
        let prepared = self.scenario.prepare::<P, A>(&algorithm)?;
        Ok(saved(&prepared, self.seed)?.0)
    }
}

/// A run as a file has it, and what it came to.
fn saved<P: Program>(prepared: &dyn Runs<P>, seed: u64) -> Result<(Saved, Overall), Failure> {
    let (saved, finished) = kept_whole(prepared, seed, None)?;
    Ok((saved, finished.verdict()))
}

fn written(saved: Saved, output: &mut Output) -> Result<(), Failure> {
    let Saved { header, events, footer, .. } = saved;
    Ok(write::json(output, header, footer.expect("a run that is over has one"), events)?)
}

/// A run as a file has it, and what it came to; it may have been to go on `until` something is seen.
fn kept_whole<'a, P: Program>(
    prepared: &'a dyn Runs<P>,
    seed: u64,
    until: Option<&str>,
) -> Result<(Saved, Finished<'a, P>), Failure> {
    let mut events = Vec::new();
    let mut recorder = Recorder::new(prepared.system(), |event| events.push(event));
    let mut record = |step: &[LogEvent<P>]| recorder.step(step);
    let (watching, progress) = (Watching::Events(&mut record), Progress::counting("events"));
    let mut finished = finish(prepared, seed, Keep::Events, watching, &progress, &|| false)?;
    until.map_or(Ok(()), |text| tell_waited(&mut finished, text))?;
    let digest = recorder.digest();
    let (header, footer) = (prepared.scenario().header(seed), Some(finished.footer(digest)));
    Ok((Saved { header, events, footer, foreign: None }, finished))
}
