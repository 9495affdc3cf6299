//! `sim grade FILE --claim CLAIM`: a global state that somebody claims. Was it recorded, did it occur, can it be recorded at all?

mod answer;
mod json;
mod run;
mod search;
mod state;
mod text;
mod written;

use std::path::Path;

use crate::args::form::chosen;
use crate::args::{ClaimArgs, ClaimFormat, OneRunArgs};
use crate::failure::Failure;
use crate::input::{is_scenario, load};
use crate::output::Output;
use crate::run::whole;
use crate::scenario::Scenario;
use crate::stderr::warn;
use crate::{cuts, interrupt};
use answer::Answer;
use observed::Logs;
use observed::model::Run;
use search::Possible;
use snapshot::oracle::Overall;

pub(crate) use json::Told;

pub(crate) fn grade(place: &Path, args: &ClaimArgs) -> Result<Overall, Failure> {
    let format = chosen(args.format, args.output.as_deref(), ClaimFormat::Text);
    let of_scenario = is_scenario(place);
    let (run, scenario) = read(place)?;
    let steps = cuts::steps(&run)?;
    let claim = written::read(&run, &text_of(&args.claim)?)?;
    interrupt::listen();
    let mut output = Output::open_as(args.output.as_deref(), format == ClaimFormat::Text)?;
    let recorded = run::recorded(&run, &claim);
    let possible = match scenario {
        Ok(Some(scenario)) if !answer::is_recorded(&recorded) => {
            Some(search::possible(&scenario, &claim, args.max_states)?)
        }
        Ok(_) => None,
        Err(why) => Some(Possible::Unknown(why)),
    };
    let occurred = run::occurred(&run, &steps, &claim);
    let answer = Answer { run: &run, steps: &steps, recorded, occurred, possible, of_scenario };
    match format {
        ClaimFormat::Text => text::write(&answer, &mut output)?,
        ClaimFormat::Json => json::write(&answer, &mut output)?,
    }
    output.finish()?;
    Ok(answer.verdict())
}

/// The text of a claim: itself, or in a file.
fn text_of(claim: &str) -> Result<String, Failure> {
    if claim.contains('<') {
        return Ok(claim.to_string());
    }
    load(Path::new(claim)).map_err(|failure| match failure {
        Failure::Input { what, tip: None } => Failure::with_tip(what, written::TIP),
        other => other,
    })
}

/// The run, and what all its schedules are searched with: nothing for a log of another program, or why there is nothing.
fn read(place: &Path) -> Result<(Run, Result<Option<Scenario>, String>), Failure> {
    let name = place.display().to_string();
    let (text, scenario) = if is_scenario(place) {
        let args = OneRunArgs { file: Some(place.to_path_buf()), ..OneRunArgs::default() };
        let (scenario, seed) = Scenario::with_seed(&args)?;
        (run_as_text(&scenario, seed)?, Some(scenario))
    } else {
        (load(place)?, None)
    };
    let mut logs = Logs::new(None, None)?;
    if let Some(line) = logs.read(&name, &text)? {
        warn(&format!("the last line of '{name}', {line}, is cut off, and is left out"));
    }
    let run = logs.finish()?;
    let scenario = if run.is_saved && scenario.is_none() { saved(&text, &name) } else { Ok(scenario) };
    Ok((run, scenario))
}

/// What a saved run is one of.
fn saved(text: &str, name: &str) -> Result<Option<Scenario>, String> {
    let loaded = trace::load(text).map_err(|error| error.to_string())?;
    let made = Scenario::from_config(&loaded.saved.header.config, name);
    made.map(|(scenario, _)| Some(scenario)).map_err(Failure::what)
}

/// The run of a scenario, as a text.
fn run_as_text(scenario: &Scenario, seed: u64) -> Result<String, Failure> {
    let saved = whole(scenario, seed)?;
    let mut text = Vec::new();
    let footer = saved.footer.expect("a run that is over has one");
    trace::write::json(&mut text, saved.header, footer, saved.events)?;
    Ok(String::from_utf8(text).expect("JSON is UTF-8"))
}
