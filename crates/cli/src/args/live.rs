//! What can be typed for runs between real processes.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{MemoryArgs, OneRunArgs, ToldArgs};

/// Options of `node`.
#[derive(Args, Debug)]
#[command(
    mut_args = hide_simulated,
    after_help = "\
Examples, in two terminals:
  sim node P --listen 127.0.0.1:12346 --trigger 101 -o p.jsonl
  sim node Q --connect 127.0.0.1:12346 --trigger 101 -o q.jsonl
and then:
  sim merge p.jsonl q.jsonl
All must be given the same experiment. With --secret-file strangers are kept out and no message can be forged or changed
on the way, only read; without it nothing is protected."
)]
pub(crate) struct NodeArgs {
    /// The process
    #[arg(value_name = "NAME")]
    pub(crate) name: String,

    /// Where neighbours call this process: HOST:PORT, or a port of this machine; port 0 is any that is free, and is told
    /// [default: 127.0.0.1:0]
    #[arg(long, value_name = "ADDRESS", help_heading = "Connections")]
    pub(crate) listen: Option<String>,

    /// Call a neighbour there instead of waiting for its call; with several neighbours NAME=ADDRESS, once for each
    #[arg(long, value_name = "ADDRESS", help_heading = "Connections")]
    pub(crate) connect: Vec<String>,

    /// Take all addresses from a TOML file with a line PROCESS = "ADDRESS" for each; a process calls those before it
    #[arg(long, value_name = "FILE", conflicts_with = "connect", help_heading = "Connections")]
    pub(crate) cluster: Option<PathBuf>,

    /// How messages travel
    #[arg(long, value_enum, value_name = "WIRE", default_value = "frames", help_heading = "Connections")]
    pub(crate) wire: WireForm,

    /// Let only those in who prove that they have the contents of this file, and accept nothing that was changed on the way
    #[arg(long, value_name = "FILE", help_heading = "Connections")]
    pub(crate) secret_file: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) tempo: TempoArgs,

    #[command(flatten)]
    pub(crate) scenario: OneRunArgs,

    /// Write what happens at this process to a file, as it goes, for 'sim merge'; '-' is standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,

    /// End when standard input does: so does whoever was started by a process that is gone
    #[arg(long, hide = true)]
    pub(crate) while_input_is_open: bool,

    #[command(flatten)]
    pub(crate) memory: MemoryArgs,
}

/// What only the simulator decides: between real processes it is refused where it is typed, with a word why.
fn hide_simulated(argument: clap::Arg) -> clap::Arg {
    let simulated = ["schedule", "delay", "delays", "events", "fault"].contains(&argument.get_id().as_str());
    if simulated { argument.hide(true) } else { argument }
}

/// How fast a live run goes.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Connections")]
pub(crate) struct TempoArgs {
    /// Milliseconds to wait after each message before the next one on the same connection
    #[arg(long, value_name = "MS", default_value = "0", value_parser = clap::value_parser!(u64).range(..=MOST_MS))]
    pub(crate) pace: u64,

    /// Milliseconds to wait for the others, and for anything to happen
    #[arg(long, value_name = "MS", default_value = "60000", value_parser = clap::value_parser!(u64).range(1..=MOST_MS))]
    pub(crate) timeout: u64,

    /// Milliseconds for all of it, whatever happens [default: 10 times --timeout]
    #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u64).range(1..=MOST_MS))]
    deadline: Option<u64>,
}

impl TempoArgs {
    /// In how many milliseconds all is to be over.
    pub(crate) fn deadline(&self) -> u64 {
        self.deadline.unwrap_or(self.timeout.saturating_mul(DEADLINE).min(MOST_MS))
    }
}

/// So many times as long as nothing may happen all may take, unless told otherwise.
const DEADLINE: u64 = 10;

/// A day.
const MOST_MS: u64 = 86_400_000;

/// How messages travel.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum WireForm {
    /// In frames with a length, after a hello
    Frames,
    /// As the bare words 'msg' and 'marker' of the exercise's programs
    Words,
}

/// Options of `live`.
#[derive(Args, Debug)]
#[command(
    mut_args = hide_simulated,
    after_help = "Example:\n  sim live --topology complete:5 --program bank --initiators any --snapshots 3"
)]
pub(crate) struct LiveArgs {
    #[command(flatten)]
    pub(crate) tempo: TempoArgs,

    /// Keep the log of each process in this folder
    #[arg(long, value_name = "FOLDER", help_heading = "Output")]
    pub(crate) logs: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) scenario: OneRunArgs,

    #[command(flatten)]
    pub(crate) told: ToldArgs,

    #[command(flatten)]
    pub(crate) memory: MemoryArgs,
}

/// Options of `merge`.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sim merge p.jsonl q.jsonl -f json -o run.json")]
pub(crate) struct MergeArgs {
    /// The logs that 'sim node -o' wrote, one of each process
    #[arg(value_name = "FILE", required = true)]
    pub(crate) logs: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) told: ToldArgs,

    #[command(flatten)]
    pub(crate) memory: MemoryArgs,
}
