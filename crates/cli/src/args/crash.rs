//! Options of a crash in a run, or in every run of a sweep.

use clap::Args;
use sim_core::MAX_TICKS;

/// A crash, and how often there are checkpoints before it.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Experiment")]
pub(crate) struct CrashArgs {
    /// A process crashes at this time, and all go back to the last snapshot that is complete then, and on: P@400
    #[arg(long, value_name = "P@TIME")]
    pub(crate) crash: Option<String>,

    /// Start a snapshot every N ticks, until after the crash
    #[arg(
        long,
        value_name = "N",
        value_parser = clap::value_parser!(u64).range(1..=MAX_TICKS),
        requires = "crash",
        conflicts_with_all = ["trigger", "start", "snapshots"]
    )]
    pub(crate) checkpoint_every: Option<u64>,
}
