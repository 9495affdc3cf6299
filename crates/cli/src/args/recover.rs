//! Options of `recover`.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use draw::export::Format;

use super::{DrawArgs, MemoryArgs};

const HELP: &str = "\
A checkpoint is a recording of a process, for whichever snapshot; its initial state is checkpoint 0. Who
crashes goes back to its newest one. While a message is received before the line and sent after it, its
receiver goes back too, to its newest checkpoint before the receipt: the domino effect. What stands in the
end is the recovery line, the greatest consistent set; messages that cross it have to be sent again. A
checkpoint on a zigzag cycle is in no consistent set, whoever crashes: it is useless.

Exit codes: 0 nobody goes back further than to its newest checkpoint, 1 somebody does, 2 there is no such
run, 3 no verdict.

Examples:
  sim recover run.json
  sim recover a.log b.log --crash a
  sim recover run.json -o domino.svg
  sim --scenario domino.toml -f jsonl | sim recover -";

/// Options of `recover`.
#[derive(Args, Debug)]
#[command(after_help = HELP)]
pub(crate) struct RecoverArgs {
    /// A saved run, or the logs of one run; - is standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// Who crashes, as P,Q; the others may keep the state that they are in [default: all]
    #[arg(long, value_name = "NAMES")]
    pub(crate) crash: Vec<String>,

    /// Read any text: how a line is read, by named groups; as 'sim judge' does
    #[arg(long, value_name = "REGEX", help_heading = "Logs")]
    pub(crate) pattern: Option<String>,

    /// Which events of a text are recordings; as 'sim judge' does
    #[arg(long, value_name = "REGEX", help_heading = "Logs")]
    pub(crate) record: Option<String>,

    /// The form of the output [default: by the name of the file, else text]
    #[arg(short, long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    pub(crate) format: Option<RecoverFormat>,

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
pub(crate) enum RecoverFormat {
    Text,
    Json,
    Svg,
}

impl ValueEnum for RecoverFormat {
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
