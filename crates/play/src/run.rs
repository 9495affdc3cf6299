//! One run: that of a seed, or of a schedule.

use draw::Extent;
use draw::export::{self, Format, Options};
use sim_core::{Schedule, Scheduler, StepError};
use snapshot::algorithms::Algorithm;
use snapshot::algorithms::Visitor;
use snapshot::oracle::Overall;
use snapshot::{Experiment as Running, Layer, Program};
use trace::model::{Event, Header, Tool};
use trace::plan::Refused;
use trace::write::{self, Recorder};
use trace::{Finished, Saved};

use crate::answer::{Told, refused};
use crate::bounds;
use crate::experiment::Experiment;
use crate::report;

/// The forms that are no drawings.
pub(crate) const FORMS: [&str; 2] = ["text", "json"];

/// How a run is told.
#[derive(Clone, Copy)]
enum Form {
    Text,
    Json,
    Export(Format),
}

/// Runs it once, and tells it in this form.
pub(crate) fn run(experiment: &Experiment, form: &str) -> Result<Told, Refused> {
    let (form, seed) = (named(form)?, experiment.seed()?);
    experiment.plan.visit(OneRun { experiment, seed, form })
}

fn named(name: &str) -> Result<Form, Refused> {
    match name {
        "text" => Ok(Form::Text),
        "json" => Ok(Form::Json),
        _ => {
            Format::ALL.into_iter().find(|format| format.name() == name).map(Form::Export).ok_or_else(|| {
                let all =
                    FORMS.into_iter().chain(Format::ALL.map(Format::name)).collect::<Vec<_>>().join(", ");
                refused(format!("there is no form '{name}' of a run"), format!("there are {all}"))
            })
        }
    }
}

struct OneRun<'a> {
    experiment: &'a Experiment,
    seed: u64,
    form: Form,
}

impl Visitor for OneRun<'_> {
    type Output = Result<Told, Refused>;

    fn visit<P: Program, A: Algorithm<P>>(self, algorithm: A) -> Self::Output {
        let plan = &self.experiment.plan;
        let systems = plan.systems::<P, A>(&algorithm)?;
        let setup = self.experiment.setup(&systems);
        let (finished, events, digest) = match &plan.schedule {
            Some(schedule) => finish(setup.listed(schedule.clone()))?,
            None => finish(setup.timed(&plan.timing, self.seed))?,
        };
        Ok(self.told(&finished, events, digest))
    }
}

impl OneRun<'_> {
    fn told<P: Program>(&self, finished: &Finished<'_, P>, events: Vec<Event>, digest: String) -> Told {
        let (plan, mut notes) = (&self.experiment.plan, Vec::new());
        let saved = || Saved {
            header: Header::new(tool(), plan.config(self.seed)),
            events,
            footer: Some(finished.footer(digest)),
            foreign: None,
        };
        let output = match self.form {
            Form::Text => report::report(self.experiment, self.seed, finished),
            Form::Json => as_json(saved()),
            Form::Export(format) => {
                let again = Some(report::again(self.experiment, self.seed));
                let (saved, options) = (saved(), Options { again, ..options(format) });
                notes = export::left_out(&saved, format, &options);
                export::to_string(&saved, format, &options)
            }
        };
        let command = Some(report::again(self.experiment, self.seed).command);
        Told { verdict: Some(finished.verdict()), output, command, notes }
    }
}

/// What a drawing has, unless it is told otherwise; a table and a log have every event.
fn options(format: Format) -> Options {
    let all = matches!(format, Format::Csv | Format::Simlog);
    Options { extent: if all { Extent::All } else { Extent::Snapshot }, ..Options::default() }
}

fn as_json(Saved { header, events, footer, .. }: Saved) -> String {
    let mut out = Vec::new();
    write::json(&mut out, header, footer.expect("it was given"), events).expect("a vector takes all");
    String::from_utf8(out).expect("JSON is UTF-8")
}

/// What a file says has made it: what is run here is what `sim` runs.
fn tool() -> Tool {
    Tool { name: "sim".to_string(), version: env!("CARGO_PKG_VERSION").to_string() }
}

/// Runs it to its end, keeps its events with their digest, and judges it; of one that fails also how it is made again.
fn finish<'a, P: Program, L: Layer<P>, S: Scheduler<L>>(
    mut running: Running<'a, P, L, S>,
) -> Result<(Finished<'a, P>, Vec<Event>, String), Refused> {
    let (mut events, mut choices) = (Vec::new(), Schedule::default());
    let mut recorder = Recorder::new(running.underlying(), |event| events.push(event));
    let stopped = match running.run_until(bounds::EVENTS, &mut (&mut recorder, &mut choices)) {
        Ok(Some(stopped)) => stopped,
        Ok(None) => return Err(too_long()),
        Err(step) => return Err(not_enabled(&running, step)),
    };
    let digest = recorder.digest();
    let (judgements, topology) = (running.judgements(), &running.underlying().topology);
    let mut finished = Finished::of(running, stopped, judgements);
    if finished.verdict() == Overall::Violated {
        finished.schedule = Some(choices.display(topology));
    }
    Ok((finished, events, digest))
}

fn too_long() -> Refused {
    let what = format!("the run is not over after {} events, and here no run has more", bounds::EVENTS);
    refused(what, "'sim' goes on; 'max-events' says when a run is given up")
}

/// A schedule asks for what is not enabled; these are.
fn not_enabled<P: Program, L: Layer<P>, S: Scheduler<L>>(
    running: &Running<'_, P, L, S>,
    StepError { number, action }: StepError,
) -> Refused {
    const MOST: usize = 20;
    let topology = &running.underlying().topology;
    let enabled = running.system().enabled(&running.state());
    let named: Vec<_> = enabled.iter().take(MOST).map(|action| action.display(topology)).collect();
    let tip = match enabled.len() {
        0 => "nothing is enabled there".to_string(),
        count if count > MOST => format!("enabled there: {} and {} more", named.join(" "), count - MOST),
        _ => format!("enabled there: {}", named.join(" ")),
    };
    refused(format!("step {number} of the schedule, {}, is not enabled", action.display(topology)), tip)
}
