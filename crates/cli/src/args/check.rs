//! Options of `check`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use trace::shard::part::AskedPart;

use super::scenario::GROUP;
use super::{CrashArgs, ExecArgs, MemoryArgs, ScenarioArgs};
use crate::values::Seeds;

const HELP: &str = "\
Examples:
  sim check --seeds 0..100000 --hold 0..=30
  sim check --seeds 0..100000 --hold 0..=30 --shard 3/8 -o parts
  sim check --merge parts";

/// Options of `check`.
#[derive(Args, Debug)]
#[command(after_help = HELP)]
pub(crate) struct CheckArgs {
    /// The seeds: A..B, without B
    #[arg(long, value_name = "A..B", default_value = "0..1000")]
    pub(crate) seeds: Seeds,

    /// How many threads to use; all cores by default
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,

    #[command(flatten)]
    pub(crate) scenario: ScenarioArgs,

    /// Of each seed, take snapshots until one shows that this is so, such as 'terminated' or 'P.count > 101'; at most --snapshots [default: 1000]
    #[arg(long, value_name = "PREDICATE", conflicts_with = "crash", help_heading = "Experiment")]
    pub(crate) until: Option<String>,

    /// Take no snapshot, but detect that it has terminated, with this detector; 'sim list' shows them. The experiment is 'diffusing'
    #[arg(long, value_name = "DETECTOR", conflicts_with_all = ["until", "crash", "checkpoint_every", "jobs", "all_failures"], help_heading = "Experiment")]
    pub(crate) detect: Option<String>,

    #[command(flatten)]
    pub(crate) crash: CrashArgs,

    /// Run the seeds of a part only: I/N, or array/N for the task of a job array that this is (Slurm, PBS, Grid Engine; arrays from 1). What came of
    /// them is kept in a folder, that of -o [default: shards]; a part that is there already is not run again
    #[arg(long, value_name = "I/N", conflicts_with = "detect", help_heading = "Parts")]
    pub(crate) shard: Option<AskedPart>,

    /// Put all parts in this folder together: what is told is what one check of all seeds tells
    #[arg(long, value_name = "DIR", conflicts_with_all = [GROUP, "seeds", "jobs", "until", "detect", "crash", "all_failures", "shard"], help_heading = "Parts")]
    pub(crate) merge: Option<PathBuf>,

    /// The form of the output [default: by the name of the file, else text]
    #[arg(short, long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    pub(crate) format: Option<CheckFormat>,

    /// Write to a file instead of standard output; it appears whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,

    /// Explain every seed for which a check failed, not only the first
    #[arg(long, help_heading = "Output")]
    pub(crate) all_failures: bool,

    /// Print nothing but failures
    #[arg(short, long, help_heading = "Output")]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) memory: MemoryArgs,

    #[command(flatten)]
    pub(crate) exec: ExecArgs,
}

/// The form of a check's output.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CheckFormat {
    /// A report for people
    Text,
    /// One JSON object
    Json,
    /// A row a seed, as a table
    Csv,
    /// A row a seed, as a JSON object a line
    Jsonl,
}
