//! Options of `cut`.

use std::path::PathBuf;

use clap::Args;

use super::drawn::{Drawn, drawn};
use super::{AnswerFormat, DrawArgs, LogArgs, MemoryArgs};

const HELP: &str = "\
A cut is said by how many steps of each process are before it. In a log a step is a sending, a receipt or
a 'note' of the process; recordings, records of channels and messages of an algorithm are none, and lines
with \"same\" belong to the step before. In a saved run a step is what a process did at once: a receipt with
all that it sends then. A log or a run without any snapshot can be asked as well.

Exit codes: 0 the cut is consistent, 1 it is not, 2 there is no such cut, 3 no verdict.

Examples:
  sim cut a.log b.log --at a=3,b=5
  sim cut run.json --at P=3,Q=5 -f json
  sim cut run.json --at P=3,Q=5 -o cut.svg
  sim --scenario book.toml -f jsonl | sim cut - --at P=3,Q=5";

/// Options of `cut`.
#[derive(Args, Debug)]
#[command(after_help = HELP)]
pub(crate) struct CutArgs {
    /// A saved run, or the logs of one run; - is standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// The cut: of each process how many of its steps are before it, as P=3,Q=5
    #[arg(long, value_name = "CUT", required = true)]
    pub(crate) at: Vec<String>,

    #[command(flatten)]
    pub(crate) logs: LogArgs,

    /// The form of the output [default: by the name of the file, else text]
    #[arg(short, long, value_parser = drawn::<AnswerFormat>(), value_name = "FORMAT", help_heading = "Output")]
    pub(crate) format: Option<Drawn<AnswerFormat>>,

    /// Write to a file instead of standard output; it appears whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) draw: DrawArgs,

    #[command(flatten)]
    pub(crate) memory: MemoryArgs,
}
