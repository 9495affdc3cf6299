//! What was asked for, with all that it names: by options, and by a file of TOML or JSON.

use std::collections::BTreeSet;
use std::path::Path;

use snapshot::{Program as _, Script};
use trace::scenario;
use trace::spec::{FILE, Spec, Statements, Text};

use crate::failure::Failure;
use crate::input::{load, load_text};

/// What was typed.
pub(super) fn typed(spec: &Spec) -> Result<Spec, Failure> {
    let mut spec = spec.clone();
    spec.script.iter_mut().try_for_each(|script| load_text(&mut script.text))?;
    spec.delays.iter_mut().try_for_each(load_text)?;
    spec.schedule.iter_mut().try_for_each(load_schedule)?;
    refuse_twice(&spec)?;
    with_script(spec, Path::new(""))
}

/// Reads the schedule, if what was typed is the name of a file that has it.
fn load_schedule(schedule: &mut String) -> Result<(), Failure> {
    let path = Path::new(schedule.as_str());
    if path == Path::new("-") || path.exists() {
        *schedule = load(path)?;
    }
    Ok(())
}

/// What the text of this file asks for.
pub(super) fn in_file(text: &str, file: &Path) -> Result<Spec, Failure> {
    let name = file.display().to_string();
    let spec = if text.trim_start().starts_with('{') {
        scenario::of_json(text).map_err(|error| unusable(&name, error))?
    } else {
        scenario::parse(text, &name, Path::is_file)?
    };
    with_script(spec, file.parent().unwrap_or(Path::new("")))
}

fn unusable(name: &str, error: scenario::SavedError) -> Failure {
    match error {
        scenario::SavedError::Field(error) => error.into(),
        scenario::SavedError::Json(error) => Failure::with_tip(
            format!("cannot read '{name}': {error}"),
            "a scenario in JSON is what -f json writes, or the 'config' in it",
        ),
    }
}

/// Refuses what is said twice: one of the two would change nothing.
fn refuse_twice(spec: &Spec) -> Result<(), Failure> {
    let mut names = BTreeSet::new();
    let twice = spec.parameters.iter().find(|(name, _)| !names.insert(name.as_str()));
    match twice {
        Some((name, _)) => Err(Failure::new(format!("the parameter '{name}' is set twice"))),
        None if spec.script.is_some() && names.contains(FILE) => {
            Err(Failure::new("'--events' and '--param file=...' both name a script"))
        }
        None => Ok(()),
    }
}

/// Reads the file that a parameter of a script names, from its place in this folder.
fn with_script(mut spec: Spec, folder: &Path) -> Result<Spec, Failure> {
    if spec.program_name() == Some(Script::NAME)
        && let Some(place) = spec.parameters.iter().rposition(|(name, _)| name == FILE)
    {
        let (_, file) = spec.parameters.remove(place);
        let mut text = Text::named(&folder.join(file).display().to_string());
        load_text(&mut text)?;
        spec.script = Some(Statements { text, ticks: false });
    }
    Ok(spec)
}
