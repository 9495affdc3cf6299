//! Which file is started, and how.
//!
//! A file that may be executed is. Another is run by the interpreter that its name asks for: so a script can be tried as it was saved.

use std::fmt;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::fault::{Fault, Kind};
use crate::group;

/// The interpreters by the ending of a name, with what comes before the file.
const INTERPRETERS: &[(&str, &[&str])] =
    &[("py", &["python3"]), ("js", &["node"]), ("java", &["java"]), ("go", &["go", "run"])];

/// What is left of the user's environment: enough to find an interpreter.
const KEPT: &[&str] = &["PATH", "HOME", "LANG", "SystemRoot"];

/// A program of the user's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    path: String,
    /// What is executed, and the arguments.
    words: Vec<String>,
}

impl Source {
    /// The program in a file.
    ///
    /// # Errors
    /// When there is no such file, or it is not known how to run it.
    pub fn new(path: &str) -> Result<Self, Fault> {
        if path.is_empty() {
            return Err(Fault::input("'exec:' names no file", "write 'exec:./FILE'"));
        }
        let file = Path::new(path);
        let found = std::fs::metadata(file);
        let found = found.map_err(|error| Fault::input(format!("cannot run '{path}': {error}"), ""))?;
        if !found.is_file() {
            return Err(Fault::input(
                format!("cannot run '{path}': it is no file"),
                "name the program's file",
            ));
        }
        // Without a slash a name is looked for in PATH.
        let typed =
            if path.contains(std::path::is_separator) { path.to_string() } else { format!("./{path}") };
        let words = if is_executable(file, &found) { vec![typed] } else { interpreted(path, typed)? };
        Ok(Self { path: path.to_string(), words })
    }

    /// Whether a file that may not be executed is run all the same, by the interpreter that its name asks for.
    #[must_use]
    pub fn has_interpreter(path: &Path) -> bool {
        interpreter(path).is_some()
    }

    /// The command that starts it.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.words[0]);
        command.args(&self.words[1..]).env_clear();
        command.envs(std::env::vars_os().filter(|(name, _)| KEPT.iter().any(|kept| name == kept)));
        command.env("PYTHONHASHSEED", "0");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // Whatever it starts is ended with it.
        group::begin(&mut command);
        command
    }

    /// The program that is executed: itself, or its interpreter.
    pub(crate) fn executed(&self) -> &str {
        &self.words[0]
    }

    /// The program's answer to a question, or that there is none, is wrong.
    #[must_use]
    pub fn fault(&self, kind: Kind, what: &str, question: &str) -> Fault {
        Fault { kind, what: format!("{self}: {what}"), tip: self.paste(question), said: Vec::new() }
    }

    /// A line that asks the question again.
    fn paste(&self, question: &str) -> String {
        /// More than this nobody pastes.
        const LONGEST: usize = 4096;
        if question.len() > LONGEST {
            return format!("the question has {} bytes, and begins {question:.200}", question.len());
        }
        // In a question are quotes always, and so quotes are around it.
        let quoted = format!("'{}'", question.replace('\'', r"'\''"));
        format!("to see it: echo {quoted} | {}", self.typed())
    }

    /// What a person types to start it.
    fn typed(&self) -> String {
        let quoter = shlex::Quoter::new().allow_nul(true);
        let words = self.words.iter().map(String::as_str);
        quoter.join(words).expect("all that cannot be quoted is allowed")
    }
}

/// As people named it.
impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}

#[cfg(unix)]
fn is_executable(_: &Path, found: &std::fs::Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o111 != 0
}

/// Elsewhere a file's name says it.
#[cfg(not(unix))]
fn is_executable(file: &Path, _: &std::fs::Metadata) -> bool {
    let ending = file.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| ["exe", "com", "bat", "cmd"].contains(&ending.to_lowercase().as_str()))
}

/// What runs a file of this name.
fn interpreter(path: &Path) -> Option<&'static [&'static str]> {
    let ending = path.extension()?.to_str()?;
    INTERPRETERS.iter().find(|(known, _)| *known == ending).map(|(_, words)| *words)
}

/// How an interpreter runs the file.
fn interpreted(path: &str, file: String) -> Result<Vec<String>, Fault> {
    let words = interpreter(Path::new(path)).ok_or_else(|| {
        let tip = format!("'chmod +x {path}' lets it be executed; a .py, .js, .java or .go file need not be");
        Fault::input(format!("cannot run '{path}': it is not executable"), tip)
    })?;
    Ok(words.iter().map(|word| (*word).to_string()).chain([file]).collect())
}
