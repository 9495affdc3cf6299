//! `sim convert`: a saved run as a drawing, for another program, or as a report. It is taken as the file has it; whether the
//! file is what this version writes, `sim replay` says.

mod judged;

use std::io::Write as _;

use draw::export::{Format, Options};
use snapshot::oracle::Overall;
use trace::{Loaded, Saved, again};

use crate::args::{ConvertArgs, RunFormat, Told};
use crate::exported;
use crate::failure::Failure;
use crate::input::load_told;
use crate::interrupt;
use crate::output::Output;
use crate::progress::Progress;
use crate::report::made_again;
use judged::{judged, no_result};

pub(crate) fn convert(args: &ConvertArgs) -> Result<Overall, Failure> {
    let told = args.told.understood_by_name()?;
    let name = args.file.display().to_string();
    let loaded = load_told(&args.file)?;
    interrupt::listen();
    let mut output = Output::open_drawn(told.output.as_deref(), told.format == RunFormat::Text, told.print)?;
    let progress = Progress::unless(told.output.is_none(), || Progress::doing(&format!("converting {name}")));
    let outcome = match told.format {
        RunFormat::Json => json(&name, &loaded, &mut output)?,
        RunFormat::Jsonl => jsonl(loaded, &mut output)?,
        RunFormat::Export(format) => draw(&name, &loaded.saved, format, &told, &mut output)?,
        // What oracles are asked for: a report, or the recorded global states.
        RunFormat::Text | RunFormat::Snap => judged(&name, loaded.saved, &told, &mut output)?,
    };
    drop(progress);
    output.finish()?;
    Ok(outcome)
}

fn draw(
    name: &str,
    saved: &Saved,
    format: Format,
    told: &Told,
    output: &mut Output,
) -> Result<Overall, Failure> {
    // What came from standard input is gone.
    let again = (name != "-").then(|| made_again(name));
    let options = Options { again, ..told.draw.options(format) };
    exported::write(saved, format, options, output)?;
    Ok(Overall::Holds)
}

fn json(name: &str, loaded: &Loaded, output: &mut Output) -> Result<Overall, Failure> {
    if !loaded.told.has_result() {
        return Err(no_result(name, "-f jsonl keeps what there is"));
    }
    again::json(output, loaded)?;
    Ok(Overall::Holds)
}

fn jsonl(loaded: Loaded, output: &mut Output) -> Result<Overall, Failure> {
    again::jsonl(output, loaded)?;
    output.flush()?;
    Ok(Overall::Holds)
}
