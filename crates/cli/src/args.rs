//! What can be typed.
//!
//! `sim …` without a command is `sim run …`. There is no positional argument at the top, so nothing can be mistaken for
//! a command; an option of `run` before another command is refused instead of ignored.

mod live;

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use sim_core::Delay;
use trace::export::{Axis, Format, Options};
use trace::window::Window;

use crate::values::{Seed, Seeds, Trigger, key_value, positive};
pub(crate) use live::{LiveArgs, MergeArgs, NodeArgs, ToldArgs, WireForm};

/// A simulator for distributed snapshots: run a computation under a seeded scheduler, record its global state with the
/// algorithm of Chandy and Lamport, and let oracles judge what was recorded.
#[derive(Parser, Debug)]
#[command(
    name = "sim",
    version,
    about = "Run a distributed snapshot from a seed, and judge the recorded global state",
    after_help = "Run 'sim --help' for examples and exit codes, 'sim help COMMAND' for a command.",
    after_long_help = AFTER_HELP,
    subcommand_negates_reqs = true,
    max_term_width = 100
)]
struct Cli {
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", hide_possible_values = true)]
    color: Color,

    #[command(flatten)]
    run: RunArgs,

    #[command(subcommand)]
    command: Option<Command>,
}

const AFTER_HELP: &str = "\
Examples:
  sim --seed 7 --trigger 101           the exercise: P reaches 101, sends m and starts the snapshot
  sim --hold 0..=30 --seed 3           m may be held by a process when the marker comes
  sim --links unordered --seed 7       without FIFO the algorithm is wrong: see why
  sim --topology complete:4 --program bank --initiators any --snapshots 3
                                       three overlapping snapshots of a bank
  sim --scenario ring.toml             an experiment from a file
  sim check --seeds 0..100000          run and judge every seed
  sim explore --hold 1                 try every order of events: what can be recorded?
  sim -f svg -o run.svg                draw the run with its cut; -f html: step through it, move the cut
  sim shrink --links unordered         the smallest run that fails as seed 0 does
  sim -f json -o run.json              save a run ...
  sim replay run.json                  ... and run it again, event by event

Exit codes:
  0  all checks hold
  1  a check failed
  2  the arguments or the input cannot be used
  3  no verdict: a limit was reached first";

/// What to do.
#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Run one seed and report what was recorded (the default command)
    Run(RunArgs),
    /// Run and judge every seed of a range
    Check(CheckArgs),
    /// Draw a saved run, or write it for another program
    Convert(ConvertArgs),
    /// Step through a run in the terminal, forward and back
    Step(StepArgs),
    /// Try every order of events: which global states can be recorded?
    Explore(ExploreArgs),
    /// Reduce a run in which a check fails to a small one in which the same check fails
    Shrink(ShrinkArgs),
    /// Run a saved run again, compare it event by event, and judge what the file says
    Replay(ReplayArgs),
    /// Run all processes as real processes of this machine, and judge what happened
    Live(Box<LiveArgs>),
    /// Be one process of a run between real processes
    Node(Box<NodeArgs>),
    /// Join the logs of such processes into one run, and judge it
    Merge(MergeArgs),
    /// Show the programs and their parameters, the topologies and the algorithms
    List,
    /// Print the JSON Schema of the format
    Schema(SchemaArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page
    #[command(hide = true)]
    Man,
}

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
    #[arg(long, value_name = "FILE", requires = "events")]
    pub(crate) delays: Option<PathBuf>,

    /// Start a snapshot when an initiator sends with a state of at least N, the next one at N + 1, ...; with 'none' it
    /// starts of its own accord [default: 101, or none if states are no counts]
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) trigger: Option<Trigger>,

    /// When an initiator starts of its own accord, in ticks: N, A..B or A..=B [default: 1..=100]
    #[arg(long, value_name = "TICKS", allow_negative_numbers = true)]
    pub(crate) start: Option<Delay>,

    /// The processes that start the snapshots: names with commas between, or 'any' for all [default: the first]
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

/// Options of `run`.
#[derive(Args, Clone, Debug)]
pub(crate) struct RunArgs {
    /// The seed: a number, 0x and hexadecimal, or 'random' to draw one and print it [env: SIM_SEED] [default: 0]
    #[arg(long, value_name = "SEED", allow_negative_numbers = true)]
    pub(crate) seed: Option<Seed>,

    /// Follow a schedule instead of a seed, as a failing run prints it: 'P! (P>Q Q>P)*3', or a file
    #[arg(long, value_name = "SCHEDULE")]
    pub(crate) schedule: Option<String>,

    #[command(flatten)]
    pub(crate) scenario: ScenarioArgs,

    /// The form of the output
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(crate) format: RunFormat,

    /// Write to a file instead of standard output; it appears whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) look: LookArgs,

    #[command(flatten)]
    pub(crate) draw: DrawArgs,
}

/// How the report for people looks.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Output")]
pub(crate) struct LookArgs {
    /// The parts of the report to show, separated by commas
    #[arg(long, value_enum, value_name = "PARTS", value_delimiter = ',', conflicts_with = "quiet")]
    pub(crate) show: Vec<Part>,

    /// Print the recorded state alone, and checks that do not hold
    #[arg(short, long)]
    pub(crate) quiet: bool,

    /// Draw the diagram with box-drawing characters instead of ASCII
    #[arg(long)]
    pub(crate) unicode: bool,
}

/// A part of the report for people.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    /// What was run
    Header,
    /// The recorded global state
    Recorded,
    /// The same as a table, with times
    Table,
    /// What the oracles said
    Checks,
    /// Whether the run was ever in the recorded state
    Happened,
    /// What the snapshot cost
    Costs,
    /// The transcript of each process
    Transcript,
    /// The space-time diagram
    Diagram,
    /// Totals, and how to see the run again
    Summary,
}

/// The form of a run's output.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum RunFormat {
    /// A report for people
    Text,
    /// One JSON object, with every event
    Json,
    /// A JSON object a line, written as the run goes
    Jsonl,
    /// The recorded global states in the form of the COS 418 simulator
    Snap,
    /// A picture: space-time diagram with the cut
    Svg,
    /// A page to step through the run and to move the cut, in one file
    Html,
    /// A log for ShiViz
    Shiviz,
    /// A Mermaid sequence diagram
    Mermaid,
    /// A Graphviz graph
    Dot,
    /// A table
    Csv,
    /// A trace for the Perfetto UI
    Perfetto,
}

impl RunFormat {
    /// The drawing or export that it is, if it is one.
    pub(crate) const fn export(self) -> Option<Format> {
        match self {
            Self::Text | Self::Json | Self::Jsonl | Self::Snap => None,
            Self::Svg => Some(Format::Svg),
            Self::Html => Some(Format::Html),
            Self::Shiviz => Some(Format::Shiviz),
            Self::Mermaid => Some(Format::Mermaid),
            Self::Dot => Some(Format::Dot),
            Self::Csv => Some(Format::Csv),
            Self::Perfetto => Some(Format::Perfetto),
        }
    }
}

/// What a drawing shows.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Drawings")]
pub(crate) struct DrawArgs {
    /// Which events a drawing shows: all, those around the snapshot, or A..B by number [default: snapshot]
    #[arg(long, value_name = "EVENTS")]
    pub(crate) window: Option<Window>,

    /// What goes down a drawing: time, or a row an event (order) [default: time]
    #[arg(long, value_name = "AXIS")]
    pub(crate) axis: Option<Axis>,
}

impl DrawArgs {
    pub(crate) fn options(&self) -> Options {
        Options { window: self.window.clone().unwrap_or_default(), axis: self.axis.unwrap_or_default() }
    }
}

/// Options of `check`.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sim check --seeds 0..100000 --hold 0..=30")]
pub(crate) struct CheckArgs {
    /// The seeds: A..B, without B
    #[arg(long, value_name = "A..B", default_value = "0..1000")]
    pub(crate) seeds: Seeds,

    /// How many threads to use; all cores by default
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,

    #[command(flatten)]
    pub(crate) scenario: ScenarioArgs,

    /// The form of the output
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(crate) format: CheckFormat,

    /// Write to a file instead of standard output; it appears whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,

    /// Print nothing but failures
    #[arg(short, long, help_heading = "Output")]
    pub(crate) quiet: bool,
}

/// Options of `explore`.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  sim explore\n  sim explore --hold 1 --trigger 3\n  sim explore --topology complete:3 --program bank --param balance=2 --param transfers=2 --jobs 2\n  sim explore --param receipts=3 --trigger none --initiators any --against-reachable"
)]
pub(crate) struct ExploreArgs {
    #[command(flatten)]
    pub(crate) scenario: ScenarioArgs,

    /// Leave out orders of events that cannot matter; the recorded states stay the same
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

    /// Give up when the search takes so many MiB
    #[arg(long, value_name = "MIB", value_parser = positive, default_value = "4096", help_heading = "Search")]
    pub(crate) max_memory: u64,

    /// The form of the output
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(crate) format: CheckFormat,

    /// Write to a file instead of standard output; it appears whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,

    /// Print the recorded states alone, and violations
    #[arg(short, long, help_heading = "Output")]
    pub(crate) quiet: bool,
}

/// Whether orders of events that cannot matter are left out.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Reduce {
    /// They are left out: fewer states, the same recorded states, witnesses that need not be shortest
    On,
    /// Every order is tried
    Off,
    /// One search each way: how many states are saved, and that the recorded states are the same
    Both,
}

/// The form of a check's output.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CheckFormat {
    /// A report for people
    Text,
    /// One JSON object
    Json,
}

/// Options of `shrink`.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  sim shrink --links unordered --seed 7\n  sim shrink run.json --check one-message"
)]
pub(crate) struct ShrinkArgs {
    /// A run saved with -f json or -f jsonl, instead of options; - is standard input
    #[arg(value_name = "FILE", conflicts_with_all = ["seed", "schedule", "ScenarioArgs"])]
    pub(crate) file: Option<PathBuf>,

    /// The seed of the failing run, as for 'sim run' [env: SIM_SEED] [default: 0]
    #[arg(long, value_name = "SEED", allow_negative_numbers = true)]
    pub(crate) seed: Option<Seed>,

    /// The schedule of the failing run, instead of a seed: 'P! (P>Q Q>P)*3', or a file
    #[arg(long, value_name = "SCHEDULE")]
    pub(crate) schedule: Option<String>,

    /// The check that is to fail still [default: the first that fails]
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(snapshot::oracle::NAMES))]
    pub(crate) check: Option<String>,

    /// Stop after so many runs with the smallest that was found
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = positive, allow_negative_numbers = true)]
    pub(crate) max_runs: u64,

    #[command(flatten)]
    pub(crate) scenario: ScenarioArgs,

    /// The form of the output
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value = "text", help_heading = "Output")]
    pub(crate) format: ShrinkFormat,

    /// Write to a file instead of standard output; it appears whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) look: LookArgs,
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

/// Options of `replay`.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sim -f json | sim replay -")]
pub(crate) struct ReplayArgs {
    /// A run saved with -f json or -f jsonl; - is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// Print nothing but differences and failures
    #[arg(short, long, help_heading = "Output")]
    pub(crate) quiet: bool,
}

/// Options of `convert`.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sim -f json -o run.json && sim convert run.json -f html -o run.html")]
pub(crate) struct ConvertArgs {
    /// A run saved with -f json or -f jsonl; - is standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// The form of the output
    #[arg(short, long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    pub(crate) format: ConvertFormat,

    /// Write to a file instead of standard output; it appears whole or not at all
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) draw: DrawArgs,
}

/// Options of `step`.
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  sim step --seed 7\n  sim step run.json --window all")]
pub(crate) struct StepArgs {
    /// A run saved with -f json or -f jsonl, instead of one that is run now
    #[arg(value_name = "FILE", conflicts_with_all = ["seed", "schedule", "ScenarioArgs"])]
    pub(crate) file: Option<PathBuf>,

    /// The seed: a number, 0x and hexadecimal, or 'random' to draw one and print it [env: SIM_SEED] [default: 0]
    #[arg(long, value_name = "SEED", allow_negative_numbers = true)]
    pub(crate) seed: Option<Seed>,

    /// Follow a schedule instead of a seed
    #[arg(long, value_name = "SCHEDULE")]
    pub(crate) schedule: Option<String>,

    /// Which events: all, those around the snapshot, or A..B by number [default: snapshot]
    #[arg(long, value_name = "EVENTS")]
    pub(crate) window: Option<Window>,

    #[command(flatten)]
    pub(crate) scenario: ScenarioArgs,
}

/// The forms into which a saved run can be converted.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ConvertFormat {
    /// A picture: space-time diagram with the cut
    Svg,
    /// A page to step through the run and to move the cut, in one file
    Html,
    /// A log for ShiViz
    Shiviz,
    /// A Mermaid sequence diagram
    Mermaid,
    /// A Graphviz graph
    Dot,
    /// A table
    Csv,
    /// A trace for the Perfetto UI
    Perfetto,
    /// One JSON object, with every event
    Json,
    /// A JSON object a line
    Jsonl,
}

/// Options of `schema`.
#[derive(Args, Debug)]
pub(crate) struct SchemaArgs {
    /// Which form
    #[arg(value_enum, default_value = "json")]
    pub(crate) form: SchemaForm,
}

/// A form of the format.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum SchemaForm {
    /// `sim run -f json`
    Json,
    /// Each line of `sim run -f jsonl`
    Jsonl,
    /// `sim check -f json`
    Check,
    /// `sim explore -f json`
    Explore,
}

/// When to use colours.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum Color {
    Auto,
    Always,
    Never,
}

/// What was typed, understood.
#[derive(Debug)]
pub(crate) struct Invocation {
    /// When to use colours.
    pub(crate) color: anstream::ColorChoice,
    /// What to do.
    pub(crate) command: Command,
}

/// The definition of the command line, for completions and the manual page.
pub(crate) fn command() -> clap::Command {
    Cli::command()
}

/// Reads the arguments of this process; on an error prints it and exits with 2.
pub(crate) fn parse() -> Invocation {
    let matches = Cli::command().get_matches();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    refuse_misplaced(&matches);
    let of_a_run = ["run", "shrink"].into_iter().find_map(|name| matches.subcommand_matches(name));
    refuse_idle(of_a_run.unwrap_or(&matches));
    if matches.subcommand().is_none_or(|(name, _)| name == "run") {
        refuse_idle_look(matches.subcommand_matches("run").unwrap_or(&matches));
    }
    let color = match cli.color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::Always,
        Color::Never => anstream::ColorChoice::Never,
    };
    Invocation { color, command: cli.command.unwrap_or(Command::Run(cli.run)) }
}

/// Refuses an option of the default command before another command, where clap would ignore it.
fn refuse_misplaced(matches: &ArgMatches) {
    let Some((name, _)) = matches.subcommand() else { return };
    let typed = |id: &&clap::Id| matches.value_source(id.as_str()) == Some(ValueSource::CommandLine);
    let is_group = |id: &clap::Id| Cli::command().get_groups().any(|group| group.get_id() == id);
    let mut misplaced = matches.ids().filter(typed).filter(|id| id.as_str() != "color" && !is_group(id));
    if let Some(id) = misplaced.next() {
        let option = id.as_str().replace('_', "-");
        let message = format!("'--{option}' belongs after the subcommand: `sim {name} --{option} ...`");
        Cli::command().error(clap::error::ErrorKind::ArgumentConflict, message).exit();
    }
}

/// Refuses an option that would change nothing: a schedule leaves nothing to draw.
fn refuse_idle(matches: &ArgMatches) {
    let typed = |id: &str| {
        matches.try_contains_id(id).is_ok() && matches.value_source(id) == Some(ValueSource::CommandLine)
    };
    for option in ["seed", "delay"] {
        if typed("schedule") && typed(option) {
            let message = format!("'--{option}' changes nothing when '--schedule' is given");
            Cli::command().error(clap::error::ErrorKind::ArgumentConflict, message).exit();
        }
    }
}

/// Refuses an option about the look of one form that would change nothing in another.
fn refuse_idle_look(matches: &ArgMatches) {
    let typed = |id: &str| matches.value_source(id) == Some(ValueSource::CommandLine);
    let format = matches.get_one::<RunFormat>("format").copied().unwrap_or(RunFormat::Text);
    let of_text = ["show", "quiet", "unicode"].into_iter().filter(|_| format != RunFormat::Text);
    let of_drawings = ["window", "axis"].into_iter().filter(|_| format.export().is_none());
    if let Some(option) = of_text.chain(of_drawings).find(|option| typed(option)) {
        let value = format.to_possible_value().expect("no form is hidden");
        let message = format!("'--{option}' changes nothing with '--format {}'", value.get_name());
        Cli::command().error(clap::error::ErrorKind::ArgumentConflict, message).exit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }
}
