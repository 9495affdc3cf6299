//! `sim judge`: what can be said of the snapshots in the logs of another program. Everything that is said is found by [`observed`].

mod json;
mod program;
mod text;

use std::path::PathBuf;

use draw::Extent;
use draw::export::Format;
use observed::model::Run;
use observed::{Judgement, Logs, history};
use snapshot::oracle::Overall;
use trace::Saved;

use crate::args::drawn::chosen;
use crate::args::{DrawArgs, JudgeArgs, JudgeFormat};
use crate::exported;
use crate::failure::Failure;
use crate::input::{load, refuse_answer, refuse_scenario};
use crate::output::Output;
use crate::progress::Progress;
use crate::stderr::warn;

pub(crate) use json::Told;

pub(crate) fn judge(args: &JudgeArgs) -> Result<Overall, Failure> {
    let drawn = chosen(args.format, args.output.as_deref(), JudgeFormat::Text);
    let (format, print) = (drawn.form, args.draw.picture.print(&drawn)?);
    let run = read(&args.files, args.pattern.as_deref(), args.record.as_deref())?;
    let progress = Progress::doing("judging the log");
    let mut judgement = Judgement::of(&run);
    if let Some(name) = &args.program {
        program::judge(&run, &mut judgement, name, &args.param)?;
    }
    drop(progress);
    let mut output = Output::open_drawn(args.output.as_deref(), format == JudgeFormat::Text, print)?;
    match format {
        JudgeFormat::Text => text::write(&run, &judgement, &mut output)?,
        JudgeFormat::Json => json::write(&run, &judgement, &mut output)?,
        JudgeFormat::Export(format) => draw(&history(&run, &judgement), format, &args.draw, &mut output)?,
    }
    output.finish()?;
    Ok(judgement.verdict())
}

/// A log of so many events is drawn whole.
const SHORT: usize = 60;

/// Draws the log. Of what the judge says a drawing has the verdicts.
pub(crate) fn draw(
    saved: &Saved,
    format: Format,
    args: &DrawArgs,
    output: &mut Output,
) -> Result<(), Failure> {
    let mut options = args.options(format);
    if args.window.is_none() && saved.events.len() <= SHORT {
        options.extent = Extent::All;
    }
    exported::write(saved, format, options, output)
}

/// The run that logs tell of, or the one that was saved.
pub(crate) fn read(files: &[PathBuf], pattern: Option<&str>, record: Option<&str>) -> Result<Run, Failure> {
    let mut logs = Logs::new(pattern, record)?;
    for file in files {
        let name = file.display().to_string();
        refuse_scenario(&name)?;
        let _progress = Progress::reading(file);
        let text = load(file)?;
        refuse_answer(&name, &text)?;
        if let Some(line) = logs.read(&name, &text)? {
            warn(&format!("the last line of '{name}', {line}, is cut off, and is left out"));
        }
    }
    Ok(logs.finish()?)
}
