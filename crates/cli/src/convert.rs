//! `sim convert`: a saved run as a drawing, for another program, or as a report. It is taken as the file has it; whether the
//! file is what this version writes, `sim replay` says.

mod judged;

use std::io::Write as _;

use snapshot::catalog;
use trace::export::{self, Format};
use trace::model::Line;
use trace::{Saved, write};

use crate::Outcome;
use crate::args::{ConvertArgs, RunFormat, Told};
use crate::failure::{Failure, note};
use crate::input::load_run;
use crate::interrupt;
use crate::output::Output;
use crate::progress::Progress;
use judged::Judged;

pub(crate) fn convert(args: &ConvertArgs) -> Result<Outcome, Failure> {
    let told = args.told.understood_by_name()?;
    let name = args.file.display().to_string();
    let saved = load_run(&args.file)?;
    interrupt::listen();
    let mut output = Output::open_as(told.output.as_deref(), told.format == RunFormat::Text)?;
    let progress = Progress::unless(told.output.is_none(), || Progress::doing(&format!("converting {name}")));
    let outcome = match told.format {
        RunFormat::Json => json(&name, saved, &mut output)?,
        RunFormat::Jsonl => jsonl(saved, &mut output)?,
        RunFormat::Export(format) => draw(&saved, format, &told, &mut output)?,
        RunFormat::Text | RunFormat::Snap => judged(&name, saved, &told, &mut output)?,
    };
    drop(progress);
    output.finish()?;
    Ok(outcome)
}

/// What oracles are asked for: a report, or the recorded global states.
fn judged(name: &str, saved: Saved, told: &Told, output: &mut Output) -> Result<Outcome, Failure> {
    let program = saved.header.config.program.clone();
    catalog::visit(&program, Judged { name, saved, told, output }).unwrap_or_else(|| {
        Err(Failure::new(format!("cannot read '{name}': config.program: there is no program '{program}'")))
    })
}

fn draw(saved: &Saved, format: Format, told: &Told, output: &mut Output) -> Result<Outcome, Failure> {
    let options = told.draw.options(format);
    export::left_out(saved, format, &options).iter().for_each(|what| note(what));
    export::write(saved, format, &options, output)?;
    Ok(Outcome::Holds)
}

fn json(name: &str, saved: Saved, output: &mut Output) -> Result<Outcome, Failure> {
    let Some(footer) = saved.footer else { return Err(no_result(name, "-f jsonl keeps what there is")) };
    write::json(output, saved.header, footer, saved.events)?;
    Ok(Outcome::Holds)
}

/// What needs the result of a run is refused when the file has none.
fn no_result(name: &str, tip: &str) -> Failure {
    Failure::with_tip(format!("cannot read '{name}': it has no result; perhaps it was cut off"), tip)
}

fn jsonl(saved: Saved, output: &mut Output) -> Result<Outcome, Failure> {
    write::line(output, &Line::Run(saved.header))?;
    for event in saved.events {
        write::line(output, &Line::Event(event))?;
    }
    if let Some(footer) = saved.footer {
        write::line(output, &Line::Result(footer))?;
    }
    output.flush()?;
    Ok(Outcome::Holds)
}
