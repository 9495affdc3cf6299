//! Options of `restore`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use trace::spec::values::Seed;

use super::drawn::{Drawn, HasPicture, drawn};
use super::{DrawArgs, ExecArgs, MemoryArgs};

const HELP: &str = "\
The recorded global state is a state of the computation: its processes are put back into the recorded
states, the recorded messages into their channels. From there the events of the run that are after the cut
happen again, and must lead to where the run ended; with --seed the computation goes on anew, without the
algorithm. What was recorded wrongly begins again as wrong as it is: what is lost or doubled is said.

With --crash the run ends at a time, and all go back to the last snapshot that is complete then, or to the
beginning: what was done in vain, what is sent again, and how long outputs wait, each step that a process
takes of its own accord being one. How often there is a snapshot, the run says: --trigger none --start 100
--snapshots 9 takes one 100 ticks after the other. 'sim run --checkpoint-every 100 --crash P@400' does both.

Exit codes: 0 all checks hold, 1 one fails, 2 there is no run, or no complete snapshot of it.

Examples:
  sim --seed 7 -f json | sim restore -
  sim restore run.json --snapshot 2 --seed 5
  sim restore run.json --crash P@400 --seed 5 -o crash.svg
  sim --algorithm naive-request --program bank -f json | sim restore - -f json";

/// Options of `restore`.
#[derive(Args, Debug)]
#[command(after_help = HELP)]
pub(crate) struct RestoreArgs {
    /// A run saved with -f json or -f jsonl; - is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// Which snapshot, from 1 [default: the last that is complete]
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) snapshot: Option<u32>,

    /// A process crashes at this time, and all go back: P@400
    #[arg(long, value_name = "P@TIME", conflicts_with = "snapshot")]
    pub(crate) crash: Option<String>,

    /// Go on anew: delays and choices are drawn from this seed, or from one that is drawn with 'random' [default: go on as the run did]
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<Seed>,

    /// So many steps are enough [default: 1000]
    #[arg(long, value_name = "N", requires = "seed")]
    pub(crate) steps: Option<u64>,

    /// The form of the output [default: by the name of the file, else text]
    #[arg(short, long, value_parser = drawn::<RestoreFormat>(), value_name = "FORMAT", help_heading = "Output")]
    pub(crate) format: Option<Drawn<RestoreFormat>>,

    /// Write to a file instead of standard output; it appears whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) draw: DrawArgs,

    #[command(flatten)]
    pub(crate) memory: MemoryArgs,

    #[command(flatten)]
    pub(crate) exec: ExecArgs,
}

impl RestoreArgs {
    /// After how many steps a run that goes on anew has gone on for long enough.
    pub(crate) fn most(&self) -> u64 {
        self.steps.unwrap_or(1000)
    }
}

/// The form of what is said.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum RestoreFormat {
    /// A report for people
    Text,
    /// One JSON object
    Json,
    /// A picture: what was done in vain, the crash, and the second life
    Svg,
}

impl HasPicture for RestoreFormat {
    const PICTURE: Self = Self::Svg;
}
