//! Options of `diff`.

use std::path::PathBuf;

use clap::{ArgAction, Args, ValueEnum};
use trace::spec::values;

use super::{ExecArgs, MemoryArgs, OneRunArgs};

const HELP: &str = "\
One of three: two saved runs (or logs in the form that 'sim judge' reads), two algorithms on the same
seed of one experiment, or two seeds of it. Events are compared one after another by what happened: the
process, what it did, with which message of its channel, and its state after that. First the events of
the computation, without what the algorithm does and adds; then all. Times, recorded states, control
messages and what was run are told beside each other. Verdicts are those of the oracles, as the runs
have them.

Exit codes: 0 the computation and the verdicts are the same, 1 one of them differs, 2 there is nothing
to compare. Other times, recorded states or control messages alone are told, and are no difference; nor
is a check of which one run alone has a verdict, unless all checks together come to something else.

Examples:
  sim diff a.json b.json
  sim --seed 7 -f json | sim diff - a.json
  sim diff --algorithms chandy-lamport,lai-yang --seed 7
  sim diff --seeds 1,2 --program bank --topology complete:3 -o diff.html";

/// Options of `diff`.
#[derive(Args, Debug)]
#[command(after_help = HELP)]
pub(crate) struct DiffArgs {
    /// Two saved runs; - is standard input
    #[arg(value_name = "FILE", num_args = 2, action = ArgAction::Set, conflicts_with_all = ["seed", "schedule", "ScenarioArgs", "algorithms", "seeds"])]
    pub(crate) files: Vec<PathBuf>,

    /// Two algorithms, with a comma between; 'sim list' shows them
    #[arg(long, value_name = "NAMES", value_delimiter = ',', conflicts_with_all = ["seeds", "algorithm"])]
    pub(crate) algorithms: Vec<String>,

    /// Two seeds, with a comma between
    #[arg(long, value_name = "SEEDS", value_delimiter = ',', value_parser = values::seed, conflicts_with_all = ["seed", "schedule"])]
    pub(crate) seeds: Vec<u64>,

    #[command(flatten)]
    pub(crate) scenario: OneRunArgs,

    /// The form of the output [default: by the name of the file, else text]
    #[arg(short, long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    pub(crate) format: Option<DiffFormat>,

    /// Write to a file instead of standard output; it appears whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) memory: MemoryArgs,

    #[command(flatten)]
    pub(crate) exec: ExecArgs,
}

/// The form of what is said of two runs.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DiffFormat {
    /// A report for people
    Text,
    /// One JSON object
    Json,
    /// One page: both runs side by side, stepped together
    Html,
}
