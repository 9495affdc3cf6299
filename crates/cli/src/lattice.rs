//! `sim lattice`: all global states that one run can have gone through. Everything that is said is found by [`observed`].

mod asked;
mod json;
mod order;
mod part;
mod picture;
mod recorded;
mod table;
mod text;
mod window;

use snapshot::oracle::Overall;

use crate::args::drawn::chosen;
use crate::args::{LatticeArgs, LatticeFormat};
use crate::failure::Failure;
use crate::output::Output;
use crate::{cuts, interrupt};

pub(crate) use json::Told;

pub(crate) fn lattice(args: &LatticeArgs) -> Result<Overall, Failure> {
    let drawn = chosen(args.format, args.output.as_deref(), LatticeFormat::Text);
    let (format, print) = (drawn.form, args.picture.print(&drawn)?);
    let run = crate::judge::read(&args.files, args.logs.pattern.as_deref(), args.logs.record.as_deref())?;
    let steps = cuts::steps(&run)?;
    let wanted = args.window.as_deref();
    interrupt::listen();
    let mut output = Output::open_drawn(args.output.as_deref(), format == LatticeFormat::Text, print)?;
    let overall = match (format, args.order) {
        (LatticeFormat::Svg | LatticeFormat::Json, Some(_)) => Err(Failure::with_tip(
            "'--order' is a list of events",
            "it is written as text or as a table, '-f csv'",
        )),
        (LatticeFormat::Svg, None) => picture::draw(args, &run, steps, &mut output),
        (_, Some(snapshot)) => {
            order::tell(&window::part(&run, steps, wanted)?, snapshot, format, &mut output)
        }
        (LatticeFormat::Csv, None) => table::write(args, &window::part(&run, steps, wanted)?, &mut output),
        (LatticeFormat::Text, None) => text::write(args, &window::part(&run, steps, wanted)?, &mut output),
        (LatticeFormat::Json, None) => json::write(args, &window::part(&run, steps, wanted)?, &mut output),
    }?;
    output.finish()?;
    Ok(overall)
}
