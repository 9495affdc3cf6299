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
use snapshot::detection::list::Entry;
use snapshot::{Overall, Program, catalog};

use crate::args::{CompareArgs, CompareFormat, drawn, refuse_idle};
use crate::detect::asked::{named, program, refuse_snapshots, starter, usual};
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

pub(super) fn detect(args: &CompareArgs) -> Result<Overall, Failure> {
    let drawn = drawn::chosen(args.format, args.output.as_deref(), CompareFormat::Text);
    let (format, print) = (drawn.form, args.picture.print(&drawn)?);
    refuse_idle(&format, args.idle(format))?;
    refuse_snapshots(&args.scenario.spec)?;
    let scenario = Scenario::from_args_over(&args.scenario, usual(SHAPE))?;
    if scenario.schedule.is_some() {
        let tip = "'sim run --detect NAME' follows the schedule";
        return Err(Failure::with_tip("a scenario with a schedule has one run, not many", tip));
    }
    let names = args.detectors().into_iter();
    let entries = names.map(|name| named(name, "--algorithms")).collect::<Result<Vec<_>, _>>()?;
    let starter = starter(&scenario)?;
    interrupt::listen();
    let mut output = Output::open_drawn(args.output.as_deref(), format == CompareFormat::Text, print)?;
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
        CompareFormat::Svg => told::svg(&detection, args.picture.scheme(), &mut output)?,
    }
    output.finish_unless(interrupt::requested())?;
    Ok(detection.verdict())
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
        let program = program::<P>(scenario)?;
        let row = |entry: &&'static Entry| {
            Row::of(entry, (scenario, starter), program.clone(), seeds.clone(), progress)
        };
        Ok(entries.iter().map(row).collect())
    }
}
