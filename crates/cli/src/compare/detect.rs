//! `sim compare --detect terminated`: detectors of termination beside each other, each under all seeds.
//!
//! What each costs, how long after the end it announces it, and whether that was true: judged by [`snapshot::detection::watch`], which asks
//! no detector. [`text`], [`json`] and [`told`] tell it.

mod detection;
mod json;
mod measured;
mod text;
mod told;

use sim_core::ProcessId;
use snapshot::detection::list::{self, ALL, Entry};
use snapshot::{Initiators, Overall, Program, catalog};
use trace::spec::{Graph, Spec};

use super::asked::refuse_faults;
use crate::args::{CompareArgs, CompareFormat, form, refuse_idle};
use crate::failure::Failure;
use crate::interrupt;
use crate::output::Output;
use crate::progress::Progress;
use crate::scenario::Scenario;
use detection::Detection;
pub(crate) use json::Detected;
use measured::Row;

/// The experiment, unless it is said.
const SHAPE: &str = "complete:4";
const PROGRAM: &str = "diffusing";

pub(super) fn detect(args: &CompareArgs) -> Result<Overall, Failure> {
    let format = form::chosen(args.format, args.output.as_deref(), CompareFormat::Text);
    refuse_idle(&format, args.idle(format))?;
    let usual = Spec {
        graph: Some(Graph::Named(SHAPE.to_string())),
        program: Some(PROGRAM.to_string()),
        ..Spec::default()
    };
    refuse_unused(&args.scenario.spec)?;
    let scenario = Scenario::from_args_over(&args.scenario, usual)?;
    refuse_faults(&scenario)?;
    let entries = args.detectors().into_iter().map(named).collect::<Result<Vec<_>, _>>()?;
    let starter = starter(&scenario)?;
    interrupt::listen();
    let mut output = Output::open_as(args.output.as_deref(), format == CompareFormat::Text)?;
    let seeds = args.seeds.0.clone();
    let progress = Progress::of(args.seeds.count().saturating_mul(entries.len() as u64), "seeds");
    let visitor =
        Each { scenario: &scenario, seeds: &seeds, entries: &entries, starter, progress: &progress };
    let rows = scenario.with_program(visitor)?;
    drop(progress);
    let detection = Detection { scenario, seeds, rows };
    match format {
        CompareFormat::Text => text::text(&detection, args.quiet, &mut output)?,
        CompareFormat::Json => json::json(&detection, &mut output)?,
        CompareFormat::Csv => told::csv(&detection, &mut output)?,
        CompareFormat::Svg => told::svg(&detection, &mut output)?,
    }
    output.finish_unless(interrupt::requested())?;
    Ok(detection.verdict())
}

/// What says something of snapshots, or names one algorithm, changes nothing here.
fn refuse_unused(spec: &Spec) -> Result<(), Failure> {
    let typed = [
        ("--algorithm", spec.algorithm.is_some()),
        ("--snapshots", spec.snapshots.is_some()),
        ("--trigger", spec.trigger.is_some()),
        ("--schedule", spec.schedule.is_some()),
    ];
    match typed.into_iter().find(|(_, is_typed)| *is_typed) {
        None => Ok(()),
        Some((option, _)) => {
            let what = format!("'{option}' changes nothing with '--detect'");
            Err(Failure::with_tip(what, "a detector begins of its own accord: '--start' says when"))
        }
    }
}

/// The one process that begins the detection.
fn starter(scenario: &Scenario) -> Result<ProcessId, Failure> {
    match &scenario.configuration.initiation.initiators {
        Initiators::These(these) if these.len() == 1 => Ok(these[0]),
        _ => Err(Failure::with_tip("one process begins a detection", "name one initiator")),
    }
}

fn named(name: &str) -> Result<&'static Entry, Failure> {
    list::entry(name).ok_or_else(|| {
        let names: Vec<_> = ALL.iter().map(|entry| entry.name).collect();
        let what = format!("invalid value '{name}' for '--algorithms': there is no such detector");
        Failure::with_tip(what, format!("there are: {}", names.join(", ")))
    })
}

/// All detectors over whatever program it is.
struct Each<'a> {
    scenario: &'a Scenario,
    seeds: &'a std::ops::Range<u64>,
    entries: &'a [&'static Entry],
    starter: ProcessId,
    progress: &'a Progress,
}

impl catalog::Visitor for Each<'_> {
    type Output = Result<Vec<Row>, Failure>;

    fn visit<P: Program>(self) -> Self::Output {
        let Self { scenario, seeds, entries, starter, progress } = self;
        let program: P = scenario.configuration.program().map_err(|error| Failure::new(error.to_string()))?;
        let cannot = |why: &str| Failure::with_tip(why.to_string(), "'--program diffusing' does");
        if scenario.ticks() {
            return Err(cannot("with '--events' nobody detects anything: they say when snapshots start"));
        }
        if !program.ends() {
            return Err(cannot("there is nothing to detect: the computation goes on for ever"));
        }
        if scenario.configuration.topology.is_causal() {
            let what = "detectors run on channels in any order of their own, not in causal order";
            return Err(Failure::with_tip(what, "'--links fifo' or '--links unordered' are such"));
        }
        let row = |entry: &&'static Entry| {
            Row::of(entry, (scenario, starter), program.clone(), seeds.clone(), progress)
        };
        Ok(entries.iter().map(row).collect())
    }
}
