//! The programs there are, by name. To add one: its file, its line below, and its name among the members of [`AnyProgram`].
//!
//! Whoever asks for a program by name has it as an [`AnyProgram`], with its [`Entry`] among the arguments it is
//! [built](crate::Program::build) from. Who has to be fast asks for [a type of its own](crate::algorithms::visit_fast). What begins
//! with `exec:` is nobody's name: it is another program, and one [type](Foreign) stands for all of these.
//!
//! [`AnyProgram`]: super::AnyProgram

use super::bank::Bank;
use super::chatter::Chatter;
use super::diffusing::Diffusing;
pub use super::entry::Entry;
use super::foreign::Foreign;
use super::resources::Resources;
use super::script::Script;
use super::token_ring::TokenRing;

/// Every program there is.
pub const ALL: &[Entry] =
    &[TokenRing::ENTRY, Bank::ENTRY, Script::ENTRY, Chatter::ENTRY, Diffusing::ENTRY, Resources::ENTRY];

/// What is known of another program before it is asked.
const FOREIGN: &Entry = &Foreign::ENTRY;

/// With what the name of another program begins.
pub const EXEC: &str = "exec:";

/// Before the name of a class of Python, which only Python itself can ask.
pub const PYTHON: &str = "python:";

/// Whether this names another program.
#[must_use]
pub fn is_foreign(name: &str) -> bool {
    name.starts_with(EXEC) || name.starts_with(PYTHON)
}

/// What is known of the program of this name, if there is one.
#[must_use]
pub fn entry(name: &str) -> Option<&'static Entry> {
    if is_foreign(name) {
        return Some(FOREIGN);
    }
    ALL.iter().find(|entry| entry.name == name)
}
