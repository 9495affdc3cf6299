//! `sim run --detect`: one run of one detector, judged, and told or drawn.

use draw::export::{Format, Options};
use draw::view::Became;
use indexmap::IndexMap;
use sim_core::Topology;
use snapshot::AnyProgram;
use snapshot::oracle::{Check, Overall, Verdict, overall};
use trace::model::{self, Footer};
use trace::{Detected, Saved};

use super::asked::{Book, layers_or_refuse, named, ran, refuse_snapshots, usual};
use super::checks::checks;
use super::over::{Asked, Ran};
use super::{json, text};
use crate::args::{RunArgs, RunFormat, Told, form};
use crate::exported;
use crate::failure::Failure;
use crate::foreign;
use crate::memory;
use crate::output::Output;
use crate::report::made_by;
use crate::scenario::Scenario;
use crate::stderr::warn;

/// The experiment, unless it is said.
const SHAPE: &str = "complete:4";

pub(crate) fn run(args: &RunArgs, detector: &str) -> Result<Overall, Failure> {
    let entry = named(detector, "--detect")?;
    refuse_snapshots(&args.scenario.spec)?;
    let (scenario, seed) = Scenario::with_seed_over(&args.scenario, usual(SHAPE))?;
    let told = args.told.understood()?;
    refuse_form(&told)?;
    let mut output = Output::open_drawn(told.output.as_deref(), told.format == RunFormat::Text, told.print)?;
    let asked = Asked { told: &told, scenario: &scenario, seed, entry };
    let outcome = run_and_tell(&asked, &mut output)?;
    output.finish()?;
    Ok(outcome)
}

/// Refuses what only a run with snapshots can be told as.
fn refuse_form(told: &Told) -> Result<(), Failure> {
    if !told.look.show.is_empty() {
        return Err(Failure::new("'--show' changes nothing with '--detect': its report has no such parts"));
    }
    match told.format {
        RunFormat::Text | RunFormat::Json => Ok(()),
        RunFormat::Export(format) if format != Format::Simlog => Ok(()),
        other => {
            let name = form::name(&other);
            let what = format!("'-f {name}' is for runs with snapshots, and under a detector there are none");
            Err(Failure::with_tip(what, "-f json has every event, -f svg and -f html draw them"))
        }
    }
}

fn run_and_tell(asked: &Asked<'_>, output: &mut Output) -> Result<Overall, Failure> {
    let Asked { scenario, seed, entry, .. } = *asked;
    let system = layers_or_refuse::<AnyProgram>(scenario, entry)?;
    let mut book = Book(Some(Detected::new(&system)));
    let watched = ran(&system, scenario, seed, &mut book)?;
    foreign::check()?;
    let book = book.0.ok_or_else(memory::no_room)?;
    let checks = checks(entry, &system.topology, &watched, book.announced);
    let verdicts: Vec<_> = checks.iter().map(|(check, _)| check.clone()).collect();
    let footer = Footer { checks: checks.iter().map(told).collect(), ..Footer::default() };
    let saved = Saved { header: asked.header(), events: book.events, footer: Some(footer), foreign: None };
    let ran = Ran { watched, saved, schedule: book.schedule, announced: book.announced, checks };
    asked.tell(&system.topology, &ran, output)?;
    Ok(overall(&verdicts))
}

impl Asked<'_> {
    fn tell(&self, topology: &Topology, ran: &Ran, output: &mut Output) -> Result<(), Failure> {
        if ran.watched.has_more {
            warn("the run ended before all of the schedule was carried out");
        }
        let became = ran.watched.became.map(|event| Became { what: "it is terminated".to_string(), event });
        match self.told.format {
            RunFormat::Export(format) => {
                let announced = ran.announced;
                let command = self.scenario.command_detecting(self.entry.name, self.seed);
                let again = Some(made_by(self.scenario, command));
                let options = Options { became, announced, again, ..self.told.draw.options(format) };
                exported::write(&ran.saved, format, options, output)
            }
            RunFormat::Json => json::write(self, topology, ran, output),
            _ => Ok(text::write(self, topology, ran, became, output)?),
        }
    }
}

/// A check, as files have it.
fn told((check, sentence): &(Check, String)) -> model::Check {
    let (ok, reason, events) = match &check.verdict {
        Verdict::Holds => (Some(true), sentence, [].as_slice()),
        Verdict::Unknown(why) => (None, why, [].as_slice()),
        Verdict::Violated(violation) => (Some(false), &violation.reason, violation.events.as_slice()),
    };
    model::Check {
        name: check.name.to_string(),
        ok,
        amounts: IndexMap::default(),
        reason: Some(reason.clone()),
        story: Vec::new(),
        events: events.iter().map(|event| *event as u64).collect(),
    }
}
