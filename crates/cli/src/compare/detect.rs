//! `sim compare --detect terminated`: detectors of termination beside each other, each under all seeds; `sim check --detect`: one of them,
//! of which is asked whether it is right, and not whether it is as it is known to be.
//!
//! What each costs, how long after the end it announces it, and whether that was true: judged by [`snapshot::detection::watch`], which asks
//! no detector. [`text`], [`json`] and [`told`] tell it.

mod detection;
mod json;
mod measured;
mod text;
mod told;

use snapshot::AnyProgram;
use snapshot::detection::list::Entry;
use snapshot::oracle::Overall;

use crate::args::{
    CheckArgs, CheckFormat, CompareArgs, CompareFormat, ScenarioArgs, drawn, form, refuse_idle,
};
use crate::detect::asked::{lacking, named, program, refuse_snapshots, starter, usual};
use crate::failure::Failure;
use crate::interrupt;
use crate::output::Output;
use crate::progress::Progress;
use crate::scenario::Scenario;
use crate::values::Seeds;
use detection::Detection;
pub(crate) use json::Detected;
use measured::Row;

/// The experiment, unless it is said.
const SHAPE: &str = "complete:4";

pub(super) fn detect(args: &CompareArgs) -> Result<Overall, Failure> {
    let drawn = drawn::chosen(args.format, args.output.as_deref(), CompareFormat::Text);
    let (format, print) = (drawn.form, args.picture.print(&drawn)?);
    refuse_idle(&format, args.idle(format))?;
    refuse_snapshots(&args.scenario.spec)?;
    let scenario = experiment(&args.scenario)?;
    let names = args.detectors().into_iter();
    let entries = names.map(|name| named(name, "--algorithms")).collect::<Result<Vec<_>, _>>()?;
    interrupt::listen();
    let mut output = Output::open_drawn(args.output.as_deref(), format == CompareFormat::Text, print)?;
    let detection = each(scenario, &args.seeds, &entries)?;
    match format {
        CompareFormat::Text => text::text(&detection, args.quiet, &mut output)?,
        CompareFormat::Json => json::json(&detection, &mut output)?,
        CompareFormat::Csv => told::csv(&detection, &mut output)?,
        CompareFormat::Svg => told::svg(&detection, args.picture.scheme(), &mut output)?,
    }
    output.finish_unless(interrupt::requested())?;
    Ok(detection.verdict())
}

/// Sweeps one detector.
pub(crate) fn check(args: &CheckArgs, detector: &str) -> Result<Overall, Failure> {
    let entry = named(detector, "--detect")?;
    refuse_snapshots(&args.scenario.spec)?;
    let format = form::chosen(args.format, args.output.as_deref(), CheckFormat::Text);
    if matches!(format, CheckFormat::Csv | CheckFormat::Jsonl) {
        let what = "a row a seed is of snapshots, and under a detector there are none";
        return Err(Failure::with_tip(what, "'sim compare --detect terminated -f csv' has a row a figure"));
    }
    let scenario = experiment(&args.scenario)?;
    interrupt::listen();
    let mut output = Output::open_as(args.output.as_deref(), format == CheckFormat::Text)?;
    let mut detection = each(scenario, &args.seeds, &[entry])?;
    for row in &mut detection.rows {
        row.known_wrong = false;
        row.measured.as_ref().map(drop).map_err(|lack| lacking(entry, lack))?;
    }
    match format {
        CheckFormat::Json => json::json(&detection, &mut output)?,
        _ => text::text(&detection, args.quiet, &mut output)?,
    }
    output.finish_unless(interrupt::requested())?;
    Ok(detection.verdict())
}

/// What all are run on.
fn experiment(args: &ScenarioArgs) -> Result<Scenario, Failure> {
    let scenario = Scenario::from_args_over(args, usual(SHAPE))?;
    if scenario.schedule.is_some() {
        let tip = "'sim run --detect NAME' follows the schedule";
        return Err(Failure::with_tip("a scenario with a schedule has one run, not many", tip));
    }
    Ok(scenario)
}

/// Runs each detector under all seeds.
fn each(scenario: Scenario, seeds: &Seeds, entries: &[&'static Entry]) -> Result<Detection, Failure> {
    let starter = starter(&scenario)?;
    let progress = Progress::of(seeds.count().saturating_mul(entries.len() as u64), "seeds");
    let seeds = seeds.0.clone();
    let program: AnyProgram = program(&scenario)?;
    let row = |entry: &&'static Entry| {
        Row::of(entry, (&scenario, starter), program.clone(), seeds.clone(), &progress)
    };
    let rows = entries.iter().map(row).collect();
    Ok(Detection { scenario, seeds, rows })
}
