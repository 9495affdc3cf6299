//! `sim compare`: what each algorithm pays, and on which channels it is right.
//!
//! [`asked`] says what is compared, [`measured`] what came of one algorithm on one discipline of channels under all seeds, [`searched`] under every schedule, and [`comparison`] has all of
//! it; [`text`], [`json`], [`table`] and [`picture`] tell it. In [`shards`] the seeds are run in parts: [`taken`] is what is kept of a cell. What an algorithm should pay is [`snapshot::price`]; nothing is decided here. [`detect`] is about
//! detectors of termination instead.

mod asked;
mod comparison;
mod detect;
mod json;
mod measured;
mod picture;
mod searched;
mod shards;
mod table;
mod taken;
mod text;

use snapshot::oracle::Overall;

use crate::args::{CompareArgs, CompareFormat, ComparePart, drawn, refuse_idle};
use crate::check::sweep::Share;
use crate::failure::Failure;
use crate::interrupt;
use crate::memory;
use crate::output::Output;
use crate::stderr::note;
use asked::Asked;
use comparison::Comparison;
pub(crate) use detect::{Detected, check as check_detector};
pub(crate) use json::Compared;
pub(crate) use shards::CompareShard;
use shards::Together;

pub(crate) fn compare(args: &CompareArgs) -> Result<Overall, Failure> {
    if args.detect.is_some() {
        return detect::detect(args);
    }
    if let Some(part) = args.shard {
        args.refuse_beside_shard()?;
        return shards::shard(args, part, &Asked::from_args(args)?);
    }
    let (asked, seeds, kept) = match &args.merge {
        None => (Asked::from_args(args)?, args.seeds.clone(), None),
        Some(folder) => {
            let Together { asked, seeds, cells } = shards::merged(folder)?;
            (asked, seeds, Some(cells))
        }
    };
    let drawn = drawn::chosen(args.format, args.output.as_deref(), CompareFormat::Text);
    let (format, print) = (drawn.form, args.picture.print(&drawn)?);
    refuse_idle(&format, args.idle(format))?;
    if args.show.contains(&ComparePart::Schedules) && !args.explore {
        return Err(Failure::new("'--show schedules' changes nothing without '--explore'"));
    }
    interrupt::listen();
    let mut output = Output::open_drawn(args.output.as_deref(), format == CompareFormat::Text, print)?;
    let share = Share::of(&seeds, args.jobs);
    let comparison = Comparison::of(&asked, &share, kept.as_deref())?;
    let interrupted = comparison.lacks_seeds() || interrupt::requested();
    match format {
        CompareFormat::Text => text::text(&comparison, args, &mut output)?,
        CompareFormat::Json => json::json(&comparison, &mut output)?,
        CompareFormat::Csv => table::csv(&comparison, &mut output)?,
        CompareFormat::Svg => picture::svg(&comparison, args.picture.scheme(), &mut output)?,
    }
    output.finish_unless(interrupted)?;
    if memory::reached() {
        note(&format!("there was no room for all seeds: {}", memory::allowed()));
    }
    Ok(comparison.verdict())
}
