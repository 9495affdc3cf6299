//! Options of `recover`.

use std::path::PathBuf;

use clap::Args;

use super::drawn::{Drawn, drawn};
use super::{AnswerFormat, DrawArgs, LogArgs, MemoryArgs};

const HELP: &str = "\
A checkpoint is a recording of a process, for whichever snapshot; its initial state is checkpoint 0. Who
crashes goes back to its newest one. While a message is received before the line and sent after it, its
receiver goes back too, to its newest checkpoint before the receipt: the domino effect. What stands in the
end is the recovery line, the greatest consistent set; messages that cross it have to be sent again. A
checkpoint on a zigzag cycle is in no consistent set, whoever crashes: it is useless.

Exit codes: 0 who crashed goes back to its newest checkpoint and nobody else has to, 1 others have to go back too, or somebody further, 2 there is no such
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
