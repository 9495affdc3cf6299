//! What a program of the user's did wrong: told once, with what to type to see it again.

use std::fmt;

/// What kind of fault it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The program cannot be started, or says what it may not.
    Nonsense,
    /// It took too long, or too much was to be asked: there is no verdict.
    Bound,
}

/// A fault of a program.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub struct Fault {
    /// What kind it is.
    pub kind: Kind,
    /// What is wrong. More lines may follow the first.
    pub what: String,
    /// How to mend it, or to see it again.
    pub tip: String,
    /// What the program said last on standard error.
    pub said: Vec<String>,
}

impl Fault {
    /// Something is wrong with what was given.
    pub(crate) fn input(what: impl Into<String>, tip: impl Into<String>) -> Self {
        Self { kind: Kind::Nonsense, what: what.into(), tip: tip.into(), said: Vec::new() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if !self.said.is_empty() {
            f.write_str("\n  it said last on standard error:")?;
        }
        self.said.iter().try_for_each(|line| write!(f, "\n    {line}"))
    }
}
