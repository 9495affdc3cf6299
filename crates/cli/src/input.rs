//! Where input comes from: a file, or standard input for `-`. What was read is remembered, so that no output replaces it.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use same_file::Handle;

use observed::line::Line;
use trace::model::SCHEMA;
use trace::{Loaded, ReadError, Saved};

use crate::failure::Failure;
use crate::memory;
use crate::progress::Progress;
use crate::stderr::warn;

/// The files that were read so far.
static READ: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// What some editors write before a text, to say that it is UTF-8; it is no part of it.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Remembers a file that is read in another way than by [`load`].
pub(crate) fn remember(path: &Path) {
    READ.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_path_buf());
}

/// The input that this file is, under whatever name.
pub(crate) fn that_is(file: &Path) -> Option<PathBuf> {
    let file = Handle::from_path(file).ok()?;
    let same = |input: &&PathBuf| handle(input).is_ok_and(|input| input == file);
    READ.lock().unwrap_or_else(PoisonError::into_inner).iter().find(same).cloned()
}

fn handle(input: &Path) -> std::io::Result<Handle> {
    if input == Path::new("-") { Handle::stdin() } else { Handle::from_path(input) }
}

/// The whole text of a file.
pub(crate) fn load(path: &Path) -> Result<String, Failure> {
    if path == Path::new("-")
        && READ.lock().unwrap_or_else(PoisonError::into_inner).iter().any(|read| read == path)
    {
        return Err(Failure::with_tip(
            "standard input is read twice: it has one text",
            "name a file for one of the two",
        ));
    }
    remember(path);
    let bad = |error: std::io::Error| Failure::new(format!("cannot read '{}': {error}", path.display()));
    if path == Path::new("-") {
        return text_of(std::io::stdin().lock(), path, bad);
    }
    text_of(File::open(path).map_err(bad)?, path, bad)
}

/// The whole text, if it is not longer than there is room for.
fn text_of(
    input: impl std::io::Read,
    path: &Path,
    bad: impl Fn(std::io::Error) -> Failure,
) -> Result<String, Failure> {
    let longest = memory::longest_text();
    let mut bytes = Vec::new();
    let length = input.take(longest.saturating_add(1)).read_to_end(&mut bytes).map_err(bad)?;
    if length as u64 > longest {
        return Err(memory::too_long(&path.display().to_string()));
    }
    if bytes.starts_with(MARK) {
        bytes.drain(..MARK.len());
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + good.iter().filter(|byte| **byte == b'\n').count();
        let what = format!("cannot read '{}': line {line} is not UTF-8", path.display());
        Failure::with_tip(what, "save it as UTF-8 text")
    })
}

/// The run that a file has.
pub(crate) fn load_run(path: &Path) -> Result<Saved, Failure> {
    load_told(path).map(|loaded| loaded.saved)
}

/// The run that a file has, and what the file itself tells of it. That its last line is cut off is said.
pub(crate) fn load_told(path: &Path) -> Result<Loaded, Failure> {
    let _progress = Progress::reading(path);
    run_in(&path.display().to_string(), &load(path)?)
}

/// The run that this text has.
pub(crate) fn run_in(name: &str, text: &str) -> Result<Loaded, Failure> {
    refuse_scenario(name)?;
    let loaded = trace::load(text).map_err(|error| {
        let what = format!("cannot read '{name}': {error}");
        match error {
            ReadError::Schema(schema) => Failure::with_tip(what, instead_of(&schema)),
            _ if is_log(text) || !text.trim_start().starts_with('{') => Failure::with_tip(what, NO_RUN),
            _ => Failure::new(what),
        }
    })?;
    if let Some(line) = loaded.cut_off {
        warn(&format!("the last line of '{name}', {line}, is cut off, and is left out"));
    }
    Ok(loaded)
}

/// What is said of a text that cannot be a run.
const NO_RUN: &str = "a run is what 'sim -f json' or '-f jsonl' writes; the log of another program is judged and drawn by 'sim judge'";

/// Whether a text begins with a line of a log, and is no saved run.
pub(crate) fn is_log(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    !first.contains("\"sim.run/") && trace::json::parse::<Line>(first).is_ok()
}

/// Whether a file is a scenario that somebody wrote, by its name.
pub(crate) fn is_scenario(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "toml")
}

/// Refuses a scenario: it is what is to be run.
pub(crate) fn refuse_scenario(name: &str) -> Result<(), Failure> {
    if !is_scenario(Path::new(name)) {
        return Ok(());
    }
    let name = crate::shell::quoted(name);
    let tip =
        format!("run it, and read what that writes: sim run --scenario {name} -f jsonl | sim COMMAND - ...");
    Err(Failure::with_tip(format!("{name} is a scenario, and no run"), tip))
}

/// Refuses what another command has to say, in the place of a run or a log.
pub(crate) fn refuse_answer(name: &str, text: &str) -> Result<(), Failure> {
    match schema(text).filter(|schema| !schema.starts_with("sim.run/") && !schema.starts_with("sim.log/")) {
        None => Ok(()),
        Some(schema) => {
            let what = format!("cannot read '{name}': it has the schema '{schema}', and is no run or log");
            Err(Failure::with_tip(what, instead_of(schema)))
        }
    }
}

/// The schema of this program with which a text begins, if it does.
fn schema(text: &str) -> Option<&str> {
    let begin = ["{", "\"schema\"", ":", "\""];
    let rest = begin.iter().try_fold(text, |rest, part| rest.trim_start().strip_prefix(part))?;
    rest.split('"').next().filter(|schema| schema.starts_with("sim.") && schema.len() < 32)
}

/// What there is to read instead of a file with this schema.
fn instead_of(schema: &str) -> String {
    if schema.starts_with("sim.restore/") {
        "it tells of a run that went back: the run itself is written without '--crash', and 'sim restore --crash P@400' reads that".into()
    } else if schema.starts_with("sim.detection/") {
        "it has what a detector said: a run is written without '--detect'".into()
    } else {
        format!("'sim schema' describes '{SCHEMA}'")
    }
}
