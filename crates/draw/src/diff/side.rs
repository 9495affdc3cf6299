//! One of two runs that are compared: what it is called, and how it is made again.

use trace::Saved;

use crate::report::Hint;

/// One of two runs.
#[derive(Clone, Debug)]
pub struct Side<'a> {
    /// What it is called.
    pub name: String,
    /// The run.
    pub run: &'a Saved,
    /// The command that makes it, or shows it again; nothing, where none is known that does.
    pub again: Option<Hint>,
}
