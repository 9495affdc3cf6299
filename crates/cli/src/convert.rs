//! `sim convert`: a saved run as a drawing, or for another program. It is taken as the file has it; `sim replay` judges it.

use std::io::Write as _;

use trace::export::{self, Format};
use trace::model::Line;
use trace::{Saved, write};

use crate::Outcome;
use crate::args::{ConvertArgs, ConvertFormat, refuse_idle};
use crate::failure::{Failure, note};
use crate::input::load_run;
use crate::output::Output;
use crate::progress::Progress;

pub(crate) fn convert(args: &ConvertArgs) -> Result<Outcome, Failure> {
    let name = args.file.display();
    let bad = |what: String| Failure::new(format!("cannot read '{name}': {what}"));
    let saved = load_run(&args.file)?;
    refuse_idle(&args.format, args.draw.idle(args.format.export(), false))?;
    let mut output = Output::open(args.output.as_deref())?;
    let _progress =
        Progress::unless(args.output.is_none(), || Progress::doing(&format!("converting {name}")));
    match args.format {
        ConvertFormat::Json => json(saved, &mut output).map_err(bad)?,
        ConvertFormat::Jsonl => jsonl(saved, &mut output)?,
        ConvertFormat::Svg => draw(&saved, Format::Svg, args, &mut output)?,
        ConvertFormat::Html => draw(&saved, Format::Html, args, &mut output)?,
        ConvertFormat::Shiviz => draw(&saved, Format::Shiviz, args, &mut output)?,
        ConvertFormat::Mermaid => draw(&saved, Format::Mermaid, args, &mut output)?,
        ConvertFormat::Dot => draw(&saved, Format::Dot, args, &mut output)?,
        ConvertFormat::Csv => draw(&saved, Format::Csv, args, &mut output)?,
        ConvertFormat::Perfetto => draw(&saved, Format::Perfetto, args, &mut output)?,
    }
    output.finish()?;
    Ok(Outcome::Holds)
}

fn draw(saved: &Saved, format: Format, args: &ConvertArgs, output: &mut Output) -> Result<(), Failure> {
    let options = args.draw.options(format);
    export::left_out(saved, format, &options).iter().for_each(|what| note(what));
    Ok(export::write(saved, format, &options, output)?)
}

fn json(saved: Saved, output: &mut Output) -> Result<(), String> {
    let footer = saved.footer.ok_or("it was cut off: -f jsonl keeps what there is")?;
    write::json(output, saved.header, footer, saved.events).map_err(|error| error.to_string())
}

fn jsonl(saved: Saved, output: &mut Output) -> Result<(), Failure> {
    write::line(output, &Line::Run(saved.header))?;
    for event in saved.events {
        write::line(output, &Line::Event(event))?;
    }
    if let Some(footer) = saved.footer {
        write::line(output, &Line::Result(footer))?;
    }
    Ok(output.flush()?)
}
