//! `sim diff`: two runs side by side, and where they part. How they compare, [`trace::diff`] finds; what is said of it, [`draw::diff`] says.

mod asked;
mod json;
mod sound;
mod text;

use snapshot::oracle::Overall;
use trace::diff::Diff;

use crate::args::form::chosen;
use crate::args::{DiffArgs, DiffFormat};
use crate::failure::Failure;
use crate::interrupt;
use crate::output::Output;
use crate::progress::Progress;

pub(crate) use json::Told;

pub(crate) fn diff(args: &DiffArgs) -> Result<Overall, Failure> {
    interrupt::listen();
    let given = asked::both(args)?;
    let format = chosen(args.format, args.output.as_deref(), DiffFormat::Text);
    let sides = asked::sides(&given);
    let progress = Progress::doing("comparing");
    let diff = Diff::of([&given[0].run, &given[1].run]);
    drop(progress);
    let mut output = Output::open_as(args.output.as_deref(), format == DiffFormat::Text)?;
    match format {
        DiffFormat::Text => text::write(&diff, &sides, &mut output)?,
        DiffFormat::Json => json::write(&diff, &sides, &mut output)?,
        DiffFormat::Html => draw::diff::write(&diff, &sides, &mut output)?,
    }
    output.finish()?;
    Ok(if diff.is_same() { Overall::Holds } else { Overall::Violated })
}
