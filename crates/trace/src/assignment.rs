//! Assignment files: what is handed in by a class, and how it is tested, as a teacher writes it in TOML.
//!
//! ```toml
//! title = "Chandy and Lamport's algorithm"
//! submission = "algorithm"
//! file = "snapshot.*"
//!
//! [[test]]
//! name = "the exercise"
//! run = "check --seeds 0..200"
//! points = 10
//! ```
//!
//! A test is a command as anybody would type it, without what was handed in. What a command may be is not known here: who
//! [parses](parse) an assignment says so. Every mistake is shown where it is.

use std::collections::BTreeSet;

use toml::de::DeTable;

use crate::text::reader::{Table, Value, count, list, positive, table, text, truth, word};
use crate::text::{Finding, TextError, document, shown_at};

#[cfg(test)]
mod tests;

/// The longest assignment that is read, in bytes.
pub const MAX_BYTES: usize = 1 << 20;
/// How many tests there may be: each is a column of a table.
pub const MAX_TESTS: usize = 100;
/// How long a name may be, in characters.
const LONGEST_NAME: usize = 200;

const TOP: [&str; 5] = ["title", "submission", "file", "limits", "test"];
const LIMITS: [&str; 3] = ["seconds", "memory", "output"];
const TEST: [&str; 5] = ["name", "run", "expect", "points", "hidden"];

/// What a class is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Assignment {
    /// What it is called.
    pub title: String,
    /// What is handed in.
    pub submission: Kind,
    /// The name of the file in a student's folder; `*` stands for anything.
    pub file: String,
    /// What each test may take.
    pub limits: Limits,
    /// The tests.
    pub tests: Vec<Test>,
}

/// What is handed in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// An algorithm: `--algorithm exec:FILE`.
    Algorithm,
    /// A computation: `--program exec:FILE`.
    Program,
    /// The logs of a run.
    Log,
    /// A global state: `--claim FILE`.
    Claim,
}

/// The words for what is handed in.
pub const KINDS: [(&str, Kind); 4] =
    [("algorithm", Kind::Algorithm), ("program", Kind::Program), ("log", Kind::Log), ("claim", Kind::Claim)];

/// What each test of each submission may take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// How many seconds.
    pub seconds: u64,
    /// How many MiB of memory.
    pub memory: u64,
    /// How many MiB each file that is written.
    pub output: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { seconds: 60, memory: 512, output: 16 }
    }
}

/// A test.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Test {
    /// What it is called: no two are called the same.
    pub name: String,
    /// The command, without what is handed in.
    pub run: String,
    /// What the command is to find.
    pub expect: Expect,
    /// How many points there are.
    pub points: u64,
    /// Whether a student is told no more than whether it was passed.
    pub hidden: bool,
}

/// What the command of a test is to find.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expect {
    /// That all checks hold.
    Holds,
    /// That a check fails.
    Fails,
}

/// The words for what a command is to find.
const EXPECTED: [(&str, Expect); 2] = [("holds", Expect::Holds), ("fails", Expect::Fails)];

/// Reads an assignment; `file_name` is what errors call it. `is_command` says why what a test runs is no command for what
/// is handed in, and how to mend it.
///
/// # Errors
/// When the text is too long, is not TOML, lacks something, or has a key or a value that has no place there.
pub fn parse(
    content: &str,
    file_name: &str,
    is_command: impl Fn(Kind, &str) -> Result<(), (String, Option<String>)>,
) -> Result<Assignment, TextError> {
    let content = content.strip_prefix('\u{feff}').unwrap_or(content);
    if content.len() > MAX_BYTES {
        let what = format!("the file has {} bytes, and an assignment has at most {MAX_BYTES}", content.len());
        return Err(shown_at(file_name, content, Finding::new(0..0, what)));
    }
    document(content)
        .and_then(|root| assignment(&root, &is_command))
        .map_err(|finding| shown_at(file_name, content, finding))
}

/// Says why what a test runs is no command.
type IsCommand<'a> = dyn Fn(Kind, &str) -> Result<(), (String, Option<String>)> + 'a;

/// The whole file.
fn assignment(root: &DeTable<'_>, is_command: &IsCommand<'_>) -> Result<Assignment, Finding> {
    let root = Table::with_keys(root, &TOP, |key| {
        let table = [("[limits]", &LIMITS[..]), ("[[test]]", &TEST)]
            .into_iter()
            .find(|(_, keys)| keys.contains(&key));
        table.map(|(table, _)| format!("'{key}' belongs in a table {table}"))
    })?;
    let submission = required(&root, "submission", 0, |value| word(value, &KINDS))?;
    let tests = required(&root, "test", 0, |value| {
        list(value, "tables, [[test]]", |value| test(value, submission, is_command))
    })?;
    root.read("test", |value| unique(value, &tests))?;
    let limits = root.read("limits", limits)?.unwrap_or_default();
    Ok(Assignment {
        title: required(&root, "title", 0, |value| name(value, "a title"))?,
        submission,
        file: required(&root, "file", 0, file)?,
        limits,
        tests,
    })
}

/// The value of a key that there has to be; `at` is where it is missing.
fn required<'t, T>(
    table: &Table<'t>,
    key: &str,
    at: usize,
    read: impl FnOnce(&'t Value<'t>) -> Result<toml::Spanned<T>, Finding>,
) -> Result<T, Finding> {
    let value = table.read(key, read)?;
    value.map(toml::Spanned::into_inner).ok_or_else(|| Finding::new(at..at, format!("there is no '{key}'")))
}

fn limits(value: &Value<'_>) -> Result<Limits, Finding> {
    let keys = Table::with_keys(table(value, "a table, [limits]")?, &LIMITS, |_| None)?;
    let number = |key, usual| {
        let said = keys.read(key, |value| positive(value, "a number"))?;
        Ok(said.map_or(usual, toml::Spanned::into_inner))
    };
    let usual = Limits::default();
    Ok(Limits {
        seconds: number("seconds", usual.seconds)?,
        memory: number("memory", usual.memory)?,
        output: number("output", usual.output)?,
    })
}

fn test(value: &Value<'_>, kind: Kind, is_command: &IsCommand<'_>) -> Result<Test, Finding> {
    let at = value.span().start;
    let keys = Table::with_keys(table(value, "a table, [[test]]")?, &TEST, |_| None)?;
    let run = required(&keys, "run", at, |value| {
        let run = text(value, "a command, such as \"check --seeds 0..200\"")?;
        is_command(kind, run.get_ref()).map_err(|(what, tip)| Finding { span: run.span(), what, tip })?;
        Ok(run)
    })?;
    let expect = keys.read("expect", |value| word(value, &EXPECTED))?;
    let points = keys.read("points", |value| count(value, "how many points there are"))?;
    let hidden = keys.read("hidden", truth)?;
    Ok(Test {
        name: required(&keys, "name", at, |value| name(value, "a name"))?,
        run,
        expect: expect.map_or(Expect::Holds, toml::Spanned::into_inner),
        points: points.map_or(1, toml::Spanned::into_inner),
        hidden: hidden.is_some_and(toml::Spanned::into_inner),
    })
}

/// A text of one line.
fn name(value: &Value<'_>, expected: &str) -> Result<toml::Spanned<String>, Finding> {
    let name = text(value, expected)?;
    let said = name.get_ref();
    if said.trim().is_empty() || said.contains(char::is_control) || said.chars().count() > LONGEST_NAME {
        let what = format!("expected {expected} of one line, of at most {LONGEST_NAME} characters");
        return Err(Finding::new(name.span(), what));
    }
    Ok(name)
}

/// The name of a file, in no folder.
fn file(value: &Value<'_>) -> Result<toml::Spanned<String>, Finding> {
    let file = name(value, "a name such as \"snapshot.*\"")?;
    if file.get_ref().contains(['/', '\\']) {
        let finding =
            Finding::new(file.span(), "the file is in a student's folder itself, and in none within it");
        return Err(finding.tip("a name without folders, in which '*' stands for anything"));
    }
    Ok(file)
}

/// Refuses none, too many, and two of one name.
fn unique(value: &Value<'_>, tests: &[Test]) -> Result<(), Finding> {
    let finding = |what| Err(Finding::new(value.span(), what));
    let mut names = BTreeSet::new();
    match tests.iter().find(|test| !names.insert(&test.name)) {
        Some(test) => finding(format!("two tests are called '{}'", test.name)),
        None if tests.is_empty() => finding("there are no tests".to_string()),
        None if tests.len() > MAX_TESTS => finding(format!("there are more than {MAX_TESTS} tests")),
        None => Ok(()),
    }
}
