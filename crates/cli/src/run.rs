//! `sim run`: one seed, or one schedule, run, judged and reported.

use std::cell::RefCell;
use std::io;

use draw::export::{self, Format};
use sim_core::Observer;
use snapshot::algorithms::Visitor;
use snapshot::{Algorithm, Program, Superposed};
use trace::Saved;
use trace::model::Line;
use trace::write::{self, Recorder};

use crate::Outcome;
use crate::args::{RunArgs, RunFormat, Told};
use crate::failure::Failure;
use crate::finished::{Finished, Keep};
use crate::interrupt;
use crate::output::Output;
use crate::prepared::Prepared;
use crate::progress::Progress;
use crate::report::{kept, report};
use crate::scenario::Scenario;
use crate::snap;
use crate::stderr::{note, warn};

pub(crate) fn run(args: &RunArgs) -> Result<Outcome, Failure> {
    let (scenario, seed) = Scenario::with_seed(&args.scenario)?;
    tell(&args.told.understood()?, &scenario, seed)
}

/// Runs and judges one seed, or the scenario's schedule, and tells it as it was asked for.
pub(crate) fn tell(told: &Told, scenario: &Scenario, seed: u64) -> Result<Outcome, Failure> {
    interrupt::listen();
    let mut output = Output::open_as(told.output.as_deref(), told.format == RunFormat::Text)?;
    let outcome = scenario.visit(OneRun { told, scenario, seed, output: &mut output });
    match outcome {
        Ok(_) => output.finish()?,
        // Only a run that is written as it goes has something to keep when it is stopped.
        Err(Failure::Interrupted) if told.format == RunFormat::Jsonl => output.finish_partial()?,
        Err(_) => {}
    }
    outcome
}

/// One run of whatever program it is.
struct OneRun<'a> {
    told: &'a Told,
    scenario: &'a Scenario,
    seed: u64,
    output: &'a mut Output,
}

impl Visitor for OneRun<'_> {
    type Output = Result<Outcome, Failure>;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output {
        let prepared = self.scenario.prepare::<P, A>(algorithm)?;
        match self.told.format {
            RunFormat::Text => self.text(&prepared),
            RunFormat::Json => json(&prepared, self.seed, self.output),
            RunFormat::Jsonl => self.jsonl(&prepared),
            RunFormat::Snap => self.snap(&prepared),
            RunFormat::Export(format) => self.export(&prepared, format),
        }
    }
}

impl OneRun<'_> {
    fn text<P: Program, A: Algorithm<P>>(self, prepared: &Prepared<'_, P, A>) -> Result<Outcome, Failure> {
        let mut kept = kept::<P>(self.told);
        let progress = Progress::counting("events");
        let keep = if self.told.look.tells_events() { Keep::Events } else { Keep::Nothing };
        let finished = match &mut kept {
            Some(kept) => finish(prepared, self.seed, keep, kept, &progress, || false)?,
            None => finish(prepared, self.seed, keep, &mut (), &progress, || false)?,
        };
        let ended = finished.ended();
        report(self.scenario, (self.seed, None), &ended, &self.told.look)
            .drawing(kept.as_ref())
            .write(self.output)?;
        Ok(ended.verdict().into())
    }

    fn snap<P: Program, A: Algorithm<P>>(self, prepared: &Prepared<'_, P, A>) -> Result<Outcome, Failure> {
        snap::refuse_several_goods(&prepared.underlying.protocol)?;
        let finished =
            finish(prepared, self.seed, Keep::Events, &mut (), &Progress::counting("events"), || false)?;
        snap::write(&finished.ended(), self.output)
    }

    /// A drawing, or a form for another program.
    fn export<P: Program, A: Algorithm<P>>(
        self,
        prepared: &Prepared<'_, P, A>,
        format: Format,
    ) -> Result<Outcome, Failure> {
        let (saved, outcome) = saved(prepared, self.seed)?;
        let options = self.told.draw.options(format);
        export::left_out(&saved, format, &options).iter().for_each(|what| note(what));
        export::write(&saved, format, &options, self.output)?;
        Ok(outcome)
    }

    fn jsonl<P: Program, A: Algorithm<P>>(self, prepared: &Prepared<'_, P, A>) -> Result<Outcome, Failure> {
        let Self { told, scenario, seed, output } = self;
        write::line(output, &Line::Run(scenario.header(seed)))?;
        let written = RefCell::new(Ok::<(), io::Error>(()));
        let mut recorder = Recorder::new(&prepared.underlying, |event| {
            let mut written = written.borrow_mut();
            if written.is_ok() {
                *written = write::line(output, &Line::Event(event));
            }
        });
        let abandon = || written.borrow().is_err();
        let progress = Progress::unless(told.output.is_none(), || Progress::counting("events"));
        let finished = finish(prepared, seed, Keep::Events, &mut recorder, &progress, abandon);
        let digest = recorder.digest();
        written.into_inner()?;
        let finished = finished?;
        let ended = finished.ended();
        write::line(output, &Line::Result(ended.footer(digest)))?;
        Ok(ended.verdict().into())
    }
}

/// Runs and judges one seed, and says what was given and played no part.
pub(crate) fn finish<'a, P: Program, A: Algorithm<P>>(
    prepared: &'a Prepared<'a, P, A>,
    seed: u64,
    keep: Keep,
    observer: &mut impl Observer<Superposed<P, A>>,
    progress: &Progress,
    abandon: impl Fn() -> bool,
) -> Result<Finished<'a, P, A>, Failure> {
    let stop = |events| progress.at(events) || abandon();
    let finished = Finished::run_unless(prepared, seed, keep, observer, stop)?.ok_or(Failure::Interrupted)?;
    finished.left_over().iter().for_each(|what| warn(what));
    Ok(finished)
}

/// One run as one JSON object.
pub(crate) fn json<P: Program, A: Algorithm<P>>(
    prepared: &Prepared<'_, P, A>,
    seed: u64,
    output: &mut Output,
) -> Result<Outcome, Failure> {
    let (Saved { header, events, footer }, outcome) = saved(prepared, seed)?;
    write::json(output, header, footer.expect("a run that is over has one"), events)?;
    Ok(outcome)
}

/// A run as a file has it, and what it came to.
pub(crate) fn saved<P: Program, A: Algorithm<P>>(
    prepared: &Prepared<'_, P, A>,
    seed: u64,
) -> Result<(Saved, Outcome), Failure> {
    let mut events = Vec::new();
    let mut recorder = Recorder::new(&prepared.underlying, |event| events.push(event));
    let finished =
        finish(prepared, seed, Keep::Events, &mut recorder, &Progress::counting("events"), || false)?;
    let digest = recorder.digest();
    let ended = finished.ended();
    let (header, footer) = (prepared.scenario.header(seed), Some(ended.footer(digest)));
    Ok((Saved { header, events, footer }, ended.verdict().into()))
}
