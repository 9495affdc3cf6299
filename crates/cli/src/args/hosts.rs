//! Options of a search on several machines, in a build with the feature `timely`.

use std::path::PathBuf;

use clap::Args;

/// How long to wait at most: a day.
const MOST_SECONDS: u64 = 86_400;

/// Which machines search, and which of them this one is.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Machines")]
pub(crate) struct HostsArgs {
    /// Search on the machines of this file, a 'host:port' a line; the same command is for all of them, but for '--process'
    #[arg(long, value_name = "FILE", requires = "process", conflicts_with_all = ["spill", "exact", "detect"])]
    pub(crate) hosts: Option<PathBuf>,

    /// The place of this machine in the file, from 0. Machine 0 tells what came of it, and writes the output
    #[arg(long, value_name = "PLACE", requires = "hosts")]
    pub(crate) process: Option<usize>,

    /// How many seconds to wait until all machines are there
    #[arg(long, value_name = "SECONDS", requires = "hosts", default_value = "300", value_parser = clap::value_parser!(u64).range(1..=MOST_SECONDS))]
    pub(crate) wait: u64,
}
