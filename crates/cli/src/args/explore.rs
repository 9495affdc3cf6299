//! Options of `explore`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use trace::spec::ENTRIES;

#[cfg(feature = "timely")]
use super::HostsArgs;
use super::{ExecArgs, MemoryArgs, ScenarioArgs, not_for_a_search};
use crate::values::positive;

/// Options of `explore`.
#[derive(Args, Clone, Debug, Default)]
#[command(
    mut_args = hide_timing,
    after_help = "Examples:\n  sim explore\n  sim explore --hold 1 --trigger 3\n  sim explore --topology complete:3 --program bank --param balance=2 --param transfers=2 --jobs 2\n  sim explore --param receipts=3 --trigger none --initiators any --against-reachable\n  sim explore --hold 1 -o choices.html"
)]
pub(crate) struct ExploreArgs {
    #[command(flatten)]
    pub(crate) scenario: ScenarioArgs,

    /// Take no snapshot, but detect that it has terminated, with this detector; 'sim list' shows them. The experiment is 'diffusing'
    #[arg(long, value_name = "DETECTOR", conflicts_with_all = ["reduce", "against_reachable"], help_heading = "Experiment")]
    pub(crate) detect: Option<String>,

    /// Leave out events, and orders of events, that cannot matter; the recorded states stay the same
    #[arg(long, value_enum, value_name = "HOW", default_value = "off", help_heading = "Search")]
    pub(crate) reduce: Reduce,

    /// Search the computation alone too: can it be in every state that was recorded?
    #[arg(long, help_heading = "Search")]
    pub(crate) against_reachable: bool,

    /// Go on after a violation, and count them
    #[arg(long, help_heading = "Search")]
    pub(crate) keep_going: bool,

    /// Remember whole states instead of fingerprints: no chance that one is missed
    #[arg(long, help_heading = "Search")]
    pub(crate) exact: bool,

    /// How many threads to use; all cores by default
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024), help_heading = "Search")]
    pub(crate) jobs: Option<u16>,

    /// Give up after so many states, without a verdict
    #[arg(long, value_name = "N", value_parser = positive, help_heading = "Search")]
    pub(crate) max_states: Option<u64>,

    /// Keep what has been met in this folder, not in memory; the same command goes on where the last one was ended. A
    /// violation ends the search with its depth
    #[arg(long, value_name = "DIR", conflicts_with_all = ["exact", "detect"], help_heading = "Search")]
    pub(crate) spill: Option<PathBuf>,

    /// Give up, without a verdict, when so many MiB of disk are not enough [default: 102400, which is 100 GiB]
    #[arg(long, value_name = "MIB", value_parser = positive, requires = "spill", help_heading = "Limits")]
    pub(crate) max_disk: Option<u64>,

    #[cfg(feature = "timely")]
    #[command(flatten)]
    pub(crate) hosts: HostsArgs,

    #[command(flatten)]
    pub(crate) memory: MemoryArgs,

    #[command(flatten)]
    pub(crate) exec: ExecArgs,

    /// The form of the output [default: by the name of the file, else text]
    #[arg(short, long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    pub(crate) format: Option<ExploreFormat>,

    /// Write to a file instead of standard output; it appears whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,

    /// Print the recorded states alone, and violations
    #[arg(short, long, help_heading = "Output")]
    pub(crate) quiet: bool,
}

impl ExploreArgs {
    /// Whether another machine tells what came of it.
    pub(crate) fn is_told_elsewhere(&self) -> bool {
        #[cfg(feature = "timely")]
        let elsewhere = self.hosts.process.is_some_and(|place| place > 0);
        #[cfg(not(feature = "timely"))]
        let elsewhere = false;
        elsewhere
    }
}

/// The options that say when things happen are not for a search.
fn hide_timing(argument: clap::Arg) -> clap::Arg {
    let idle = ENTRIES.iter().any(|entry| argument.get_id() == entry.name && not_for_a_search(entry));
    if idle { argument.hide(true) } else { argument }
}

/// The form of a search's output.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ExploreFormat {
    /// A report for people
    Text,
    /// One JSON object
    Json,
    /// A page: what can be recorded, with a run of each, and every choice of what happens next. It goes on after a violation
    Html,
}

/// Whether orders of events that cannot matter are left out.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Reduce {
    /// They are left out: fewer states, the same recorded states, witnesses that need not be shortest
    On,
    /// Every order is tried
    #[default]
    Off,
    /// One search each way: how many states are saved, and that the recorded states are the same
    Both,
}
