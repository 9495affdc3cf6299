//! Options of `shrink`.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use super::{ExecArgs, LookArgs, MemoryArgs, OneRunArgs};
use crate::values::positive;

/// Options of `shrink`.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  sim shrink --links unordered --seed 7\n  sim shrink run.json --check one-message"
)]
pub(crate) struct ShrinkArgs {
    /// A run saved with -f json or -f jsonl, instead of options; - is standard input
    #[arg(value_name = "FILE", conflicts_with_all = ["seed", "schedule", "ScenarioArgs"])]
    pub(crate) file: Option<PathBuf>,

    /// The check that is to fail still [default: the first that fails]
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(snapshot::oracle::names()))]
    pub(crate) check: Option<String>,

    /// Stop after so many runs with the smallest that was found
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = positive, allow_negative_numbers = true)]
    pub(crate) max_runs: u64,

    #[command(flatten)]
    pub(crate) scenario: OneRunArgs,

    /// The form of the output [default: by the name of the file, else text]
    #[arg(short, long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    pub(crate) format: Option<ShrinkFormat>,

    /// Write to a file instead of standard output; it appears whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) look: LookArgs,

    #[command(flatten)]
    pub(crate) memory: MemoryArgs,

    #[command(flatten)]
    pub(crate) exec: ExecArgs,
}

/// The form of a small run's output.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ShrinkFormat {
    /// A report for people
    Text,
    /// The run as one JSON object, as 'sim run' writes it
    Json,
    /// The schedule alone
    Schedule,
}
