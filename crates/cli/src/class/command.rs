//! What a test runs: the words of a command, with what was handed in.

use std::path::Path;

use trace::assignment::Kind;

use crate::args;
use crate::shell::quoted;

/// The commands that have a verdict.
const JUDGING: [&str; 8] = ["run", "check", "explore", "judge", "replay", "cut", "lattice", "grade"];
/// Those that take all cores, if they are not told otherwise.
const PARALLEL: [&str; 2] = ["check", "explore"];
/// What a word begins with that is a file beside the assignment.
const BESIDE: &str = "./";
/// What stands for what is handed in where nobody has handed in anything.
const ANY: &str = "submission";

/// Why this is no command for what is handed in, and how to mend it.
pub(super) fn refused(folder: &Path, kind: Kind, run: &str) -> Result<(), (String, Option<String>)> {
    let words = words(run).ok_or_else(|| ("a quotation mark is not closed".to_string(), None))?;
    if !words.first().is_some_and(|word| JUDGING.contains(&word.as_str())) {
        let what = "a test begins with the name of a command that judges".to_string();
        return Err((what, Some(format!("one of {}", JUDGING.join(", ")))));
    }
    if let Some(file) = beside(&words).find(|file| !folder.join(file).is_file()) {
        return Err((
            format!("there is no file '{file}'"),
            Some("a word that begins with './' is a file beside the assignment".into()),
        ));
    }
    let all = with_output(&with(kind, &words, &[ANY.to_string()]), Path::new(ANY), 1);
    args::refused(&all).map_or(Ok(()), |what| {
        Err((what, Some(format!("'{}' is run", shown(&with(kind, &words, &[ANY.to_string()]))))))
    })
}

/// The words of a command, if all quotation marks are closed.
pub(super) fn words(run: &str) -> Option<Vec<String>> {
    shlex::split(run)
}

/// The words of a command that `sim` has printed, without its name, if it is one command.
pub(super) fn printed(command: &str) -> Option<Vec<String>> {
    let mut words = words(command)?;
    let is_one = words.first().is_some_and(|word| word == "sim");
    is_one.then(|| words.split_off(1))
}

/// Those that are files beside the assignment.
pub(super) fn beside(words: &[String]) -> impl Iterator<Item = &String> {
    words.iter().filter(|word| word.starts_with(BESIDE))
}

/// The same command, to be run in another folder.
pub(super) fn from_elsewhere(words: &[String], folder: &Path) -> Vec<String> {
    let moved = |word: &String| match word.strip_prefix(BESIDE) {
        Some(file) => folder.join(file).display().to_string(),
        None => word.clone(),
    };
    words.iter().map(moved).collect()
}

/// A text that names such files as the assignment does, wherever that is.
pub(super) fn from_here(text: &str, folder: &Path) -> String {
    text.replace(&folder.join("").display().to_string(), BESIDE)
}

/// The command with what was handed in: files in the folder in which it is run.
pub(super) fn with(kind: Kind, words: &[String], files: &[String]) -> Vec<String> {
    let files = files.iter().map(|file| format!("./{file}"));
    let mut all = words.to_vec();
    match kind {
        Kind::Algorithm => all.extend(files.flat_map(|file| ["--algorithm".into(), format!("exec:{file}")])),
        Kind::Program => all.extend(files.flat_map(|file| ["--program".into(), format!("exec:{file}")])),
        Kind::Log => all.extend(files),
        Kind::Claim => all.extend(files.flat_map(|file| ["--claim".into(), file])),
    }
    all
}

/// The command, with where its result goes, and how much memory there is. One core will do: other tests have the others.
pub(super) fn with_output(words: &[String], output: &Path, memory: u64) -> Vec<String> {
    let output = output.display().to_string();
    let more = ["-f", "json", "-o", &output, "--max-memory", &memory.to_string()].map(str::to_string);
    let says_jobs = |word: &String| word.starts_with("-j") || word.starts_with("--jobs");
    let takes_all = words.first().is_some_and(|word| PARALLEL.contains(&word.as_str()));
    let alone = takes_all && !words.iter().any(says_jobs);
    let jobs = alone.then(|| "--jobs=1".to_string());
    words.iter().cloned().chain(more).chain(jobs).collect()
}

/// The command as it is typed.
pub(super) fn shown(words: &[String]) -> String {
    let words: Vec<_> = words.iter().map(|word| quoted(word)).collect();
    format!("sim {}", words.join(" "))
}
