//! Options that say what is run: all that decides what happens, but for the seed.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use sim_core::Delay;

use crate::values::{Trigger, key_value, positive};

/// The experiment: all that decides what happens, but for the seed. What is not typed is as the scenario file has it, or as the
/// help says.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Experiment")]
pub(crate) struct ScenarioArgs {
    /// Read the experiment from a TOML file, or from a saved run; - is standard input. Options override it
    #[arg(long, value_name = "FILE")]
    pub(crate) scenario: Option<PathBuf>,

    /// Processes and channels: ring:N, complete:N, line:N, star:N, grid:RxC, random:N,E or random:N,E,SEED, or a .top file
    /// [default: ring:2]
    #[arg(long, value_name = "SHAPE")]
    pub(crate) topology: Option<String>,

    /// The computation that the snapshot is taken of; 'sim list' shows all [default: token-ring]
    #[arg(long, value_name = "NAME")]
    pub(crate) program: Option<String>,

    /// Set a parameter of the program; may be repeated
    #[arg(long = "param", value_name = "KEY=VALUE", value_parser = key_value)]
    pub(crate) parameters: Vec<(String, String)>,

    /// Follow the statements of a file (send SRC DST K, snapshot ID, tick K) by the clock of the COS 418 simulator, in which
    /// delays are 0..=4 ticks
    #[arg(long, value_name = "FILE")]
    pub(crate) events: Option<PathBuf>,

    /// Take the delays of that clock from a file, one a line, in the order of sending, instead of drawing them
    #[arg(long, value_name = "FILE", requires = "events", conflicts_with = "delay")]
    pub(crate) delays: Option<PathBuf>,

    /// Start a snapshot when an initiator sends with a state of at least N, the next one at N + 1, ...; with 'none' it
    /// starts of its own accord [default: 101, or none if states are no counts]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) trigger: Option<Trigger>,

    /// When an initiator starts of its own accord, in ticks: N, A..B or A..=B [default: 1..=100]
    #[arg(long, value_name = "TICKS", allow_negative_numbers = true)]
    pub(crate) start: Option<Delay>,

    /// The processes that start the snapshots: names with commas between, or 'any' for all [default: the first]. P:2 starts
    /// snapshot 2 alone, P@30 has a trigger of its own, P:2@30 both
    #[arg(long, visible_alias = "initiator", value_name = "PROCESSES", value_delimiter = ',')]
    pub(crate) initiators: Option<Vec<String>>,

    /// How many snapshots to take; they may overlap [default: 1]
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u32).range(1..=1000), allow_negative_numbers = true)]
    pub(crate) snapshots: Option<u32>,

    /// How long a message takes, in ticks: N, A..B or A..=B [default: 1..=20]
    #[arg(long, value_name = "TICKS", allow_negative_numbers = true)]
    pub(crate) delay: Option<Delay>,

    /// How long a process waits before it does something of its own accord, such as passing on m; at 0 receiving and
    /// forwarding m are one step [default: 0 for token-ring, else 1..=20]
    #[arg(long, value_name = "TICKS", allow_negative_numbers = true)]
    pub(crate) hold: Option<Delay>,

    /// Whether channels keep the order of messages [default: fifo]
    #[arg(long, value_enum, value_name = "ORDER")]
    pub(crate) links: Option<Links>,

    /// Give up after this many events, without a verdict [default: 1000000, more for large topologies]
    #[arg(long, value_name = "N", value_parser = positive, allow_negative_numbers = true)]
    pub(crate) max_events: Option<u64>,
}

/// The order in which channels deliver.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Links {
    /// First in, first out: what the algorithm assumes
    Fifo,
    /// Any message may be next
    Unordered,
}
