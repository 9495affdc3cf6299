//! `sim run --detect`: one run of one detector, judged, and told or drawn.

use draw::export::{self, Format, Options};
use draw::view::Became;
use indexmap::IndexMap;
use sim_core::{Schedule, Topology};
use snapshot::detection::list::Entry;
use snapshot::detection::watch::Watched;
use snapshot::{Check, Overall, Program, Verdict, catalog, overall};
use trace::Detected;
use trace::Saved;
use trace::model::{self, Footer};

use super::asked::{Book, layers_or_refuse, named, ran, refuse_snapshots, usual};
use super::checks::checks;
use super::text;
use crate::args::{RunArgs, RunFormat, Told, form};
use crate::failure::Failure;
use crate::foreign;
use crate::output::Output;
use crate::scenario::Scenario;
use crate::stderr::{note, warn};

/// The experiment, unless it is said.
const SHAPE: &str = "complete:4";

pub(crate) fn run(args: &RunArgs, detector: &str) -> Result<Overall, Failure> {
    let entry = named(detector, "--detect")?;
    refuse_snapshots(&args.scenario.spec)?;
    let (scenario, seed) = Scenario::with_seed_over(&args.scenario, usual(SHAPE))?;
    let told = args.told.understood()?;
    refuse_form(&told)?;
    let mut output = Output::open_as(told.output.as_deref(), told.format == RunFormat::Text)?;
    let asked = Asked { told: &told, scenario: &scenario, seed, entry };
    let outcome = scenario.with_program(OneRun { asked, output: &mut output })?;
    output.finish()?;
    Ok(outcome)
}

/// Refuses what only a run with snapshots can be told as.
fn refuse_form(told: &Told) -> Result<(), Failure> {
    if !told.look.show.is_empty() {
        return Err(Failure::new("'--show' changes nothing with '--detect': its report has no such parts"));
    }
    match told.format {
        RunFormat::Text => Ok(()),
        RunFormat::Export(format) if format != Format::Simlog => Ok(()),
        other => {
            let name = form::name(&other);
            let what = format!("'-f {name}' is for runs with snapshots, and under a detector there are none");
            Err(Failure::with_tip(what, "-f csv has every event, -f svg and -f html draw them"))
        }
    }
}

/// What is run, and how it is told.
pub(super) struct Asked<'a> {
    pub(super) told: &'a Told,
    pub(super) scenario: &'a Scenario,
    pub(super) seed: u64,
    pub(super) entry: &'static Entry,
}

/// One run of whatever program it is.
struct OneRun<'a> {
    asked: Asked<'a>,
    output: &'a mut Output,
}

/// A run that is over.
pub(super) struct Ran {
    pub(super) watched: Watched,
    pub(super) saved: Saved,
    pub(super) schedule: Schedule,
    /// The number of the event that announced it.
    pub(super) announced: Option<u64>,
    /// What is claimed, with its verdict, and what is so where it holds.
    pub(super) checks: Vec<(Check, String)>,
}

impl catalog::Visitor for OneRun<'_> {
    type Output = Result<Overall, Failure>;

    fn visit<P: Program>(self) -> Self::Output {
        let Self { asked, output } = self;
        let Asked { scenario, seed, entry, .. } = asked;
        let system = layers_or_refuse::<P>(scenario, entry)?;
        let mut book = Book(Some(Detected::new(&system)));
        let watched = ran(&system, scenario, seed, &mut book)?;
        foreign::check()?;
        let book = book.0.expect("it was put there");
        let checks = checks(entry, &system.topology, &watched, book.announced);
        let verdicts: Vec<_> = checks.iter().map(|(check, _)| check.clone()).collect();
        let footer = Footer { checks: verdicts.iter().filter_map(condemning).collect(), ..Footer::default() };
        let saved =
            Saved { header: asked.header(), events: book.events, footer: Some(footer), foreign: None };
        let ran = Ran { watched, saved, schedule: book.schedule, announced: book.announced, checks };
        asked.tell(&system.topology, &ran, output)?;
        Ok(overall(&verdicts))
    }
}

impl Asked<'_> {
    /// The head of the run, with the detector in the place of the algorithm.
    fn header(&self) -> model::Header {
        let mut header = self.scenario.header(self.seed);
        header.config.algorithm = self.entry.name.to_string();
        header
    }

    fn tell(&self, topology: &Topology, ran: &Ran, output: &mut Output) -> Result<(), Failure> {
        if ran.watched.has_more {
            warn("the run ended before all of the schedule was carried out");
        }
        let became = ran.watched.became.map(|event| Became { name: "terminated".to_string(), event });
        match self.told.format.export() {
            Some(format) => {
                let announced = ran.announced;
                let options = Options { became, announced, ..self.told.draw.options(format) };
                export::left_out(&ran.saved, format, &options).iter().for_each(|what| note(what));
                Ok(export::write(&ran.saved, format, &options, output)?)
            }
            None => Ok(text::write(self, topology, ran, became, output)?),
        }
    }
}

/// A check that condemns events, as a drawing has it.
fn condemning(check: &Check) -> Option<model::Check> {
    let Verdict::Violated(violation) = &check.verdict else { return None };
    Some(model::Check {
        name: check.name.to_string(),
        ok: Some(false),
        amounts: IndexMap::default(),
        reason: Some(violation.reason.clone()),
        story: Vec::new(),
        events: violation.events.iter().map(|event| *event as u64).collect(),
    })
}
