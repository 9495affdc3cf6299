//! `sim cut`: any cut of a run, whoever chose it. Everything that is said is found by [`observed`].

mod json;
mod said;
mod text;

use draw::export::Format;
use observed::global_state::GlobalState;
use observed::lattice::{Cut, Steps};
use observed::model::Run;
use sim_core::words::some;
use snapshot::oracle::Overall;

use crate::args::drawn::chosen;
use crate::args::{AnswerFormat, CutArgs};
use crate::failure::Failure;
use crate::output::Output;
use crate::{cuts, judge};

pub(crate) use json::{Message, Told, message};

pub(crate) fn cut(args: &CutArgs) -> Result<Overall, Failure> {
    let drawn = chosen(args.format, args.output.as_deref(), AnswerFormat::Text);
    let (format, print) = (drawn.form, args.draw.picture.print(&drawn)?);
    let run = judge::read(&args.files, args.logs.pattern.as_deref(), args.logs.record.as_deref())?;
    let steps = cuts::steps(&run)?;
    let cut = asked(&run, &steps, &args.at)?;
    let state = GlobalState::along(&run, &steps, cut);
    let mut output = Output::open_drawn(args.output.as_deref(), format == AnswerFormat::Text, print)?;
    match format {
        AnswerFormat::Text => text::write(&run, &steps, &state, &mut output)?,
        AnswerFormat::Json => json::write(&run, &steps, &state, &mut output)?,
        AnswerFormat::Svg => {
            judge::draw(&observed::asked(&run, &steps, &state), Format::Svg, &args.draw, &mut output)?;
        }
    }
    output.finish()?;
    Ok(said::verdict(&state))
}

/// The cut that was typed, of all processes.
fn asked(run: &Run, steps: &Steps, typed: &[String]) -> Result<Cut, Failure> {
    let cut = cuts::read(run, steps, typed)?;
    let left_out = run.processes.iter().zip(&cut).filter(|(_, has)| has.is_none());
    let left_out: Vec<&str> = left_out.map(|(process, _)| process.name.as_str()).collect();
    cut.into_iter().collect::<Option<Cut>>().ok_or_else(|| {
        let most = cuts::options(run, steps, &steps.to);
        let tip = format!("of each process how many steps are before the cut; all of them are {most}");
        Failure::with_tip(format!("the cut says nothing of {}", some(&left_out)), tip)
    })
}
