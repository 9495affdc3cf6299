//! The programs there are, by name.
//!
//! A program is a type, and whoever asks for one by name needs code for each: so one hands in a [`Visitor`], which is called
//! with the type that was asked for. Who needs an algorithm too asks [`algorithms`](crate::algorithms). To add a program, add its line
//! to `programs!`. What begins with `exec:` is nobody's name: it is another program, and one [type](Foreign) stands for all of these.

use sim_core::Delay;

use super::bank::Bank;
use super::chatter::Chatter;
use super::diffusing::Diffusing;
use super::foreign::Foreign;
use super::parameters::Parameter;
use super::program::Program;
use super::resources::Resources;
use super::script::Script;
use super::token_ring::TokenRing;

/// What can be done with any program.
pub trait Visitor {
    /// What comes of it.
    type Output;

    /// Does it with this program.
    fn visit<P: Program>(self) -> Self::Output;
}

/// What is known of a program without building it.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Its name.
    pub name: &'static str,
    /// What it does, in a line.
    pub about: &'static str,
    /// What can be set.
    pub parameters: &'static [Parameter],
    /// Whether its states are counts, so that a trigger has something to watch.
    pub counts: bool,
    /// Whether it makes use of what a topology file says that each process has at the start.
    pub takes_tokens: bool,
    /// How long its processes wait before they do something of their own accord.
    pub default_hold: fn() -> Delay,
}

impl Entry {
    const fn of<P: Program>() -> Self {
        Self {
            name: P::NAME,
            about: P::ABOUT,
            parameters: P::PARAMETERS,
            counts: P::COUNTS,
            takes_tokens: P::TAKES_TOKENS,
            default_hold: P::default_hold,
        }
    }
}

macro_rules! programs {
    ($($program:ty),+ $(,)?) => {
        /// Every program there is.
        pub const ALL: &[Entry] = &[$(Entry::of::<$program>()),+];

        /// Calls the visitor with the program of this name that is in this list; `None` if there is none.
        pub(crate) fn visit_listed<V: Visitor>(name: &str, visitor: V) -> Option<V::Output> {
            match name {
                $(<$program>::NAME => Some(visitor.visit::<$program>()),)+
                _ => None,
            }
        }
    };
}

programs![TokenRing, Bank, Script, Chatter, Diffusing, Resources];

/// What is known of another program before it is asked.
const FOREIGN: &Entry = &Entry::of::<Foreign>();

/// With what the name of another program begins.
pub const EXEC: &str = "exec:";

/// Before the name of a class of Python, which only Python itself can ask.
pub const PYTHON: &str = "python:";

/// Whether this names another program.
#[must_use]
pub fn is_foreign(name: &str) -> bool {
    name.starts_with(EXEC) || name.starts_with(PYTHON)
}

/// Calls the visitor with the program of this name; `None` if there is none.
pub fn visit<V: Visitor>(name: &str, visitor: V) -> Option<V::Output> {
    if is_foreign(name) { Some(visitor.visit::<Foreign>()) } else { visit_listed(name, visitor) }
}

/// What is known of the program of this name, if there is one.
#[must_use]
pub fn entry(name: &str) -> Option<&'static Entry> {
    if is_foreign(name) {
        return Some(FOREIGN);
    }
    ALL.iter().find(|entry| entry.name == name)
}
