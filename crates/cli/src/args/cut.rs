//! Options of `cut`.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use draw::export::Format;

use super::{DrawArgs, MemoryArgs};

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

    /// Read any text: how a line is read, by named groups; as 'sim judge' does
    #[arg(long, value_name = "REGEX", help_heading = "Logs")]
    pub(crate) pattern: Option<String>,

    /// Which events of a text are recordings; as 'sim judge' does
    #[arg(long, value_name = "REGEX", help_heading = "Logs")]
    pub(crate) record: Option<String>,

    /// The form of the output [default: by the name of the file, else text]
    #[arg(short, long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    pub(crate) format: Option<CutFormat>,

    /// Write to a file instead of standard output; it appears whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) draw: DrawArgs,

    #[command(flatten)]
    pub(crate) memory: MemoryArgs,
}

/// The form of what is said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CutFormat {
    Text,
    Json,
    Svg,
}

impl ValueEnum for CutFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Text, Self::Json, Self::Svg]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let (name, about) = match self {
            Self::Text => ("text", "A report for people"),
            Self::Json => ("json", "One JSON object"),
            Self::Svg => (Format::Svg.name(), Format::Svg.about()),
        };
        Some(PossibleValue::new(name).help(about))
    }
}
