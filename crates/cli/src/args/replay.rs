//! Options of `replay`.

use std::path::PathBuf;

use clap::Args;

use super::{ExecArgs, MemoryArgs};

const HELP: &str = "\
A file needs 'schema', in 'config' the 'processes', 'channels' and 'program' (with its parameters,
script or tokens), and the events. What follows from these may be absent, and is checked where it
is present. The exit code is 0 when all that was asked holds, 1 when the file differs or is not
accepted, 2 when it is no run, and 3 when there is no verdict; what could not be compared is listed.

Examples:
  sim -f json | sim replay -
  sim replay --judge run-of-another-program.jsonl";

/// Options of `replay`.
#[derive(Args, Debug)]
#[command(after_help = HELP)]
pub(crate) struct ReplayArgs {
    /// A run saved with -f json or -f jsonl; - is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// Only let the oracles judge what the file says, whoever wrote it
    #[arg(long, conflicts_with = "same")]
    pub(crate) judge: bool,

    /// Only ask whether this version makes the same run again
    #[arg(long)]
    pub(crate) same: bool,

    /// Print nothing but differences and failures
    #[arg(short, long, help_heading = "Output")]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) memory: MemoryArgs,

    #[command(flatten)]
    pub(crate) exec: ExecArgs,
}
