//! The run that is drawn for a student, of the first test that goes wrong: a smallest one in which the same goes wrong, or the
//! one that a log tells.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use draw::report::Hint;
use trace::assignment::{Assignment, Kind};

use super::bounded::End;
use super::command;
use super::graded::{CameTo, Tested};
use super::handed_in::HandedIn;
use super::room::Room;
use super::trial::{Trial, written};
use crate::failure::Failure;
use crate::report::made_again;

/// How long a picture or a text may be: a longer one is not looked at.
const LONGEST: u64 = 1 << 20;

/// The file of a smallest run.
const FILE: &str = "small.json";
/// What a command stands behind that makes a run again.
const SEE_IT: &str = "see it: ";

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
    (folder, room): (&Path, &Room),
    handed_in: &HandedIn,
) -> Result<Option<Drawn>, Failure> {
    let is_told = |test: &Tested| test.see.is_some() || assignment.submission == Kind::Log;
    let wrong = |test: &&Tested| !test.hidden && test.came_to == CameTo::Failed && is_told(test);
    let Some(test) = tests.iter().find(wrong) else { return Ok(None) };
    let trial = Trial::new(room, handed_in)?;
    let drawn = trial.file("drawn.svg");
    let command = match assignment.submission {
        Kind::Algorithm | Kind::Program => small(test, assignment, folder, &trial)?,
        Kind::Log => judged(test, assignment, folder, handed_in),
        Kind::Claim => None,
    };
    let Some(command) = command else { return Ok(None) };
    let more = ["-f", "svg", "-o", &drawn.display().to_string()].map(str::to_string);
    trial.run(&command.into_iter().chain(more).collect::<Vec<_>>(), assignment)?;
    let picture = written(&drawn).and_then(whole);
    let picture = picture.map(|picture| without_file(&picture, &trial.file(FILE)));
    let picture = picture.map(|picture| command::from_here(&picture, folder));
    Ok(picture.map(|picture| Drawn { test: test.name.clone(), picture }))
}

/// A text, if it is not too long.
fn whole(file: File) -> Option<String> {
    let mut text = String::new();
    let read = file.take(LONGEST + 1).read_to_string(&mut text).ok()?;
    (read as u64 <= LONGEST).then_some(text)
}

/// The command that makes the run again that was made small, if one was within the limits.
fn small(
    test: &Tested,
    assignment: &Assignment,
    folder: &Path,
    trial: &Trial,
) -> Result<Option<Vec<String>>, Failure> {
    let Some(options) = test.see.as_ref().and_then(|see| command::printed(see)) else { return Ok(None) };
    let options = command::from_elsewhere(&options, folder);
    let shrink = |form: &[&str], file: &Path| {
        let output = file.display().to_string();
        let words = [&["shrink"], form, &["-o", &output]].concat().into_iter().map(str::to_string);
        trial.run(&words.chain(options.iter().cloned()).collect::<Vec<_>>(), assignment)
    };
    let told = trial.file("small.txt");
    if shrink(&["--quiet", "-f", "text"], &told)? != End::Code(1) {
        return Ok(None);
    }
    let text = written(&told).and_then(whole).unwrap_or_default();
    let again = text.lines().find_map(|line| line.strip_prefix(SEE_IT)).and_then(command::printed);
    if again.is_some() {
        return Ok(again);
    }
    // One that is made again from a text that is piped in is drawn from a file, which nobody has later: see `without_file`.
    let file = trial.file(FILE);
    let is_small = shrink(&["-f", "json"], &file)? == End::Code(1);
    Ok(is_small.then(|| vec!["convert".to_string(), file.display().to_string()]))
}

/// A picture that says nothing of the file that it was drawn from.
fn without_file(picture: &str, file: &Path) -> String {
    let Hint { purpose, command, .. } = made_again(&file.display().to_string());
    let purpose = purpose.replacen('w', "W", 1); // a sentence of its own
    let said = [format!(" {purpose} {command}"), purpose, command];
    said.iter().fold(picture.to_string(), |picture, said| picture.replace(said, ""))
}

/// The command of a test that judges a log.
fn judged(
    test: &Tested,
    assignment: &Assignment,
    folder: &Path,
    handed_in: &HandedIn,
) -> Option<Vec<String>> {
    let test = assignment.tests.iter().find(|other| other.name == test.name)?;
    let words = command::from_elsewhere(&command::words(&test.run)?, folder);
    let judges = words.first().is_some_and(|word| word == "judge");
    judges.then(|| command::with(assignment.submission, &words, &handed_in.asked))
}
