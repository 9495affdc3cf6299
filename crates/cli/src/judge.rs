//! `sim judge`: what can be said of the snapshots in the logs of another program. Everything that is said is found by [`observed`].

mod json;
mod text;

use observed::Judgement;
use snapshot::Overall;

use crate::any_run::logs;
use crate::args::form::chosen;
use crate::args::{JudgeArgs, JudgeFormat};
use crate::failure::Failure;
use crate::output::Output;
use crate::progress::Progress;

pub(crate) use json::Told;

pub(crate) fn judge(args: &JudgeArgs) -> Result<Overall, Failure> {
    let format = chosen(args.format, args.output.as_deref(), JudgeFormat::Text);
    let run = logs(&args.files, args.pattern.as_deref(), args.record.as_deref())?;
    let progress = Progress::doing("judging the log");
    let judgement = Judgement::of(&run);
    drop(progress);
    let mut output = Output::open_as(args.output.as_deref(), format == JudgeFormat::Text)?;
    match format {
        JudgeFormat::Text => text::write(&run, &judgement, &mut output)?,
        JudgeFormat::Json => json::write(&run, &judgement, &mut output)?,
    }
    output.finish()?;
    Ok(judgement.verdict())
}
