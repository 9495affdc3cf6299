//! Why a log cannot be read: the file, the line, what is wrong there, and how to mend it.

/// Why logs are none.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{}{what}", at(.file, *.line))]
pub struct LogError {
    /// The file; empty for what is wrong with all of them.
    pub file: String,
    /// The line, from 1; 0 for what is wrong with the whole file.
    pub line: u32,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub tip: Option<&'static str>,
}

fn at(file: &str, line: u32) -> String {
    match (file, line) {
        ("", _) => String::new(),
        (file, 0) => format!("{file}: "),
        (file, line) => format!("{file}:{line}: "),
    }
}

impl LogError {
    /// Something that is wrong with the logs as a whole.
    #[must_use]
    pub fn of_all(what: impl Into<String>) -> Self {
        Self { file: String::new(), line: 0, what: what.into(), tip: None }
    }

    /// The same, with how to mend it.
    #[must_use]
    pub const fn with_tip(mut self, tip: &'static str) -> Self {
        self.tip = Some(tip);
        self
    }
}
