//! Options of `lesson`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{ExecArgs, MemoryArgs, OneRunArgs};

const HELP: &str = "\
The page needs nothing but itself. Without options it is about the exercise; with those of 'sim run', or
'--scenario FILE', about another run. What no run of the experiment shows, one of another system does, and
the page says so.

Examples:
  sim lesson -o lesson.html
  sim lesson --answers hide -o lesson.html
  sim lesson --program bank --topology complete:2 --seed 1 -o bank.html";

/// Options of `lesson`.
#[derive(Args, Debug)]
#[command(after_help = HELP)]
pub(crate) struct LessonArgs {
    #[command(flatten)]
    pub(crate) scenario: OneRunArgs,

    /// Whether the page has the answers to its questions
    #[arg(long, value_enum, value_name = "HOW", default_value = "show", help_heading = "Output")]
    pub(crate) answers: Answers,

    /// Write to a file instead of standard output; it appears whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) memory: MemoryArgs,

    #[command(flatten)]
    pub(crate) exec: ExecArgs,
}

/// Whether there are answers.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Answers {
    /// It judges an answer, and says why
    Show,
    /// It judges none; what happened in the runs is in it all the same
    Hide,
}
