//! `sim recover`: where the processes of a run go back to when some of them crash. Everything that is said is found by [`observed`].

mod json;
mod text;

use draw::export::Format;
use observed::model::Run;
use observed::recovery::Recovery;
use sim_core::ProcessId;
use sim_core::words::some;
use snapshot::oracle::{Check, Overall, overall};

use crate::args::drawn::chosen;
use crate::args::{AnswerFormat, RecoverArgs};
use crate::failure::Failure;
use crate::output::Output;
use crate::{cuts, judge};

pub(crate) use json::Told;

pub(crate) fn recover(args: &RecoverArgs) -> Result<Overall, Failure> {
    let drawn = chosen(args.format, args.output.as_deref(), AnswerFormat::Text);
    let (format, print) = (drawn.form, args.draw.picture.print(&drawn)?);
    let run = judge::read(&args.files, args.logs.pattern.as_deref(), args.logs.record.as_deref())?;
    let steps = cuts::steps(&run)?;
    let crashed = crashed(&run, &args.crash)?;
    let recovery = Recovery::of(&run, &steps, &crashed);
    let check = Check { name: "consistent", verdict: recovery.at_start.consistent.clone() };
    let verdict = overall(std::slice::from_ref(&check));
    let mut output = Output::open_drawn(args.output.as_deref(), format == AnswerFormat::Text, print)?;
    match format {
        AnswerFormat::Text => {
            let report = text::Report { run: &run, steps: &steps, recovery: &recovery, check: &check };
            report.write(&crashed, &mut output)?;
        }
        AnswerFormat::Json => {
            json::write(&json::told(&run, &steps, &recovery, (&crashed, verdict)), &mut output)?;
        }
        AnswerFormat::Svg => {
            judge::draw(&recovery.drawn(&run, &steps), Format::Svg, &args.draw, &mut output)?;
        }
    }
    output.finish()?;
    Ok(verdict)
}

/// Who crashes: those that were named, or all.
fn crashed(run: &Run, typed: &[String]) -> Result<Vec<ProcessId>, Failure> {
    if typed.is_empty() {
        return Ok(run.process_ids().collect());
    }
    let find = |name: &str| run.process_ids().find(|process| run.name(*process) == name);
    let mut crashed = Vec::new();
    for text in typed {
        // A comma is between processes; but it may be in the name of one.
        let names = if find(text).is_some() { vec![text.as_str()] } else { text.split(',').collect() };
        for name in names.into_iter().map(str::trim) {
            let process = find(name).ok_or_else(|| unknown(run, name))?;
            if crashed.contains(&process) {
                let tip = "name each process that crashes once";
                return Err(Failure::with_tip(format!("{name} crashes twice"), tip));
            }
            crashed.push(process);
        }
    }
    crashed.sort_unstable();
    Ok(crashed)
}

fn unknown(run: &Run, name: &str) -> Failure {
    let names: Vec<&str> = run.processes.iter().map(|process| process.name.as_str()).collect();
    Failure::with_tip(format!("there is no process '{name}'"), format!("there are {}", some(&names)))
}
