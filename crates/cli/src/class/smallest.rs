//! The run that is drawn for a student: of the first test that goes wrong, a smallest one in which the same goes wrong.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use trace::assignment::{Assignment, Kind};

use super::bounded::End;
use super::command;
use super::graded::{CameTo, Tested};
use super::handed_in::HandedIn;
use super::trial::Trial;
use crate::failure::Failure;

/// How long a picture may be: a larger one is not looked at.
const LONGEST: u64 = 1 << 20;

/// A run that is drawn.
pub(super) struct Drawn {
    /// Of which test.
    pub(super) test: String,
    /// As SVG.
    pub(super) picture: String,
}

/// Draws a run of the first test that went wrong and may be told of, if there is one that can be drawn.
pub(super) fn draw(
    tests: &[Tested],
    assignment: &Assignment,
    folder: &Path,
    handed_in: &HandedIn,
) -> Result<Option<Drawn>, Failure> {
    let may_be_drawn = matches!(assignment.submission, Kind::Algorithm | Kind::Program);
    let wrong = tests.iter().filter(|test| may_be_drawn && !test.hidden && test.came_to == CameTo::Failed);
    let Some((test, command)) = wrong.filter_map(|test| Some((test, test.see.as_ref()?))).next() else {
        return Ok(None);
    };
    let Some(words) = command::printed(command) else { return Ok(None) };
    let picture = picture(&command::from_elsewhere(&words, folder), assignment, handed_in)?;
    Ok(picture.map(|picture| Drawn { test: test.name.clone(), picture }))
}

/// The picture of a run that is made small, if there is one within the limits.
fn picture(
    words: &[String],
    assignment: &Assignment,
    handed_in: &HandedIn,
) -> Result<Option<String>, Failure> {
    let trial = Trial::new(handed_in)?;
    let [run, drawn] = ["small.json", "small.svg"].map(|name| trial.file(name));
    let file = |path: &Path| path.display().to_string();
    let more = ["-f", "json", "-o", &file(&run)].map(str::to_string);
    let shrink: Vec<_> =
        ["shrink".to_string()].into_iter().chain(words.iter().cloned()).chain(more).collect();
    if trial.run(&shrink, assignment)? != End::Code(1) {
        return Ok(None);
    }
    let convert = ["convert", &file(&run), "-f", "svg", "-o", &file(&drawn)].map(str::to_string);
    trial.run(&convert, assignment)?;
    let is_short = fs::metadata(&drawn).is_ok_and(|drawn| drawn.len() <= LONGEST);
    let mut picture = String::new();
    let read = is_short
        && File::open(&drawn).and_then(|file| file.take(LONGEST).read_to_string(&mut picture)).is_ok();
    Ok(read.then_some(picture))
}
