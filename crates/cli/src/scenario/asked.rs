//! What was asked for, with all that it names: by options, and by a file of TOML or JSON.

use std::collections::BTreeSet;
use std::path::Path;

use trace::scenario;
use trace::spec::{FILE, Graph, Spec, Text};
use trace::text::Source;

use crate::failure::Failure;
use crate::input::load;

/// What was typed.
pub(super) fn typed(spec: &Spec) -> Result<Spec, Failure> {
    let mut spec = spec.clone();
    refuse_twice(&spec)?;
    spec.schedule.iter_mut().try_for_each(load_schedule)?;
    spec.graph.iter_mut().for_each(find_file);
    spec.with_texts(Path::new(""), load)
}

/// Reads the schedule, if what was typed is the name of a file that has it.
fn load_schedule(schedule: &mut String) -> Result<(), Failure> {
    let path = Path::new(schedule.as_str());
    if path == Path::new("-") || path.exists() {
        *schedule = load(path)?;
    }
    Ok(())
}

/// What is no shape and the name of a file is a topology file, whatever its ending.
fn find_file(graph: &mut Graph) {
    if graph.shape().is_none()
        && let Graph::Named(name) = &*graph
        && Path::new(name).is_file()
    {
        *graph = Graph::File(Text::named(name));
    }
}

/// What the text of this file asks for.
pub(super) fn in_file(text: &str, file: &Path) -> Result<Spec, Failure> {
    let name = file.display().to_string();
    let spec = if text.trim_start().starts_with('{') {
        scenario::of_json(text).map_err(|error| unusable(&name, error))?
    } else {
        let source = Some(Source::new(&name, text));
        Spec { source, ..scenario::parse(text, &name, Path::is_file)? }
    };
    spec.with_texts(file.parent().unwrap_or(Path::new("")), load)
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
