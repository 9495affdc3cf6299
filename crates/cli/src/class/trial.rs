//! One test of one submission. What it comes to is `sim`'s exit code; what more is said, is `sim`'s too.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;
use trace::assignment::{Assignment, Expect, Test};

use super::bounded::{End, run};
use super::command;
use super::graded::{CameTo, Tested};
use super::handed_in::HandedIn;
use super::room::Room;
use crate::escape::shown;
use crate::failure::Failure;

/// How much is read of what a command says.
const SAID: u64 = 64 << 10;
/// How many lines of that are told, and how long each may be: a question that can be asked again stands in one.
const LINES: usize = 12;
const LONGEST: usize = 5000;

/// A fresh copy of what was handed in, in which commands are run.
pub(super) struct Trial {
    /// The copy lies in a folder in it: what goes wrong one folder up does so to nobody else.
    place: TempDir,
    /// Where `sim` writes: not where what was handed in would look first.
    told: TempDir,
}

/// What a command came to.
pub(super) struct Ran {
    pub(super) end: End,
    /// What it found, if it did.
    pub(super) found: Option<Value>,
}

impl Trial {
    pub(super) fn new(room: &Room, handed_in: &HandedIn) -> Result<Self, Failure> {
        let failed =
            |error| Failure::new(format!("cannot copy what was handed in to '{}': {error}", room.shown()));
        let trial = Self { place: room.folder().map_err(failed)?, told: room.folder().map_err(failed)? };
        fs::create_dir(trial.copy()).map_err(failed)?;
        handed_in.copy(&trial.copy()).map_err(failed)?;
        Ok(trial)
    }

    /// Where the copy is.
    fn copy(&self) -> PathBuf {
        self.place.path().join("copy")
    }

    /// A file that the commands write.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.told.path().join(name)
    }

    /// Runs a command in the copy.
    pub(super) fn run(&self, words: &[String], assignment: &Assignment) -> Result<End, Failure> {
        run(words, &self.copy(), &self.file("said"), &assignment.limits)
    }

    /// Runs a command that judges, in the copy.
    fn judge(&self, words: &[String], assignment: &Assignment) -> Result<Ran, Failure> {
        let output = self.file("found.json");
        let words = command::with_output(words, &output, assignment.limits.memory);
        let end = self.run(&words, assignment)?;
        let longest = assignment.limits.output << 20;
        let read = |file: File| serde_json::from_reader(file.take(longest)).ok();
        Ok(Ran { end, found: written(&output).and_then(read) })
    }

    /// The end of what the last command said, from where it says why it could not go on.
    fn said(&self) -> Vec<String> {
        let mut bytes = Vec::new();
        if let Some(mut file) = written(&self.file("said")) {
            let length = file.metadata().map_or(0, |metadata| metadata.len());
            // Where nothing can be read, nothing was said.
            let _ = file.seek(SeekFrom::Start(length.saturating_sub(SAID)));
            let _ = file.take(SAID).read_to_end(&mut bytes);
        }
        let text = String::from_utf8_lossy(&bytes);
        let lines: Vec<_> = text.lines().collect();
        let why = |line: &&str| line.starts_with("error: ") || line.starts_with("no verdict: ");
        let from = lines.iter().rposition(why).unwrap_or(lines.len().saturating_sub(1));
        let told = lines[from..].iter().take(LINES).map(|line| line_told(&self.anywhere(line)));
        told.filter(|line| !line.is_empty()).collect()
    }

    /// A line that is the same wherever the copy is.
    fn anywhere(&self, line: &str) -> String {
        let [copy, told] = [&self.copy(), self.told.path()].map(|folder| folder.display().to_string());
        line.replace(&format!("{copy}/./"), "./").replace(&copy, ".").replace(&told, ".")
    }
}

/// What was written to a file, if it is one: a pipe would be waited for.
pub(super) fn written(path: &Path) -> Option<File> {
    fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file).and_then(|_| File::open(path).ok())
}

/// A line of a length that can be read, without what would steer a terminal.
fn line_told(line: &str) -> String {
    let cut: String = line.chars().take(LONGEST).collect();
    let more = if cut.len() < line.len() { "..." } else { "" };
    format!("{}{more}", shown(&cut))
}

/// Tests what was handed in.
pub(super) fn test(
    test: &Test,
    assignment: &Assignment,
    (folder, room): (&Path, &Room),
    handed_in: &HandedIn,
) -> Result<Tested, Failure> {
    let words = command::words(&test.run).expect("it was read before");
    let with = |words: &[String]| command::with(assignment.submission, words, &handed_in.asked);
    let trial = Trial::new(room, handed_in)?;
    let ran = trial.judge(&with(&command::from_elsewhere(&words, folder)), assignment)?;
    let (came_to, mut said) = came_to(&ran, test.expect, &trial);
    let see = ran.found.as_ref().filter(|_| came_to == CameTo::Failed).and_then(seen);
    if said.is_empty()
        && let Some(see) = see.as_ref().and_then(|see| command::printed(see))
    {
        // A search says of an end what is wrong there, and not why.
        let found = trial.judge(&see, assignment)?.found;
        said = found.as_ref().map(failed).unwrap_or_default();
    }
    Ok(Tested {
        name: test.name.clone(),
        hidden: test.hidden,
        came_to,
        points: if came_to == CameTo::Passed { test.points } else { 0 },
        of: test.points,
        command: command::shown(&with(&words)),
        said: said.iter().map(|line| command::from_here(line, folder)).collect(),
        see: see.map(|see| command::from_here(&see, folder)),
    })
}

/// What a test came to, and what is said of it.
fn came_to(ran: &Ran, expect: Expect, trial: &Trial) -> (CameTo, Vec<String>) {
    let found = ran.found.as_ref();
    match (ran.end, expect) {
        (End::Code(0), Expect::Holds) | (End::Code(1), Expect::Fails) if found.is_some() => {
            (CameTo::Passed, Vec::new())
        }
        (End::Code(1), Expect::Holds) if found.is_some() => {
            (CameTo::Failed, found.map(failed).unwrap_or_default())
        }
        (End::Code(0), Expect::Fails) if found.is_some() => {
            (CameTo::Failed, vec!["all checks hold, and one should fail".into()])
        }
        (End::Code(2), _) => (CameTo::Unusable, trial.said()),
        (End::TooLate, _) => (CameTo::NoAnswerInTime, Vec::new()),
        (End::TooMany, _) => (CameTo::Unusable, vec!["it starts too many processes".into()]),
        (End::Code(_), _) => (CameTo::NoVerdict, trial.said()),
        (End::Killed, _) => (CameTo::NoVerdict, vec!["the test was killed".into()]),
    }
}

/// What does not hold: how often, and of the first time each check.
fn failed(found: &Value) -> Vec<String> {
    let seeds = found["seeds"].as_u64().zip(found["failed"].as_u64());
    let often = seeds.map(|(seeds, failed)| format!("wrong for {failed} of {seeds} seeds"));
    let mut checks = Vec::new();
    collect(found, &mut checks);
    // A run says of its first snapshot twice what is wrong.
    let mut seen = BTreeSet::new();
    checks.retain(|check| seen.insert(check.clone()));
    often.into_iter().chain(checks.into_iter().take(LINES).map(|check| line_told(&check))).collect()
}

/// All checks that do not hold, wherever they stand in what was found.
fn collect(found: &Value, checks: &mut Vec<String>) {
    match found {
        Value::Object(fields) if fields.get("ok") == Some(&Value::Bool(false)) => {
            let text = |key| fields.get(key).and_then(Value::as_str);
            let check = match (text("name"), text("reason")) {
                (Some(name), Some(reason)) => format!("{name}: {reason}"),
                (name, reason) => name.or(reason).unwrap_or_default().to_string(),
            };
            if !check.is_empty() {
                checks.push(check);
            }
        }
        Value::Object(fields) => fields.values().for_each(|value| collect(value, checks)),
        Value::Array(values) => values.iter().for_each(|value| collect(value, checks)),
        _ => {}
    }
}

/// The first command in what was found: it shows a run in which it goes wrong.
fn seen(found: &Value) -> Option<String> {
    match found {
        Value::Object(fields) => {
            // An event has a field of this name, too: what a process does of its own accord.
            let here = fields.get("command").and_then(Value::as_str);
            let here = here.filter(|text| command::printed(text).is_some()).map(str::to_string);
            here.or_else(|| fields.values().find_map(seen))
        }
        Value::Array(values) => values.iter().find_map(seen),
        _ => None,
    }
}
