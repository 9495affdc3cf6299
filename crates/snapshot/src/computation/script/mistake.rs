//! A mistake in a line: what is wrong, which words say it, and how to mend it.

use std::fmt;

use sim_core::words::some;

/// What is wrong with a line. Prints as that alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mistake {
    /// What is wrong.
    pub what: String,
    /// The words of the line that are to blame; all of it, if empty.
    pub words: String,
    /// How to mend it, where that is not plain.
    pub tip: Option<String>,
}

impl Mistake {
    /// A mistake of the whole line.
    #[must_use]
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), words: String::new(), tip: None }
    }

    /// A process is named that is none of these.
    #[must_use]
    pub fn no_process(name: &str, processes: &[&str]) -> Self {
        let tip = format!("the processes are {}", some(processes));
        Self::new(format!("there is no process '{name}'")).at(name).tip(tip)
    }

    /// The same, of these words of the line.
    #[must_use]
    pub fn at(self, words: &str) -> Self {
        Self { words: words.trim().to_string(), ..self }
    }

    /// The same, with a way to mend it.
    #[must_use]
    pub fn tip(self, tip: impl Into<String>) -> Self {
        Self { tip: Some(tip.into()), ..self }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl From<String> for Mistake {
    fn from(what: String) -> Self {
        Self::new(what)
    }
}

impl From<&str> for Mistake {
    fn from(what: &str) -> Self {
        Self::new(what)
    }
}
