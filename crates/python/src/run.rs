//! One run: that of a seed, or of a schedule; kept, so that it can be told in any form.

use draw::Extent;
use draw::export::{self, Format, Options};
use draw::report::Hint;
use pyo3::prelude::*;
use sim_core::words::counted;
use sim_core::{Schedule, Scheduler, StepError};
use snapshot::algorithms::Algorithm;
use snapshot::algorithms::Visitor;
use snapshot::oracle::Overall;
use snapshot::{Experiment as Running, Layer, Program};
use trace::model::{Event, Header, Tool, Verdict};
use trace::write::{self, Recorder};
use trace::{Finished, Saved};

use crate::bounds;
use crate::experiment::Experiment;
use crate::failure::Failure;
use crate::report;
use crate::waiting::Stop;

/// A run that was made, or that a log tells of.
#[pyclass(frozen, module = "sim_lab._engine")]
pub(crate) struct Ran {
    saved: Saved,
    /// `ok`, `failed` or `unknown`.
    #[pyo3(get)]
    verdict: &'static str,
    /// The report.
    #[pyo3(get)]
    text: String,
    /// The command of `sim` that shows it again, where one does.
    #[pyo3(get)]
    command: Option<String>,
    /// What there is to say beside it.
    #[pyo3(get)]
    remarks: Vec<String>,
    /// How a page shows it again.
    again: Option<Hint>,
    /// What a drawing shows, if nobody says so.
    usual: Extent,
}

#[pymethods]
impl Ran {
    /// The run as `sim -f json` writes it; a log that was judged has none.
    fn json(&self) -> Option<String> {
        let Saved { header, events, footer, .. } = self.saved.clone();
        let mut out = Vec::new();
        write::json(&mut out, header, footer?, events).expect("a vector takes all");
        Some(String::from_utf8(out).expect("JSON is UTF-8"))
    }

    /// A drawing, or a form for another program, and what it leaves out.
    fn export(
        &self,
        py: Python<'_>,
        format: &str,
        window: Option<&str>,
        at_most: Option<u16>,
        scheme: Option<&str>,
    ) -> PyResult<(String, Vec<String>)> {
        let format = named(format)?;
        let options = self.options(format, window, at_most, scheme)?;
        if let Some(why) = export::nothing_in_window(&self.saved, &options) {
            return Err(Failure::with_tip(why, "window=\"all\" asks for all events").into());
        }
        Ok(py.detach(|| {
            let left_out = export::left_out(&self.saved, format, &options);
            (export::to_string(&self.saved, format, &options), left_out)
        }))
    }
}

impl Ran {
    /// A run that a log tells of.
    pub(crate) fn told(saved: Saved, verdict: Overall, remarks: Vec<String>, usual: Extent) -> Self {
        let verdict = word(verdict);
        Self { saved, verdict, text: String::new(), command: None, remarks, again: None, usual }
    }

    fn options(
        &self,
        format: Format,
        window: Option<&str>,
        at_most: Option<u16>,
        scheme: Option<&str>,
    ) -> Result<Options, Failure> {
        let wrong = |name: &str, value: &str, why: &dyn std::fmt::Display| {
            Failure::new(format!("invalid value '{value}' for '{name}': {why}"))
        };
        let whole = matches!(format, Format::Csv | Format::Simlog);
        let extent = match window {
            Some(text) => text.parse().map_err(|error| wrong("window", text, &error))?,
            None if whole => Extent::All,
            None => self.usual.clone(),
        };
        let scheme = scheme.map(|text| text.parse().map_err(|error| wrong("scheme", text, &error)));
        if at_most.is_some_and(|most| !(1..=export::MOST_EVENTS).contains(&most)) {
            let most = export::MOST_EVENTS;
            return Err(Failure::new(format!("'at_most' is a number from 1 to {most}")));
        }
        Ok(Options {
            extent,
            at_most: at_most.map(usize::from),
            scheme: scheme.transpose()?.unwrap_or_default(),
            again: self.again.clone(),
            ..Options::default()
        })
    }
}

fn named(name: &str) -> Result<Format, Failure> {
    Format::ALL.into_iter().find(|format| format.name() == name).ok_or_else(|| {
        let all = Format::ALL.map(Format::name).join(", ");
        Failure::with_tip(format!("there is no form '{name}' of a run"), format!("there are {all}"))
    })
}

/// A verdict, as it is told.
pub(crate) fn word(verdict: Overall) -> &'static str {
    match verdict.into() {
        Verdict::Ok => "ok",
        Verdict::Failed => "failed",
        Verdict::Unknown => "unknown",
    }
}

/// Runs it once.
pub(crate) fn run(experiment: &Experiment, stop: Stop<'_>) -> Result<Ran, Failure> {
    let seed = experiment.seed()?;
    experiment.plan.visit(OneRun { experiment, seed, stop })
}

struct OneRun<'a> {
    experiment: &'a Experiment,
    seed: u64,
    stop: Stop<'a>,
}

impl Visitor for OneRun<'_> {
    type Output = Result<Ran, Failure>;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output {
        let plan = &self.experiment.plan;
        let systems = plan.systems::<P, A>(&algorithm)?;
        let setup = self.experiment.setup(&systems);
        let (finished, events, digest) = match &plan.schedule {
            Some(schedule) => finish(setup.listed(schedule.clone()), self.stop)?,
            None => finish(setup.timed(&plan.timing, self.seed), self.stop)?,
        };
        Ok(self.told(&finished, events, digest))
    }
}

impl OneRun<'_> {
    fn told<P: Program>(&self, finished: &Finished<'_, P>, events: Vec<Event>, digest: String) -> Ran {
        let Self { experiment, seed, .. } = *self;
        let again = report::again(experiment, seed);
        Ran {
            saved: Saved {
                header: Header::new(tool(), experiment.plan.config(seed)),
                events,
                footer: Some(finished.footer(digest)),
                foreign: None,
            },
            verdict: word(finished.verdict()),
            text: report::report(experiment, seed, finished),
            command: experiment.command(seed),
            remarks: experiment.remarks(),
            again,
            usual: Extent::Snapshot,
        }
    }
}

/// What a file says has made it: what is run here is what `sim` runs.
pub(crate) fn tool() -> Tool {
    Tool { name: "sim".to_string(), version: env!("CARGO_PKG_VERSION").to_string() }
}

/// Runs it to its end, keeps its events with their digest, and judges it; of one that fails also how it is made again.
fn finish<'a, P: Program, L: Layer<P>, S: Scheduler<L>>(
    mut running: Running<'a, P, L, S>,
    stop: Stop<'_>,
) -> Result<(Finished<'a, P>, Vec<Event>, String), Failure> {
    let (mut events, mut choices) = (Vec::new(), Schedule::default());
    let mut recorder = Recorder::new(running.underlying(), |event| events.push(event));
    let stopped = loop {
        let pause = running.events_so_far() + bounds::LOOK_AFTER;
        match running.run_until(pause, &mut (&mut recorder, &mut choices)) {
            Ok(Some(stopped)) => break stopped,
            Ok(None) if stop() => return Err(Failure::new("the run was ended")),
            Ok(None) if running.events_so_far() >= bounds::EVENTS => return Err(too_long()),
            Ok(None) => {}
            Err(step) => return Err(not_enabled(&running, step)),
        }
    };
    let digest = recorder.digest();
    let (judgements, topology) = (running.judgements(), &running.underlying().topology);
    let mut finished = Finished::of(running, stopped, judgements);
    if finished.verdict() == Overall::Violated {
        finished.schedule = Some(choices.display(topology));
    }
    Ok((finished, events, digest))
}

fn too_long() -> Failure {
    let most = counted(bounds::EVENTS, "event");
    let what = format!("the run is not over after {most}, and no run is kept here that has more");
    Failure::with_tip(what, "'max_events' says when a run is given up; 'sim' goes on")
}

/// A schedule asks for what is not enabled; these are.
fn not_enabled<P: Program, L: Layer<P>, S: Scheduler<L>>(
    running: &Running<'_, P, L, S>,
    StepError { number, action }: StepError,
) -> Failure {
    const MOST: usize = 20;
    let topology = &running.underlying().topology;
    let enabled = running.system().enabled(&running.state());
    let named: Vec<_> = enabled.iter().take(MOST).map(|action| action.display(topology)).collect();
    let tip = match enabled.len() {
        0 => "nothing is enabled there".to_string(),
        count if count > MOST => format!("enabled there: {} and {} more", named.join(" "), count - MOST),
        _ => format!("enabled there: {}", named.join(" ")),
    };
    let what = format!("step {number} of the schedule, {}, is not enabled", action.display(topology));
    Failure::with_tip(what, tip)
}
